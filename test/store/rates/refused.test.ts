/** Rates that are not believed at first sight, and what a person says to have them all the same. */
import { describe, expect } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import type { Accept } from '../../../src/store/rates/index.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'
import { bill, days, type Fixings, hourLine, hours, rates, restated } from './given.js'

/** Refused without a word, believed with it; and refused means that nothing at all was written. */
async function refusedUnless(ledger: Ledger, fixings: Fixings, accept: Accept, why: RegExp): Promise<void> {
  const before = await contentsOf(ledger)
  const failed = rates(ledger, fixings)
  await expect(failed).rejects.toThrow(why)
  await expect(failed).rejects.toThrow(`--accept ${accept}`)
  await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  expect(await contentsOf(ledger)).toEqual(before)
  await rates(ledger, fixings, { accept: [accept] })
  expect(await complaintsOf(ledger)).toEqual({})
}

describe('a move of more than 3 %', () => {
  test('is refused with both days and both values, up and down, and believed when asked for', async ({ ledger }) => {
    await rates(ledger, { '2026-08-06': '7.00' })

    await refusedUnless(
      ledger,
      { '2026-08-06': '7.00', '2026-08-07': '7.2101', '2026-08-10': '6.9' },
      'jump',
      /USD\/CNY went from 7 on 2026-08-06 to 7\.2101 on 2026-08-07, 3\.001 %; USD\/CNY went .* -4\.301 %/,
    )

    expect((await days(ledger)).slice(0, 2)).toEqual(['2026-08-06 7 of 2026-08-06', '2026-08-07 7.2101 of 2026-08-07'])
  })

  test('of exactly 3 % is believed, and so is a larger one over more than 12 days', async ({ ledger }) => {
    await rates(ledger, { '2026-06-01': '7.00', '2026-06-02': '7.21', '2026-06-30': '8.00' })

    expect(await ledger.value('select count(*) from fact.fx_rate')).toBe('3')
  })

  test('of a currency quoted the other way round is refused alike', async ({ ledger }) => {
    const at = (thb: string) => ({ 'USD/CNY': '7', 'CNY/THB': thb })

    await refusedUnless(ledger, { '2026-08-06': at('4.8'), '2026-08-07': at('5.0') }, 'jump', /CNY\/THB .*, 4\.167 %/)
  })

  test('that an older fixing brings to light is refused, too', async ({ ledger }) => {
    await rates(ledger, { '2026-08-07': '7.00' })

    await refusedUnless(ledger, { '2026-08-06': '7.50', '2026-08-07': '7.00' }, 'jump', /from 7\.5 on 2026-08-06/)
  })
})

describe('a pair that vanished', () => {
  const both = { 'USD/CNY': '7', 'CNY/RUB': '11.2' }

  test('from one fixing to the next is refused', async ({ ledger }) => {
    await rates(ledger, { '2026-08-06': both })

    await refusedUnless(
      ledger,
      { '2026-08-07': '7.01' },
      'vanished',
      /CNY\/RUB was 11\.2 on 2026-08-06 and is not quoted on 2026-08-07/,
    )
  })

  test('from a day that had it is refused, and goes to the past', async ({ ledger }) => {
    await rates(ledger, { '2026-08-06': both })

    await refusedUnless(ledger, { '2026-08-06': '7' }, 'vanished', /CNY\/RUB of 2026-08-06 was 11\.2 and is not there/)

    expect(await ledger.rows('select to_currency, source from fact.fx_rate_past')).toEqual([
      { to_currency: 'RUB', source: 'cfets' },
    ])
  })

  test('with its whole day is refused', async ({ ledger }) => {
    await rates(ledger, { '2026-08-05': '7', '2026-08-06': '7.02', '2026-08-07': '7.01' })

    await refusedUnless(
      ledger,
      { '2026-08-05': '7', '2026-08-07': '7.01' },
      'vanished',
      /USD\/CNY of 2026-08-06 was 7\.02 and is not there/,
    )

    expect((await days(ledger))[1]).toBe('2026-08-06 7 of 2026-08-05')
  })

  test('and one that appears is news', async ({ ledger }) => {
    await rates(ledger, { '2026-08-06': '7' })

    await rates(ledger, { '2026-08-06': '7', '2026-08-07': both })

    expect(await days(ledger, 'RUB')).toHaveLength(13)
  })
})

describe('two values for one day', () => {
  test('are refused with both; the new one, when believed, restates the hours, and the old one is kept', async ({
    ledger,
  }) => {
    await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.01' })
    await bill(ledger, [hourLine('2026-08-08T04', '10')])

    await refusedUnless(ledger, { '2026-08-07': '7.02' }, 'changed', /USD\/CNY of 2026-08-07 was 7 and is 7\.02 now/)

    expect(await hours(ledger)).toEqual(['08-08T04 USD 10 = 10 USD = 70.2 CNY'])
    expect(await restated(ledger)).toEqual(['08-08T04 fx: 10 -> 10 USD, 70 -> 70.2 CNY'])
    expect((await days(ledger)).slice(0, 4)).toEqual([
      '2026-08-07 7.02 of 2026-08-07',
      '2026-08-08 7.02 of 2026-08-07',
      '2026-08-09 7.02 of 2026-08-07',
      '2026-08-10 7.01 of 2026-08-10',
    ])
    expect(await ledger.rows('select fixed_on, value from fact.fx_rate_past')).toEqual([
      { fixed_on: '2026-08-07', value: '7.0000000000' },
    ])
  })

  test('are seen, too, where a day was known to have no fixing', async ({ ledger }) => {
    await rates(ledger, { '2026-08-05': '7.00', '2026-08-07': '7.01' })

    await refusedUnless(
      ledger,
      { '2026-08-06': '7.05' },
      'changed',
      /USD\/CNY of 2026-08-06 was 7 of 2026-08-05 and is 7\.05 now/,
    )
  })
})

describe('a second source', () => {
  test('fills the days that the first lacks and leaves it those it has', async ({ ledger }) => {
    await rates(ledger, { '2026-08-05': '7.00', '2026-08-07': '7.01' })

    const written = await rates(
      ledger,
      { '2026-08-05': '7.02', '2026-08-06': '7.03', '2026-08-07': '7.04', '2026-08-10': '7.05' },
      { source: 'safe' },
    )

    // On the 6th the first made no fixing, as its 7th proves: that day is spoken for.
    expect(written).toMatchObject({ fixings: 1n, daysKept: 3n, came: 1n })
    expect(await ledger.rows('select fixed_on, source from fact.fx_rate order by 1')).toEqual([
      { fixed_on: '2026-08-05', source: 'cfets' },
      { fixed_on: '2026-08-07', source: 'cfets' },
      { fixed_on: '2026-08-10', source: 'safe' },
    ])
    expect((await days(ledger))[4]).toBe('2026-08-09 7.01 of 2026-08-07')
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('takes over whole days when it is told to', async ({ ledger }) => {
    await rates(
      ledger,
      { '2026-08-05': { 'USD/CNY': '7.00', 'EUR/CNY': '8' }, '2026-08-07': '7.01' },
      { accept: ['vanished'] },
    )

    await rates(ledger, { '2026-08-05': '7.02', '2026-08-06': '7.03' }, { source: 'csv', accept: ['source'] })

    expect(await ledger.rows('select fixed_on, from_currency, source from fact.fx_rate order by 1')).toEqual([
      { fixed_on: '2026-08-05', from_currency: 'USD', source: 'csv' },
      { fixed_on: '2026-08-06', from_currency: 'USD', source: 'csv' },
      { fixed_on: '2026-08-07', from_currency: 'USD', source: 'cfets' },
    ])
    expect(await ledger.value('select count(*) from fact.fx_rate_past')).toBe('2')
    expect(await days(ledger, 'EUR')).toEqual([])
    expect(await complaintsOf(ledger)).toEqual({})
  })
})
