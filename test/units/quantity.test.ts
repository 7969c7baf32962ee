import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMoney, money } from '../../src/units/money.js'
import type { Unit } from '../../src/units/quantity.js'
import { cost, parsePrice, parseQuantity } from '../../src/units/quantity.js'

test('an hour of one vGPU at 0.028 yuan a second costs 100.80', () => {
  const price = parsePrice('0.028', 'CNY', 'vgpu_seconds')

  const hour = cost(price, parseQuantity('3600', 'vgpu_seconds'))

  expect(hour).toEqual(money(100_800_000_000_000_000_000n, 'CNY'))
})

test('a price of 0.15 dollars a million tokens is exact for one token', () => {
  const price = parsePrice('1.5E-7', 'USD', 'tokens')

  const one = cost(price, parseQuantity('1', 'tokens'))

  expect(formatMoney(one)).toBe('0.00000015')
})

test('past 18 decimals a cost goes to the even neighbour', () => {
  const price = parsePrice('1E-18', 'USD', 'tokens')

  const halves = ['0.5', '1.5', '2.5'].map((count) => cost(price, parseQuantity(count, 'tokens')).atto)

  expect(halves).toEqual([0n, 2n, 2n])
})

test('a price below zero is refused', () => {
  expect(() => parsePrice('-1', 'USD', 'tokens')).toThrow('A price of -1 USD per tokens is below zero.')
})

test('units that only the data knows are compared before money is made of them', () => {
  const price = parsePrice<'USD', Unit>('1', 'USD', 'vgpu_seconds')
  const quantity = parseQuantity<Unit>('1', 'instance_hours')

  expect(() => cost(price, quantity)).toThrow('A price per vgpu_seconds does not fit instance_hours.')
})

test('whole quantities cost exactly price times count', () => {
  const exact = fc.property(fc.nat(), fc.nat(), (millionths, count) => {
    const price = parsePrice(`${millionths}E-6`, 'USD', 'gpu_seconds')

    const total = cost(price, parseQuantity(count.toString(), 'gpu_seconds'))

    expect(total.atto).toBe(BigInt(millionths) * BigInt(count) * 10n ** 12n)
  })

  fc.assert(exact)
})
