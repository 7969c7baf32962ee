/** Bills in dollars and yuan at the rate of the hour's Beijing day, and what a later rate changes. Reckoned by hand. */
import { describe, expect } from 'vitest'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { bill, hourLine, hours, rates, restated } from './given.js'

describe('an hour', () => {
  test('at 15:00 UTC is of this Beijing day, and at 16:00 of the next', async ({ ledger }) => {
    await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' })

    await bill(ledger, [hourLine('2026-08-09T15', '10'), hourLine('2026-08-09T16', '10')])

    expect(await hours(ledger)).toEqual(['08-09T15 USD 10 = 10 USD = 70 CNY', '08-09T16 USD 10 = 10 USD = 71.4 CNY'])
  })

  test('of any currency goes through yuan, with both rates kept', async ({ ledger }) => {
    await rates(ledger, {
      '2026-08-07': { 'USD/CNY': '7.00', 'EUR/CNY': '8.05', '100JPY/CNY': '4.50', 'CNY/THB': '4.80' },
    })

    await bill(ledger, [
      hourLine('2026-08-07T01', '7', 'CNY'),
      hourLine('2026-08-07T01', '20', 'EUR'),
      hourLine('2026-08-07T01', '1', 'GBP'),
      hourLine('2026-08-07T01', '1000', 'JPY'),
      hourLine('2026-08-07T01', '48', 'THB'),
      hourLine('2026-08-07T01', '10', 'USD'),
    ])

    // EUR 20 x 8.05 = 161, / 7 = 23; JPY 1000 x 4.5 / 100 = 45, / 7 = 6.(428571); THB 48 / 4.8 = 10, / 7 = 1.(428571)
    expect(await hours(ledger)).toEqual([
      '08-07T01 CNY 7 = 1 USD = 7 CNY',
      '08-07T01 EUR 20 = 23 USD = 161 CNY',
      '08-07T01 GBP 1 = no USD = no CNY, not_quoted',
      '08-07T01 JPY 1000 = 6.428571428571428571 USD = 45 CNY',
      '08-07T01 THB 48 = 1.428571428571428571 USD = 10 CNY',
      '08-07T01 USD 10 = 10 USD = 70 CNY',
    ])
    expect(
      await ledger.rows(
        `select billing_currency as bill, rate_date, rate_source, rate_provisional, trim_scale(rate_cny)::text as cny,
           trim_scale(rate_units)::text as units, trim_scale(rate_cny_per_usd)::text as usd
         from fact.resource_hour where billing_currency in ('JPY', 'THB') order by 1`,
      ),
    ).toEqual([
      {
        bill: 'JPY',
        rate_date: '2026-08-07',
        rate_source: 'cfets',
        rate_provisional: false,
        cny: '4.5',
        units: '100',
        usd: '7',
      },
      {
        bill: 'THB',
        rate_date: '2026-08-07',
        rate_source: 'cfets',
        rate_provisional: false,
        cny: '1',
        units: '4.8',
        usd: '7',
      },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('without a rate has no number but in its own currency, and says why', async ({ ledger }) => {
    await bill(ledger, [hourLine('2026-08-07T01', '7', 'CNY'), hourLine('2026-08-07T01', '10')])

    expect(await hours(ledger)).toEqual([
      '08-07T01 CNY 7 = no USD = 7 CNY, no_fixing',
      '08-07T01 USD 10 = 10 USD = no CNY, no_fixing',
    ])
  })

  test('of the thirteenth day of silence has none either', async ({ ledger }) => {
    await rates(ledger, { '2026-08-03': '7.00' })

    await bill(ledger, [hourLine('2026-08-15T15', '10'), hourLine('2026-08-15T16', '10')])

    expect(await hours(ledger)).toEqual([
      '08-15T15 USD 10 = 10 USD = 70 CNY, provisional',
      '08-15T16 USD 10 = 10 USD = no CNY, no_fixing',
    ])
  })
})

describe('rates that come after the bill', () => {
  test('convert it for the first time, which restates nothing', async ({ ledger }) => {
    await bill(ledger, [hourLine('2026-08-07T01', '7', 'CNY'), hourLine('2026-08-07T01', '10')])

    const written = await rates(ledger, { '2026-08-07': '7.00' })

    expect(written).toMatchObject({ hours: 2n, hoursRestated: 0n })
    expect(await hours(ledger)).toEqual(['08-07T01 CNY 7 = 1 USD = 7 CNY', '08-07T01 USD 10 = 10 USD = 70 CNY'])
    expect(await restated(ledger)).toEqual([])
    expect(await ledger.value('select hours_folded from ops.run where command = $1', ['rates'])).toBe('2')
  })

  test('give the same hours as rates that came before it', async ({ ledger }) => {
    const fixings = { '2026-08-06': '6.95', '2026-08-07': '7.00', '2026-08-10': '7.14' }
    const lines = ['06T15', '06T16', '08T03', '09T16', '20T00'].map((hour) =>
      hourLine(`2026-08-${hour}`, '33.33', 'CNY'),
    )
    await bill(ledger, lines)
    await rates(ledger, fixings)
    const after = await ledger.rows('select to_jsonb(h) as hour from fact.resource_hour h order by h.hour')

    await ledger.pool.query(
      'truncate fact.bill_line, fact.resource_hour, fact.resource, ops.window, ops.run, ops.source_of_record',
    )
    await bill(ledger, lines)

    expect(await ledger.rows('select to_jsonb(h) as hour from fact.resource_hour h order by h.hour')).toEqual(after)
  })

  test('leave alone the hours that have theirs', async ({ ledger }) => {
    await rates(ledger, { '2026-08-06': '7.00', '2026-08-07': '7.07' })
    await bill(ledger, [hourLine('2026-08-06T01', '10'), hourLine('2026-08-07T16', '10')])

    const written = await rates(ledger, { '2026-08-06': '7.00', '2026-08-07': '7.07', '2026-08-10': '7.14' })

    // 7 August 16:00 UTC is Saturday, whose Friday's rate is now for good.
    expect(written).toMatchObject({ hours: 1n, hoursRestated: 0n })
    expect((await hours(ledger))[1]).toBe('08-07T16 USD 10 = 10 USD = 70.7 CNY')
  })
})

test('before 09:15 an hour is at the last rate for now, and after it the hour is restated', async ({ ledger }) => {
  // Monday, 10 August, 08:30 in Beijing: Friday's fixing is the last there is.
  await rates(ledger, { '2026-08-06': '7.00', '2026-08-07': '7.00' })
  await bill(ledger, [
    hourLine('2026-08-09T04', '10'),
    hourLine('2026-08-10T00', '10'),
    hourLine('2026-08-10T00', '71.40', 'CNY'),
  ])
  const early = await hours(ledger)

  const written = await rates(ledger, { '2026-08-06': '7.00', '2026-08-07': '7.00', '2026-08-10': '7.14' })

  expect(early).toEqual([
    '08-09T04 USD 10 = 10 USD = 70 CNY, provisional',
    '08-10T00 CNY 71.4 = 10.2 USD = 71.4 CNY, provisional',
    '08-10T00 USD 10 = 10 USD = 70 CNY, provisional',
  ])
  expect(await hours(ledger)).toEqual([
    '08-09T04 USD 10 = 10 USD = 70 CNY',
    '08-10T00 CNY 71.4 = 10 USD = 71.4 CNY',
    '08-10T00 USD 10 = 10 USD = 71.4 CNY',
  ])
  expect(await restated(ledger)).toEqual([
    '08-10T00 fx: 10.2 -> 10 USD, 71.4 -> 71.4 CNY',
    '08-10T00 fx: 10 -> 10 USD, 70 -> 71.4 CNY',
  ])
  expect(written).toMatchObject({
    hours: 3n,
    hoursRestated: 2n,
    restatedUsd: '-0.200000000000000000',
    restatedCny: '1.400000000000000000',
  })
  expect(
    await ledger.rows(
      `select cause, resource_id, billed_cost_change, billed_usd_change, billed_cny_change, lines_gone, list_cost_before,
         extract(epoch from charge_period_end - charge_period_start)::int as seconds
       from report.restatement order by resource_id`,
    ),
  ).toEqual([
    {
      cause: 'fx',
      resource_id: 'r-CNY',
      billed_cost_change: '0.000000000000000000',
      billed_usd_change: '-0.200000000000000000',
      billed_cny_change: '0.000000000000000000',
      lines_gone: '0',
      list_cost_before: null,
      seconds: 3600,
    },
    {
      cause: 'fx',
      resource_id: 'r-USD',
      billed_cost_change: '0.000000000000000000',
      billed_usd_change: '0.000000000000000000',
      billed_cny_change: '1.400000000000000000',
      lines_gone: '0',
      list_cost_before: null,
      seconds: 3600,
    },
  ])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('what a bill leaves open stays open in every currency', async ({ ledger }) => {
  await rates(ledger, { '2026-08-07': '7.00' })

  await bill(ledger, [{ ...hourLine('2026-08-07T01', '10'), ListCost: null, EffectiveCost: null }])

  expect(
    await ledger.rows(
      'select list_usd, list_cny, effective_usd, effective_cny, contracted_cny from fact.resource_hour',
    ),
  ).toEqual([
    {
      list_usd: null,
      list_cny: null,
      effective_usd: null,
      effective_cny: null,
      contracted_cny: '70.000000000000000000',
    },
  ])
})

test('a dry run tells what would come and leaves everything as it lies', async ({ ledger }) => {
  await bill(ledger, [hourLine('2026-08-07T01', '10')])
  const before = await contentsOf(ledger)

  const told = await rates(ledger, { '2026-08-07': '7.00' }, { dryRun: true })

  expect(told).toMatchObject({ loadId: undefined, came: 1n, hours: 1n, lastFixing: '2026-08-07' })
  expect(await contentsOf(ledger)).toEqual(before)
})
