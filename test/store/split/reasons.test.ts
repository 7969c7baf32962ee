/** Money that no version can be charged with, and why; commitments, and months paid at once. */
import { expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { costs, p5, priceList, single, went } from './given.js'

const load = async (ledger: Ledger, lines: Parameters<typeof csv>[0]) =>
  ledger.load([await ledger.file('bill.csv', csv(lines))])
const serving = (machine: string, gpus: string) =>
  replica({ replica: machine, resourceLabel: machine, gpusLabel: gpus, busyMs: 3_600_000 })
const costing = (cost: string, said: Line): Line => ({
  BilledCost: cost,
  EffectiveCost: cost,
  ResourceId: null,
  ...said,
})

test('each charge without a machine says why no version has it', async ({ ledger }) => {
  const plan = { CommitmentDiscountId: 'plan-1', CommitmentDiscountType: 'Savings Plan' }

  await load(ledger, [
    costing('1', { ServiceName: 'AWS CloudTrail' }),
    costing('2', { ChargeCategory: 'Tax' }),
    costing('-4', { ChargeCategory: 'Credit' }),
    costing('8', { ChargeCategory: 'Purchase', ...plan }),
    costing('16', { ResourceId: 'i-9', CommitmentDiscountStatus: 'Unused', ...plan }),
    costing('32', { ResourceId: 'cr-1', CapacityReservationId: 'cr-1', CapacityReservationStatus: 'Unused' }),
    costing('64', { ServiceName: 'AWS Support (Business)' }),
    costing('0.01', { ChargeCategory: 'Adjustment' }),
  ])

  expect(await went(ledger)).toEqual([
    '00 unattributed credit -4',
    '00 unattributed no_resource 1',
    '00 unattributed purchase 8',
    '00 unattributed rounding 0.01',
    '00 unattributed support 64',
    '00 unattributed tax 2',
    '00 unattributed unused_commitment 48',
  ])
})

test('a credit and a tax of a machine go by who held it', async ({ ledger }) => {
  await priceList(ledger)
  await load(ledger, [
    single,
    costing('-2', { ResourceId: 'i-1', ChargeCategory: 'Credit' }),
    costing('0.8', { ResourceId: 'i-1', ChargeCategory: 'Tax' }),
  ])

  await readHours(ledger, '2026-08-01T00:00Z', [[serving('i-1', '0.5')]])

  expect(await costs(ledger)).toEqual(['00 i-1 cold_idle 3.4', '00 i-1 qwen serving 3.4'])
})

test('a commitment of 40 an hour under two p5 costs 83.413 on either basis, and list does not count it twice', async ({
  ledger,
}) => {
  await priceList(ledger)
  const plan = { CommitmentDiscountId: 'plan-1', CommitmentDiscountType: 'Savings Plan' }
  const covered = { ...p5, ...plan, CommitmentDiscountStatus: 'Used', BilledCost: '0' }
  await load(ledger, [
    {
      ...costing('40', { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring', ...plan }),
      EffectiveCost: '0',
      ListCost: '40',
      ContractedCost: '40',
    },
    { ...covered, EffectiveCost: '33.024' },
    { ...covered, ResourceId: 'i-2', EffectiveCost: '6.976', ListCost: '11.627', ConsumedQuantity: '0.2' },
    {
      ...p5,
      ResourceId: 'i-2',
      BilledCost: '43.413',
      EffectiveCost: '43.413',
      ListCost: '43.413',
      ConsumedQuantity: '0.8',
    },
  ])

  await readHours(ledger, '2026-08-01T00:00Z', [[serving('i-1', '8'), serving('i-2', '6')]])

  expect(await costs(ledger, 'effective_cost')).toEqual([
    '00 i-1 qwen serving 33.024',
    '00 i-2 cold_idle 12.59725',
    '00 i-2 qwen serving 37.79175',
    '00 none:Amazon Elastic Compute Cloud unattributed purchase 0',
  ])
  expect(await went(ledger)).toEqual(['00 cold_idle 10.85325', '00 serving 32.55975', '00 unattributed purchase 40'])
  expect(
    await ledger.rows(
      `select sum(effective_known)::numeric(9,3) as effective, sum(billed_cost)::numeric(9,3) as billed,
         sum(list_known)::numeric(9,3) as list from report.account_hour`,
    ),
  ).toEqual([{ effective: '83.413', billed: '83.413', list: '110.080' }])
})

test('a month of 30,000 paid at once is billed at its start, and each of its 744 hours costs 40.32', async ({
  ledger,
}) => {
  await priceList(ledger)
  await load(ledger, [
    {
      ...costing('30000', { ResourceId: 'i-1', ChargeCategory: 'Purchase', BillingCurrency: 'CNY' }),
      ChargePeriodEnd: '2026-09-01T00:00:00Z',
    },
  ])

  await readHours(ledger, '2026-08-01T00:00Z', [[serving('i-1', '1')], [serving('i-1', '1')], []])

  expect((await costs(ledger)).filter((row) => !/[ .]0$|no_telemetry/.test(row))).toEqual(['00 i-1 qwen serving 30000'])
  expect((await went(ledger, 'effective_known')).slice(0, 4)).toEqual([
    '00 serving 40.322580645161290323',
    '01 serving 40.322580645161290322',
    '02 cold_idle 40.322580645161290323',
    '03 unattributed no_telemetry 40.322580645161290322',
  ])
  expect(await ledger.rows('select sum(effective_known) as sum, count(*) from report.account_hour')).toEqual([
    { sum: '30000.000000000000000000', count: '744' },
  ])
})

test('a currency that a bill names no longer is in no reconciliation', async ({ ledger }) => {
  await load(ledger, [single, { ...single, BillingCurrency: 'EUR' }])

  const again = await ledger.file('again.csv', csv([single]))
  await ledger.load([again], { covering: 'shrunk' })

  const left = await ledger.rows('select distinct billing_currency from report.reconciliation')
  expect(left).toEqual([{ billing_currency: 'USD' }])
})
