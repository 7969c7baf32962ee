/**
 * A range without its points, for lists of versions. Whole days are running sums of months: the last of each, less the one before the
 * range. Of a short range the hours before and after them are added. A year reads a row a month, whatever days it begins on.
 */
import { HOURS_UP_TO, sum } from './sql.js'

/**
 * A row for each version and for what `of` names beside it, with its `measures` (NULL as soon as a part is unknown; `seen_hours` goes
 * with `replica_hours`). Names are for the rows that are left: versions are chosen by `version_id`.
 */
export function span(of: readonly string[], measures: readonly string[], where: string): string {
  const keys = ['version_id', ...of].join(', ')
  const hours = (within: string) =>
    `select ${keys}, ${measures.map(ofHours).join(', ')} from report.model_hour where short and ${within} and ${where} group by ${keys}`
  const columns = ['parts', ...measures.flatMap(keptAs)]
  const days = (read: readonly string[], day: string) =>
    `select ${keys}, ${read.join(', ')} from report.sum_to_day where day = ${day} and ${where}`
  return `(
  select model, version, told.*
  from (${BOUNDS}) bounds
  cross join lateral (
    select ${keys}, ${measures.map(ofKept).join(', ')}
    from (
      ${days(columns, 'any(last_days)')}
      union all
      ${days(columns.map(taken), 'day_before')}
    ) kept
    group by ${keys}
    having sum(parts) > 0
    union all
    ${hours('hour >= begin_time and hour < hours_upto')}
    union all
    ${hours('hour >= greatest(hours_from, hours_upto) and hour < end_time')}
  ) told
  join report.version using (version_id)
) r`
}

/** As tables of reports have it: `cost` of views is what is effective. */
function column(measure: string): string {
  return measure.replace(/^cost_/, 'effective_')
}

function keptAs(measure: string): string[] {
  if (measure === 'last_request') return ['last_request_day']
  return measure.endsWith('_hours') ? [measure] : [column(measure), `${column(measure)}_unknown`]
}

/** A last day is no sum: the one before the range takes nothing from it. */
function taken(kept: string): string {
  return `${kept === 'last_request_day' ? 'null' : `-${kept}`} as ${kept}`
}

/** Added up before they meet the days and their names: 24 hours of 200 versions in four clouds are 19,200 rows. */
function ofHours(measure: string): string {
  if (measure === 'last_request') return 'max(hour::timestamptz) filter (where requests > 0) as last_request'
  if (measure === 'seen_hours') return 'sum(coverage * replica_hours) as seen_hours'
  return `${measure === 'replica_hours' ? 'sum(replica_hours)' : sum(column(measure))} as ${measure}`
}

function ofKept(measure: string): string {
  if (measure === 'last_request')
    return 'max(last_request_day) filter (where last_request_day >= first_day)::timestamp at time zone zone as last_request'
  if (measure === 'seen_hours') return 'case when sum(replica_hours) > 0 then sum(seen_hours) end as seen_hours'
  if (measure === 'replica_hours') return 'sum(replica_hours) as replica_hours'
  return `case when sum(${column(measure)}_unknown) = 0 then sum(${column(measure)}) end as ${measure}`
}

/** The whole days of the range: the last day kept of each of its months, and the last before it in its first month. */
const BOUNDS = `
  select *, least(first_day::timestamp at time zone zone, end_time) as hours_upto, end_day::timestamp at time zone zone as hours_from,
    (select max(day) from report.sum_to_day where day >= date_trunc('month', first_day) and day < first_day) as day_before,
    array(
      select (select max(day) from report.sum_to_day where day >= month and day < least(month + interval '1 month', end_day))
      from generate_series(date_trunc('month', first_day), end_day - interval '1 day', interval '1 month') as month
    ) as last_days
  from (
    select begin_time, end_time, business_time_zone as zone, $__interval_ms < ${HOURS_UP_TO} as short,
      (begin_time at time zone business_time_zone + interval '1 day' - interval '1 microsecond')::date as first_day,
      (end_time at time zone business_time_zone + case when $__interval_ms < ${HOURS_UP_TO} then interval '0' else interval '1 day' - interval '1 microsecond' end)::date as end_day
    from (select $__timeFrom()::timestamptz as begin_time, $__timeTo()::timestamptz as end_time) shown
    cross join report.calendar
  ) days
`
