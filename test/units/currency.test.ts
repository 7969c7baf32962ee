import { expect, test } from 'vitest'
import { CURRENCIES, parseCurrency } from '../../src/units/currency.js'

test('ISO 4217 lists 155 national currencies, each once and in order', () => {
  const codes = [...CURRENCIES]

  const inOrder = [...new Set(codes)].toSorted()

  expect(codes).toHaveLength(155)
  expect(codes).toEqual(inOrder)
})

test('the currencies of the clouds and of the central parity are listed', () => {
  const billed = ['USD', 'CNY', 'EUR', 'JPY', 'GBP', 'HKD', 'SGD', 'AUD', 'INR', 'KRW', 'BRL', 'CHF', 'CAD', 'ZAR']

  const read = billed.map(parseCurrency)

  expect(read).toEqual(billed)
})

test.each([
  ['RMB', '"RMB" is not an ISO 4217 currency code. Yuan are CNY.'],
  ['CNH', '"CNH" is not an ISO 4217 currency code. Yuan are CNY.'],
  ['usd', '"usd" is not an ISO 4217 currency code. Write USD.'],
  [' USD', '" USD" is not an ISO 4217 currency code. Write USD.'],
  ['HRK', '"HRK" is not an ISO 4217 currency code.'],
  ['', '"" is not an ISO 4217 currency code.'],
])('%j names no currency', (text, complaint) => {
  expect(() => parseCurrency(text)).toThrow(new RangeError(complaint))
})
