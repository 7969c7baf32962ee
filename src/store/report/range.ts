/** Which days a report is of: days of the business time zone, and none that is still to come. */
import type { ReportRange } from '../../records/report.js'
import type { PoolClient } from '../pool.js'

export interface AskedRange {
  readonly from: string | undefined
  readonly to: string | undefined
}

/**
 * What is left open is the last month that holds anything, which is the current one once it does; a month that is not over
 * ends with today. Undefined: nothing is loaded.
 */
export async function rangeOf(client: PoolClient, { from, to }: AskedRange): Promise<ReportRange | undefined> {
  const { rows } = await client.query<ReportRange & { from: string | null }>(
    `select to_char(first, 'YYYY-MM-DD') as from, to_char(least(until, today + 1), 'YYYY-MM-DD') as to, zone,
       until > today as unfinished
     from (
       select zone, today, coalesce($1::date, date_trunc('month', coalesce($2::date - 1, last))::date) as first,
         coalesce($2::date, case when $1::date is null then (date_trunc('month', last) + interval '1 month')::date else today + 1 end) as until
       from (
         select zone, today, (select max(day) from report.model_day where day <= today) as last
         from (
           select business_time_zone as zone, (now() at time zone business_time_zone)::date as today
           from ops.split_settings order by load_id desc limit 1
         ) settings
       ) known
     ) asked`,
    [from ?? null, to ?? null],
  )
  const [range] = rows
  return range === undefined || range.from === null || range.to === null ? undefined : range
}
