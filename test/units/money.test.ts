import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Currency } from '../../src/units/currency.js'
import {
  add,
  compare,
  displayMoney,
  formatMoney,
  isZero,
  money,
  negate,
  parseMoney,
  subtract,
} from '../../src/units/money.js'

const amount = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }).map((atto) => money(atto, 'CNY'))

test('the four parts of a p5 hour add up to the bill', () => {
  const parts = ['27.52', '13.76', '6.88', '6.88'].map((text) => parseMoney(text, 'USD'))

  const total = parts.reduce(add)

  expect(formatMoney(total)).toBe('55.04')
})

test('a dollar and a yuan do not add up, whoever asks', () => {
  const dollar = parseMoney<Currency>('1', 'USD')
  const yuan = parseMoney<Currency>('1', 'CNY')

  expect(() => add(dollar, yuan)).toThrow('USD and CNY do not add up: convert first.')
})

test('a credit of 17.65 takes an hour of 88.25 to 70.60', () => {
  const hour = parseMoney('88.25', 'USD')
  const credit = parseMoney('-17.65', 'USD')

  const left = add(hour, credit)

  expect(formatMoney(left)).toBe('70.6')
  expect(subtract(hour, negate(credit))).toEqual(left)
})

test('money sorts by amount, with zero its own opposite', () => {
  const amounts = ['0.3', '-5', '0', '0.30'].map((text) => parseMoney(text, 'CNY'))

  const sorted = amounts.toSorted(compare).map(formatMoney)

  expect(sorted).toEqual(['-5', '0', '0.3', '0.3'])
  expect(isZero(negate(parseMoney('0', 'CNY')))).toBe(true)
  expect(isZero(parseMoney('1E-18', 'CNY'))).toBe(false)
})

test('a sum that numeric(38,18) cannot hold is refused', () => {
  const most = parseMoney('99999999999999999999', 'USD')

  expect(() => add(most, parseMoney('1', 'USD'))).toThrow('A result has more than 20 digits before the point.')
})

test.each([
  ['30000', 'CNY', 2, '¥30,000.00'],
  ['1234567.5', 'USD', 2, '$1,234,567.50'],
  ['-88.25', 'USD', 2, '-$88.25'],
  ['12', 'EUR', 2, 'EUR 12.00'],
  ['500', 'JPY', 0, 'JPY 500'],
  ['0.125', 'USD', 2, '$0.12'],
  ['0.375', 'USD', 2, '$0.38'],
  ['-0.004', 'USD', 2, '$0.00'],
  ['999.995', 'USD', 2, '$1,000.00'],
  ['2.5', 'USD', 0, '$2'],
  ['0.00000015', 'USD', 8, '$0.00000015'],
] as const)('%s %s to %s decimals is shown as %s', (text, currency, decimals, shown) => {
  const read = parseMoney<Currency>(text, currency)

  expect(displayMoney(read, decimals)).toBe(shown)
})

test('adding and taking away again leaves what was there', () => {
  const back = fc.property(amount, amount, (left, right) => {
    expect(subtract(add(left, right), right)).toEqual(left)
  })

  fc.assert(back)
})

test('money written exactly reads back as the same money', () => {
  const roundTrip = fc.property(amount, (written) => {
    expect(parseMoney(formatMoney(written), 'CNY')).toEqual(written)
  })

  fc.assert(roundTrip)
})

test('what people see is within half a cent of what is stored', () => {
  const near = fc.property(amount, (stored) => {
    const shown = parseMoney(displayMoney(stored).replaceAll(/[¥,]/g, ''), 'CNY')
    const off = subtract(shown, stored).atto

    expect(off <= 5n * 10n ** 15n && off >= -5n * 10n ** 15n).toBe(true)
  })

  fc.assert(near)
})
