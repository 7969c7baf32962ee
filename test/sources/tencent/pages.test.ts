/** A month over real HTTP and the real SDK: pages that shift, totals that lie, and rows that come twice. */
import { describe, expect, test } from 'vitest'
import { ConfigError, MalformedBill } from '../../../src/errors.js'
import { attoOf, decimalOf } from '../../../src/units/decimal.js'
import type { TencentRow } from '../../../src/world/tencent.js'
import { ACCOUNT, aTencent, cents, monthOf, type Read, rowOf } from './given.js'

function sumOf({ lines }: Read): string {
  return decimalOf(lines.reduce((sum, { billedCost }) => sum + attoOf(billedCost), 0n))
}

/** Rows that are others from the n-th request for details on. */
function changing(...states: readonly (readonly TencentRow[])[]): () => readonly TencentRow[] {
  let n = -1
  return () => states[Math.min((n += 1), states.length - 1)] ?? []
}

describe('a month', () => {
  test('is read up to a short page, 300 rows at once, and its sum follows', async () => {
    const { world, source } = await aTencent({ rows: () => cents(650) })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('6.5')
    expect(read.refused).toEqual([])
    const details = world.asked.filter(({ action }) => action === 'DescribeBillDetail')
    // Three pages, the first and the last of them once more.
    expect(details.map(({ parameters }) => parameters['Offset'])).toEqual([0, 300, 600, 0, 600])
    expect(new Set(details.map(({ parameters }) => parameters['Limit']))).toEqual(new Set([300]))
    expect(details.map(({ parameters }) => 'Context' in parameters)).toEqual([false, true, true, false, true])
    expect(world.asked.at(-1)?.action).toBe('DescribeBillSummary')
  })

  test('that fits into one answer is of one moment, and is not looked at twice', async () => {
    const { world, source } = await aTencent({ rows: () => cents(299) })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('2.99')
    expect(world.asked.map(({ action }) => action)).toEqual(['DescribeBillDetail', 'DescribeBillSummary'])
  })

  test('of exactly two pages ends at an empty third', async () => {
    const { source } = await aTencent({ rows: () => cents(600) })

    expect(sumOf(await monthOf(source))).toBe('6')
  })

  test('does not end at a Total that was counted yesterday', async () => {
    const { world, source } = await aTencent({ rows: changing(cents(10), cents(650)) })
    await monthOf(source)

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('6.5')
    expect(world.asked.every(({ parameters }) => parameters['NeedRecordNum'] !== 1)).toBe(true)
  })

  test('is asked for as a month: a part of it is the whole month all the same', async () => {
    const { world, source } = await aTencent({ rows: (month) => (month === '2026-08' ? cents(3) : cents(9)) })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('0.03')
    expect(world.asked[0]?.parameters).toMatchObject({ Month: '2026-08' })
    expect(world.asked[0]?.parameters).not.toHaveProperty('BeginTime')
  })

  test('is its own window, the hour before midnight of 31 July with it', async () => {
    const { source } = await aTencent({ rows: () => [rowOf({})] })

    const { lines, pages } = await monthOf(source)

    expect(lines.map(({ window, chargePeriodStart }) => [window, chargePeriodStart])).toEqual([
      ['2026-08', '2026-07-31T15:00:00Z'],
    ])
    expect(pages[0]?.windows).toEqual([
      {
        name: '2026-08',
        provider: 'tencent',
        invoiceIssuerName: 'Tencent Cloud',
        billingAccountId: ACCOUNT,
        billingPeriod: '2026-08-01',
        billingPeriodEnd: '2026-09-01',
      },
    ])
  })

  test('without a row is announced, so that it is known to be empty', async () => {
    const { source } = await aTencent({ rows: () => [] })

    const { lines, refused, pages } = await monthOf(source)

    expect([lines, refused]).toEqual([[], []])
    expect(pages[0]?.windows).toMatchObject([{ name: '2026-08' }])
  })

  test('older than 18 months is not asked for, for the answer would be a refusal', async () => {
    const { world, source } = await aTencent({})

    await expect(monthOf(source, '2025-02')).rejects.toThrow('from 2025-03')
    await expect(monthOf(source, '2025-02')).rejects.toBeInstanceOf(ConfigError)
    expect(world.asked).toEqual([])
    await expect(monthOf(source, '2025-03')).resolves.toMatchObject({ refused: [] })
  })

  test('of a member is asked for with its payer', async () => {
    const { world, source } = await aTencent({ rows: () => cents(1) }, {}, { member: true })

    await monthOf(source)

    expect(world.asked.map(({ parameters }) => parameters['PayerUin'])).toEqual([ACCOUNT, ACCOUNT])
  })

  test('has questions that no two pages share, and no secret in them', async () => {
    const { source } = await aTencent({ rows: () => cents(301) })

    const { around } = await monthOf(source)

    expect(new Set(around.questions).size).toBe(around.questions.length)
    expect(around.questions[0]).toBe('DescribeBillDetail Limit=300 Month=2026-08 NeedRecordNum=0 Offset=0 pass=1')
    expect(around.questions.join()).not.toMatch(/of-a-test/)
  })

  test('of a service that sends the same page for ever ends with an error', async () => {
    const { source } = await aTencent({ rows: () => Array.from({ length: 3000 }, () => rowOf({ Id: '1' })) })

    await expect(monthOf(source)).rejects.toBeInstanceOf(MalformedBill)
  })
})

describe('rows that come while pages are read', () => {
  test('in front push one on to the next page: it counts once, and the new one is read, too', async () => {
    const rows = cents(650)
    const { source } = await aTencent({ rows: changing(rows, [...cents(1, 9000), ...rows]) })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('6.51')
    expect(read.refused).toEqual([])
    expect(read.around.questions.filter((question) => question.endsWith('pass=2'))).toHaveLength(3)
  })

  test('at the end are seen when the last page is looked at again', async () => {
    const rows = cents(650)
    const { source } = await aTencent({ rows: changing(rows, rows, rows, [...rows, ...cents(1, 9000)]) })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('6.51')
  })

  test('and one that goes leaves a gap, which makes the month incomplete: what was read cannot be taken back', async () => {
    const rows = cents(650)
    const { source } = await aTencent({ rows: changing(rows, rows.slice(1)) })

    const read = await monthOf(source)

    // The 301st slid to the page that had been read, and the second pass found it; the first is gone.
    expect(read.lines).toHaveLength(650)
    expect(read.refused).toMatchObject([
      { window: '2026-08', column: 'DetailSet', reason: 'lost 1 rows while it was read' },
    ])
  })

  test('or stand in another order for a moment show by one that comes twice, for another is missing then', async () => {
    const rows = cents(650)
    const [tenth = rowOf({}), late = rowOf({})] = [rows[10], rows[310]]
    const { source } = await aTencent({ rows: changing(rows, rows.with(10, late).with(310, tenth), rows) })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('6.5')
    expect(read.refused).toEqual([])
  })

  test('without end make it incomplete', async () => {
    let n = 0
    const { source } = await aTencent({ rows: () => [...cents((n += 1), 90_000), ...cents(650)] })

    const read = await monthOf(source)

    expect(read.refused).toMatchObject([{ reason: 'changed while it was read, 4 times' }])
    expect(read.totals).toEqual([])
  })

  test('of 300 at once push a whole page on, which is no service that repeats itself', async () => {
    const rows = cents(650)
    const { source } = await aTencent({ rows: changing(rows, [...cents(300, 9000), ...rows]) })

    expect(sumOf(await monthOf(source))).toBe('9.5')
  })
})

describe('rows without an Id', () => {
  const bare = (many: number): TencentRow[] => cents(many).map((one) => ({ ...one, Id: null }))

  test('count as often as they come, for two that are alike can both be true', async () => {
    const { source } = await aTencent({ rows: () => [...bare(1), ...bare(1)] })

    expect(sumOf(await monthOf(source))).toBe('0.02')
  })

  test('count once over two passes', async () => {
    const { source } = await aTencent({
      rows: changing([...bare(1), ...cents(650)], [...cents(1, 9000), ...bare(1), ...cents(650)]),
    })

    const read = await monthOf(source)

    expect(sumOf(read)).toBe('6.52')
    expect(read.refused).toMatchObject([
      { reason: 'changed while it was read, and its rows have no Id to know them by' },
    ])
  })

  test('are those whose Id was a number, too: neighbours past 2^53 are one double', async () => {
    const two = [rowOf({ Id: 9007199254740992, BillId: 'a' }), rowOf({ Id: 9007199254740992, BillId: 'b' })]
    const { source } = await aTencent({ rows: () => two })

    expect((await monthOf(source)).lines).toHaveLength(2)
  })
})

test('a number that the SDK has rounded is not kept as another number', async () => {
  const { source } = await aTencent({ rows: () => [rowOf({ ProjectId: 2 ** 63 })] })

  const { around, lines } = await monthOf(source)

  expect(around.answers[0]).toContain('"ProjectId":null')
  expect(lines).toHaveLength(1)
})

describe('the total of Tencent itself', () => {
  const summary = (month: string): TencentRow[] => [
    { GroupKey: 'p_cvm', RealTotalCost: '5069.65' },
    { GroupKey: 'p_rav', RealTotalCost: '5661.16' },
    { GroupKey: 'billVirtualId', GroupValue: `月度计费精度差异 ${month}`, RealTotalCost: '-0.69' },
  ]

  test('is the sum of its products, and what the rows lack is the difference in precision', async () => {
    const { source } = await aTencent({ rows: () => cents(1), summary })

    const { totals } = await monthOf(source)

    // 5069.65 + 5661.16 - 0.69
    expect(totals).toEqual([
      {
        provider: 'tencent',
        billingAccountId: ACCOUNT,
        billingPeriod: '2026-08-01',
        billingCurrency: 'CNY',
        invoiceId: '',
        total: '10730.12',
        notInLines: '-0.69',
        source: 'DescribeBillSummary',
      },
    ])
  })

  test('lacks nothing where the difference in precision is a row', async () => {
    const precision = rowOf(
      { Id: '7', ActionType: 'billVirtualId', BusinessCode: 'billVirtualId' },
      { RealCost: '-0.69' },
    )
    const { source } = await aTencent({ rows: () => [...cents(1), precision], summary })

    const { totals, lines } = await monthOf(source)

    expect(totals).toMatchObject([{ total: '10730.12', notInLines: '0' }])
    expect(lines.map(({ chargeCategory }) => chargeCategory)).toEqual(['Usage', 'Adjustment'])
  })

  test('that is still being made is none, and the lines are loaded all the same', async () => {
    const waiting = await aTencent({ rows: () => cents(1), ready: () => false })
    const said = await aTencent(
      { rows: () => cents(1) },
      {
        fault: ({ action }) =>
          action === 'DescribeBillSummary' ? { code: 'FailedOperation.SummaryDataNotReady' } : undefined,
      },
    )

    for (const { source } of [waiting, said]) {
      const { totals, lines, refused } = await monthOf(source)
      expect([totals, lines.length, refused]).toEqual([[], 1, []])
    }
  })

  test('that is no decimal is not loaded', async () => {
    const { source } = await aTencent({ summary: () => [{ GroupKey: 'p_cvm', RealTotalCost: '1,000.00' }] })

    await expect(monthOf(source)).rejects.toThrow(/RealTotalCost 1,000.00 is not a decimal number/)
  })
})
