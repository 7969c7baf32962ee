/** A declared source of record that is taken back or changed turns the lines that lie there, and `check` would see it. */
import { describe, expect } from 'vitest'
import { complaintsOf, contentsOf } from '../support/contents.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const typo = [{ provider: 'aws', billingAccountId: '111122223333', feed: 'typo', from: '2020-01-01', to: undefined }]

const counted = (ledger: Ledger) =>
  ledger.rows(
    'select count(*) as hours, coalesce(trim_scale(sum(billed_cost)), 0) as billed from fact.resource_hour where line_count > 0',
  )

describe('a feed that was declared by mistake', () => {
  test('counts nothing, and everything once it is taken back, though no file changed', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '10' }, { ResourceId: 'i-2', BilledCost: '5' }]))
    await ledger.load([path], { declared: typo })
    const before = await counted(ledger)

    await ledger.load([path], { declared: [] })

    expect(before).toEqual([{ hours: '0', billed: '0' }])
    expect(await counted(ledger)).toEqual([{ hours: '2', billed: '15' }])
    expect(await ledger.value('select bool_and(of_record) from fact.bill_line')).toBe(true)
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('counts nothing in a month that is loaded next, either, until it is taken back', async ({ ledger }) => {
    const later = {
      BillingPeriodStart: '2026-09-01T00:00:00Z',
      BillingPeriodEnd: '2026-10-01T00:00:00Z',
      ChargePeriodStart: '2026-09-01T00:00:00Z',
      ChargePeriodEnd: '2026-09-01T01:00:00Z',
    }
    await ledger.load([await ledger.file('august.csv', csv([{ BilledCost: '10' }]))], { declared: typo })

    await ledger.load([await ledger.file('september.csv', csv([later]))], { declared: [] })

    expect(await counted(ledger)).toEqual([{ hours: '2', billed: '11' }])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('is taken back by an export that is itself refused, and the run after writes nothing', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{ BilledCost: '10' }]))], { declared: typo })
    const broken = await ledger.file('broken.csv', csv([{ BilledCost: '11' }, { BilledCost: 'ten' }]))
    await ledger.load([broken], { declared: [] })
    const after = await contentsOf(ledger)

    await ledger.load([broken], { declared: [] })

    expect(await counted(ledger)).toEqual([{ hours: '1', billed: '10' }])
    expect(await contentsOf(ledger)).toEqual(after)
  })

  test('counts nothing when the mistake is made later', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '10' }]))
    await ledger.load([path])

    await ledger.load([path], { declared: typo })

    expect(await counted(ledger)).toEqual([{ hours: '0', billed: '0' }])
    expect(await ledger.value('select bool_or(of_record) from fact.bill_line')).toBe(false)
  })
})

describe('law.records_disagree', () => {
  test('names lines that count, or do not, against what is written down', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{ BilledCost: '10' }]))])
    const healthy = await ledger.rows('select * from law.records_disagree')
    await ledger.rows('update fact.bill_line set of_record = false')

    const found = await ledger.rows(
      'select feed, of_record, lines, trim_scale(billed_cost) as billed from law.records_disagree',
    )

    expect(healthy).toEqual([])
    expect(found).toEqual([{ feed: 'focus', of_record: false, lines: '1', billed: '10' }])
  })
})
