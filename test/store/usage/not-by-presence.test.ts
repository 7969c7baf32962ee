/** What telemetry does not move: refunds, months, purchases, and days that nobody could see whole. */
import { describe, expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { another, bill, dealt, hours, ran } from './day.js'

describe('what does not go by presence of its day', () => {
  test('a refund of the day after stands in its first hour', async ({ ledger }) => {
    const next = {
      ChargePeriodStart: '2026-08-02T16:00:00Z',
      ChargePeriodEnd: '2026-08-03T16:00:00Z',
      BilledCost: '-6',
      EffectiveCost: '-6',
    }
    await bill(ledger, [{}, next])

    await readHours(ledger, '2026-08-01T16:00Z', [...ran, ...Array.from({ length: 24 }, () => [another])])

    expect(await hours(ledger)).toEqual([...dealt, '02 16 -6 presence_day'])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('a day on which the source saw nothing at all stays even: it may have been blind', async ({ ledger }) => {
    const next = { ChargePeriodStart: '2026-08-02T16:00:00Z', ChargePeriodEnd: '2026-08-03T16:00:00Z' }
    await bill(ledger, [{}, next])

    await readHours(ledger, '2026-08-01T16:00Z', [...ran, ...Array.from({ length: 24 }, () => [])])

    const found = await hours(ledger)
    expect(found.slice(0, 4)).toEqual(dealt)
    expect(found.slice(4)).toHaveLength(24)
    expect(new Set(found.slice(4).map((row) => row.slice(6)))).toEqual(new Set(['1 even_day']))
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('a resource that telemetry never saw is spread evenly', async ({ ledger }) => {
    await bill(ledger, [{ ResourceId: 'd-1' }])

    await readHours(ledger, '2026-08-01T16:00Z', ran)

    expect(await ledger.value('select distinct grain_source from fact.resource_hour')).toBe('even_day')
  })

  test('the line of a month never moves because telemetry came', async ({ ledger }) => {
    const month = { ChargePeriodStart: '2026-07-31T16:00:00Z', ChargePeriodEnd: '2026-08-31T16:00:00Z' }
    await bill(ledger, [{ ...month, BilledCost: '744', EffectiveCost: '744' }])
    const before = await hours(ledger)

    await readHours(ledger, '2026-08-01T16:00Z', ran)

    expect(before).toHaveLength(744)
    expect(await hours(ledger)).toEqual(before)
    expect(await ledger.value('select count(*) from ops.hour_restatement')).toBe('0')
  })

  test('a purchase for a day stays at its start', async ({ ledger }) => {
    await bill(ledger, [{ ChargeCategory: 'Purchase' }])

    await readHours(ledger, '2026-08-01T16:00Z', ran)

    const billed = 'select hour, trim_scale(billed_cost) as billed from fact.resource_hour where billed_cost <> 0'
    expect(await ledger.rows(billed)).toEqual([{ hour: '2026-08-01 16:00:00+00', billed: '24' }])
    expect(await ledger.value('select count(*) from fact.resource_hour')).toBe('24')
  })

  test('a machine first seen after the day leaves the day even, one backfilled before it does not', async ({
    ledger,
  }) => {
    const nothing = Array.from({ length: 24 }, () => [another])
    await bill(ledger, [{}])
    await readHours(ledger, '2026-08-01T16:00Z', [...nothing, [replica()]])
    const even = await ledger.value('select count(*) from fact.resource_hour')

    await readHours(ledger, '2026-08-01T10:00Z', [[replica()]])

    expect(even).toBe('24')
    expect(await hours(ledger)).toEqual(['01 16 24 presence_day'])
    expect(await complaintsOf(ledger)).toEqual({})
  })
})
