/** Days that have left the fortnight: their hours stay as they are, and what AWS changed of the day is posted beside them. */
import { describe, expect, test } from 'vitest'
import type { HeldSum, HeldWindow } from '../../../src/records/bill-source.js'
import { decimalOf, parseDecimal } from '../../../src/units/decimal.js'
import { dealt } from '../../../src/sources/aws/rest.js'
import { asking } from './asking.js'
import { aCloud, charge, EC2, hourOf, MEMBER, NOW, read, sums } from './cloud.js'

const P5 = 'BoxUsage:p5.48xlarge'
const DAY = '2026-08-05'

function window(loadedAt: string, over: Partial<HeldWindow> = {}): HeldWindow {
  return { loadedAt: new Date(loadedAt), complete: true, final: false, lines: 1n, ...over }
}

interface Fine extends HeldSum {
  readonly resourceId: string | null
  readonly chargePeriodStart: string
  readonly chargePeriodEnd: string
}

function stored(resourceId: string | null, hour: number, cost: string, over: Partial<HeldSum> = {}): Fine {
  return {
    window: `${DAY}/hours`,
    subAccountId: MEMBER,
    serviceName: EC2,
    usageType: P5,
    costType: 'Usage',
    billingCurrency: 'USD',
    billedCost: parseDecimal(cost),
    effectiveCost: parseDecimal(cost),
    resourceId,
    chargePeriodStart: hourOf(DAY, hour),
    chargePeriodEnd: hourOf(DAY, hour + 1),
    ...over,
  }
}

const held = new Map([
  [DAY, window('2026-08-20T00:00:00Z')],
  [`${DAY}/hours`, window('2026-08-18T00:00:00Z')],
])

async function readDay(
  daily: readonly { readonly unblended: string; readonly usageType?: string; readonly recordType?: string }[],
  sumsHeld: readonly HeldSum[],
) {
  const cloud = await aCloud({ charges: daily.map((one) => charge({ hour: hourOf(DAY, 0), ...one })) })
  const [piece] = cloud.bills.pieces(DAY, '2026-08-06')
  const around = asking({ now: NOW, held, sums: sumsHeld })
  return { piece, around, world: cloud.world, ...(await read(cloud.bills, piece, around)) }
}

describe('a day whose hours can no longer be read', () => {
  test('that did not change adds nothing to its hours', async () => {
    const { lines, piece, around, world } = await readDay(
      [{ unblended: '110.08' }],
      [stored('i-1', 5, '55.04'), stored('i-2', 6, '55.04')],
    )

    expect(lines).toEqual([])
    expect(piece?.windows).toEqual([DAY])
    expect(around.summed).toEqual([`${DAY}/hours`])
    expect(world.asked.map(({ action }) => action)).not.toContain('GetCostAndUsageWithResources')
  })

  test('that changed posts the difference in its own window, by what each stored hour cost, to the last digit', async () => {
    // 110.08 - 17.65 = 92.43: stored 82.56 and 27.52, three to one. 17.65 / 4 x 3 = 13.2375.
    const { lines } = await readDay([{ unblended: '92.43' }], [stored('i-1', 5, '82.56'), stored('i-2', 6, '27.52')])

    expect(lines).toMatchObject([
      {
        window: DAY,
        resourceId: 'i-1',
        chargePeriodStart: hourOf(DAY, 5),
        chargePeriodEnd: hourOf(DAY, 6),
        billedCost: '-13.2375',
        effectiveCost: '-13.2375',
        chargeCategory: 'Adjustment',
        consumedQuantity: null,
      },
      { window: DAY, resourceId: 'i-2', chargePeriodStart: hourOf(DAY, 6), billedCost: '-4.4125', costType: 'Usage' },
    ])
  })

  test('whose store tells no resources gets one line of the day', async () => {
    const whole = { chargePeriodStart: hourOf(DAY, 0), chargePeriodEnd: '2026-08-06T00:00:00Z' }
    const sum = { ...stored(null, 5, '110.08'), ...whole }

    const { lines } = await readDay([{ unblended: '120.08' }], [sum])

    expect(lines).toMatchObject([
      {
        window: DAY,
        resourceId: null,
        billedCost: '10',
        chargePeriodStart: hourOf(DAY, 0),
        chargePeriodEnd: '2026-08-06T00:00:00Z',
      },
    ])
  })

  test('with a difference below a cent gets one line of no resource: AWS rounds each amount to ten decimals', async () => {
    const { lines } = await readDay(
      [{ unblended: '110.0800000003' }],
      [stored('i-1', 5, '55.04'), stored('i-2', 6, '55.04')],
    )

    expect(lines).toMatchObject([{ resourceId: null, billedCost: '0.0000000003' }])
  })

  test('that was never read by the hour is lines of its days, with what ran', async () => {
    const { lines, around } = await readDay([{ unblended: '110.08' }], [])

    expect(lines).toMatchObject([{ window: DAY, chargeCategory: 'Usage', billedCost: '110.08', consumedQuantity: '1' }])
    expect(around.summed).toEqual([`${DAY}/hours`])
  })

  test('takes back what the day no longer knows, whole usage types and record types too', async () => {
    const gone = [
      stored('i-1', 5, '55.04'),
      stored('i-2', 6, '9', { usageType: 'BoxUsage:g6e.xlarge' }),
      stored('i-3', 7, '3', { costType: 'SavingsPlanCoveredUsage' }),
    ]

    const { lines } = await readDay([{ unblended: '55.04' }], gone)

    expect(sums(lines, ({ resourceId, costType }) => `${resourceId} ${costType}`)).toEqual({
      'i-2 Usage': '-9',
      'i-3 SavingsPlanCoveredUsage': '-3',
    })
  })

  test('keeps an effective cost that is not known unknown', async () => {
    const { lines } = await readDay([{ unblended: '60.04' }], [stored('i-1', 5, '55.04', { effectiveCost: null })])

    expect(lines).toMatchObject([{ billedCost: '5', effectiveCost: null }])
  })
})

describe('a whole dealt out', () => {
  test.each([
    [100n, [1n, 1n, 1n], [33n, 33n, 34n]],
    [-100n, [1n, 1n, 1n], [-33n, -33n, -34n]],
    [7n, [0n, 0n], [3n, 4n]],
    [10n, [-3n, 1n], [7n, 3n]],
    [5n, [], []],
  ])('%s by %s is %s', (whole, weights, parts) => {
    expect(dealt(whole, weights)).toEqual(parts)
  })

  test('loses nothing at 18 decimals', () => {
    const whole = 1n
    const parts = dealt(
      whole,
      Array.from({ length: 7 }, () => 3n),
    )

    expect(parts.reduce((a, b) => a + b, 0n)).toBe(whole)
    expect(decimalOf(parts[6] ?? 0n)).toBe('0.000000000000000001')
  })
})
