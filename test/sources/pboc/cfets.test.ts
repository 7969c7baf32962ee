/** CFETS as it was seen: labels of both directions, pages of 50, years that are refused, walls instead of data. */
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import { cfetsRates } from '../../../src/sources/pboc/index.js'
import { type BillingDay, nextDay, parseDay } from '../../../src/units/billing-day.js'
import { closed, listening, type Published } from '../../../src/world/cfets.js'
import { aCfets, days, dollars, published, quick } from './published.js'

/** A fixing on each day that is no weekend, at one rate. */
function weekdays(from: string, upTo: string): Published {
  const rows: Record<string, string> = {}
  // 2026-01-05 is a Monday.
  let weekday = 0
  for (let day: BillingDay<'UTC+8'> = parseDay(from, 'UTC+8'); day.date <= upTo; day = nextDay(day)) {
    if (weekday < 5) rows[day.date] = '7.0000'
    weekday = (weekday + 1) % 7
  }
  return dollars(rows)
}

/** A server that answers everything with one text. */
async function saying(text: string, status = 200): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(text)
  })
  const port = await listening(server)
  onTestFinished(() => closed(server))
  return `http://127.0.0.1:${port}/CcprHisNew`
}

const good = {
  head: { rep_code: '200', rep_message: '' },
  data: {
    head: ['USD/CNY'],
    searchlist: ['USD/CNY'],
    total: 1,
    pageTotal: 1,
    pageNum: 1,
    startDate: '2026-01-05',
    endDate: '2026-01-09',
    flagMessage: '',
  },
  records: [{ date: '2026-01-05', values: ['7.0001'] }],
}
const week = days('2026-01-05', '2026-01-09')

describe('labels', () => {
  test('say what is quoted, wherever the column stands', async () => {
    const { url } = await aCfets(
      published(
        ['CNY/THB', '100JPY/CNY', 'USD/CNY', 'HKD/CNY'],
        [['2026-01-05', '4.5012', '4.4123', '7.0001', '0.89991']],
      ),
    )

    const { source, fixings } = await cfetsRates({ url, days: week, ...quick })

    expect(source).toBe('cfets')
    expect(fixings).toEqual([
      {
        fixedOn: parseDay('2026-01-05', 'UTC+8'),
        rates: [
          { from: 'CNY', to: 'THB', units: 1, value: '4.5012' },
          { from: 'JPY', to: 'CNY', units: 100, value: '4.4123' },
          { from: 'USD', to: 'CNY', units: 1, value: '7.0001' },
          { from: 'HKD', to: 'CNY', units: 1, value: '0.89991' },
        ],
        notQuoted: [],
      },
    ])
  })

  test('a dash is a pair that is not quoted, which is not zero', async () => {
    const { url } = await aCfets(published(['USD/CNY', 'CNY/MOP'], [['2026-01-05', '7.0001', '---']]))

    const { fixings } = await cfetsRates({ url, days: week, ...quick })

    expect(fixings[0]?.rates).toHaveLength(1)
    expect(fixings[0]?.notQuoted).toEqual(['CNY/MOP'])
  })

  test.each([
    [['USD/EUR'], 'USD/EUR is not between CNY and another currency'],
    [['CNY/CNY'], 'CNY/CNY is not between CNY and another currency'],
    [['usd/cny'], '"usd/cny" is not a pair such as USD/CNY'],
    [['USD/CNY', 'RMB/CNY'], '"RMB" is not an ISO 4217 currency code'],
    [['USD/CNY', '0JPY/CNY'], '"0JPY/CNY" is not a pair'],
    [['USD/CNY', 'CNY/USD'], 'CNY/USD quotes USD a second time'],
    [['EUR/CNY'], 'There is no column USD/CNY'],
  ])('the head %j is not understood', async (head, why) => {
    const { url } = await aCfets(published(head, [['2026-01-05', ...head.map(() => '7.1')]]))

    const failed = cfetsRates({ url, days: week, ...quick })

    await expect(failed).rejects.toThrow(why)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })
})

describe('pages', () => {
  test('a year and a half is asked for in windows under a year, in pages of 50, a second apart', async () => {
    let now = 0
    const all = weekdays('2026-01-05', '2027-06-30')
    const { url, asked } = await aCfets(all, { clock: () => now })
    const pause = (ms: number): Promise<void> => {
      now += ms
      return Promise.resolve()
    }

    const { fixings } = await cfetsRates({ url, days: days('2026-01-05', '2027-06-30'), ...quick, pause })

    // 542 days: 360 (257 or 258 of them no weekend, 6 pages) and 182 (130, 3 pages).
    expect(fixings).toHaveLength(all.days.length)
    expect(asked).toHaveLength(9)
    expect(asked.map((one) => one.get('startDate'))).toContain('2026-12-31')
    expect(new Set(asked.map((one) => one.get('pageSize')))).toEqual(new Set(['50']))
    expect(now).toBe(8000)
    expect(fixings.map(({ fixedOn }) => fixedOn.date)).toEqual(all.days.map(({ date }) => date).toSorted())
  })

  test('days without a fixing are an answer without one', async () => {
    const { url } = await aCfets(dollars({ '2026-01-05': '7' }))

    const { fixings } = await cfetsRates({ url, days: days('2026-01-10', '2026-01-11'), ...quick })

    expect(fixings).toEqual([])
  })

  test('a rate published between two pages is read again later', async () => {
    const all = weekdays('2026-01-05', '2026-04-30')
    const world = await aCfets({ ...all, days: all.days.slice(0, -1) })
    const pause = (): Promise<void> => {
      world.publish(all)
      return Promise.resolve()
    }

    const failed = cfetsRates({ url: world.url, days: days('2026-01-05', '2026-04-30'), ...quick, pause })

    await expect(failed).rejects.toBeInstanceOf(SourceDown)
  })
})

describe('walls', () => {
  test('a challenge page is a refusal that names the ways out', async () => {
    const { url } = await aCfets(dollars({ '2026-01-05': '7' }), { challenges: true })

    const failed = cfetsRates({ url, days: week, ...quick })

    await expect(failed).rejects.toBeInstanceOf(SourceRefused)
    await expect(failed).rejects.toThrow(/--source safe.*--file rates\.csv/)
  })

  test.each([403, 404])('HTTP %i is a refusal', async (status) => {
    const url = await saying('<html>', status)

    await expect(cfetsRates({ url, days: week, ...quick })).rejects.toBeInstanceOf(SourceRefused)
  })

  test('a refusal in words is told in its words, though it comes without records', async () => {
    const { records: _, ...rest } = good
    const url = await saying(JSON.stringify({ ...rest, data: { flagMessage: '只提供一年历史数据查询及下载' } }))

    await expect(cfetsRates({ url, days: week, ...quick })).rejects.toThrow(/refuses.*只提供一年历史数据查询及下载/)
  })

  test('a service that is down is another thing', async () => {
    const url = await saying('busy', 503)

    await expect(cfetsRates({ url, days: week, ...quick })).rejects.toBeInstanceOf(SourceDown)
  })
})

describe('an answer that is not what it has always been', () => {
  const broken: readonly (readonly [string, unknown, RegExp])[] = [
    ['lacks its list', { ...good, data: { ...good.data, head: undefined } }, /another form/],
    ['holds numbers for texts', { ...good, records: [{ date: '2026-01-05', values: [7.0001] }] }, /another form/],
    ['has a value too many', { ...good, records: [{ date: '2026-01-05', values: ['7', '8'] }] }, /2 values, not 1/],
    [
      'is of another day',
      { ...good, records: [{ date: '2026-01-12', values: ['7'] }] },
      /not among the days asked for/,
    ],
    ['has a day of no calendar', { ...good, records: [{ date: '2026-01-32', values: ['7'] }] }, /not a moment/],
    ['says zero', { ...good, records: [{ date: '2026-01-05', values: ['0.0000'] }] }, /no rate of USD\/CNY/],
    ['says less than nothing', { ...good, records: [{ date: '2026-01-05', values: ['-7'] }] }, /no rate of USD\/CNY/],
    [
      'does not quote the dollar',
      { ...good, records: [{ date: '2026-01-05', values: ['---'] }] },
      /USD\/CNY is not quoted/,
    ],
    ['lacks a record', { ...good, data: { ...good.data, total: 2 } }, /there are 2 days and sends 1/],
    ['drops a pair from its list', { ...good, data: { ...good.data, searchlist: [] } }, /searchlist/],
    ['is another page', { ...good, data: { ...good.data, pageNum: 2 } }, /page 2/],
    ['is of other days', { ...good, data: { ...good.data, startDate: '2026-01-01' } }, /2026-01-01/],
    [
      'says a day twice',
      { ...good, data: { ...good.data, total: 2 }, records: [...good.records, ...good.records] },
      /2026-01-05 twice/,
    ],
  ]

  test.each(broken)('is malformed when it %s', async (_, answer, why) => {
    const url = await saying(JSON.stringify(answer))

    const failed = cfetsRates({ url, days: week, ...quick })

    await expect(failed).rejects.toThrow(why)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })

  test('a fixing of a weekend is refused, even where people worked', async () => {
    const all = dollars({ '2026-02-14': '7.0001' })
    const { url } = await aCfets(all)

    const failed = cfetsRates({ url, days: days('2026-02-09', '2026-02-16'), ...quick })

    await expect(failed).rejects.toThrow('2026-02-14 is a weekend')
  })
})
