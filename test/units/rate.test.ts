import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Currency } from '../../src/units/currency.js'
import { add, formatMoney, money, parseMoney } from '../../src/units/money.js'
import { convert, parseRate } from '../../src/units/rate.js'

test('55.04 dollars are 373.193216 yuan at a parity of 6.7804', () => {
  const parity = parseRate('6.7804', 'USD', 'CNY')

  const yuan = convert(parseMoney('55.04', 'USD'), parity)

  expect(yuan.currency).toBe('CNY')
  expect(formatMoney(yuan)).toBe('373.193216')
})

test('a conversion keeps 18 decimals and sends the half to the even neighbour', () => {
  const half = parseRate('0.5', 'USD', 'CNY')

  const converted = [1n, 3n, -1n, -3n].map((atto) => convert(money(atto, 'USD'), half).atto)

  expect(converted).toEqual([0n, 2n, 0n, -2n])
})

test('a rate of nothing is refused', () => {
  expect(() => parseRate('0.00', 'USD', 'CNY')).toThrow('A rate of 0.00 CNY for one USD is not above zero.')
})

test('a rate from dollars does not convert yuan that only the data knows', () => {
  const rate = parseRate<Currency, Currency>('7.1', 'USD', 'CNY')
  const yuan = parseMoney<Currency>('1', 'CNY')

  expect(() => convert(yuan, rate)).toThrow('A rate from USD does not convert CNY.')
})

test('24 hours converted one by one miss the converted day by less than 24 units of the 18th decimal', () => {
  const hour = fc.bigInt({ min: 0n, max: 10n ** 24n }).map((atto) => money(atto, 'USD'))
  const parity = parseRate('7.1028', 'USD', 'CNY')
  const close = fc.property(fc.array(hour, { minLength: 24, maxLength: 24 }), (hours) => {
    const sumOfConverted = hours.map((one) => convert(one, parity)).reduce(add)
    const convertedSum = convert(hours.reduce(add), parity)

    expect(sumOfConverted.atto - convertedSum.atto).toBeGreaterThan(-24n)
    expect(sumOfConverted.atto - convertedSum.atto).toBeLessThan(24n)
  })

  fc.assert(close)
})
