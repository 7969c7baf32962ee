/** Which fixing is in force on a Beijing day: carried over weekends and holidays, for now or for good. */
import { describe, expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { answer, days, rates } from './given.js'

describe('a weekend', () => {
  test('carries Friday, for now until Monday is fixed, then for good', async ({ ledger }) => {
    await rates(ledger, { '2026-08-07': '7.00' })

    const before = await days(ledger)
    await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' })

    expect(before.slice(0, 4)).toEqual([
      '2026-08-07 7 of 2026-08-07',
      '2026-08-08 7 of 2026-08-07, provisional',
      '2026-08-09 7 of 2026-08-07, provisional',
      '2026-08-10 7 of 2026-08-07, provisional',
    ])
    expect((await days(ledger)).slice(0, 5)).toEqual([
      '2026-08-07 7 of 2026-08-07',
      '2026-08-08 7 of 2026-08-07',
      '2026-08-09 7 of 2026-08-07',
      '2026-08-10 7.14 of 2026-08-10',
      '2026-08-11 7.14 of 2026-08-10, provisional',
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('that has to be worked makes no fixing: Saturday carries Friday', async ({ ledger }) => {
    // 10 October 2026 is a Saturday that makes up for the holiday.
    await rates(ledger, { '2026-10-09': '7.00', '2026-10-12': '7.07' })

    expect((await days(ledger)).slice(1, 4)).toEqual([
      '2026-10-10 7 of 2026-10-09',
      '2026-10-11 7 of 2026-10-09',
      '2026-10-12 7.07 of 2026-10-12',
    ])
  })
})

describe('the National Day week', () => {
  test('carries 30 September for 12 days, and no further', async ({ ledger }) => {
    await rates(ledger, { '2026-09-30': '7.00' })

    const found = await days(ledger)

    expect(found).toHaveLength(13)
    expect(found.at(-1)).toBe('2026-10-12 7 of 2026-09-30, provisional')
  })

  test('is settled when the fixing after it is known', async ({ ledger }) => {
    await rates(ledger, { '2026-09-30': '7.00' })

    await rates(ledger, { '2026-09-30': '7.00', '2026-10-09': '7.07' })

    const found = await days(ledger)
    expect(found.slice(0, 10)).toEqual([
      '2026-09-30 7 of 2026-09-30',
      ...['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => `2026-10-${day} 7 of 2026-09-30`),
      '2026-10-09 7.07 of 2026-10-09',
    ])
    expect(found.slice(10).every((day) => day.endsWith(' 7.07 of 2026-10-09, provisional'))).toBe(true)
    expect(found.at(-1)).toMatch(/^2026-10-21/)
  })

  test('of 2023 was silent for 11 days, and each of them has a rate', async ({ ledger }) => {
    await rates(ledger, { '2023-09-28': '7.10', '2023-10-09': '7.11' })

    const found = await days(ledger)

    expect(found[10]).toBe('2023-10-08 7.1 of 2023-09-28')
    expect(found[11]).toBe('2023-10-09 7.11 of 2023-10-09')
  })
})

test('the thirteenth day of silence has no rate, though a fixing comes after it', async ({ ledger }) => {
  await rates(ledger, { '2026-06-01': '7.00', '2026-06-15': '7.07' })

  const found = await days(ledger)

  expect(found.slice(12, 14)).toEqual(['2026-06-13 7 of 2026-06-01', '2026-06-15 7.07 of 2026-06-15'])
  expect(await complaintsOf(ledger)).toEqual({})
})

describe('two answers with a gap between them', () => {
  test('settle the days between them, for a fixing of a later day is known', async ({ ledger }) => {
    await rates(ledger, { '2026-08-03': '7.00', '2026-08-04': '7.01' })

    await rates(ledger, { '2026-08-07': '7.02', '2026-08-10': '7.03' })

    expect((await days(ledger)).slice(1, 5)).toEqual([
      '2026-08-04 7.01 of 2026-08-04',
      '2026-08-05 7.01 of 2026-08-04',
      '2026-08-06 7.01 of 2026-08-04',
      '2026-08-07 7.02 of 2026-08-07',
    ])
  })

  test('take a fixing that comes between them later', async ({ ledger }) => {
    await rates(ledger, { '2026-08-03': '7.00', '2026-08-04': '7.01' })
    await rates(ledger, { '2026-08-07': '7.02', '2026-08-10': '7.03' })

    await rates(ledger, { '2026-08-04': '7.01', '2026-08-05': '7.015', '2026-08-07': '7.02' })

    expect((await days(ledger)).slice(1, 9)).toEqual([
      '2026-08-04 7.01 of 2026-08-04',
      '2026-08-05 7.015 of 2026-08-05',
      '2026-08-06 7.015 of 2026-08-05',
      '2026-08-07 7.02 of 2026-08-07',
      '2026-08-08 7.02 of 2026-08-07',
      '2026-08-09 7.02 of 2026-08-07',
      '2026-08-10 7.03 of 2026-08-10',
      '2026-08-11 7.03 of 2026-08-10, provisional',
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('an older answer leaves settled what is settled', async ({ ledger }) => {
    await rates(ledger, { '2026-08-03': '7.00', '2026-08-07': '7.02' })

    await rates(ledger, { '2026-07-31': '6.99', '2026-08-03': '7.00' })

    expect((await days(ledger)).slice(0, 8)).toEqual([
      '2026-07-31 6.99 of 2026-07-31',
      '2026-08-01 6.99 of 2026-07-31',
      '2026-08-02 6.99 of 2026-07-31',
      '2026-08-03 7 of 2026-08-03',
      '2026-08-04 7 of 2026-08-03',
      '2026-08-05 7 of 2026-08-03',
      '2026-08-06 7 of 2026-08-03',
      '2026-08-07 7.02 of 2026-08-07',
    ])
  })
})

test('a currency that the fixing in force does not quote has no rate, and an older one is not carried', async ({
  ledger,
}) => {
  const all = { 'USD/CNY': '7.00', 'CNY/THB': '4.8' }

  await rates(ledger, { '2026-08-06': all, '2026-08-07': '7.01' }, { accept: ['vanished'] })

  expect(await days(ledger, 'THB')).toEqual(['2026-08-06 1/4.8 of 2026-08-06'])
  expect(await days(ledger, 'CNY')).toHaveLength(14)
})

test('rates fetched twice write nothing the second time', async ({ ledger }) => {
  const first = await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' })
  const before = await ledger.rows('select * from fact.fx_rate')

  const second = await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' })

  expect(first).toMatchObject({ fixings: 2n, came: 2n, gone: 0n, daysProvisional: 12n, lastFixing: '2026-08-10' })
  expect(second).toMatchObject({ loadId: undefined, came: 0n, ratesOfDays: 0n, hours: 0n })
  expect(await ledger.rows('select * from fact.fx_rate')).toEqual(before)
  expect(
    await ledger.rows('select command, feed, files, lines_accepted, lines_came, lines_gone, hours_folded from ops.run'),
  ).toEqual([
    {
      command: 'rates',
      feed: 'cfets',
      files: [],
      lines_accepted: '2',
      lines_came: '2',
      lines_gone: '0',
      hours_folded: '0',
    },
  ])
})

test('two that fetch the same rates at once leave them once', async ({ ledger }) => {
  const fixings = { '2026-08-06': '6.99', '2026-08-07': '7.00', '2026-08-10': '7.14' }

  const both = await Promise.all([rates(ledger, fixings), rates(ledger, fixings)])

  expect(both.map(({ came }) => came).toSorted()).toEqual([0n, 3n])
  expect(await days(ledger)).toHaveLength(17)
  expect(await complaintsOf(ledger)).toEqual({})
})

test('the rates of a currency are kept as they were published', async ({ ledger }) => {
  await rates(ledger, { '2026-08-07': { 'USD/CNY': '6.7804', '100JPY/CNY': '4.3135', 'CNY/THB': '4.7812' } })

  expect(answer({ '2026-08-07': '6.7804' }).fixings[0]?.rates).toHaveLength(1)
  expect(
    await ledger.rows(
      `select currency, from_currency, to_currency, units, value, cny_for_units, units_for_cny, carried, provisional
       from report.rate_of_day where day = '2026-08-08' order by currency`,
    ),
  ).toMatchObject([
    { currency: 'CNY', from_currency: null, value: null, carried: true, provisional: true },
    { currency: 'JPY', from_currency: 'JPY', to_currency: 'CNY', units: '100', value: '4.3135000000' },
    { currency: 'THB', from_currency: 'CNY', cny_for_units: '1.0000000000', units_for_cny: '4.7812000000' },
    { currency: 'USD', from_currency: 'USD', units: '1', value: '6.7804000000' },
  ])
})
