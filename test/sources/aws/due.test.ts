/** Which days are due: never read, not final yet, and always those that have hours. */
import { describe, expect, test } from 'vitest'
import type { HeldWindow } from '../../../src/records/bill-source.js'
import { type BillingDay, nextDay, parseDay } from '../../../src/units/billing-day.js'
import { asking } from './asking.js'
import { aCloud, charge, NOW, read } from './cloud.js'

function heldDays(from: string, to: string, window: Partial<HeldWindow>): Map<string, HeldWindow> {
  const held = new Map<string, HeldWindow>()
  for (let day: BillingDay<'UTC'> = parseDay(from, 'UTC'); day.date < to; day = nextDay(day)) {
    held.set(day.date, {
      loadedAt: new Date('2026-08-22T00:00:00Z'),
      complete: true,
      final: false,
      lines: 1n,
      ...window,
    })
  }
  return held
}

async function due(now: Date, held: ReadonlyMap<string, HeldWindow>, settings = {}) {
  const { bills } = await aCloud({ charges: [], now: () => now, settings })
  return bills.due(asking({ now, held }))
}

describe('due', () => {
  test('at first is every month since the first day, oldest first, then the fortnight with its hours', async () => {
    const pieces = await due(NOW, new Map())

    expect(pieces.map(({ name }) => name)).toEqual([
      '2026-07-01 to 2026-07-31',
      '2026-08-01 to 2026-08-09',
      '2026-08-10 to 2026-08-22 with hours',
    ])
  })

  test('is no earlier than AWS keeps days, the first of the month thirteen months back', async () => {
    const pieces = await due(NOW, new Map(), { from: '2020-01-01' })

    expect(pieces[0]?.from).toBe('2025-07-01')
    expect(pieces).toHaveLength(13 + 2)
  })

  test('is the fortnight on every run, however lately it was read', async () => {
    const held = heldDays('2026-07-01', '2026-08-23', { loadedAt: new Date(NOW.getTime() - 1000) })

    const pieces = await due(NOW, held)

    expect(pieces.map(({ name }) => name)).toEqual(['2026-08-10 to 2026-08-22 with hours'])
  })

  test('is what left the fortnight once a day, until AWS calls it final', async () => {
    const held = new Map([
      ...heldDays('2026-07-01', '2026-08-01', { final: true }),
      ...heldDays('2026-08-01', '2026-08-08', { loadedAt: new Date('2026-08-22T09:00:00Z') }),
      ...heldDays('2026-08-08', '2026-08-23', { loadedAt: new Date('2026-08-22T13:00:00Z') }),
    ])

    const pieces = await due(NOW, held)

    // 23 hours after 9:00, 19 hours after 13:00.
    expect(pieces.map(({ name }) => name)).toEqual(['2026-08-01 to 2026-08-07', '2026-08-10 to 2026-08-22 with hours'])
  })

  test('is a day that was left incomplete', async () => {
    const held = new Map([
      ...heldDays('2026-07-01', '2026-08-23', { final: true }),
      ...heldDays('2026-07-14', '2026-07-15', { complete: false }),
    ])

    const pieces = await due(NOW, held)

    expect(pieces[0]).toMatchObject({ from: '2026-07-14', to: '2026-07-15', windows: ['2026-07-14'] })
  })

  test.each(['2026-08-23T00:00:00Z', '2026-08-23T23:59:59Z'])(
    'at %s asks for no hour that is older than 14 days',
    async (at) => {
      const now = new Date(at)
      const { bills } = await aCloud({ charges: [charge({ resourceId: 'i-1', unblended: '1' })], now: () => now })
      const around = asking({ now })
      const [piece] = (await bills.due(around)).slice(-1)

      const { lines } = await read(bills, piece, around)

      expect(lines).toHaveLength(1)
    },
  )

  test('across a month is one fortnight, and its days are billed by their months', async () => {
    const now = new Date('2026-09-05T08:00:00Z')
    const { bills } = await aCloud({
      charges: [charge({ resourceId: 'i-1', unblended: '1', hour: '2026-08-31T23:00:00Z' })],
      now: () => now,
      settings: { from: '2026-08-23' },
    })
    const around = asking({ now })

    const { pages } = await read(bills, (await bills.due(around))[0], around)

    const periods = pages
      .flatMap((page) => page.windows ?? [])
      .map(({ name, billingPeriod }) => `${name} ${billingPeriod}`)
    expect(periods).toContain('2026-08-31 2026-08-01')
    expect(periods).toContain('2026-09-01 2026-09-01')
    expect(pages.at(-1)?.totals?.map(({ billingPeriod, total }) => `${billingPeriod} ${total}`)).toEqual([
      '2026-08-01 1',
      '2026-09-01 0',
    ])
  })
})

describe('pieces', () => {
  test('of a range are its months, the days that have hours apart, and never today', async () => {
    const { bills } = await aCloud({ charges: [] })

    const pieces = bills.pieces('2026-06-15', '2026-09-01')

    expect(pieces.map(({ name }) => name)).toEqual([
      '2026-06-15 to 2026-06-30',
      '2026-07-01 to 2026-07-31',
      '2026-08-01 to 2026-08-09',
      '2026-08-10 to 2026-08-22 with hours',
    ])
    expect(pieces.every(({ requests }) => requests > 0)).toBe(true)
  })

  test('planned before midnight and read after say that hours were lost, instead of writing none', async () => {
    const { bills, world } = await aCloud({ charges: [] })
    const [piece] = bills.pieces('2026-08-10', '2026-08-11')

    const late = read(bills, piece, asking({ now: new Date('2026-08-24T00:10:00Z') }))

    await expect(late).rejects.toThrow('The hours of 2026-08-10 can no longer be read')
    expect(world.asked).toEqual([])
  })
})
