/** Points of a chart over a year: weeks that are whole, and what the range holds of those at its ends, from rows of weeks and of days. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { devices, fleet, kept as keptSums, regions, teams } from '../../src/dashboards/points.js'
import { sum as summed } from '../../src/dashboards/sql.js'
import { textOf } from '../../src/store/statements.js'
import { expanded } from '../support/grafana-macros.js'
import { type Ledger, testOfOne as test } from '../support/ledger.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Wednesday in New York, where days begin at 5:00, and from March to November at 4:00. */
const FIRST = Date.UTC(2025, 9, 1, 4)
const DAYS = 420
const ZONE = 'America/New_York'

interface Told {
  readonly name: string
  readonly kind: string
  readonly hour: number
  readonly amount: number | null
}

const told = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom('serving', 'warm_idle'),
    hour: fc.integer({ min: 0, max: DAYS * 24 - 1 }),
    amount: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: null, freq: 8 }),
  }),
  { minLength: 1, maxLength: 150, selector: ({ name, kind, hour }) => `${name} ${kind} ${hour}` },
)
const ranges = fc.array(
  fc.record({ from: fc.integer({ min: -40, max: 200 * 24 }), hours: fc.integer({ min: 191 * 24, max: 400 * 24 }) }),
  { minLength: 2, maxLength: 2 },
)

const inZone = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' })
/** The day of a moment there, as midnight UTC of it. */
const dayOf = (moment: number): number => Date.parse(`${inZone.format(moment).slice(0, 10)}T00:00Z`)
const startOf = (day: number): number => {
  const offset = Date.parse(`${inZone.format(day + 12 * HOUR).replace(' ', 'T')}Z`) - (day + 12 * HOUR)
  const guess = day - offset
  return dayOf(guess) === day && dayOf(guess - 1) < day ? guess : dayOf(guess) < day ? guess + HOUR : guess - HOUR
}
const mondayOf = (day: number): number => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY
const firstDay = (moment: number): number => (startOf(dayOf(moment)) === moment ? dayOf(moment) : dayOf(moment) + DAY)

/** Worked out from the hours, without a week or a day that is kept. */
function expected(all: readonly Told[], from: number, to: number): Map<string, { hours: number; amount: string | null }> {
  const [first, end] = [firstDay(from), firstDay(to)]
  const parts = new Map<string, { hours: number; amount: number | null }>()
  for (const { name, hour, amount } of all) {
    const day = dayOf(FIRST + hour * HOUR)
    if (day < first || day >= end) continue
    const begins = Math.max(mondayOf(day), first)
    const hours = (startOf(Math.min(mondayOf(day) + 7 * DAY, end)) - startOf(begins)) / HOUR
    const key = `${new Date(startOf(begins)).toISOString()} ${name}`
    const known = parts.get(key)
    const sum = amount === null || known?.amount === null ? null : (known?.amount ?? 0) + amount
    parts.set(key, { hours, amount: sum })
  }
  return new Map([...parts].map(([key, { hours, amount }]) => [key, { hours, amount: amount === null ? null : String(amount) }]))
}

async function report(ledger: Ledger, all: readonly Told[], batches: readonly (readonly string[])[]): Promise<void> {
  const tables = ['model_hour', 'model_day', 'sum_day', 'sum_week', 'region_day', 'team_hour', 'team_day', 'team_week', 'request_hour', 'request_day', 'request_week', 'gpu_device_day', 'gpu_device_week', 'business_day'] // prettier-ignore
  await ledger.rows(`truncate ${tables.map((table) => `report.${table}`).join(', ')}`)
  const rows = all.map(({ hour, ...one }) => ({ ...one, hour: new Date(FIRST + hour * HOUR).toISOString() }))
  const given = `from jsonb_to_recordset($1) as r(name text, kind text, hour timestamptz, amount bigint)`
  await ledger.rows(
    `insert into report.model_hour (version_id, provider, billing_account_id, region_id, kind, reason, status, hour, effective_usd,
       list_unknown, billed_unknown, effective_unknown, unconverted_usd, unconverted_cny, resource_hours, rates_provisional, replica_hours, replica_hours_not_exact)
     select ascii(name) - 96, 'aws', '1', name, kind, '', 'final', hour, amount, 0, 0, 0, 0, 0, 1, 0, 0, 0 ${given}`,
    [JSON.stringify(rows)],
  )
  await ledger.rows(
    `insert into report.team_hour select 'aws', name, kind, hour, coalesce(amount, 0), 0, (amount is null)::integer, 0, 0 ${given}`,
    [JSON.stringify(rows)],
  )
  await ledger.rows(
    `insert into report.request_hour select 'endpoint', name || kind, hour, amount ${given}`,
    [JSON.stringify(rows)],
  )
  await ledger.rows(
    `insert into report.gpu_device_day (exporter, source, device, day, hours, last_hour, seen_ms, energy_mj)
     select 'jetson', 'edge', name, (hour at time zone $2)::date, count(*), max(hour), 0, case when count(amount) = count(*) then sum(amount) end
     ${given} group by 1, 2, 3, 4`,
    [JSON.stringify(rows), ZONE],
  )
  for (const days of batches) {
    await ledger.rows(`delete from report.business_day where day = any($1::date[])`, [days])
    for (const kept of ['model', 'sum', 'region', 'team', 'request'])
      await ledger.rows(`delete from report.${kept}_day where day = any($1::date[])`, [days])
    for (const kept of ['sum', 'team', 'request', 'gpu_device'])
      await ledger.rows(
        `delete from report.${kept}_week where week = any(array(select date_trunc('week', unnest($1::date[]))::date))`,
        [days],
      )
    for (const kept of ['business_day', 'model_day', 'team_day', 'request_day'])
      await ledger.rows(await textOf(`79_${kept}_put`), [days, ZONE])
    for (const kept of ['sum_day', 'region_day', 'sum_week', 'team_week', 'request_week', 'gpu_device_week'])
      await ledger.rows(await textOf(`79_${kept}_put`), [days])
  }
}

/** `12.000000000000000000` as `12`. */
const whole = (amount: unknown): string | null => (typeof amount === 'string' ? amount.replace(/\.0+$/, '') : null)

/** NULL without any, and as soon as one is not known. */
function allOf(amounts: readonly (string | null)[]): string | null {
  if (amounts.length === 0 || amounts.includes(null)) return null
  return amounts.reduce((sum, one) => sum + BigInt(one ?? 0), 0n).toString()
}

const COST = 'cost_usd'
const pointed = (name: string, measure: string, from: string): string =>
  `select begins, ${name} as name, max(hours)::float8 as hours, min(hours)::float8 as least_hours, ${summed(measure)}::text as amount from ${from} group by begins, ${name}`

const ASKED = {
  models: pointed('model', COST, fleet(`model, ${COST}`, 'true')),
  teams: pointed('team', COST, teams(`team, ${COST}`)),
  names: pointed('left(name, 1)', 'requests', keptSums('name, requests', `told_by = 'endpoint'`, 'request')),
}

test('a chart of a year adds up to its days, whole weeks and ends, over changes of the clock', async ({ ledger }) => {
  await ledger.rows(`insert into fact.model_version values (1, 'a', 'v1'), (2, 'b', 'v1')`)
  await ledger.rows(`update ops.split_settings set business_time_zone = $1`, [ZONE])
  const variables = { provider: ['aws'], team: ['a', 'b'], env: ['serving', 'warm_idle'] }
  let points = 0
  await fc.assert(
    fc.asyncProperty(told, ranges, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), async (all, shown, dice) => {
      const days = [...new Set(all.map(({ hour }) => new Date(dayOf(FIRST + hour * HOUR)).toISOString().slice(0, 10)))]
      const batch = days.map((day) => [day, dice.next().value ?? 0] as const)
      const of = (n: number) => batch.filter(([, one]) => one === n).map(([day]) => day)
      await report(ledger, all, [of(1), of(0), of(2), days.slice(0, 1)].filter(({ length }) => length > 0))

      for (const { from, hours } of shown) {
        const begin = FIRST + from * HOUR
        const end = begin + hours * HOUR
        const view = { from: new Date(begin), to: new Date(end), variables, maxDataPoints: 200, minInterval: HOUR }
        const right = expected(all, begin, end)
        points += right.size
        for (const [what, sql] of Object.entries(ASKED)) {
          const rows = await ledger.rows(expanded(sql, view))
          const found = rows.map(({ begins, name, hours: width, amount }) => [
            `${new Date(String(begins)).toISOString()} ${String(name)}`,
            { hours: width, amount: whole(amount) },
          ])
          expect({ what, found: found.toSorted() }).toEqual({ what, found: [...right].toSorted() })
          expect(rows.every(({ hours: most, least_hours: least }) => most === least)).toBe(true)
        }
        const ofDevices = await ledger.rows(
          expanded(
            `select device, ${summed('energy_mj')}::text as amount from ${devices('device, energy_mj', 'true')} group by 1 order by 1`,
            view,
          ),
        )
        const ofNames = ['a', 'b'].map((name) => [...right].filter(([key]) => key.endsWith(` ${name}`)))
        expect(ofDevices.map(({ device, amount }) => [device, whole(amount)])).toEqual(
          ofNames.flatMap((own, i) =>
            own.length === 0 ? [] : [['ab'[i], allOf(own.map(([, { amount }]) => amount))]],
          ),
        )
        const total = await ledger.rows(
          expanded(`select ${summed(COST)}::text as usd from ${regions(COST, 'of_version')}`, view),
        )
        expect(whole(total[0]?.['usd'])).toBe(allOf([...right.values()].map(({ amount }) => amount)))
      }
    }),
    { numRuns: 60 },
  )
  expect(points).toBeGreaterThan(200)
})
