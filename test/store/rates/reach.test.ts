/** Which hours a rate reaches, and which of those it changes are a restatement. Reckoned by hand. */
import { expect } from 'vitest'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { bill, days, hourLine, hours, rates, restated } from './given.js'

test('rates that come later reach the last hour of the twelfth day after them, and not the next', async ({
  ledger,
}) => {
  // 3 August + 12 is the 15th, whose last hour in Beijing begins at 15:00 UTC.
  await bill(ledger, [hourLine('2026-08-15T15', '10'), hourLine('2026-08-15T16', '10')])

  await rates(ledger, { '2026-08-03': '7.00' })

  expect(await hours(ledger)).toEqual([
    '08-15T15 USD 10 = 10 USD = 70 CNY, provisional',
    '08-15T16 USD 10 = 10 USD = no CNY, no_fixing',
  ])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a currency that nobody quotes gets another reason once, and is left alone then', async ({ ledger }) => {
  await bill(ledger, [hourLine('2026-08-07T01', '10', 'GBP')])
  const before = await hours(ledger)
  await rates(ledger, { '2026-08-07': '7.00' })
  const after = await contentsOf(ledger)

  const again = await rates(ledger, { '2026-08-07': '7.00' })

  expect(before).toEqual(['08-07T01 GBP 10 = no USD = no CNY, no_fixing'])
  expect(await hours(ledger)).toEqual(['08-07T01 GBP 10 = no USD = no CNY, not_quoted'])
  expect(again).toMatchObject({ loadId: undefined, hours: 0n })
  expect(await contentsOf(ledger)).toEqual(after)
})

test('an hour is restated on either basis alone: billed where effective is open, effective where nothing is billed', async ({
  ledger,
}) => {
  await rates(ledger, { '2026-08-07': '7.00' })
  await bill(ledger, [
    { ...hourLine('2026-08-10T00', '10', 'USD', 'billed'), EffectiveCost: null },
    { ...hourLine('2026-08-10T01', '0', 'USD', 'effective'), EffectiveCost: '10' },
    hourLine('2026-08-10T02', '0', 'USD', 'free'),
  ])

  const written = await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' })

  expect(written).toMatchObject({ hours: 3n, hoursRestated: 2n })
  expect(
    await ledger.rows(
      `select resource_id, trim_scale(billed_cny_change)::text as billed, trim_scale(effective_cny_change)::text as effective
       from report.restatement order by resource_id`,
    ),
  ).toEqual([
    { resource_id: 'billed', billed: '1.4', effective: null },
    { resource_id: 'effective', billed: '0', effective: '1.4' },
  ])
})

test('a rate that is taken back takes the number with it, and that is told', async ({ ledger }) => {
  await rates(ledger, { '2026-08-07': { 'USD/CNY': '7.00', 'EUR/CNY': '8.05' } })
  await bill(ledger, [hourLine('2026-08-07T01', '20', 'EUR')])

  await rates(ledger, { '2026-08-07': '7.00' }, { accept: ['vanished'] })

  expect(await hours(ledger)).toEqual(['08-07T01 EUR 20 = no USD = no CNY, not_quoted'])
  expect(await restated(ledger)).toEqual(['08-07T01 fx: 23 ->  USD, 161 ->  CNY'])
  expect(await days(ledger, 'EUR')).toEqual([])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a file of fewer pairs goes on where the service ended: another source has not withdrawn anything', async ({
  ledger,
}) => {
  await rates(ledger, { '2026-08-06': { 'USD/CNY': '7.00', 'CNY/RUB': '11.2' } })

  await rates(ledger, { '2026-08-07': '7.01' }, { source: 'csv' })

  expect(await days(ledger, 'RUB')).toEqual(['2026-08-06 1/11.2 of 2026-08-06'])
})
