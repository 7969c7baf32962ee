/** What is understood of an answer, and what is refused instead of guessed. */
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import type { CostExplorerSettings } from '../../../src/sources/aws/index.js'
import { closed, listening } from '../../../src/world/cfets.js'
import { asking } from './asking.js'
import { aCloud, charge, hourOf, MEMBER, NOW, read, sums } from './cloud.js'

const DAY = '2026-08-05'

/** A far end that answers as it is told, whatever it is asked; the last answer again and again. */
async function saying(answers: readonly unknown[], settings: Partial<CostExplorerSettings> = {}) {
  let n = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const answer = answers[Math.min(n, answers.length - 1)]
      n += 1
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    })
  })
  const port = await listening(server)
  onTestFinished(() => closed(server))
  const { bills } = await aCloud({ charges: [], settings: { endpoint: `http://127.0.0.1:${port}`, ...settings } })
  return read(bills, bills.pieces(DAY, '2026-08-06')[0], asking({ now: NOW }))
}

const money = (amount: unknown, unit = 'USD') => ({ Amount: amount, Unit: unit })
const metrics = (amount: unknown, over: object = {}) => ({
  UnblendedCost: money(amount),
  AmortizedCost: money(amount),
  ...over,
})
const grouped = (...keys: readonly string[]) => keys.map((Key) => ({ Type: 'DIMENSION', Key }))
const answer = (definitions: object, groups: readonly object[], over: object = {}) => ({
  GroupDefinitions: definitions,
  ResultsByTime: [
    { TimePeriod: { Start: DAY, End: '2026-08-06' }, Total: {}, Groups: groups, Estimated: true, ...over },
  ],
})
const whole = (amount: string) =>
  answer(grouped('LINKED_ACCOUNT', 'RECORD_TYPE'), [{ Keys: [MEMBER, 'Usage'], Metrics: metrics(amount) }])
const pair = (...groups: readonly object[]) => answer(grouped('SERVICE', 'USAGE_TYPE'), groups)
const s3 = (amount: unknown, over: object = {}) => ({
  Keys: ['Amazon Simple Storage Service', 'Requests-Tier2'],
  Metrics: metrics(amount, over),
})
const total = (amount: string) => ({
  ResultsByTime: [
    {
      TimePeriod: { Start: '2026-08-01', End: '2026-08-23' },
      Total: { UnblendedCost: money(amount) },
      Groups: [],
      Estimated: true,
    },
  ],
})

describe('an amount', () => {
  test.each(['0.000000000123456789', '12345678901234567890.000000000000000001', '1.5E-7', '-0.00000015'])(
    '%s is kept to its last digit',
    async (amount) => {
      const { lines } = await saying([whole(amount), pair(s3(amount)), total(amount)])

      const expected = amount === '1.5E-7' ? '0.00000015' : amount
      expect(lines).toMatchObject([{ billedCost: expected, effectiveCost: expected }])
    },
  )

  test.each<readonly [unknown, object, string, string]>([
    ['12,5', {}, 'UnblendedCost.Amount', 'is not a decimal number'],
    ['', {}, 'UnblendedCost.Amount', 'is not a decimal number'],
    [1.5, {}, 'Metrics.UnblendedCost.Amount', 'has another form than it had'],
    ['1', { AmortizedCost: money('1', 'CNY') }, 'AmortizedCost.Unit', 'is not USD, as that of UnblendedCost'],
    [
      '1',
      { UnblendedCost: money('1', 'RMB'), AmortizedCost: money('1', 'RMB') },
      'UnblendedCost.Unit',
      'is not an ISO 4217 currency',
    ],
    ['1', { UsageQuantity: money('many', 'Hrs') }, 'UsageQuantity.Amount', 'is not a decimal number'],
  ])('%j with %j is refused at %s', async (amount, over, column, reason) => {
    const { lines, refused } = await saying([whole('1'), pair(s3(amount, over)), total('1')])

    expect(lines).toEqual([])
    expect(refused[0]).toMatchObject({ window: DAY, record: 1, column })
    expect(refused[0]?.reason).toContain(reason)
    expect(refused[0]?.line).toContain('Requests-Tier2')
    // And its day's parts no longer come to the whole.
    expect(refused[1]).toMatchObject({ window: DAY, column: 'UnblendedCost' })
  })

  test('of hours and gigabytes added up is no quantity', async () => {
    const { lines } = await saying([whole('1'), pair(s3('1', { UsageQuantity: money('744.5', 'N/A') })), total('1')])

    expect(lines).toMatchObject([{ consumedQuantity: null, consumedUnit: null }])
  })
})

describe('an answer', () => {
  test.each<readonly [string, unknown, string]>([
    ['grouped by something else', answer(grouped('RECORD_TYPE', 'LINKED_ACCOUNT'), []), 'is grouped by'],
    ['not grouped at all', answer([], []), 'is grouped by nothing'],
    [
      'with a total and no groups',
      answer(grouped('LINKED_ACCOUNT', 'RECORD_TYPE'), [], { Total: metrics('5') }),
      'has a total of 2026-08-05 and no groups',
    ],
    [
      'of another day',
      answer(grouped('LINKED_ACCOUNT', 'RECORD_TYPE'), [], { TimePeriod: { Start: '2026-07-05', End: '2026-07-06' } }),
      'is of 2026-07-05',
    ],
    [
      'of no day',
      { GroupDefinitions: grouped('LINKED_ACCOUNT', 'RECORD_TYPE'), ResultsByTime: [] },
      'says nothing of it',
    ],
    ['of another form', { ResultsByTime: 'none' }, 'has another form'],
    [
      'without whether it is estimated',
      answer(grouped('LINKED_ACCOUNT', 'RECORD_TYPE'), [], { Estimated: undefined }),
      'has another form',
    ],
    ['whose whole is not understood', whole('?'), 'is not understood'],
  ])('%s is a contract that changed', async (_, said, words) => {
    const reading = saying([said])

    await expect(reading).rejects.toBeInstanceOf(MalformedBill)
    await expect(reading).rejects.toThrow(words)
  })

  test('whose parts miss the whole makes its day incomplete: AWS changed it while it was read', async () => {
    const { refused } = await saying([whole('10'), pair(s3('9')), total('10')])

    expect(refused.map(({ window, column, value }) => ({ window, column, value }))).toEqual([
      { window: DAY, column: 'UnblendedCost', value: '9' },
      { window: DAY, column: 'AmortizedCost', value: '9' },
    ])
  })

  test('whose parts miss the whole by their rounding alone is complete', async () => {
    const { refused, lines } = await saying([
      whole('2.0000000001'),
      pair(s3('1'), { ...s3('1'), Keys: ['AWS Key Management Service', 'KMS-Requests'] }),
      total('2'),
    ])

    expect(refused).toEqual([])
    expect(lines).toHaveLength(2)
  })

  test('with a tag in another form than tag$value is refused', async () => {
    const tagged = {
      GroupDefinitions: [...grouped('USAGE_TYPE'), { Type: 'TAG', Key: 'model' }],
      ResultsByTime: [
        {
          TimePeriod: { Start: DAY, End: '2026-08-06' },
          Groups: [{ Keys: ['Host:ml.g5.12xlarge', 'model=v1'], Metrics: metrics('1') }],
          Estimated: true,
        },
      ],
    }
    const sage = { Keys: ['Amazon SageMaker', 'Host:ml.g5.12xlarge'], Metrics: metrics('1') }

    const { lines, refused } = await saying([whole('1'), pair(sage), tagged, total('1')], {
      tag: { key: 'model', services: ['Amazon SageMaker'] },
    })

    expect(refused).toMatchObject([{ column: 'Keys', value: 'model=v1', window: DAY }])
    // Its money is still the day's, without a tag.
    expect(lines).toMatchObject([{ billedCost: '1', tags: {} }])
  })
})

describe('record types', () => {
  const one = (recordType: string, unblended: string, amortized: string) =>
    charge({ recordType, unblended, amortized, hour: hourOf(DAY, 0), service: 'Amazon SageMaker', usageType: 'X' })

  test.each<readonly [recordType: string, unblended: string, amortized: string, lines: readonly object[]]>([
    [
      'Usage',
      '1',
      '1',
      [{ chargeCategory: 'Usage', chargeFrequency: 'Usage-Based', pricingCategory: 'Standard', consumedQuantity: '1' }],
    ],
    [
      'SavingsPlanCoveredUsage',
      '55.04',
      '33.024',
      [
        {
          chargeCategory: 'Usage',
          billedCost: '55.04',
          effectiveCost: '33.024',
          commitmentDiscountType: 'Savings Plan',
          commitmentDiscountStatus: 'Used',
        },
      ],
    ],
    [
      'Savings Plan Negation',
      '-55.04',
      '0',
      [{ chargeCategory: 'Adjustment', billedCost: '-55.04', effectiveCost: '0', consumedQuantity: null }],
    ],
    [
      'DiscountedUsage',
      '0',
      '13.7',
      [
        {
          chargeCategory: 'Usage',
          billedCost: '0',
          effectiveCost: '13.7',
          commitmentDiscountType: 'Reserved Instance',
          commitmentDiscountStatus: 'Used',
        },
      ],
    ],
    [
      'SavingsPlanRecurringFee',
      '40',
      '6.976',
      [
        {
          chargeCategory: 'Purchase',
          billedCost: '40',
          effectiveCost: '0',
          commitmentDiscountStatus: null,
          chargeFrequency: 'Recurring',
        },
        { chargeCategory: 'Usage', billedCost: '0', effectiveCost: '6.976', commitmentDiscountStatus: 'Unused' },
      ],
    ],
    [
      'RIFee',
      '7440',
      '12',
      [
        {
          chargeCategory: 'Purchase',
          billedCost: '7440',
          effectiveCost: '0',
          commitmentDiscountType: 'Reserved Instance',
        },
        { chargeCategory: 'Usage', billedCost: '0', effectiveCost: '12', commitmentDiscountStatus: 'Unused' },
      ],
    ],
    [
      'SavingsPlanUpfrontFee',
      '1000',
      '0',
      [{ chargeCategory: 'Purchase', chargeFrequency: 'One-Time', billedCost: '1000', effectiveCost: '0' }],
    ],
    ['Fee', '12', '0', [{ chargeCategory: 'Purchase', chargeFrequency: 'One-Time' }]],
    ['Support', '100', '100', [{ chargeCategory: 'Purchase', chargeFrequency: 'Recurring' }]],
    ['Tax', '9', '9', [{ chargeCategory: 'Tax', consumedQuantity: null }]],
    ['Credit', '-5', '-5', [{ chargeCategory: 'Credit', consumedQuantity: null }]],
    ['Refund', '-5', '-5', [{ chargeCategory: 'Credit', costType: 'Refund' }]],
    ['Enterprise Discount Program Discount', '-3', '-3', [{ chargeCategory: 'Adjustment' }]],
    ['Bundled Discount', '-3', '-3', [{ chargeCategory: 'Adjustment', costType: 'Bundled Discount' }]],
  ])('%s is kept apart, and says what it is', async (recordType, unblended, amortized, expected) => {
    const { bills } = await aCloud({ charges: [one(recordType, unblended, amortized)] })

    const { lines, refused } = await read(bills, bills.pieces(DAY, '2026-08-06')[0], asking({ now: NOW }))

    expect(refused).toEqual([])
    expect(lines).toMatchObject(expected)
    expect(
      lines.every((line) => line.costType === recordType && line.listCost === null && line.contractedCost === null),
    ).toBe(true)
    expect(sums(lines, () => 'all')).toEqual({ all: unblended })
    expect(sums(lines, () => 'all', 'effectiveCost')).toEqual({ all: amortized })
  })

  test('that nobody knows are refused with what they come to, and can be told', async () => {
    const charges = [one('OCBOrWhatever', '12.5', '12.5'), one('Usage', '1', '1')]
    const { bills } = await aCloud({ charges })
    const told = await aCloud({ charges, settings: { recordTypes: { OCBOrWhatever: 'purchase' } } })

    const before = await read(bills, bills.pieces(DAY, '2026-08-06')[0], asking({ now: NOW }))
    const after = await read(told.bills, told.bills.pieces(DAY, '2026-08-06')[0], asking({ now: NOW }))

    expect(before.lines).toHaveLength(1)
    expect(before.refused).toMatchObject([{ window: DAY, column: 'RECORD_TYPE', value: 'OCBOrWhatever' }])
    expect(before.refused[0]?.reason).toContain('12.5')
    expect(sums(after.lines, ({ chargeCategory }) => chargeCategory)).toEqual({ Purchase: '12.5', Usage: '1' })
  })

  test('of spot are priced by the market', async () => {
    const { bills } = await aCloud({
      charges: [charge({ usageType: 'USE2-SpotUsage:g5.xlarge', unblended: '0.4', hour: hourOf(DAY, 3) })],
    })

    const { lines } = await read(bills, bills.pieces(DAY, '2026-08-06')[0], asking({ now: NOW }))

    expect(lines).toMatchObject([{ pricingCategory: 'Dynamic', details: { x_UsageType: 'USE2-SpotUsage:g5.xlarge' } }])
  })
})
