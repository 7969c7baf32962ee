/** `tokenledger reconcile` as a process: where the money of each bill went. */
import { expect } from 'vitest'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { readHours, replica } from '../support/telemetry.js'
import { inForce } from '../store/split/settings-given.js'
import { cells, json, tokenledger } from './tool.js'

const run = (ledger: Ledger, ...args: string[]) => tokenledger(['reconcile', ...args], { DATABASE_URL: ledger.url })

const p3: Line = { ConsumedQuantity: '1', ConsumedUnit: 'Hours', x_UsageType: 'BoxUsage:p3.2xlarge' }
const july: Line = {
  BillingPeriodStart: '2026-07-01T00:00:00Z',
  BillingPeriodEnd: '2026-08-01T00:00:00Z',
  ChargePeriodStart: '2026-07-31T23:00:00Z',
  ChargePeriodEnd: '2026-08-01T00:00:00Z',
}

/** In August a machine at work for a quarter of its hour, tax, and a bucket; in July a bucket alone. */
async function billed(ledger: Ledger): Promise<void> {
  const lines = [
    { ...p3, BilledCost: '8', EffectiveCost: '1234.56' },
    { ResourceId: null, ChargeCategory: 'Tax', BilledCost: '1.5', EffectiveCost: '1.5' },
    { ResourceId: 'bucket', ServiceName: 'Amazon S3', BilledCost: '3', EffectiveCost: '4' },
    { ...july, ResourceId: 'bucket', ServiceName: 'Amazon S3', BilledCost: '5', EffectiveCost: '6' },
  ]
  await inForce(ledger)
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
  await readHours(ledger, '2026-08-01T00:00Z', [[replica({ gpusLabel: '1', busyMs: 900_000 })]])
}

const table = (out: string) => out.split('\n').map(cells)

test('a person reads a statement: the bill, where it went, and the difference 0', async ({ ledger }) => {
  await billed(ledger)

  const said = await run(ledger, '--period', '2026-08')

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(table(said.out).slice(0, 7)).toEqual([
    ['aws 111122223333, 2026-08, effective', 'USD'],
    ['the bill', '$1,240.06'],
    ['serving', '$308.64'],
    ['warm idle', '$925.92'],
    ['unattributed: tax', '$1.50'],
    ['unattributed: unmapped (!)', '$4.00'],
    ['difference', '0'],
  ])
})

test('what nobody tells the purpose of is listed by service, in the period that is asked for', async ({ ledger }) => {
  await billed(ledger)

  const august = await run(ledger, '--period', '2026-08')
  const both = await run(ledger)

  const row = (month: string, cost: string) => ['aws', month, 'Amazon S3', 'unmapped', '1', cost]
  expect(table(august.out)).toContainEqual(row('2026-08', '$3.00'))
  expect(august.out).not.toContain('2026-07')
  expect(table(both.out)).toEqual(expect.arrayContaining([row('2026-07', '$5.00'), row('2026-08', '$3.00')]))
})

test('on the basis billed, and on all of them', async ({ ledger }) => {
  await billed(ledger)

  const one = await run(ledger, '--period', '2026-08', '--basis', 'billed')
  const all = json(await run(ledger, '--basis', 'all', '--json'))

  expect(table(one.out)).toContainEqual(['the bill', '$12.50'])
  expect(all).toMatchObject({
    bills: [
      { billing_period: '2026-07-01', basis: 'billed', bill: '5.000000000000000000', unmapped: '5.000000000000000000' },
      { billing_period: '2026-07-01', basis: 'effective', bill: '6.000000000000000000' },
      { billing_period: '2026-07-01', basis: 'contracted' },
      { billing_period: '2026-07-01', basis: 'list' },
      {
        billing_period: '2026-08-01',
        basis: 'billed',
        serving: '2.000000000000000000',
        difference: '0.000000000000000000',
      },
      { billing_period: '2026-08-01', basis: 'effective' },
      { billing_period: '2026-08-01', basis: 'contracted' },
      { billing_period: '2026-08-01', basis: 'list' },
    ],
    unmapped: [
      { billing_period: '2026-07-01', service_name: 'Amazon S3', billed_cost: '5.000000000000000000' },
      { billing_period: '2026-08-01', service_name: 'Amazon S3', billed_cost: '3.000000000000000000' },
    ],
  })
})

test('without a bill it says so', async ({ ledger }) => {
  const none = await run(ledger)
  const other = await run(ledger, '--period', '2026-08')

  expect(none).toMatchObject({ code: 0, out: 'No bill is loaded yet.\n' })
  expect(other).toMatchObject({ code: 0, out: 'No bill of 2026-08 is loaded.\n' })
})

const bad: readonly (readonly [args: string[], said: string])[] = [
  [['--period', '2026-13'], '--period 2026-13 is no month. Write it as 2026-08.'],
  [['--period', 'August'], '--period August is no month. Write it as 2026-08.'],
  [['--basis', 'net'], '--basis net is none of billed, effective, contracted, list, all. Name one of them.'],
]
test.for(bad)('reconcile %j is refused with what to write instead', async ([args, words], { ledger }) => {
  const said = await run(ledger, ...args)

  expect(said).toMatchObject({ code: 2, out: '', err: `tokenledger: ${words}\n` })
})

test('a report that somebody edited ends with 6, whatever basis is shown, and check finds it, too', async ({
  ledger,
}) => {
  await billed(ledger)
  await ledger.rows(`update report.account_day set billed_cost = billed_cost - 0.25 where kind = 'serving'`)

  const said = await run(ledger, '--basis', 'list')
  const checked = await tokenledger(['check'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(6)
  expect(said.err).toContain(
    'The billed bill of aws 111122223333 for 2026-08 differs by 0.250000000000000000 USD from where it went.',
  )
  expect(checked.code).toBe(6)
  expect(checked.out).toMatch(/BROKEN {2}account days differ from hours \(1 row;/)
})

test('hours from before there were reports are due, and no bill is said to be broken for it', async ({ ledger }) => {
  await billed(ledger)
  await ledger.rows(
    `with gone as (delete from report.account_hour), days as (delete from report.model_day), hours as (delete from report.model_hour)
     update ops.split_settings set due = '{[2026-07-31T23:00Z,2026-08-01T01:00Z)}'`,
  )

  const early = await run(ledger)
  await tokenledger(['fold'], { DATABASE_URL: ledger.url })
  const late = await run(ledger)

  expect([early.code, early.out]).toEqual([2, ''])
  expect(early.err).toContain('tokenledger fold')
  expect(late.code).toBe(0)
  expect(await ledger.rows('select * from law.accounts_differ_from_hours')).toEqual([])
})
