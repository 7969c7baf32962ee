/** What may replace what: incomplete and complete answers, whole and partial ones. */
import { describe, expect } from 'vitest'
import { ConfigError } from '../../src/errors.js'
import { complaintsOf, contentsOf } from '../support/contents.js'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const on = (day: number): Line => ({
  ChargePeriodStart: new Date(Date.UTC(2026, 7, day)).toISOString(),
  ChargePeriodEnd: new Date(Date.UTC(2026, 7, day, 1)).toISOString(),
})

const deliver = async (ledger: Ledger, name: string, lines: readonly Line[], options = {}) =>
  ledger.load([await ledger.file(name, csv(lines))], options)

const billed = (ledger: Ledger) => ledger.value('select sum(billed_cost) from fact.resource_hour')

const bad: Line = { BilledCost: 'unknown' }

describe('an incomplete answer', () => {
  test('never replaces a complete one, and says what it rejected', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', [{ BilledCost: '7' }])
    const before = await contentsOf(ledger)

    const { replaced, linesRejected } = await deliver(ledger, 'broken.csv', [{ BilledCost: '8' }, bad])

    const after = await contentsOf(ledger)
    expect(linesRejected).toBe(1n)
    expect(replaced?.windows.map(({ outcome }) => outcome)).toEqual(['kept'])
    for (const table of [
      'fact.bill_line',
      'fact.resource_hour',
      'fact.bill_line_past',
      'ops.restatement',
      'stage.bill_line',
    ]) {
      expect(after[table]).toEqual(before[table])
    }
    expect(await ledger.value('select value from raw.rejected')).toBe('unknown')
    expect(await ledger.rows('select complete, newer_content_refused from report.bill_window')).toEqual([
      { complete: true, newer_content_refused: true },
    ])
  })

  test('is refused only once: again it writes nothing and still counts its bad lines', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', [{ BilledCost: '7' }])
    await deliver(ledger, 'broken.csv', [{ BilledCost: '8' }, bad])
    const before = await contentsOf(ledger)

    const { linesRejected, replaced } = await deliver(ledger, 'broken.csv', [{ BilledCost: '8' }, bad])

    expect([linesRejected, replaced]).toEqual([1n, undefined])
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('replaces another incomplete one, and a complete one replaces it', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [{ BilledCost: '1' }, bad])
    await deliver(ledger, 'second.csv', [{ BilledCost: '2' }, bad])
    const between = await billed(ledger)

    await deliver(ledger, 'third.csv', [{ BilledCost: '2' }, { BilledCost: '4' }])

    expect(between).toBe('2.000000000000000000')
    expect(await billed(ledger)).toBe('6.000000000000000000')
    expect(await ledger.value('select complete from ops.window')).toBe(true)
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('of one account does not keep the others from being replaced', async ({ ledger }) => {
    const [one, other] = [{ BillingAccountId: '1' }, { BillingAccountId: '2' }]
    await deliver(ledger, 'whole.csv', [
      { ...one, BilledCost: '10' },
      { ...other, BilledCost: '20' },
    ])

    const { replaced } = await deliver(ledger, 'broken.csv', [
      { ...one, BilledCost: '11' },
      { ...other, BilledCost: '22' },
      { ...other, ...bad },
    ])

    const outcomes = replaced?.windows.map(({ window, outcome }) => `${window.billingAccountId} ${outcome}`)
    expect(outcomes?.toSorted()).toEqual(['1 replaced', '2 kept'])
    expect(await billed(ledger)).toBe('31.000000000000000000')
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('without a single good line empties no window', async ({ ledger }) => {
    await deliver(ledger, 'first.csv', [{ BilledCost: '1' }, bad])
    const before = await contentsOf(ledger)

    const { replaced } = await deliver(ledger, 'second.csv', [bad], { covering: 'shrunk' })

    const after = await contentsOf(ledger)
    expect(replaced?.windows.map(({ outcome }) => outcome)).toEqual(['kept'])
    for (const table of ['fact.bill_line', 'fact.resource_hour']) expect(after[table]).toEqual(before[table])
  })
})

describe('a set that reaches less far than what is loaded', () => {
  const whole = [on(1), { ...on(10), BilledCost: '2' }, { ...on(20), BilledCost: '4' }]

  test('is refused with the day that it lacks', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', whole)
    const before = await contentsOf(ledger)

    const failure = await deliver(ledger, 'less.csv', whole.slice(0, 2)).catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(ConfigError)
    expect(String(failure)).toMatch(/no usage of .* on 1 day that was loaded before: 2026-08-20\./)
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('is refused when it begins later, or holds no usage at all', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', whole)

    const later = await deliver(ledger, 'later.csv', whole.slice(1)).catch((error: unknown) => error)
    const taxes = await deliver(ledger, 'tax.csv', [{ ...on(1), ChargeCategory: 'Tax' }]).catch(
      (error: unknown) => error,
    )

    expect(String(later)).toMatch(/on 1 day that was loaded before: 2026-08-01\./)
    expect(String(taxes)).toMatch(/on 3 days that were loaded before: 2026-08-01, 2026-08-10, 2026-08-20\./)
    expect(await billed(ledger)).toBe('7.000000000000000000')
  })

  test('adds what it names when it is called partial', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', whole)

    const { replaced } = await deliver(
      ledger,
      'part.csv',
      [
        { ...on(10), BilledCost: '3' },
        { ...on(5), BilledCost: '8' },
      ],
      { covering: 'partial' },
    )

    expect([replaced?.came, replaced?.gone]).toEqual([2n, 1n])
    // 1 + 3 (2 before) + 8 + 4
    expect(await billed(ledger)).toBe('16.000000000000000000')
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('withdraws the rest when the user says that it is all there is', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', whole)

    const { replaced } = await deliver(ledger, 'less.csv', whole.slice(0, 2), { covering: 'shrunk' })

    expect([replaced?.came, replaced?.gone]).toEqual([0n, 1n])
    expect(await billed(ledger)).toBe('3.000000000000000000')
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('a partial load does not make a window forget how far it reached', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', whole)
    await deliver(ledger, 'part.csv', [{ ...on(10), BilledCost: '3' }], { covering: 'partial' })

    const failure = await deliver(ledger, 'less.csv', [{ ...on(10), BilledCost: '5' }]).catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(ConfigError)
    expect(await billed(ledger)).toBe('8.000000000000000000')
  })

  test('a complete partial load does not make an incomplete window complete', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', [...whole, bad])

    await deliver(ledger, 'part.csv', [{ ...on(10), BilledCost: '3' }], { covering: 'partial' })

    expect(await ledger.value('select complete from ops.window')).toBe(false)
  })

  test('more hours on the last day, or fewer, is the same reach', async ({ ledger }) => {
    await deliver(ledger, 'whole.csv', [
      ...whole,
      { ...on(20), ChargePeriodEnd: '2026-08-20T03:00:00Z', BilledCost: '6' },
    ])

    const { replaced } = await deliver(ledger, 'less.csv', whole)

    expect(replaced?.gone).toBe(1n)
    expect(await billed(ledger)).toBe('7.000000000000000000')
  })
})
