/** Which days are read when. Times are UTC; Beijing is eight hours ahead. */
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../src/errors.js'
import type { BillPage, HeldWindow } from '../../../src/records/bill-source.js'
import { alibabaBills, type AlibabaSettings } from '../../../src/sources/alibaba/index.js'
import { asking } from '../../support/asking.js'
import { aBill, anAlibaba, reading, settingsFor } from './bills.js'

async function dueAt(
  now: string,
  held: Readonly<Record<string, Partial<HeldWindow>>>,
  more: Partial<AlibabaSettings> = {},
) {
  const pieces = await alibabaBills(settingsFor('http://127.0.0.1:1', more)).due(asking({ now, held }))
  return pieces.flatMap(({ windows }) => windows)
}

const days = (month: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `${month}-${String(from + n).padStart(2, '0')}`)
const readAt = (at: string, names: readonly string[], more: Partial<HeldWindow> = {}) =>
  Object.fromEntries(names.map((name) => [name, { loadedAt: new Date(at), ...more }]))

describe('due', () => {
  test('is every day that ended and was never read, oldest first, from the first of the month before', async () => {
    const due = await dueAt('2026-08-24T02:00:00Z', {})

    expect(due).toEqual([...days('2026-07', 1, 32), ...days('2026-08', 1, 24)])
  })

  test('is a day of Beijing as soon as it is over there', async () => {
    const held = readAt('2026-08-24T15:00:00Z', days('2026-08', 1, 24))

    const [before, after] = [
      await dueAt('2026-08-24T15:59:59Z', held, { from: '2026-08-01' }),
      await dueAt('2026-08-24T16:00:00Z', held, { from: '2026-08-01' }),
    ]

    expect(before).not.toContain('2026-08-24')
    expect(after).toContain('2026-08-24')
  })

  test('is a day in each run until 48 hours after it', async () => {
    const held = readAt('2026-08-24T01:00:00Z', days('2026-08', 1, 24))

    const due = await dueAt('2026-08-24T02:00:00Z', held, { from: '2026-08-01' })

    // The 22nd ended at 16:00Z of the 22nd, 34 hours ago; the 21st 58 hours ago.
    expect(due).toEqual(['2026-08-22', '2026-08-23'])
  })

  test('is the whole month once a day until it is final', async () => {
    const held = readAt('2026-08-23T06:00:00Z', days('2026-08', 1, 24))

    const due = await dueAt('2026-08-24T02:00:00Z', held, { from: '2026-08-01' })

    expect(due).toEqual(days('2026-08', 1, 24))
  })

  test('is the whole month once more after noon of the 3rd in Beijing, and then never', async () => {
    const august = days('2026-08', 1, 32)
    const just = readAt('2026-09-03T03:30:00Z', august)

    const before = await dueAt('2026-09-03T03:59:59Z', just, { from: '2026-08-01' })
    const after = await dueAt('2026-09-03T04:00:00Z', just, { from: '2026-08-01' })
    const later = await dueAt('2026-09-03T04:00:00Z', readAt('2026-09-03T04:00:00Z', august, { final: true }), {
      from: '2026-08-01',
    })

    expect(before).toEqual(['2026-09-01', '2026-09-02'])
    expect(after).toEqual([...august, '2026-09-01', '2026-09-02'])
    expect(later).toEqual(['2026-09-01', '2026-09-02'])
  })

  test('is a day that was not read to its end', async () => {
    const held = readAt('2026-08-24T01:00:00Z', days('2026-08', 1, 24))

    const due = await dueAt(
      '2026-08-24T02:00:00Z',
      { ...held, '2026-08-05': { complete: false } },
      { from: '2026-08-01' },
    )

    expect(due).toEqual(['2026-08-05', '2026-08-22', '2026-08-23'])
  })

  test('is no day that Alibaba has forgotten', async () => {
    const [first] = await dueAt('2026-08-24T02:00:00Z', {}, { from: '2020-01-01' })

    expect(first).toBe('2025-03-01') // August 2026 and the seventeen months before it
  })
})

describe('pieces', () => {
  test('are the days of a range by month, each day a window of its own, and nobody is asked', () => {
    const pieces = alibabaBills(settingsFor('http://127.0.0.1:1', { usageTables: ['ecs'] })).pieces(
      '2026-08-30',
      '2026-09-02',
    )

    // Of each day a page and a table of usage, and the month's total.
    expect(pieces).toEqual([
      {
        name: '2026-08-30..2026-08-31',
        windows: ['2026-08-30', '2026-08-31'],
        from: '2026-08-30',
        to: '2026-09-01',
        requests: 5,
      },
      { name: '2026-09-01', windows: ['2026-09-01'], from: '2026-09-01', to: '2026-09-02', requests: 3 },
    ])
  })

  test('of days that are due end where a day between them is not', async () => {
    const held = { '2026-08-02': { loadedAt: new Date('2026-08-05T00:00:00Z'), final: true } }
    const source = alibabaBills(settingsFor('http://127.0.0.1:1', { from: '2026-08-01' }))

    const pieces = await source.due(asking({ now: '2026-08-05T02:00:00Z', held }))

    expect(pieces.map(({ name }) => name)).toEqual(['2026-08-01', '2026-08-03..2026-08-04'])
  })

  test('are read day by day, and each day says when its machine ran', async () => {
    const world = await anAlibaba(aBill([]))
    const source = alibabaBills(settingsFor(world.url, { usageTables: ['ecs'] }))
    const [piece] = source.pieces('2026-08-21', '2026-08-23')
    const pages: BillPage[] = []

    if (piece !== undefined) for await (const page of source.read(piece, asking({}))) pages.push(page)

    expect(pages.flatMap(({ windows = [] }) => windows.map(({ name }) => name))).toEqual(['2026-08-21', '2026-08-22'])
    expect(pages.flatMap(({ presence }) => presence?.date ?? [])).toEqual(['2026-08-21', '2026-08-22'])
  })

  test('of a day to come, nothing is asked and no window is answered', async () => {
    const world = await anAlibaba(aBill([]))

    const { pages } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-25')

    expect([pages, world.asked]).toEqual([[], []])
  })

  test('of more than 18 months ago are refused before anybody is asked', async () => {
    const world = await anAlibaba(aBill([]))

    const failed = reading(alibabaBills(settingsFor(world.url)), '2025-02-28')

    await expect(failed).rejects.toThrow(/18 months, and 2025-02-28 is before them. Ask from 2025-03-01 on/)
    await expect(failed).rejects.toBeInstanceOf(ConfigError)
    expect(world.asked).toEqual([])
  })
})

test.each([
  ['2026-09-03T03:59:59Z', false],
  ['2026-09-03T04:00:00Z', true],
])('what is read of August at %s is final: %s', async (now, final) => {
  const world = await anAlibaba(aBill([]))

  const { pages } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-22', { now })

  expect(pages[0]?.windows?.[0]?.final).toBe(final)
})
