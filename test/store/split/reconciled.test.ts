/** Where the money of each bill went, on every basis, and what of it belongs to hours yet to come. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { withClient } from '../../../src/store/index.js'
import { reconciliation } from '../../../src/store/split/index.js'
import { inForce, settings } from './settings-given.js'

/** What is not nothing, of each basis: `effective bill 7 serving 3.5 …`. */
async function went(ledger: Ledger, period?: string): Promise<string[]> {
  const rows = await withClient(ledger.pool, (client) => reconciliation(client, period))
  return rows.map(({ provider: _p, billing_account_id: _a, billing_period: _m, billing_currency, basis, ...parts }) =>
    [
      billing_currency,
      basis,
      ...Object.entries(parts)
        .filter(([name, sum]) => name === 'difference' || Number(sum) !== 0)
        .map(([name, sum]) => `${name} ${sum.replace(/\.?0+$/, '') || '0'}`),
    ].join(' '),
  )
}

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

const p3: Line = { ConsumedQuantity: '1', ConsumedUnit: 'Hours', x_UsageType: 'BoxUsage:p3.2xlarge' }
const four: Line = { ListCost: '10', ContractedCost: '9', BilledCost: '8', EffectiveCost: '7' }

test('each basis says where its own money went, and the difference is 0', async ({ ledger }) => {
  await inForce(ledger, settings({ rules: [{ name: 'fees', match: { resource: 'cluster' }, to: 'shared' }] }))
  await load(ledger, [
    { ...p3, ...four },
    { ResourceId: 'cluster', ...four },
    {
      ResourceId: null,
      ChargeCategory: 'Tax',
      ListCost: null,
      ContractedCost: null,
      BilledCost: '1',
      EffectiveCost: '1',
    },
  ])

  await readHours(ledger, '2026-08-01T00:00Z', [[replica({ gpusLabel: '1', busyMs: 900_000 })]])

  expect(await went(ledger)).toEqual([
    'USD billed bill 17 serving 2 warm_idle 6 shared 8 tax 1 difference 0',
    'USD effective bill 15 serving 1.75 warm_idle 5.25 shared 7 tax 1 difference 0',
    'USD contracted bill 18 serving 2.25 warm_idle 6.75 shared 9 difference 0 unknown 1',
    'USD list bill 20 serving 2.5 warm_idle 7.5 shared 10 difference 0 unknown 1',
  ])
})

test('what is billed for an hour to come is deferred, and what is past is not', async ({ ledger }) => {
  const century: Line = { ChargePeriodStart: '2100-01-01T00:00:00Z', ChargePeriodEnd: '2100-01-01T01:00:00Z' }
  const past: Line = { ChargePeriodStart: '2020-01-01T00:00:00Z', ChargePeriodEnd: '2020-01-01T01:00:00Z' }

  await load(ledger, [
    { ...four, ...past },
    { ...four, ...century, EffectiveCost: '5' },
  ])

  const [billed, effective] = await went(ledger)
  expect(billed).toBe('USD billed bill 16 unmapped 8 deferred 8 difference 0')
  expect(effective).toBe('USD effective bill 12 unmapped 7 deferred 5 difference 0')
})

test('an hour that has begun is not deferred', async ({ ledger }) => {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
  const [ChargePeriodStart = '', ChargePeriodEnd = ''] = [hour, hour + 3_600_000].map((at) =>
    new Date(at).toISOString(),
  )

  await load(ledger, [{ ...four, ChargePeriodStart, ChargePeriodEnd }])

  expect((await went(ledger))[0]).toBe('USD billed bill 8 unmapped 8 difference 0')
})

test('two periods are two bills, and one may be asked for alone', async ({ ledger }) => {
  const july: Line = {
    BillingPeriodStart: '2026-07-01T00:00:00Z',
    BillingPeriodEnd: '2026-08-01T00:00:00Z',
    ChargePeriodStart: '2026-07-31T23:00:00Z',
    ChargePeriodEnd: '2026-08-01T00:00:00Z',
  }
  await load(ledger, [{}, { ...july, ...four }])

  const both = await went(ledger)
  const alone = await went(ledger, '2026-07')

  expect(both).toHaveLength(8)
  expect(alone[0]).toBe('USD billed bill 8 unmapped 8 difference 0')
})

describe('a month paid at once, ¥30,000 for August in Beijing', () => {
  const month: Line = {
    ProviderName: 'Alibaba Cloud',
    InvoiceIssuerName: 'Alibaba Cloud',
    BillingAccountId: '1000000000000001',
    BillingCurrency: 'CNY',
    ServiceName: 'Elastic Compute Service',
    ChargeCategory: 'Purchase',
    BilledCost: '30000',
    EffectiveCost: '30000',
    ChargePeriodStart: '2026-07-31T16:00:00Z',
    ChargePeriodEnd: '2026-08-31T16:00:00Z',
  }

  test('is used at 40.32 an hour: after five days 4,838.71, and 25,161.29 are to come', async ({ ledger }) => {
    await load(ledger, [month])

    const hours = await ledger.rows(
      'select distinct round(effective_known, 2)::text as effective from fact.resource_hour',
    )
    const days = await ledger.rows(
      `select round(used, 2)::text as used, round(deferred, 2)::text as deferred from report.deferred
       where to_char(day, 'MM-DD') in ('08-05', '08-31') order by day`,
    )
    expect(hours).toEqual([{ effective: '40.32' }])
    expect(days).toEqual([
      { used: '4838.71', deferred: '25161.29' },
      { used: '30000.00', deferred: '0.00' },
    ])
  })
})
