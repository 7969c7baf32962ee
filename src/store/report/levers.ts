/** What could cost less, by the views that panels read: of the last week of the range instead of the one before today. */
import type { Lever, LeversOfWeek, ReportCurrency, ReportRange } from '../../records/report.js'
import type { PoolClient } from '../pool.js'

/** In the transaction of the report, of which `tokenledger.today` is told: views reckon from that day on. */
export async function leversOf(
  client: PoolClient,
  range: ReportRange,
  currency: ReportCurrency,
): Promise<LeversOfWeek> {
  const week = await lastWeek(client, range)
  await client.query(`select set_config('tokenledger.today', $1, true)`, [week.to])
  const { rows } = await client.query<Lever>(
    `select lever, model, version, provider, now_is, then_is, figure,
       case $1 when 'USD' then cost_usd_month else cost_cny_month end as cost,
       case $1 when 'USD' then then_usd_month else then_cny_month end as after,
       case $1 when 'USD' then saving_usd_month else saving_cny_month end as saving,
       assumption, warning, unknown, counted
     from report.lever
     order by lever, saving desc nulls last, model collate "C", version collate "C", provider collate "C", then_is collate "C"`,
    [currency],
  )
  await client.query(`select set_config('tokenledger.today', '', true)`)
  return { from: week.from, last: week.last, all: rows }
}

interface Week {
  readonly from: string
  readonly last: string
  /** The day after it. */
  readonly to: string
}

/** The last seven whole days of the range of which there is telemetry, or that lie before the last one. */
async function lastWeek(client: PoolClient, range: ReportRange): Promise<Week> {
  const { rows } = await client.query<Week>(
    `select to_char(until - 7, 'YYYY-MM-DD') as from, to_char(until - 1, 'YYYY-MM-DD') as last, to_char(until, 'YYYY-MM-DD') as to
     from (
       select coalesce(max(day) + 1, $2::date) as until
       from report.model_day where day >= $1::date and day < $2::date - $3::int and replica_hours > 0
     ) last`,
    [range.from, range.to, range.unfinished ? 1 : 0],
  )
  return rows[0] ?? { ...range, last: range.to }
}
