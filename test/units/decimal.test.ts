import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { attoOf, decimalOf, divideHalfEven, parseDecimal } from '../../src/units/decimal.js'

const LIMIT = 10n ** 38n
const storable = fc.bigInt({ min: 1n - LIMIT, max: LIMIT - 1n })

test.each([
  ['55.04', '55.04'],
  ['1.5E-7', '0.00000015'],
  ['1.5e+3', '1500'],
  ['-0.5', '-0.5'],
  ['+7', '7'],
  ['.25', '0.25'],
  ['3.', '3'],
  ['007.10', '7.1'],
  ['-0.00', '0'],
  ['0E-30', '0'],
  ['1.50000000000000000000000000', '1.5'],
  ['0.000000000000000001', '0.000000000000000001'],
  ['10E-19', '0.000000000000000001'],
  ['99999999999999999999.999999999999999999', '99999999999999999999.999999999999999999'],
  ['0.0000000001E+20', '10000000000'],
])('a bill that says %s means %s', (text, exact) => {
  const decimal = parseDecimal(text)

  expect(decimal).toBe(exact)
})

test.each([
  '',
  ' ',
  ' 1',
  '1 ',
  '1_000',
  '1,000',
  'NaN',
  'Infinity',
  '-',
  '.',
  '1e',
  '0x10',
  '1.2.3',
  '--1',
  '¥1',
  '１',
])('%j is not a decimal number', (text) => {
  expect(() => parseDecimal(text)).toThrow(new RangeError(`${JSON.stringify(text)} is not a decimal number.`))
})

test('what numeric(38,18) cannot hold is refused, not rounded', () => {
  expect(() => parseDecimal('0.0000000000000000001')).toThrow('"0.0000000000000000001" has more than 18 decimals.')
  expect(() => parseDecimal('1E20')).toThrow('"1E20" has more than 20 digits before the point.')
  expect(() => parseDecimal('1E-999999999999')).toThrow('has more than 18 decimals.')
})

test('a number of a million digits is refused at once, and the message stays short', () => {
  expect(() => parseDecimal(`${'1'.repeat(1_000_000)}x`)).toThrow(/^"1{60}\.\.\." is not a decimal number\.$/)
})

test('every storable number reads back as it was written', () => {
  const roundTrip = fc.property(storable, (atto) => {
    const text = decimalOf(atto)

    expect(attoOf(text)).toBe(atto)
    expect(text).toMatch(/^(0|-?(0|[1-9]\d{0,19})(\.\d{0,17}[1-9])?)$/)
  })

  fc.assert(roundTrip)
})

test('an exponent moves the point and nothing else', () => {
  const moved = fc.property(
    fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    fc.nat({ max: 18 }),
    (digits, places) => {
      const withExponent = attoOf(`${digits}E-${places}`)

      expect(withExponent * 10n ** BigInt(places)).toBe(attoOf(digits.toString()))
    },
  )

  fc.assert(moved)
})

test.each([
  [5n, 2n, 2n],
  [7n, 2n, 4n],
  [-5n, 2n, -2n],
  [-7n, 2n, -4n],
  [1n, 2n, 0n],
  [-1n, 2n, 0n],
  [3n, -2n, -2n],
  [8n, 3n, 3n],
  [7n, 3n, 2n],
  [-8n, 3n, -3n],
])('%s divided by %s is %s, halves to the even neighbour', (numerator, denominator, quotient) => {
  const divided = divideHalfEven(numerator, denominator)

  expect(divided).toBe(quotient)
})

test('a quotient is never further than a half from the truth', () => {
  const near = fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
    const off = (numerator - divideHalfEven(numerator, denominator) * denominator) * 2n

    expect(off <= denominator && -off <= denominator).toBe(true)
  })

  fc.assert(near)
})
