/** Lists of versions over any range: running sums of months, differences and edges must be what the hours or days of the range come to. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { chosen } from '../../src/dashboards/points.js'
import { span } from '../../src/dashboards/span.js'
import { sum } from '../../src/dashboards/sql.js'
import { withClient } from '../../src/store/index.js'
import { addUpMonths } from '../../src/store/split/report.js'
import { textOf } from '../../src/store/statements.js'
import { expanded } from '../support/grafana-macros.js'
import { type Ledger, testOfOne as test } from '../support/ledger.js'

const ZONE = 'Asia/Shanghai'
const HOUR = 3_600_000
/** The first of a month in Shanghai, and a hundred days from it on: months of 31, 30 and 31 days, and a part of one. */
const FIRST = Date.UTC(2026, 6, 31, 16)
const HOURS = 100 * 24

const KEYS = 'model, version, provider, kind, status'
const MEASURES = ['cost_${currency}', 'gpu_seconds', 'prompt_tokens', 'requests', 'replica_hours', 'seen_hours', 'last_request'] // prettier-ignore

const unknownOr = (most: number) => fc.option(fc.integer({ min: 0, max: most }), { nil: null, freq: 5 })
const hours = fc.uniqueArray(
  fc.record({
    version_id: fc.integer({ min: 1, max: 3 }),
    provider: fc.constantFrom('aws', 'gcp'),
    region_id: fc.constantFrom('here', 'there'),
    kind: fc.constantFrom('serving', 'warm_idle'),
    status: fc.constantFrom('preliminary', 'final'),
    hour: fc.integer({ min: 0, max: HOURS - 1 }).map((n) => new Date(FIRST + n * HOUR).toISOString()),
    effective_usd: unknownOr(1_000_000_000).map((n) => (n === null ? null : `${n}.000000000000000001`)),
    gpu_seconds: unknownOr(3600),
    prompt_tokens: unknownOr(1_000_000),
    requests: unknownOr(2),
    coverage: fc.constantFrom('1', '0.25', null),
  }),
  { minLength: 1, maxLength: 120, selector: (one) => JSON.stringify([one.version_id, one.provider, one.region_id, one.kind, one.status, one.hour]) }, // prettier-ignore
)
const ranges = fc.array(
  fc.record({ from: fc.integer({ min: -30, max: HOURS }), hours: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 61, max: HOURS + 60 })) }), // prettier-ignore
  { minLength: 3, maxLength: 3 },
)

type Told = Readonly<Record<string, unknown>>

async function report(ledger: Ledger, told: readonly Told[], batches: readonly (readonly string[])[]): Promise<void> {
  await ledger.rows('truncate report.model_hour, report.model_day, report.sum_four_hours, report.sum_to_day, report.business_day')
  // What was told before, and is not any more: of another cloud.
  await tell(ledger, told.map((one) => ({ ...one, provider: `${String(one['provider'])}-old` }))) // prettier-ignore
  for (const days of batches.slice(0, 2)) await addUp(ledger, days)
  await ledger.rows('truncate report.model_hour')
  await tell(ledger, told)
  await ledger.rows(`insert into stage.rolled (load_id, hour) select distinct 0, hour from report.model_hour`)
  await ledger.rows(await textOf('78_sum_four_hours_put'), ['0'])
  await ledger.rows('delete from stage.rolled')
  // As loads bring them: some days now, others before or after them, some again.
  for (const days of batches) await addUp(ledger, days)
}

async function tell(ledger: Ledger, told: readonly Told[]): Promise<void> {
  await ledger.rows(
    `insert into report.model_hour (version_id, provider, billing_account_id, region_id, kind, reason, status, hour, effective_usd,
       list_unknown, billed_unknown, effective_unknown, unconverted_usd, unconverted_cny, resource_hours, rates_provisional, gpu_seconds,
       prompt_tokens, requests, replica_hours, replica_hours_not_exact, coverage)
     select version_id, provider, '1', region_id, kind, '', status, hour, effective_usd, 0, 0, 0, 0, 0, 1, 0, gpu_seconds, prompt_tokens,
       requests, (coverage is not null)::integer, 0, coverage
     from jsonb_to_recordset($1) as r(version_id bigint, provider text, region_id text, kind text, status text, hour timestamptz,
       effective_usd numeric, gpu_seconds numeric, prompt_tokens bigint, requests bigint, coverage numeric)`,
    [JSON.stringify(told)],
  )
}

async function addUp(ledger: Ledger, days: readonly string[]): Promise<void> {
  await ledger.rows('delete from report.model_day where day = any($1::date[])', [days])
  await ledger.rows(await textOf('79_model_day_put'), [days, ZONE])
  await ledger.rows(await textOf('79_business_day_put'), [days, ZONE])
  await withClient(ledger.pool, (client) => addUpMonths(client, days))
}

const dayOf = (hour: string): string => new Date(Date.parse(hour) + 8 * HOUR).toISOString().slice(0, 10)

test('a list of versions is what hours and days of the range come to, whatever the range and the order of loads', async ({
  ledger,
}) => {
  await ledger.rows(`insert into fact.model_version values (1, 'a', 'v1'), (2, 'a', 'v2'), (3, 'b', '')`)
  const asked = (from: string) => `select ${KEYS}, ${MEASURES.join(', ')} from ${from} order by ${KEYS}`
  const known = MEASURES.slice(0, 4).map((one) => `${sum(one)} as ${one}`)
  const naive = `(select ${KEYS}, ${known.join(', ')}, sum(replica_hours) as replica_hours, sum(seen_hours) as seen_hours,
    max(last_request) as last_request from ${chosen(`${KEYS}, ${MEASURES.join(', ')}`)} group by ${KEYS}) r`
  const listed = `(select ${KEYS}, ${known.join(', ')}, sum(replica_hours) as replica_hours, sum(seen_hours) as seen_hours,
    max(last_request) as last_request from ${span(['provider', 'kind', 'status'], MEASURES, 'true')} group by ${KEYS}) r`
  const variables = { currency: 'usd', provider: ['aws', 'gcp'], model: ['a', 'b'], version: ['v1', 'v2', '(none)'] }
  let rowsSeen = 0
  await fc.assert(
    fc.asyncProperty(hours, ranges, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), async (told, shown, dice) => {
      const days = [...new Set(told.map(({ hour }) => dayOf(hour)))]
      const batch = days.map((day) => [day, dice.next().value ?? 0] as const)
      const of = (n: number) => batch.filter(([, one]) => one === n).map(([day]) => day)
      await report(ledger, told, [of(1), of(0), of(2), days.slice(0, 1)].filter(({ length }) => length > 0))

      for (const { from, hours: length } of shown) {
        const begin = new Date(FIRST + from * HOUR)
        const view = { from: begin, to: new Date(begin.getTime() + length * HOUR), variables, maxDataPoints: 200, minInterval: HOUR } // prettier-ignore
        const expected = await ledger.rows(expanded(asked(naive), view))
        rowsSeen += expected.length
        const short = length < 300 // of 300 hours on, 200 points are two hours apart
        // The day of the last request of a short range is told as its hour where hours are read, as its day where days are.
        const lasting = (all: Record<string, unknown>[]) => all.map(({ last_request: last, ...rest }) => (short ? { ...rest, asked: last !== null } : { ...rest, last })) // prettier-ignore
        expect(lasting(await ledger.rows(expanded(asked(listed), view)))).toEqual(lasting(expected))
      }
      expect(await ledger.rows('select * from law.months_differ_from_days')).toEqual([])
      expect(await ledger.rows('select * from law.days_missing_from_months')).toEqual([])
      expect(await ledger.rows('select * from law.four_hours_differ_from_hours')).toEqual([])
    }),
    { numRuns: 60 },
  )
  expect(rowsSeen).toBeGreaterThan(100)
})
