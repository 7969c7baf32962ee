/** How a device's price becomes months, worked out by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDay } from '../../../src/units/billing-day.js'
import { decimalOf, parseDecimal } from '../../../src/units/decimal.js'
import { endOfLife, monthsTouched, writtenOffBy } from '../../../src/sources/edge/wear.js'

const day = (date: string) => parseDay(date, 'UTC')

function device(bought: string, lifetimeMonths: number, price: string, residual = '0') {
  return { bought: day(bought), lifetimeMonths, price: parseDecimal(price), residual: parseDecimal(residual) }
}

/** The part of each month of the calendar. */
function months(one: ReturnType<typeof device>): string[] {
  const all = monthsTouched(one.bought, endOfLife(one))
  const ends = [...all.slice(1), endOfLife(one)]
  return all.map((month, i) => decimalOf(writtenOffBy(one, ends[i] ?? month) - writtenOffBy(one, month)))
}

describe('7,999.00 over 36 months, from the first of a month', () => {
  const jetson = device('2026-01-01', 36, '7999.00')

  test('is 222.194444... in each, whose last digit makes the sum exact', () => {
    const parts = months(jetson)

    // 7999 / 36 = 222.19444..., twice that is 444.38888..., three times 666.58333...: rounded, then subtracted.
    expect(parts.slice(0, 3)).toEqual(['222.194444444444444444', '222.194444444444444445', '222.194444444444444444'])
    expect(parts).toHaveLength(36)
    expect(writtenOffBy(jetson, day('2029-01-01'))).toBe(7_999n * 10n ** 18n)
  })

  test('is as much in February as in March, and as much in a leap year', () => {
    const [january, february, march] = months(device('2027-12-01', 36, '7999.00')).slice(1, 4)

    // 2028 has 29 February. Sums after 1 to 4 months end in ...444, ...889, ...333, ...778 (888.777...).
    expect([january, february, march]).toEqual([
      '222.194444444444444445',
      '222.194444444444444444',
      '222.194444444444444445',
    ])
  })

  test('is half of a year after six months', () => {
    expect(decimalOf(writtenOffBy(jetson, day('2026-07-01')))).toBe('1333.166666666666666667') // 7999 / 6
  })

  test('is within a month by its days', () => {
    // After 7 of the 28 days of February: one month and a quarter, 7999 / 36 x 1.25 = 277.743055...
    expect(decimalOf(writtenOffBy(jetson, day('2026-02-08')))).toBe('277.743055555555555556')
  })
})

describe('a device that was bought within a month', () => {
  test('has of the first month the days from then on, and of the last what it lacks', () => {
    // 3,600 over 3 months is 1,200 a month. 17 of the 31 days of January: 1,200 x 17 / 31 = 658.06451612903225806451...
    const parts = months(device('2026-01-15', 3, '3600'))

    expect(parts).toEqual(['658.064516129032258065', '1200', '1200', '541.935483870967741935'])
  })

  test('is written off on the same day of a later month, or on its last one', () => {
    expect(endOfLife(device('2026-01-15', 36, '1')).date).toBe('2029-01-15')
    expect(endOfLife(device('2026-01-31', 1, '1')).date).toBe('2026-02-28')
    expect(endOfLife(device('2026-01-31', 25, '1')).date).toBe('2028-02-29')
  })

  test('on 31 January for a month has one day of January and the other thirtieths in February', () => {
    // 31 over one month: 1 for 31 January, 30 for the 27 days of February before the 28th.
    expect(months(device('2026-01-31', 1, '31'))).toEqual(['1', '30'])
    expect(decimalOf(writtenOffBy(device('2026-01-31', 1, '31'), day('2026-02-10')))).toBe('11') // 1 + 30 x 9 / 27
  })
})

test('what it is worth in the end is not written off', () => {
  expect(months(device('2026-01-01', 2, '1000', '250'))).toEqual(['375', '375'])
})

test('months add up to price less residual value, and never go down, whatever was bought when', () => {
  const days = fc.integer({ min: 0, max: 4000 })
  const cents = fc.bigInt({ min: 0n, max: 10n ** 9n })
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 120 }), cents, cents, (offset, lifetime, worn, residual) => {
      const bought = new Date(Date.UTC(2024, 0, 1 + offset)).toISOString().slice(0, 10)
      const [price, rest] = [decimalOf((worn + residual) * 10n ** 16n), decimalOf(residual * 10n ** 16n)]
      const one = device(bought, lifetime, price, rest)
      const all = monthsTouched(one.bought, endOfLife(one))
      const sums = [...all.slice(1), endOfLife(one)].map((end) => writtenOffBy(one, end))

      expect(sums.at(-1)).toBe(worn * 10n ** 16n)
      expect(sums.every((sum, i) => sum >= (sums[i - 1] ?? 0n))).toBe(true)
    }),
  )
})
