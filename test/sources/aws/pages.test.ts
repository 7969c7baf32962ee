/** Pages are read by hand: every one of them, none twice, and each try is counted because AWS takes a cent for it. */
import { describe, expect, test } from 'vitest'
import { MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import type { Asking } from '../../../src/records/bill-source.js'
import type { CostFault } from '../../../src/world/aws-cost-explorer.js'
import { asking } from './asking.js'
import { aCloud, charge, hourOf, NOW, read, sums } from './cloud.js'

/** Ten instances of a dollar, two hours each: a day of many groups. */
const many = Array.from({ length: 10 }, (_, i) =>
  [1, 2].map((hour) => charge({ resourceId: `i-${i}`, hour: hourOf('2026-08-20', hour), unblended: '1' })),
).flat()

type FaultOf = (request: { readonly n: number; readonly action: string }) => CostFault | undefined

async function readAll(
  fault: FaultOf | undefined,
  { pageSize = 3, ask }: { readonly pageSize?: number; readonly ask?: Asking['ask'] } = {},
) {
  const cloud = await aCloud({ charges: many, manners: { pageSize, ...(fault === undefined ? {} : { fault }) } })
  const around = asking({ now: NOW, ...(ask === undefined ? {} : { ask }) })
  const [piece] = (await cloud.bills.due(around)).slice(-1)
  return { cloud, around, reading: read(cloud.bills, piece, around) }
}

/** Faults on requests of one action, by their number among these. */
function nth(action: string, faults: Readonly<Record<number, CostFault>>): FaultOf {
  let seen = 0
  return (request) => (request.action === action ? faults[(seen += 1)] : undefined)
}

const error = (name: string, message = 'Rate exceeded'): CostFault => ({ kind: 'error', name, message })
const HOURS = 'GetCostAndUsageWithResources'

describe('pages', () => {
  test('are all read, and each differs from the last in nothing but its token', async () => {
    const { cloud, around, reading } = await readAll(undefined)

    const { lines } = await reading

    expect(sums(lines, ({ resourceId }) => String(resourceId))).toEqual(
      Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`i-${i}`, '2'])),
    )
    const inputs = cloud.world.asked
      .filter(({ action }) => action === HOURS)
      .map(({ input }) => JSON.stringify({ ...input, NextPageToken: undefined }))
    expect(inputs.length).toBeGreaterThan(7)
    expect(new Set(inputs).size).toBe(1)
    expect(new Set(around.questions).size).toBe(around.questions.length)
    expect(around.questions).toHaveLength(cloud.world.asked.length)
  })

  test('whose token comes a second time end the reading, before they are paid for ever', async () => {
    const { cloud, reading } = await readAll(nth(HOURS, { 2: { kind: 'same_token' }, 3: { kind: 'same_token' } }))

    await expect(reading).rejects.toBeInstanceOf(MalformedBill)
    await expect(reading).rejects.toThrow('the token of a page a second time')
    expect(cloud.world.asked.filter(({ action }) => action === HOURS).length).toBeLessThan(4)
  })

  test.each(['InvalidNextTokenException', 'RequestChangedException'])(
    'whose token is no longer taken (%s) are begun anew, and nothing counts twice',
    async (name) => {
      const { around, reading } = await readAll(nth(HOURS, { 3: error(name) }))

      const { lines } = await reading

      expect(sums(lines, () => 'all')).toEqual({ all: '20' })
      // What was kept of the first attempt must not answer the second: its tokens are the ones that are no longer taken.
      expect(around.questions.filter((question) => question.endsWith('attempt 2')).length).toBeGreaterThan(0)
    },
  )

  test('that change again and again are left for later', async () => {
    const { reading } = await readAll(({ action }) => (action === HOURS ? error('RequestChangedException') : undefined))

    await expect(reading).rejects.toBeInstanceOf(SourceDown)
    await expect(reading).rejects.toThrow('changed what it answers 3 times')
  })

  test('of a large month are a second apart', async () => {
    const { around, reading } = await readAll(undefined)

    await reading

    expect(new Set(around.pauses)).toEqual(new Set([1000]))
    expect(around.pauses).toHaveLength(around.questions.length)
  })
})

describe('tries', () => {
  test.each<readonly [string, CostFault]>([
    ['a limit', error('LimitExceededException')],
    ['throttling', error('ThrottlingException')],
    ['another name of it', error('RequestLimitExceeded')],
    ['a fault of AWS', error('InternalFailure')],
    ['the page of a proxy', { kind: 'html', status: 503 }],
    ['a page that says it is well', { kind: 'html', status: 200 }],
    ['an answer that breaks off', { kind: 'cut' }],
  ])('after %s go on, and each is asked for', async (_, fault) => {
    const { cloud, around, reading } = await readAll(nth(HOURS, { 2: fault, 3: fault }))

    const { lines } = await reading

    expect(sums(lines, () => 'all')).toEqual({ all: '20' })
    expect(around.questions).toHaveLength(cloud.world.asked.length)
    // Two waits beside the second between requests: 2 to 4 seconds, then 4 to 8.
    const waits = around.pauses.filter((ms) => ms !== 1000)
    expect(waits).toHaveLength(2)
    expect(waits[0]).toBeGreaterThanOrEqual(2000)
    expect(waits[1]).toBeGreaterThanOrEqual(4000)
  })

  test('end', async () => {
    const { cloud, reading } = await readAll(({ action }) =>
      action === HOURS ? error('LimitExceededException') : undefined,
    )

    await expect(reading).rejects.toBeInstanceOf(SourceDown)
    await expect(reading).rejects.toThrow('after 3 tries')
    expect(cloud.world.asked.filter(({ action }) => action === HOURS)).toHaveLength(3)
  })

  test('are not made when the budget is spent', async () => {
    let left = 2
    const spent = new SourceRefused('The budget of 2 requests is spent.')
    const { cloud, reading } = await readAll(undefined, {
      ask: (_, send) => ((left -= 1) < 0 ? Promise.reject(spent) : send()),
    })

    await expect(reading).rejects.toBe(spent)
    expect(cloud.world.asked).toHaveLength(2)
  })
})
