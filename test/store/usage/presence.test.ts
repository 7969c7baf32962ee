/** A day of use goes by when its resource ran: whichever of bill and telemetry came first. */
import { describe, expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { during, entry, mapTo, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { bill, dealt, hours, ran } from './day.js'

describe('a day of 24 yuan of a machine that ran 3 hours', () => {
  test('goes by presence when telemetry came first', async ({ ledger }) => {
    await readHours(ledger, '2026-08-01T16:00Z', ran)

    await bill(ledger, [{}])

    expect(await hours(ledger)).toEqual(dealt)
    expect(await complaintsOf(ledger)).toEqual({})
    expect(await ledger.value('select count(*) from ops.hour_restatement')).toBe('0')
  })

  test('is even first and goes by presence when telemetry comes later, which is told', async ({ ledger }) => {
    await bill(ledger, [{}])
    const before = await hours(ledger)

    const results = await readHours(ledger, '2026-08-01T16:00Z', ran)

    expect(before).toHaveLength(24)
    expect(new Set(before.map((row) => row.slice(6)))).toEqual(new Set(['1 even_day']))
    expect(await hours(ledger)).toEqual(dealt)
    // 24 hours of 1 yuan became 8, 8, 4, 4 and twenty times nothing; only the last hour of the day made it whole.
    expect(results.map(({ respread }) => respread.moved)).toEqual([...Array.from({ length: 23 }, () => 0), 24])
    expect(
      await ledger.rows(
        `select cause, count(*), sum(billed_cost_before) as before, sum(billed_cost_after) as after
         from ops.hour_restatement group by cause`,
      ),
    ).toEqual([{ cause: 'respread', count: '24', before: '24.000000000000000000', after: '24.000000000000000000' }])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('is 16 and 8 where it ran twice as long the first time', async ({ ledger }) => {
    const twoAndOne = during('2026-08-01T16:00Z', '2026-08-02T16:00Z', (_, number) => {
      if (number === 0) return [replica()]
      return number === 5 ? [replica({ present: [{ from: 0, to: 1_800_000 }] })] : []
    })
    await bill(ledger, [{}])

    await readHours(ledger, '2026-08-01T16:00Z', twoAndOne)

    expect(await hours(ledger)).toEqual(['01 16 16 presence_day', '01 21 8 presence_day'])
  })

  test('stays even while one of its hours is unread, or read with warnings', async ({ ledger }) => {
    await bill(ledger, [{}])

    const grain = () => ledger.value(`select string_agg(distinct grain_source, ' ') from fact.resource_hour`)
    await readHours(ledger, '2026-08-01T16:00Z', ran.slice(0, 23))
    const unread = await grain()
    await read(ledger, telemetry('2026-08-02T15:00Z', [], { complete: false, warnings: ['a store is down'] }))
    const doubtful = await grain()

    await read(ledger, telemetry('2026-08-02T15:00Z', []))

    expect([unread, doubtful]).toEqual(['even_day', 'even_day'])
    expect(await hours(ledger)).toEqual(dealt)
  })
})

describe('what ran together', () => {
  test('two replicas that overlap on one machine are joined, not added', async ({ ledger }) => {
    const halves = [
      replica({ replica: 'a', present: [{ from: 0, to: 2_000_000 }] }),
      replica({ replica: 'b', present: [{ from: 1_000_000, to: 3_000_000 }] }),
    ]

    await readHours(ledger, '2026-08-01T16:00Z', [halves])

    expect(await ledger.rows('select resource_id, present_ms from fact.presence_hour')).toEqual([
      { resource_id: 'i-1', present_ms: '3000000' },
    ])
  })
})

describe('a day that was dealt', () => {
  test('is dealt again when a late sample says that it ran longer', async ({ ledger }) => {
    await bill(ledger, [{}])
    await readHours(ledger, '2026-08-01T16:00Z', ran)

    // One hour more in 22:00: 2 + 1 + 1 of 4 hours, 6 yuan each.
    const late = await read(ledger, telemetry('2026-08-01T22:00Z', [replica()]))

    expect(await hours(ledger)).toEqual([
      '01 16 6 presence_day',
      '01 17 6 presence_day',
      '01 20 3 presence_day',
      '01 21 3 presence_day',
      '01 22 6 presence_day',
    ])
    expect(late.respread).toEqual({ presence: 1, folded: 24, moved: 5 })
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('follows the map when that says otherwise, and comes back with it', async ({ ledger }) => {
    await bill(ledger, [{}, { ResourceId: 'i-2', BilledCost: '48', EffectiveCost: '48' }])
    await readHours(ledger, '2026-08-01T16:00Z', ran)
    const of = (id: string) =>
      ledger.value(
        `select string_agg(trim_scale(billed_cost)::text, ' ' order by hour) from report.resource_hour where resource_id = $1`,
        [id],
      )
    const before = await of('i-1')

    await mapTo(ledger, [entry({ resource: 'i-2', to: '2026-08-01T17:00:00Z' })])
    const [one, two] = [await of('i-1'), await of('i-2')]
    await mapTo(ledger, [])

    // i-2 has the first hour: all of its 48. i-1 keeps 1 + 0.5 + 0.5 of 2 hours.
    expect([one, two]).toEqual(['12 6 6', '48'])
    expect(before).toBe('8 8 4 4')
    expect(await of('i-1')).toBe(before)
    expect(await of('i-2')).toBe(Array.from({ length: 24 }, () => '2').join(' '))
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('is asked of the source that saw the machine last: one that was given up does not keep it even', async ({
    ledger,
  }) => {
    await read(ledger, telemetry('2026-07-20T00:00Z', [replica()], { source: 'old' }))
    await bill(ledger, [{}])

    await readHours(ledger, '2026-08-01T16:00Z', ran)

    expect(await hours(ledger)).toEqual(dealt)
  })
})

test('a day dealt by seven milliseconds adds up to the last digit', async ({ ledger }) => {
  const sevenths = during('2026-08-01T16:00Z', '2026-08-02T16:00Z', (_, number) =>
    number < 3 ? [replica({ present: [{ from: 0, to: [2, 2, 3][number] ?? 0 }] })] : [],
  )
  await bill(ledger, [{ BilledCost: '1', EffectiveCost: '1' }])

  await readHours(ledger, '2026-08-01T16:00Z', sevenths)

  // 2/7 = 0.285714285714285714|28.., 4/7 = 0.571428571428571428|57.. rounds up, 7/7 = 1, and the differences.
  expect(await ledger.rows('select billed_cost from fact.resource_hour order by hour')).toEqual([
    { billed_cost: '0.285714285714285714' },
    { billed_cost: '0.285714285714285715' },
    { billed_cost: '0.428571428571428571' },
  ])
})
