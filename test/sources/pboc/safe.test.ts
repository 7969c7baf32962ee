/** SAFE's page: per 100 of everything, under Chinese names. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { MalformedBill, SourceRefused } from '../../../src/errors.js'
import { safeRates } from '../../../src/sources/pboc/index.js'
import { type SafeTable, startSafe } from '../../../src/world/safe.js'
import { days, quick } from './published.js'

async function aSafe(table: SafeTable): Promise<string> {
  const world = await startSafe(table)
  onTestFinished(() => world.close())
  return world.url
}

const week = days('2026-01-05', '2026-01-09')

describe('the table', () => {
  test('is read as CFETS would have written it', async () => {
    const url = await aSafe({
      names: ['美元', '日元', '港元', '韩元', '泰铢', '澳门元'],
      days: [{ date: '2026-01-05', cells: ['700.01', '4.4123', '89.991', '20512.0', '450.12', ''] }],
    })

    const { source, fixings } = await safeRates({ url, days: week, ...quick })

    expect(source).toBe('safe')
    expect(fixings.map(({ rates, notQuoted }) => ({ rates, notQuoted }))).toEqual([
      {
        rates: [
          { from: 'USD', to: 'CNY', units: 1, value: '7.0001' },
          { from: 'JPY', to: 'CNY', units: 100, value: '4.4123' },
          { from: 'HKD', to: 'CNY', units: 1, value: '0.89991' },
          { from: 'CNY', to: 'KRW', units: 1, value: '205.12' },
          { from: 'CNY', to: 'THB', units: 1, value: '4.5012' },
        ],
        notQuoted: ['CNY/MOP'],
      },
    ])
  })

  test('comes newest first and is handed on oldest first, two years in three questions', async () => {
    const url = await aSafe({
      names: ['美元'],
      days: [
        { date: '2026-01-05', cells: ['700'] },
        { date: '2026-12-31', cells: ['705.5'] },
        { date: '2027-12-31', cells: ['710'] },
      ],
    })

    const { fixings } = await safeRates({ url, days: days('2026-01-05', '2028-01-04'), ...quick })

    expect(fixings.map(({ fixedOn, rates }) => [fixedOn.date, rates[0]?.value])).toEqual([
      ['2026-01-05', '7'],
      ['2026-12-31', '7.055'],
      ['2027-12-31', '7.1'],
    ])
  })
})

test('a page without the table is a refusal', async () => {
  const url = await aSafe({ names: ['美元'], days: [] })

  const failed = safeRates({ url: `${url}?elsewhere`, days: week, ...quick })

  await expect(failed).rejects.toBeInstanceOf(SourceRefused)
})

test.each([
  [['美元', '比特币'], ['700', '1'], 'a column "比特币" that nobody knows'],
  [['欧元'], ['800'], 'There is no column USD/CNY'],
  [['美元', '美元'], ['700', '701'], 'quotes USD a second time'],
  [['美元'], ['7,00.01'], 'no rate of USD/CNY'],
  [['美元'], ['700', '800'], '2 values, not 1'],
])('a table of %j with %j is malformed', async (names, cells, why) => {
  const url = await aSafe({ names, days: [{ date: '2026-01-05', cells }] })

  const failed = safeRates({ url, days: week, ...quick })

  await expect(failed).rejects.toThrow(why)
  await expect(failed).rejects.toBeInstanceOf(MalformedBill)
})
