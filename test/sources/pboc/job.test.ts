/** Which days the job asks for, and what a morning's two runs come to. */
import { describe, expect } from 'vitest'
import { loadRates, type RatesOptions } from '../../../jobs/rates.js'
import { ConfigError, MalformedBill, SourceRefused } from '../../../src/errors.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'
import { bill, hourLine, hours, restated } from '../../store/rates/given.js'
import { aCfets, dollars, quick } from './published.js'

const load = (ledger: Ledger, cfetsUrl: string, options: Partial<RatesOptions> = {}) =>
  loadRates(ledger.store, {
    ...quick,
    source: 'cfets',
    cfetsUrl,
    safeUrl: '',
    earliest: undefined,
    from: undefined,
    to: undefined,
    file: undefined,
    accept: [],
    dryRun: false,
    now: new Date('2026-08-10T02:00:00Z'),
    onStep: () => undefined,
    ...options,
  })

const august = dollars({ '2026-07-24': '6.98', '2026-08-06': '6.99', '2026-08-07': '7.00', '2026-08-10': '7.14' })
const thirtyDays = { from: '2026-07-11', upTo: '2026-08-10' }

describe('the days that are asked for', () => {
  test('are thirty where no bill is loaded', async ({ ledger }) => {
    const { url } = await aCfets(august)

    expect((await load(ledger, url)).asked).toEqual(thirtyDays)
  })

  test('begin 12 days before the first hour of the bills, later as far as rates are settled', async ({ ledger }) => {
    const { url } = await aCfets(august)
    await bill(ledger, [hourLine('2026-08-05T16', '1')])

    const first = await load(ledger, url)
    const second = await load(ledger, url, { now: new Date('2026-08-11T02:00:00Z') })

    // 5 August 16:00 UTC is 6 August in Beijing; the 11th is the first day that the first run did not settle.
    expect(first.asked).toEqual({ from: '2026-07-25', upTo: '2026-08-10' })
    expect(second.asked).toEqual({ from: '2026-07-30', upTo: '2026-08-11' })
  })

  test('begin anew when an older bill comes', async ({ ledger }) => {
    const { url } = await aCfets(august)
    await bill(ledger, [hourLine('2026-08-07T01', '1')])
    await load(ledger, url)
    await bill(ledger, [hourLine('2026-07-25T01', '1'), hourLine('2026-08-07T01', '1')])

    expect((await load(ledger, url)).asked).toEqual({ from: '2026-07-13', upTo: '2026-08-10' })
    expect((await hours(ledger))[0]).toBe('07-25T01 USD 1 = 1 USD = 6.98 CNY')
  })

  test('that are named reach 12 days back, and to what is settled already', async ({ ledger }) => {
    const { url } = await aCfets(august)

    const named = await load(ledger, url, { from: '2026-08-05', to: '2026-08-08' })
    const later = await load(ledger, url, {
      from: '2026-12-01',
      to: '2026-12-06',
      now: new Date('2026-12-05T00:00:00Z'),
    })

    expect(named.asked).toEqual({ from: '2026-07-24', upTo: '2026-08-07' })
    expect(later.asked).toEqual({ from: '2026-08-07', upTo: '2026-12-05' })
  })

  test('of which an answer lacks weeks are not believed', async ({ ledger }) => {
    const { url } = await aCfets(dollars({ '2026-07-13': '7.00', '2026-08-07': '7.02' }))

    const failed = load(ledger, url)

    await expect(failed).rejects.toThrow(/no fixing between 2026-07-13 and 2026-08-07/)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
    expect(await ledger.value('select count(*) from fact.fx_rate')).toBe('0')
  })

  test('never begin before the settings say, nor before the history does', async ({ ledger }) => {
    const { url } = await aCfets(dollars({ '2006-01-04': '8.07', '2026-08-07': '7.00' }))

    expect((await load(ledger, url, { earliest: '2026-08-01' })).asked?.from).toBe('2026-08-01')
    expect((await load(ledger, url, { from: '2006-01-10', to: '2006-01-21' })).asked?.from).toBe('2006-01-04')
  })

  test.for([
    [{ to: '2026-08-12' }, /reaches past today in Beijing, 2026-08-10\. Write 2026-08-11/],
    [{ from: 'yesterday' }, /--from is "yesterday", which is no day/],
    [{ from: '2026-08-15' }, /2026-08-15 to 2026-08-10 end before they begin/],
  ] as const)('are a mistake when they are %j', async ([options, why], { ledger }) => {
    const failed = load(ledger, 'http://127.0.0.1:9/', options)

    await expect(failed).rejects.toThrow(why)
    await expect(failed).rejects.toBeInstanceOf(ConfigError)
  })
})

describe('a Monday', () => {
  test('before 09:15 is at the rate of Friday, and after it the hours are restated', async ({ ledger }) => {
    const friday = dollars({ '2026-08-06': '7.00', '2026-08-07': '7.00' })
    const world = await aCfets(friday)
    await bill(ledger, [hourLine('2026-08-09T23', '10'), hourLine('2026-08-10T00', '14.28', 'CNY')])

    // 08:30 in Beijing, then 09:30.
    const early = await load(ledger, world.url, { now: new Date('2026-08-10T00:30:00Z') })
    const before = await hours(ledger)
    world.publish(dollars({ '2026-08-06': '7.00', '2026-08-07': '7.00', '2026-08-10': '7.14' }))
    const late = await load(ledger, world.url, { now: new Date('2026-08-10T01:30:00Z') })

    expect(early).toMatchObject({ lastFixing: '2026-08-07', hours: 2n, hoursRestated: 0n })
    expect(before).toEqual([
      '08-09T23 USD 10 = 10 USD = 70 CNY, provisional',
      '08-10T00 CNY 14.28 = 2.04 USD = 14.28 CNY, provisional',
    ])
    expect(late).toMatchObject({ lastFixing: '2026-08-10', hours: 2n, hoursRestated: 2n, gone: 0n })
    expect(await hours(ledger)).toEqual([
      '08-09T23 USD 10 = 10 USD = 71.4 CNY',
      '08-10T00 CNY 14.28 = 2 USD = 14.28 CNY',
    ])
    expect(await restated(ledger)).toEqual([
      '08-09T23 fx: 10 -> 10 USD, 70 -> 71.4 CNY',
      '08-10T00 fx: 2.04 -> 2 USD, 14.28 -> 14.28 CNY',
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('asked twice in its morning writes nothing the second time', async ({ ledger }) => {
    const { url } = await aCfets(august)
    await bill(ledger, [hourLine('2026-08-10T00', '10')])
    await load(ledger, url)
    const before = await contentsOf(ledger)

    const again = await load(ledger, url)

    expect(again.loadId).toBeUndefined()
    expect(await contentsOf(ledger)).toEqual(before)
  })
})

describe('what leaves the ledger as it was', () => {
  test('is a wall', async ({ ledger }) => {
    const { url } = await aCfets(august, { challenges: true })
    const before = await contentsOf(ledger)

    const failed = load(ledger, url)

    await expect(failed).rejects.toBeInstanceOf(SourceRefused)
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('is an answer without a single fixing', async ({ ledger }) => {
    const { url } = await aCfets(dollars({ '2020-01-02': '7' }))

    const failed = load(ledger, url)

    await expect(failed).rejects.toThrow(/cfets knows no fixing from 2026-07-11 to 2026-08-10/)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })
})
