/** Replacing a window writes what differs and nothing else. */
import { describe, expect } from 'vitest'
import { complaintsOf, contentsOf, meaningOf } from '../support/contents.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const at = (hour: number) => ({
  ChargePeriodStart: `2026-08-01T${String(hour).padStart(2, '0')}:00:00Z`,
  ChargePeriodEnd: `2026-08-01T${String(hour + 1).padStart(2, '0')}:00:00Z`,
})

const deliver = async (ledger: Ledger, name: string, lines: Parameters<typeof csv>[0], options = {}) =>
  ledger.load([await ledger.file(name, csv(lines))], options)

describe('what is the same', () => {
  test('a file loaded twice writes no row, wherever it lies', async ({ ledger }) => {
    await deliver(ledger, 'bill.csv', [at(0), at(1)])
    const before = await contentsOf(ledger)

    const { replaced, linesAccepted } = await deliver(ledger, 'copy.csv', [at(0), at(1)])

    expect([replaced, linesAccepted]).toEqual([undefined, 2n])
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('the same lines in another order move no line and no hour', async ({ ledger }) => {
    await deliver(ledger, 'bill.csv', [at(0), { ...at(1), BilledCost: '2' }])
    const before = await contentsOf(ledger)

    const { replaced } = await deliver(ledger, 'turned.csv', [{ ...at(1), BilledCost: '2' }, at(0)])

    const after = await contentsOf(ledger)
    expect([replaced?.came, replaced?.gone, replaced?.hours]).toEqual([0n, 0n, 0n])
    for (const table of ['fact.bill_line', 'fact.bill_line_past', 'fact.resource_hour', 'ops.restatement']) {
      expect(after[table]).toEqual(before[table])
    }
  })

  test('lines that stay keep the load and the moment that brought them', async ({ ledger }) => {
    await deliver(ledger, 'bill.csv', [at(0), { ...at(1), BilledCost: '2' }, at(2)])
    const lineOf = `select load_id, recorded_at, xmin::text from fact.bill_line where billed_cost = 1 order by charge_period_start`
    const before = await ledger.rows(lineOf)
    const hours = `select hour, xmin::text from fact.resource_hour where billed_cost = 1 order by hour`
    const hoursBefore = await ledger.rows(hours)

    const { replaced } = await deliver(ledger, 'newer.csv', [at(0), { ...at(1), BilledCost: '3' }, at(2)])

    expect([replaced?.came, replaced?.gone, replaced?.hours]).toEqual([1n, 1n, 1n])
    expect(await ledger.rows(lineOf)).toEqual(before)
    expect(await ledger.rows(hours)).toEqual(hoursBefore)
  })
})

describe('what differs', () => {
  test('a line that changed is kept as it was, with the interval in which it was believed', async ({ ledger }) => {
    await deliver(ledger, 'bill.csv', [at(0), { ...at(1), BilledCost: '2' }])
    const [first] = await ledger.rows('select load_id, recorded_at from fact.bill_line where billed_cost = 2')

    const { replaced } = await deliver(ledger, 'newer.csv', [at(0), { ...at(1), BilledCost: '3' }])

    const [now] = await ledger.rows('select load_id, recorded_at from fact.bill_line where billed_cost = 3')
    expect(
      await ledger.rows(
        'select billed_cost, load_id, recorded_at, believed_to, superseded_by from fact.bill_line_past',
      ),
    ).toEqual([
      {
        billed_cost: '2.000000000000000000',
        load_id: first?.['load_id'],
        recorded_at: first?.['recorded_at'],
        believed_to: now?.['recorded_at'],
        superseded_by: replaced?.loadId,
      },
    ])
    expect(now?.['load_id']).toBe(replaced?.loadId)
  })

  test('a line withdrawn takes its hour with it, and one that moved to another hour moves it', async ({ ledger }) => {
    await deliver(ledger, 'bill.csv', [at(0), { ...at(1), BilledCost: '2' }, { ...at(5), BilledCost: '4' }])

    await deliver(ledger, 'newer.csv', [at(0), { ...at(3), BilledCost: '2' }, { ...at(5), BilledCost: '4' }])

    expect(await ledger.rows('select hour, billed_cost from fact.resource_hour order by hour')).toEqual([
      { hour: '2026-08-01 00:00:00+00', billed_cost: '1.000000000000000000' },
      { hour: '2026-08-01 03:00:00+00', billed_cost: '2.000000000000000000' },
      { hour: '2026-08-01 05:00:00+00', billed_cost: '4.000000000000000000' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('a bill that goes back to what it said before is the state of before', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [at(0), { ...at(1), BilledCost: '2' }])
    const before = await meaningOf(ledger)
    await deliver(ledger, 'second.csv', [at(0), { ...at(1), BilledCost: '3' }, at(2)])

    const { replaced } = await deliver(ledger, 'third.csv', [at(0), { ...at(1), BilledCost: '2' }], {
      covering: 'shrunk',
    })

    const after = await meaningOf(ledger)
    expect([replaced?.came, replaced?.gone]).toEqual([1n, 2n])
    expect([after['lines'], after['hours']]).toEqual([before['lines'], before['hours']])
    expect(await ledger.value('select count(*) from fact.bill_line_past')).toBe('3')
  })
})

describe('windows', () => {
  test('issuers, accounts and months are windows of their own', async ({ ledger }) => {
    const july = { BillingPeriodStart: '2026-07-01T00:00:00Z', BillingPeriodEnd: '2026-08-01T00:00:00Z' }
    const others = [{ BillingAccountId: '2' }, { InvoiceIssuerName: 'A reseller' }, july]
    await deliver(ledger, 'all.csv', [{ BilledCost: '1' }, ...others])

    const { replaced } = await deliver(ledger, 'one.csv', [{ BilledCost: '5' }])

    expect(replaced?.windows.map(({ outcome }) => outcome)).toEqual(['replaced'])
    expect([replaced?.came, replaced?.gone]).toEqual([1n, 1n])
    expect(await ledger.value('select sum(billed_cost) from fact.bill_line')).toBe('8.000000000000000000')
  })

  test('one hour that stands on two monthly bills is two rows of that hour', async ({ ledger }) => {
    const july = { BillingPeriodStart: '2026-07-01T00:00:00Z', BillingPeriodEnd: '2026-08-01T00:00:00Z' }
    await deliver(ledger, 'july.csv', [{ ...july, BilledCost: '2' }])

    await deliver(ledger, 'august.csv', [{ BilledCost: '3' }])

    expect(await ledger.rows('select billing_period, billed_cost from fact.resource_hour order by 1')).toEqual([
      { billing_period: '2026-07-01', billed_cost: '2.000000000000000000' },
      { billing_period: '2026-08-01', billed_cost: '3.000000000000000000' },
    ])
  })

  test('a file of a known month and a new one replaces the one and brings the other', async ({ ledger }) => {
    const september = { BillingPeriodStart: '2026-09-01T00:00:00Z', BillingPeriodEnd: '2026-10-01T00:00:00Z' }
    const charge = { ChargePeriodStart: '2026-09-01T00:00:00Z', ChargePeriodEnd: '2026-09-01T01:00:00Z' }
    await deliver(ledger, 'august.csv', [{ BilledCost: '3' }])

    const { replaced } = await deliver(ledger, 'both.csv', [
      { BilledCost: '4' },
      { ...september, ...charge, BilledCost: '6' },
    ])

    expect(replaced?.windows.map(({ outcome }) => outcome).toSorted()).toEqual(['new', 'replaced'])
    expect(await ledger.rows('select billing_period, billed_cost from fact.resource_hour order by 1')).toEqual([
      { billing_period: '2026-08-01', billed_cost: '4.000000000000000000' },
      { billing_period: '2026-09-01', billed_cost: '6.000000000000000000' },
    ])
    expect(await ledger.value('select count(*) from ops.restatement')).toBe('1')
    expect(await complaintsOf(ledger)).toEqual({})
  })
})
