/**
 * A range without its points, for lists of versions. Whole days are running sums of months: the last of each, less the one before the
 * range. Of a short range the hours before and after them are added, four at a time where they are whole. A year reads a row a
 * month, whatever days it begins on, and 24 hours are nine rows in Beijing.
 */
import { HOURS_UP_TO, sum } from './sql.js'

/**
 * A row for each version and for what `of` names beside it, with its `measures` (NULL as soon as a part is unknown; `seen_hours` goes
 * with `replica_hours`). Names are for the rows that are left: versions are chosen by `version_id`.
 */
export function span(of: readonly string[], measures: readonly string[], where: string): string {
  const keys = ['version_id', ...of].join(', ')
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
    select ${keys}, ${measures.map(ofHours).join(', ')}
    from (
      select ${keys}, ${measures.map(inHour).join(', ')} from report.model_hour where hour = any(hours_read) and ${where}
      union all
      select ${keys}, ${measures.map(column).join(', ')} from report.sum_four_hours where from_hour = any(four_hours_read) and ${where}
    ) read
    group by ${keys}
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

/** What of an hour four have a column for. */
function inHour(measure: string): string {
  if (measure === 'last_request') return 'case when requests > 0 then hour::timestamptz end as last_request'
  if (measure === 'seen_hours') return 'coverage * replica_hours as seen_hours'
  return column(measure)
}

/** Added up before they meet the days and their names: four hours of 200 versions in four clouds are 3,200 rows. */
function ofHours(measure: string): string {
  if (measure === 'last_request') return 'max(last_request) as last_request'
  return `${measure.endsWith('_hours') ? `sum(${measure})` : sum(column(measure))} as ${measure}`
}

function ofKept(measure: string): string {
  if (measure === 'last_request')
    return 'max(last_request_day) filter (where last_request_day >= first_day)::timestamp at time zone zone as last_request'
  if (measure === 'seen_hours') return 'case when sum(replica_hours) > 0 then sum(seen_hours) end as seen_hours'
  if (measure === 'replica_hours') return 'sum(replica_hours) as replica_hours'
  return `case when sum(${column(measure)}_unknown) = 0 then sum(${column(measure)}) end as ${measure}`
}

/**
 * The whole days of the range: the last day kept of each of its months, and the last before it in its first month. Of a short range the
 * hours before and after them, four at a time and the rest.
 */
const BOUNDS = `
  select days.*, read.*,
    (select max(day) from report.sum_to_day where day >= date_trunc('month', first_day) and day < first_day) as day_before,
    array(
      select (select max(day) from report.sum_to_day where day >= month and day < least(month + interval '1 month', end_day))
      from generate_series(date_trunc('month', first_day), end_day - interval '1 day', interval '1 month') as month
    ) as last_days
  from (
    select begin_time, end_time, business_time_zone as zone,
      (begin_time at time zone business_time_zone + interval '1 day' - interval '1 microsecond')::date as first_day,
      (end_time at time zone business_time_zone + case when $__interval_ms < ${HOURS_UP_TO} then interval '0' else interval '1 day' - interval '1 microsecond' end)::date as end_day
    from (select $__timeFrom()::timestamptz as begin_time, $__timeTo()::timestamptz as end_time) shown
    cross join report.calendar
  ) days
  cross join lateral (
    select array_agg(hour) filter (where hours < 4) as hours_read, array_agg(distinct four) filter (where hours = 4) as four_hours_read
    from (
      select hour, four, count(*) over (partition by four) as hours
      from generate_series(
        date_bin('1 hour', begin_time + interval '1 hour' - interval '1 microsecond', '2000-01-01Z'),
        end_time - interval '1 microsecond', interval '1 hour') as hour
      cross join lateral date_bin('4 hours', hour, '2000-01-01Z') as four
      where $__interval_ms < ${HOURS_UP_TO}
        and (hour < first_day::timestamp at time zone zone or hour >= end_day::timestamp at time zone zone)
    ) hours
  ) read
`
