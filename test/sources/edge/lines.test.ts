/** The lines of a device's months, worked out by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attoOf, decimalOf } from '../../../src/units/decimal.js'
import { drew, jetson, linesOf, pagesOf, shortly } from './given.js'

describe('what a device costs whatever it does', () => {
  test('is a line of each month, the same for a long month and a short one', async () => {
    const lines = await linesOf([jetson('', { site: 'depot' })], '2026-01-01', '2026-04-01')

    expect(lines.map(shortly)).toEqual([
      'device 2026-01-01T00 to 2026-02-01T00: 222.194444444444444444 CNY',
      'device 2026-02-01T00 to 2026-03-01T00: 222.194444444444444445 CNY',
      'device 2026-03-01T00 to 2026-04-01T00: 222.194444444444444444 CNY',
    ])
    expect(lines.map(({ consumedQuantity, consumedUnit }) => [consumedQuantity, consumedUnit])).toEqual([
      ['744', 'Hours'],
      ['672', 'Hours'],
      ['744', 'Hours'],
    ])
  })

  test('begins on the day on which it was bought', async () => {
    // 7999 / 36 x 17 / 31 = 121.8485663082437275985...
    const [line] = await linesOf([jetson('', { site: 'depot', bought: '2026-01-15' })], '2026-01-01', '2026-02-01')

    expect(line && shortly(line)).toBe('device 2026-01-15T00 to 2026-02-01T00: 121.848566308243727599 CNY')
  })

  test('says of whom it is, and how many GPUs it holds', async () => {
    const [line] = await linesOf([jetson('gpus: 2, type: orin, tags: { team: a }')], '2026-01-01', '2026-02-01')

    expect(line).toMatchObject({
      window: '2026-01',
      provider: 'edge',
      billingAccountId: 'edge',
      billingPeriodStart: '2026-01-01T00:00:00Z',
      billingPeriodEnd: '2026-02-01T00:00:00Z',
      chargeCategory: 'Usage',
      resourceId: 'jetson-01',
      regionId: 'cn-east',
      details: { ServiceCategory: 'Compute', SkuPriceDetails: '{"InstanceType":"orin","GpuCount":"2"}' },
      tags: { site: 'shop', team: 'a' },
    })
    expect(new Set([line?.listCost, line?.contractedCost, line?.billedCost, line?.effectiveCost]).size).toBe(1)
  })

  test('of one day alone is told by halves, so that it goes evenly and not by when it worked', async () => {
    const lines = await linesOf([jetson('', { site: 'depot', bought: '2026-01-31' })], '2026-01-01', '2026-02-01')

    // 7999 / 36 / 31 = 7.16756272401433691756..., rounded ...918, whose halves end in ...459.
    expect(lines.map(shortly)).toEqual([
      'device 2026-01-31T00 to 2026-01-31T12: 3.583781362007168459 CNY',
      'device 2026-01-31T12 to 2026-02-01T00: 3.583781362007168459 CNY',
    ])
  })

  test('stops with its last day: what is left of its price and was not paid for it stands beside, and names no machine', async () => {
    // Bought for 7,999, worth 799 in the end: 7,200 / 36 = 200 a month. After six: 6,799 left, sold for 5,000.
    const sold = jetson(`residual: '799', ended: 2026-07-01, sold_for: '5000'`, { site: 'depot' })
    const lines = await linesOf([sold], '2026-01-01', '2026-09-01')

    expect(lines.slice(5).map(shortly)).toEqual([
      'device 2026-06-01T00 to 2026-07-01T00: 200 CNY',
      'write-off 2026-06-30T00 to 2026-07-01T00: 1799 CNY',
    ])
    expect(lines.at(-1)).toMatchObject({
      chargeCategory: 'Adjustment',
      resourceId: null,
      tags: { device: 'jetson-01' },
    })
    expect(sumOf(lines.map(({ billedCost }) => billedCost))).toBe('2999') // 7,999 - 5,000
  })

  test('is nothing more once it is written off, though it goes on working', async () => {
    const old = jetson('', { site: 'shop', bought: '2023-01-01' })
    const lines = await linesOf([old], '2026-01-01', '2026-02-01')

    expect(new Set(lines.map(({ skuId }) => skuId))).toEqual(new Set(['energy']))
  })
})

describe('transfer', () => {
  test('is GB times the price of a month, and of a part of a month its days', async () => {
    const lines = await linesOf([jetson(`gb_per_month: '31'`, { bought: '2026-01-15' })], '2026-01-01', '2026-02-01')

    // 17 of 31 days: 17 GB at 0.80.
    const line = lines.find(({ skuId }) => skuId === 'transfer')
    expect(line && shortly(line)).toBe('transfer 2026-01-15T00 to 2026-02-01T00: 13.6 CNY')
    expect(line).toMatchObject({ consumedQuantity: '17', consumedUnit: 'GB' })
  })

  test('goes by both prices in a month in which the price changes', async () => {
    const lines = await linesOf([jetson(`gb_per_month: '40'`)], '2026-02-01', '2026-03-01')

    // 14 of 28 days each: 20 GB at 0.80 and 20 at 0.70.
    expect(lines.filter(({ skuId }) => skuId === 'transfer').map(shortly)).toEqual([
      'transfer 2026-02-01T00 to 2026-02-15T00: 16 CNY',
      'transfer 2026-02-15T00 to 2026-03-01T00: 14 CNY',
    ])
  })
})

describe('energy', () => {
  const lastHours = async (measured: Parameters<typeof linesOf>[3]) =>
    (await linesOf([jetson('max_watts: 60')], '2026-01-01', '2026-02-01', measured)).filter(
      ({ skuId }) => skuId === 'energy',
    )

  test('is what was measured, at the price of its day', async () => {
    // 36,000,000 mJ are 36 kJ, 0.01 kWh: 0.005 at 0.5 a kWh.
    const [first] = await lastHours({ measured: [drew('2026-01-01T00:00:00Z', 36_000_000n)] })

    expect(first && shortly(first)).toBe('energy 2026-01-01T00 to 2026-01-01T01: 0.005 CNY')
    expect(first).toMatchObject({ consumedQuantity: '0.01', consumedUnit: 'kWh', costType: 'measured' })
  })

  test('is assumed by its watts at rest where nothing was measured', async () => {
    const [, second] = await lastHours({ measured: [drew('2026-01-01T00:00:00Z', 36_000_000n)] })

    // 15 W for an hour: 0.015 kWh.
    expect(second).toMatchObject({ consumedQuantity: '0.015', billedCost: '0.0075', costType: 'assumed' })
  })

  test('is assumed by its watts at work while telemetry saw it work', async () => {
    const [first] = await lastHours({ measured: [drew('2026-01-01T00:00:00Z', null, { busyMs: 1_200_000 })] })

    // 20 minutes at 60 W, 40 at 15 W: 0.02 + 0.01.
    expect(first).toMatchObject({ consumedQuantity: '0.03', billedCost: '0.015', costType: 'assumed' })
  })

  test('of an hour that was measured in part is assumed for the rest', async () => {
    const half = drew('2026-01-01T00:00:00Z', 36_000_000n, { seenMs: 1_800_000 })
    const [first, second] = await lastHours({ measured: [half] })

    expect(first).toMatchObject({ consumedQuantity: '0.01', costType: 'measured' })
    expect(second).toMatchObject({
      chargePeriodStart: '2026-01-01T00:00:00Z',
      consumedQuantity: '0.0075',
      costType: 'assumed',
    })
  })

  test('costs by the price from its first day on', async () => {
    const lines = await linesOf([jetson()], '2026-02-01', '2026-04-01')
    const [february, march] = ['2026-02-28T23:00:00Z', '2026-03-01T00:00:00Z'].map((hour) =>
      lines.find(({ skuId, chargePeriodStart }) => skuId === 'energy' && chargePeriodStart === hour),
    )

    expect([february?.billedCost, march?.billedCost]).toEqual(['0.0075', '0.009']) // 0.015 kWh at 0.5 and at 0.6
  })

  test('is told of hours that ended three hours ago, for telemetry reads those after them again', async () => {
    const lines = await lastHours({ now: '2026-01-01T10:30:00Z' })

    expect(lines.map(({ chargePeriodStart }) => chargePeriodStart.slice(11, 13))).toEqual([
      '00',
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
    ])
  })
})

test('a page tells what it comes to in each currency', async () => {
  const [page] = await pagesOf(
    [jetson(`gb_per_month: '31'`), jetson('', { id: 'jetson-02', site: 'depot' })],
    '2026-01-01',
    '2026-02-01',
  )

  // Twice 222.194444444444444444, 31 x 0.80, and 744 hours of 15 W at 0.5.
  expect(page?.totals).toMatchObject([
    { billingPeriod: '2026-01-01', billingCurrency: 'CNY', total: '474.768888888888888888' },
  ])
})

test('all that was ever charged for a device is its price less what it was sold for, whenever that was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), fc.integer({ min: 0, max: 700_000 }), async (lived, cents) => {
      const ended = new Date(Date.UTC(2024, 0, 17 + lived)).toISOString().slice(0, 10)
      const soldFor = decimalOf(BigInt(cents) * 10n ** 16n)
      const sold = jetson(`ended: ${ended}, sold_for: '${soldFor}', residual: '100'`, {
        site: 'depot',
        bought: '2024-01-17',
      })
      const lines = await linesOf([sold], '2024-01-01', '2028-01-01', { now: '2028-06-01T00:00:00Z' })

      expect(sumOf(lines.map(({ billedCost }) => billedCost))).toBe(decimalOf(attoOf('7999') - attoOf(soldFor)))
    }),
    { numRuns: 25 },
  )
})

function sumOf(amounts: readonly string[]): string {
  return decimalOf(amounts.reduce((sum, one) => sum + attoOf(one), 0n))
}
