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
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica({ servedModel: 'qwen2.5-32b-v1.2' })]))

  const said = await tokenledger(['versions', 'unmatched'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['versions', 'unmatched', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.code).toBe(0)
  expect(said.out).toContain(
    [
      'usage:',
      '  deployments:',
      '    - replica: "r-1"',
      '      source: "prod"',
      '      served_model: "qwen2.5-32b-v1.2"',
      '      version: "v1.2.0" # read out of its name',
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

  expect(said).toMatchObject({ code: 0, out: 'No version is known yet: load a bill, and usage.\n' })
})
