/** Of several feeds of one account, one counts on each of the provider's days; the others are compared. */
import { describe, expect } from 'vitest'
import { complaintsOf, contentsOf } from '../support/contents.js'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const at = (time: string): Line => ({
  ChargePeriodStart: `2026-08-${time}:00:00Z`,
  ChargePeriodEnd: new Date(Date.parse(`2026-08-${time}:00:00Z`) + 3_600_000).toISOString(),
})

const deliver = async (ledger: Ledger, feed: string, lines: readonly Line[], options = {}) =>
  ledger.load([await ledger.file(`${feed}.csv`, csv(lines))], { feed, ...options })

const hours = (ledger: Ledger) =>
  ledger.rows(
    `select to_char(hour at time zone 'UTC', 'DD HH24') as hour, trim_scale(billed_cost) as billed from fact.resource_hour order by 1`,
  )

const interval = (feed: string, from: string, to: string | undefined, account = '111122223333', provider = 'aws') => ({
  provider,
  billingAccountId: account,
  feed,
  from,
  to,
})

describe('the feed that came first', () => {
  test('counts, and a second one is compared and never added', async ({ ledger }) => {
    await deliver(ledger, 'focus', [{ BilledCost: '10' }])

    await deliver(ledger, 'cur', [{ BilledCost: '10.5' }])

    expect(await hours(ledger)).toEqual([{ hour: '01 00', billed: '10' }])
    expect(await ledger.rows('select feed, of_record from report.bill_line order by feed')).toEqual([
      { feed: 'cur', of_record: false },
      { feed: 'focus', of_record: true },
    ])
    expect(
      await ledger.rows(
        'select feed, trim_scale(billed_cost) as billed, trim_scale(difference_to_record) as off from report.feed_difference order by feed',
      ),
    ).toEqual([
      { feed: 'cur', billed: '10.5', off: '-0.5' },
      { feed: 'focus', billed: '10', off: '0' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('goes on counting when the second one changes', async ({ ledger }) => {
    await deliver(ledger, 'focus', [{ BilledCost: '10' }])
    await deliver(ledger, 'cur', [{ BilledCost: '11' }])

    await deliver(ledger, 'cur', [{ BilledCost: '12' }, { ResourceId: 'i-9' }])

    expect(await hours(ledger)).toEqual([{ hour: '01 00', billed: '10' }])
    expect(await ledger.value(`select bool_or(of_record) from report.bill_line where feed = 'cur'`)).toBe(false)
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('of one account says nothing of another', async ({ ledger }) => {
    await deliver(ledger, 'focus', [{ BilledCost: '10' }])

    await deliver(ledger, 'cur', [{ BillingAccountId: '2', BilledCost: '7' }])

    expect(await ledger.value('select bool_and(of_record) from fact.bill_line')).toBe(true)
    expect(await ledger.value('select trim_scale(sum(billed_cost)) from fact.resource_hour')).toBe('17')
  })
})

describe('what is declared', () => {
  const both = [interval('focus', '2026-08-01', '2026-08-10'), interval('cur', '2026-08-10', undefined)]

  test('decides day by day', async ({ ledger }) => {
    await deliver(
      ledger,
      'focus',
      [
        { ...at('05T00'), BilledCost: '1' },
        { ...at('15T00'), BilledCost: '2' },
      ],
      { declared: both },
    )

    await deliver(
      ledger,
      'cur',
      [
        { ...at('05T00'), BilledCost: '10' },
        { ...at('15T00'), BilledCost: '20' },
      ],
      { declared: both },
    )

    expect(await hours(ledger)).toEqual([
      { hour: '05 00', billed: '1' },
      { hour: '15 00', billed: '20' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('turns lines and hours that were loaded before', async ({ ledger }) => {
    await deliver(ledger, 'focus', [
      { ...at('05T00'), BilledCost: '1' },
      { ...at('15T00'), BilledCost: '2' },
    ])
    const before = await hours(ledger)

    await deliver(
      ledger,
      'cur',
      [
        { ...at('05T00'), BilledCost: '10' },
        { ...at('15T00'), BilledCost: '20' },
      ],
      { declared: both },
    )

    expect(before).toEqual([
      { hour: '05 00', billed: '1' },
      { hour: '15 00', billed: '2' },
    ])
    expect(await hours(ledger)).toEqual([
      { hour: '05 00', billed: '1' },
      { hour: '15 00', billed: '20' },
    ])
    expect(await ledger.value('select count(*) from ops.restatement')).toBe('0')
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('holds when it is declared after both feeds were loaded, though no file changed', async ({ ledger }) => {
    await deliver(ledger, 'focus', [{ BilledCost: '10' }])
    await deliver(ledger, 'cur', [{ BilledCost: '11' }])
    const declared = [interval('cur', '2026-01-01', undefined)]

    await deliver(ledger, 'cur', [{ BilledCost: '11' }], { declared })

    expect(await hours(ledger)).toEqual([{ hour: '01 00', billed: '11' }])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('changes nothing when it is declared again', async ({ ledger }) => {
    await deliver(ledger, 'focus', [{ BilledCost: '10' }], { declared: both })
    const before = await contentsOf(ledger)

    const { replaced } = await deliver(ledger, 'focus', [{ BilledCost: '10' }], { declared: both })

    expect(replaced).toBeUndefined()
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('counts in the days of the provider: for Alibaba the tenth begins at 16:00 UTC of the ninth', async ({
    ledger,
  }) => {
    const base = {
      ProviderName: 'Alibaba Cloud',
      InvoiceIssuerName: 'Alibaba Cloud',
      BillingAccountId: '7',
      BillingCurrency: 'CNY',
    }
    const declared = [
      interval('focus', '2026-08-01', '2026-08-10', '7', 'alibaba'),
      interval('bss', '2026-08-10', undefined, '7', 'alibaba'),
    ]
    const lines = (late: string, early: string): Line[] => [
      { ...base, ...at('09T15'), BilledCost: late },
      { ...base, ...at('09T16'), BilledCost: early },
    ]
    await deliver(ledger, 'focus', lines('1', '2'), { declared })

    await deliver(ledger, 'bss', lines('10', '20'), { declared })

    expect(await hours(ledger)).toEqual([
      { hour: '09 15', billed: '1' },
      { hour: '09 16', billed: '20' },
    ])
  })
})
