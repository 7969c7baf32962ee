import { expect } from 'vitest'
import { entry, mapTo, read, replica, telemetry } from '../support/telemetry.js'
import { csv, type Line } from '../support/focus.js'
import { test } from '../support/ledger.js'
import { cells, json, tokenledger } from './tool.js'

/** A machine of one GPU, at 7 yuan for the hour that begins at 05:00. */
const machine: Line = {
  BillingCurrency: 'CNY',
  BilledCost: '7',
  EffectiveCost: '7',
  ConsumedQuantity: '1',
  ConsumedUnit: 'Hours',
  x_UsageType: 'BoxUsage:p3.2xlarge',
  ResourceId: 'i-1',
  ChargePeriodStart: '2026-08-01T05:00:00Z',
  ChargePeriodEnd: '2026-08-01T06:00:00Z',
}

test('versions are listed with who says so, what they came to and what their names hint at', async ({ ledger }) => {
  await ledger.load([await ledger.file('bill.csv', csv([machine]))])
  const served = replica({ servedModel: 'qwen2.5-32b', versionLabel: 'v1.2-fp16', gpusLabel: '1', busyMs: 3_600_000 })
  await read(ledger, telemetry('2026-08-01T05:00Z', [served]))

  const said = await tokenledger(['versions'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['versions', '--json'], { DATABASE_URL: ledger.url }))
  const other = await tokenledger(['versions', '--model', 'gpt2'], { DATABASE_URL: ledger.url })

  expect(other).toMatchObject({ code: 2, err: 'tokenledger: No version is of a model gpt2. Known: qwen2.5-32b.\n' })
  expect(said.code).toBe(0)
  expect(said.out.split('\n').map(cells)).toContainEqual([
    'qwen2.5-32b',
    'v1.2-fp16',
    'label',
    '1',
    '2026-08-01 05:00',
    '2026-08-01 05:00',
    '¥7.00',
    '32b, fp16',
  ])
  expect(document).toMatchObject({
    versions: [{ model: 'qwen2.5-32b', tokens: '15', hint: { family: 'qwen2.5', size: '32b', version: '1.2.0' } }],
  })
})

test('telemetry without a version is told with the lines to add, and a version of the map that nobody saw, too', async ({
  ledger,
}) => {
  await mapTo(ledger, [entry({ replica: 'r-9', source: 'prod', model: 'qwen', version: 'v9' })])
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica({ servedModel: 'qwen2.5-32b' })]))

  const said = await tokenledger(['versions', 'unmatched'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['versions', 'unmatched', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.code).toBe(0)
  expect(said.out).toContain(
    [
      'usage:',
      '  deployments:',
      '    - replica: "r-1"',
      '      source: "prod"',
      '      served_model: "qwen2.5-32b"',
      '      version: "<its version>"',
      '      from: 2026-08-01T05:00:00Z',
    ].join('\n'),
  )
  expect(said.out.split('\n').map(cells)).toContainEqual(['qwen', 'v9', 'map', 'r-9'])
  expect(document).toMatchObject({
    telemetry_without_version: [{ replica: 'r-1', lacks: 'version' }],
    versions_without_telemetry: [{ model: 'qwen', version: 'v9', named_by: 'map', replica: 'r-9' }],
  })
})

test('a ledger without versions says what to load', async ({ ledger }) => {
  const said = await tokenledger(['versions'], { DATABASE_URL: ledger.url })

  expect(said).toMatchObject({
    code: 0,
    out: 'No version is known yet: read a registry (tokenledger versions sync), load a bill, and usage.\n',
  })
})

test('a registry is read by versions sync, its tags win over names, and what it names without use is told', async ({
  ledger,
}) => {
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica({ servedModel: 'chat' })]))
  await ledger.file('tokenledger.yaml', 'versions: { files: [{ name: ours, file: ./versions.yaml }] }\n')
  await ledger.file(
    'versions.yaml',
    `versions:
  - { model: qwen-7b, version: v1-fp16, served_model: chat, from: 2026-08-01, tags: { quantization: awq, size: 8b } }
  - { model: qwen-7b, version: v2, served_model: other }
  - { model: qwen-7b, version: v3 }
`,
  )
  const env = { cwd: ledger.folder, DATABASE_URL: ledger.url }

  const synced = await tokenledger(['versions', 'sync'], env)
  const again = json(await tokenledger(['versions', 'sync', '--json'], env))
  const listed = json(await tokenledger(['versions', '--json'], env))
  const unmatched = await tokenledger(['versions', 'unmatched'], env)
  const strange = await tokenledger(['versions', 'sync', '--registry', 'prod'], env)

  expect(synced.code).toBe(0)
  expect(synced.out.split('\n').map(cells)).toContainEqual(['ours', 'written', '3', '3', '0', '1, 1'])
  expect(again).toMatchObject({ registries: [{ registry: 'ours', outcome: 'unchanged', came: 0 }] })
  expect(listed).toMatchObject({
    versions: [
      {
        model: 'qwen-7b',
        version: 'v1-fp16',
        told_by: ['tag'],
        registry: 'ours',
        hint: { size: '8b', quantisation: 'awq', version: '1.0.0' },
      },
      { version: 'v2', told_by: [] },
      { version: 'v3', told_by: [] },
    ],
  })
  expect(unmatched.out.split('\n').map(cells)).toContainEqual(['qwen-7b', 'v2', 'registry', 'other'])
  expect(unmatched.out).toContain(
    '- { replica: <its replica>, model: "qwen-7b", version: "v3", from: <its first hour> }',
  )
  expect(strange).toMatchObject({ code: 2, err: 'tokenledger: versions names no prod. Known: ours.\n' })
})
