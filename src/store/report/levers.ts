/** What could cost less, as far as the ledger can tell: each with its money, and only where the money is known. */
import type { Lever, ReportCurrency, ReportRange } from '../../records/report.js'
import type { PoolClient } from '../pool.js'
import { VERSION_FIGURES } from './versions.js'

/** Below it a version could do with fewer GPUs, or with bigger batches; both are a share from 0 to 1. */
const LOW = '0.4'
/** What a version with fewer GPUs works of their time, as in `report.low_utilisation`. */
const AT_WORK = '0.6'

export async function leversOf(client: PoolClient, range: ReportRange, currency: ReportCurrency): Promise<Lever[]> {
  const pruned = await prune(client, range, currency)
  const idle = new Set(pruned.map(nameOf))
  // What can go as a whole is not made smaller first.
  const tuned = (await tune(client, range, currency)).filter((lever) => !idle.has(nameOf(lever)))
  return [...pruned, ...tuned, ...(await coldIdle(client, range, currency))]
}

function nameOf({ model, version }: Lever): string {
  return JSON.stringify([model, version])
}

/** Versions without a request in the last seven days of the range, on every one of which telemetry saw more than 90 % of it. */
async function prune(client: PoolClient, range: ReportRange, currency: ReportCurrency): Promise<Lever[]> {
  const week = await lastWeek(client, range)
  const { rows } = await client.query<Lever>(
    `select 'prune' as lever, model, version, null as provider, coverage as figure, covered_days::text as days, machine as cost,
       machine as saving, round(machine * 30 / 7, 12) as saving_month
     from (${VERSION_FIGURES}) versions
     where requests = 0 and coverage > 0.9 and covered_days = 7 and unbilled = '0' and machine > 0
     order by machine desc, model collate "C", version collate "C"`,
    [week.from, week.to, currency, range.zone],
  )
  return rows
}

/** The last seven whole days of the range of which there is telemetry, or that lie before the last one. */
async function lastWeek(client: PoolClient, range: ReportRange): Promise<Pick<ReportRange, 'from' | 'to'>> {
  const { rows } = await client.query<Pick<ReportRange, 'from' | 'to'>>(
    `select to_char(until - 7, 'YYYY-MM-DD') as from, to_char(until, 'YYYY-MM-DD') as to
     from (
       select coalesce(max(day) + 1, $2::date) as until
       from report.model_day where day >= $1::date and day < $2::date - $3::int and replica_hours > 0
     ) last`,
    [range.from, range.to, range.unfinished ? 1 : 0],
  )
  return rows[0] ?? range
}

async function tune(client: PoolClient, range: ReportRange, currency: ReportCurrency): Promise<Lever[]> {
  const { rows } = await client.query<Lever>(
    `select lever, model, version, null as provider, figure, days, cost, round(cost * (1 - figure / target), 12) as saving,
       round(cost * (1 - figure / target) * 30 / days::int, 12) as saving_month
     from (
       select 'right_size' as lever, model, version, utilisation as figure, $6::numeric as target, covered_days::text as days, machine as cost
       from (${VERSION_FIGURES}) versions
       union all
       select 'batch', model, version, batch_efficiency, $5::numeric, covered_days::text, serving
       from (${VERSION_FIGURES}) versions
     ) levers
     where figure < $5::numeric and cost > 0
     order by lever desc, saving desc, model collate "C", version collate "C"`,
    [range.from, range.to, currency, range.zone, LOW, AT_WORK],
  )
  return rows
}

async function coldIdle(client: PoolClient, range: ReportRange, currency: ReportCurrency): Promise<Lever[]> {
  const { rows } = await client.query<Lever>(
    `select 'cold_idle' as lever, null as model, null as version, provider, null as figure, count(distinct day)::text as days,
       sum(cost) as cost, sum(cost) as saving, round(sum(cost) * 30 / count(distinct day), 12) as saving_month
     from (
       select provider, day, case $3 when 'USD' then effective_usd else effective_cny end as cost
       from report.model_day where day >= $1::date and day < $2::date and kind = 'cold_idle'
     ) days
     group by provider having bool_and(cost is not null) and sum(cost) > 0
     order by sum(cost) desc, provider collate "C"`,
    [range.from, range.to, currency],
  )
  return rows
}
