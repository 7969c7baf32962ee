/** What is a restatement of a bill, and what is only news. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const at = (day: number, hour: number): Line => ({
  ChargePeriodStart: new Date(Date.UTC(2026, 7, day, hour)).toISOString(),
  ChargePeriodEnd: new Date(Date.UTC(2026, 7, day, hour + 1)).toISOString(),
})

const deliver = async (ledger: Ledger, name: string, lines: readonly Line[], options = {}) =>
  ledger.load([await ledger.file(name, csv(lines))], options)

const gcp = { ProviderName: 'Google Cloud', InvoiceIssuerName: 'Google Cloud' }

test('a late credit of 17.65 restates an hour of 88.25 to 70.60', async ({ ledger }) => {
  const usage = { ...gcp, BilledCost: '88.25', EffectiveCost: '88.25', ListCost: '88.25', ContractedCost: '88.25' }
  const credit = {
    ...gcp,
    ChargeCategory: 'Credit',
    BilledCost: '-17.65',
    EffectiveCost: '-17.65',
    ListCost: '0',
    ContractedCost: '-17.65',
  }
  await deliver(ledger, 'first.csv', [usage])

  const { replaced } = await deliver(ledger, 'second.csv', [usage, credit])

  expect(await ledger.value('select billed_cost from fact.resource_hour')).toBe('70.600000000000000000')
  expect(
    await ledger.rows(
      `select load_id, cause, lines_gone, lines_came, list_cost_before, list_cost_after, contracted_cost_before,
         contracted_cost_after, billed_cost_before, billed_cost_after, effective_cost_before, effective_cost_after
       from ops.restatement`,
    ),
  ).toEqual([
    {
      load_id: replaced?.loadId,
      cause: 'bill',
      lines_gone: '0',
      lines_came: '1',
      list_cost_before: '88.250000000000000000',
      list_cost_after: '88.250000000000000000',
      contracted_cost_before: '88.250000000000000000',
      contracted_cost_after: '70.600000000000000000',
      billed_cost_before: '88.250000000000000000',
      billed_cost_after: '70.600000000000000000',
      effective_cost_before: '88.250000000000000000',
      effective_cost_after: '70.600000000000000000',
    },
  ])
  expect(await ledger.value('select billed_cost_change from report.restatement')).toBe('-17.650000000000000000')
})

describe('a month that grows', () => {
  test('new hours of it are no restatement', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [at(1, 0), at(1, 1)])

    await deliver(ledger, 'second.csv', [at(1, 0), at(1, 1), at(1, 2), at(2, 0)])

    expect(await ledger.value('select count(*) from ops.restatement')).toBe('0')
  })

  test('a late line for an hour that it had reached is one', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [at(1, 0), at(1, 5)])

    await deliver(ledger, 'second.csv', [at(1, 0), at(1, 5), { ...at(1, 3), ResourceId: 'i-2', BilledCost: '9' }])

    expect(
      await ledger.rows('select resource_id, billed_cost_before, billed_cost_after from report.restatement'),
    ).toEqual([
      { resource_id: 'i-2', billed_cost_before: '0.000000000000000000', billed_cost_after: '9.000000000000000000' },
    ])
  })

  test('a line withdrawn is one, down to nothing', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [at(1, 0), { ...at(1, 3), BilledCost: '9' }, at(1, 5)])

    await deliver(ledger, 'second.csv', [at(1, 0), at(1, 5)])

    expect(
      await ledger.rows('select lines_gone, lines_came, billed_cost_before, billed_cost_after from ops.restatement'),
    ).toEqual([
      {
        lines_gone: '1',
        lines_came: '0',
        billed_cost_before: '9.000000000000000000',
        billed_cost_after: '0.000000000000000000',
      },
    ])
  })

  test('a first load restates nothing', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [at(1, 0), at(2, 0)])

    expect(await ledger.value('select count(*) from ops.restatement')).toBe('0')
  })
})

describe('a change of metadata alone', () => {
  test('an invoice id that appears is written down and restates nothing', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [{ InvoiceId: null }, at(1, 5)])

    const { replaced } = await deliver(ledger, 'second.csv', [
      { InvoiceId: 'INV-1' },
      { ...at(1, 5), InvoiceId: 'INV-1' },
    ])

    expect([replaced?.came, replaced?.gone]).toEqual([2n, 2n])
    expect(await ledger.value('select distinct invoice_id from fact.bill_line')).toBe('INV-1')
    expect(await ledger.value('select count(*) from ops.restatement')).toBe('0')
    expect(await ledger.value('select sum(billed_cost) from fact.resource_hour')).toBe('2.000000000000000000')
  })

  test('one line that becomes two with the same sum restates nothing', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [{ BilledCost: '3', EffectiveCost: '3', ListCost: '3', ContractedCost: '3' }])
    const part = (cost: string, sku: string): Line => ({
      BilledCost: cost,
      EffectiveCost: cost,
      ListCost: cost,
      ContractedCost: cost,
      SkuId: sku,
    })

    await deliver(ledger, 'second.csv', [part('1', 'a'), part('2', 'b')])

    expect(await ledger.value('select count(*) from ops.restatement')).toBe('0')
  })

  test('a cost that changes on one basis only restates all the same', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [{ ListCost: '1' }])

    await deliver(ledger, 'second.csv', [{ ListCost: '2' }])

    expect(
      await ledger.rows('select billed_cost_before, list_cost_before, list_cost_after from ops.restatement'),
    ).toEqual([
      {
        billed_cost_before: '1.000000000000000000',
        list_cost_before: '1.000000000000000000',
        list_cost_after: '2.000000000000000000',
      },
    ])
  })

  test('a basis that was unknown and becomes zero is told', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [{ ListCost: null }])

    await deliver(ledger, 'second.csv', [{ ListCost: '0' }])

    expect(await ledger.value('select list_cost from fact.resource_hour')).toBe('0.000000000000000000')
    expect(await ledger.rows('select list_cost_before, list_cost_after from ops.restatement')).toEqual([
      { list_cost_before: null, list_cost_after: '0.000000000000000000' },
    ])
  })
})

test('a bill whose currency changes restates both currencies', async ({ ledger }) => {
  await deliver(ledger, 'first.csv', [{ BillingCurrency: 'USD', BilledCost: '10' }])

  await deliver(ledger, 'second.csv', [{ BillingCurrency: 'CNY', BilledCost: '71' }])

  expect(
    await ledger.rows('select billing_currency, billed_cost_before, billed_cost_after from ops.restatement order by 1'),
  ).toEqual([
    { billing_currency: 'CNY', billed_cost_before: '0.000000000000000000', billed_cost_after: '71.000000000000000000' },
    { billing_currency: 'USD', billed_cost_before: '10.000000000000000000', billed_cost_after: '0.000000000000000000' },
  ])
})
