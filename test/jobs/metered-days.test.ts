/** Days that go by a provider's usage API, and machines of which it says nothing. */
import { expect } from 'vitest'
import { loadPiece, openRun } from '../../jobs/bills-api.js'
import type { BillLine } from '../../src/records/bill-line.js'
import type { PresenceHour } from '../../src/records/bill-source.js'
import { parseHour } from '../../src/units/hour.js'
import { parseInstant } from '../../src/units/instant.js'
import { lineOf, pieceOf, sourceOf, windowOf } from '../support/bill-source.js'
import { brokenLaws } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'
import { during, readHours, replica } from '../support/telemetry.js'
import { went } from '../store/split/given.js'

const start = (day: string): string => `2026-08-0${Number(day.slice(-1)) - 1}T16:00:00Z`

/** A line of the machine for a Beijing day of August. */
function dayLine(day: string, cost: string): BillLine {
  const [from, to] = [start(day), start(`2026-08-0${Number(day.slice(-1)) + 1}`)]
  const said = { window: day, cost, provider: 'alibaba', resourceId: 'i-bp1', billingCurrency: 'CNY' as const }
  return { ...lineOf(said), chargePeriodStart: parseInstant(from), chargePeriodEnd: parseInstant(to) }
}

async function readDay(ledger: Ledger, day: string, cost: string, presence: readonly PresenceHour[]): Promise<void> {
  const windows = [windowOf(day, { provider: 'alibaba' })]
  const source = sourceOf([{ windows, lines: [dayLine(day, cost)], presence: { date: day, hours: presence } }], {
    zone: 'UTC+8',
  })
  const run = openRun(ledger.store, source, {
    home: ledger.folder,
    memoryLimit: '300MB',
    limits: { perRun: undefined, perMonth: undefined },
    allowEmpty: false,
    declared: [],
    now: new Date('2026-08-20T00:00:00Z'),
    pause: () => Promise.resolve(),
    onStep: () => undefined,
  })
  await loadPiece(run, { ...pieceOf(day), from: day, to: `2026-08-0${Number(day.slice(-1)) + 1}` })
}

test('a refund of the day after goes to the first hour of its day, though the usage API has nothing to say of that day', async ({
  ledger,
}) => {
  const ran = { provider: 'alibaba', resourceId: 'i-bp1', hour: parseHour('2026-08-01T20:00:00Z'), seconds: 3600 }

  await readDay(ledger, '2026-08-02', '24', [ran])
  await readDay(ledger, '2026-08-03', '-6', [])

  const hours = await ledger.rows(
    `select to_char(hour, 'MM-DD HH24') as hour, trim_scale(billed_cost) as billed, grain_source from fact.resource_hour
     where billed_cost <> 0 order by 1`,
  )
  expect(hours).toEqual([
    { hour: '08-01 20', billed: '24', grain_source: 'presence_day' },
    { hour: '08-02 16', billed: '-6', grain_source: 'presence_day' },
  ])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('an hour that was metered and that nobody held is idle, and not of those who held the machine before', async ({
  ledger,
}) => {
  const ran = ['2026-08-01T20:00:00Z', '2026-08-01T21:00:00Z'].map((hour) => {
    return { provider: 'alibaba', resourceId: 'i-bp1', hour: parseHour(hour), seconds: 3600 }
  })
  const served = replica({ resourceLabel: 'i-bp1', busyMs: 3_600_000 })
  await readHours(
    ledger,
    '2026-08-01T16:00Z',
    during('2026-08-01T16:00Z', '2026-08-03T16:00Z', (hour) => (hour === ran[0]?.hour ? [served] : [])),
  )

  await readDay(ledger, '2026-08-02', '24', ran)

  expect(await went(ledger)).toEqual(['20 serving 12', '21 cold_idle 12'])
})
