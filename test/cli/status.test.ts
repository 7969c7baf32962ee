import { expect } from 'vitest'
import { csv } from '../support/focus.js'
import { test } from '../support/ledger.js'
import { read, replica, telemetry } from '../support/telemetry.js'
import { cells, json, tokenledger } from './tool.js'

test('an empty ledger says so and what to do', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }

  const said = await tokenledger(['status'], env)
  const document = json(await tokenledger(['status', '--json'], env))

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/^Nothing is loaded yet\.\n[^]*tokenledger bills focus <files or folders>/)
  expect(document).toEqual({ bills: [], competing: [], runs: [], telemetry: [], unmatched: [] })
})

test('a loaded bill is shown with its lines, its reach and its state', async ({ ledger }) => {
  const path = await ledger.file(
    'bill.csv',
    csv([{}, { ChargePeriodStart: '2026-08-03T05:00:00Z', ChargePeriodEnd: '2026-08-03T06:00:00Z' }]),
  )
  await ledger.load([path])

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(0)
  const bill = said.out.split('\n').find((line) => line.startsWith('aws'))
  expect(cells(bill ?? '').slice(0, -1)).toEqual([
    'aws',
    '111122223333',
    '2026-08',
    '2',
    '2026-08-01 00:00',
    '2026-08-03 06:00',
    'complete, preliminary',
  ])
})

test('a bill that lacks rejected lines is marked, and so is one that refused newer content', async ({ ledger }) => {
  const good = await ledger.file('good.csv', csv([{}]))
  const bad = await ledger.file('bad.csv', csv([{}, { BilledCost: null, ResourceId: 'i-2' }]))
  const other = { BillingAccountId: '999988887777' }
  const half = await ledger.file('half.csv', csv([other, { ...other, BilledCost: null, ResourceId: 'i-2' }]))
  await ledger.load([good])
  await ledger.load([bad])
  await ledger.load([half])

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.code).toBe(0)
  expect(said.out).toMatch(/111122223333 .* complete, preliminary, NEWER REFUSED/)
  expect(said.out).toMatch(/999988887777 .* INCOMPLETE, preliminary/)
  expect(said.out).toContain('\nINCOMPLETE: lines were rejected.')
  expect(document).toMatchObject({
    bills: [
      { billing_account_id: '111122223333', complete: true, newer_content_refused: true, line_count: '1' },
      { billing_account_id: '999988887777', complete: false, newer_content_refused: false, line_count: '1' },
    ],
    runs: [{ lines_rejected: '1' }, { lines_rejected: '1' }, { lines_rejected: '0' }],
  })
})

test('two feeds of one account stand side by side with their difference', async ({ ledger }) => {
  await ledger.load([await ledger.file('a.csv', csv([{ BilledCost: '10' }]))])
  await ledger.load([await ledger.file('b.csv', csv([{ BilledCost: '9.75' }]))], {
    feed: 'other',
    declared: [{ provider: 'aws', billingAccountId: '111122223333', feed: 'focus', from: '2026-01-01', to: undefined }],
  })

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  const rows = said.out.split('\n').map(cells)
  expect(rows).toContainEqual(['aws', '111122223333', '2026-08', 'focus', '$10.00', '$10.00', '$0.00'])
  expect(rows).toContainEqual(['aws', '111122223333', '2026-08', 'other', '$9.75', 'nothing', '$0.25'])
})

test('telemetry is shown as far as it was read, with the lines that would match what nothing matches', async ({
  ledger,
}) => {
  const [lost, found] = [
    replica({ replica: 'ns/lost', resourceLabel: null }),
    replica({ replica: 'ns/found', versionLabel: 'v1' }),
  ]
  await read(ledger, telemetry('2026-08-01T05:00Z', [lost, found]))
  await read(ledger, telemetry('2026-08-01T05:00Z', [lost, { ...found, promptTokens: 11n }]))
  await read(ledger, telemetry('2026-08-01T06:00Z', [found], { complete: false, warnings: ['a store is down'] }))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out.split('\n').map(cells)).toContainEqual([
    'prod',
    '2026-08-01 05:00',
    '2026-08-01 07:00',
    '2',
    '1',
    '1',
    '1',
  ])
  expect(said.out).toContain('1 replica ran on nobody knows what')
  expect(said.out).toContain(
    '    - { replica: "ns/lost", source: prod, resource: <its id on the bill>, gpus: <how many>, from: 2026-08-01T05:00:00Z }',
  )
  expect(document).toMatchObject({
    telemetry: [{ source: 'prod', hours: '2', read_to: '2026-08-01T07:00:00Z', incomplete: '1', restated: '1' }],
    unmatched: [
      { replica: 'ns/lost', lacks: 'resource', hours: '1', tokens: '15' },
      { replica: 'ns/lost', lacks: 'version', hours: '1', tokens: '15' },
    ],
    runs: [{ command: 'usage' }],
  })
})
