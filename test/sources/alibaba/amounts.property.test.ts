/** Amounts of any length come over the wire, through the SDK and out of the source as the digits that they were. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alibabaBills } from '../../../src/sources/alibaba/index.js'
import type { AlibabaRow } from '../../../src/world/alibaba.js'
import { aBill, anAlibaba, machine, reading, settingsFor } from './bills.js'

const whole = fc.bigInt({ min: 0n, max: 10n ** 19n })
const fraction = fc.stringMatching(/^\d{0,17}[1-9]$/)
const amount = fc.tuple(fc.boolean(), whole, fc.option(fraction, { nil: '' })).map(([below, units, decimals]) => {
  const number = decimals === '' ? units.toString() : `${units}.${decimals}`
  return below && number !== '0' ? `-${number}` : number
})

test('amounts are exact, however long', async () => {
  let rows: readonly AlibabaRow[] = []
  const world = await anAlibaba({ ...aBill([]), rows: () => rows })
  const source = alibabaBills(settingsFor(world.url))

  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(amount, amount, amount), { minLength: 1, maxLength: 100 }), async (wanted) => {
      rows = wanted.map(([PretaxAmount, PretaxGrossAmount, AfterDiscountAmount]) => ({
        ...machine,
        Item: 'Adjustment',
        PretaxAmount,
        PretaxGrossAmount,
        AfterDiscountAmount,
      }))

      const { lines, refused } = await reading(source, '2026-08-22')

      expect(refused).toEqual([])
      expect(lines.map(({ billedCost, listCost, contractedCost }) => [billedCost, listCost, contractedCost])).toEqual(
        wanted,
      )
    }),
    { numRuns: 30 },
  )
})
