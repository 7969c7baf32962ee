/** Pieces of the panels' SQL that all of them write alike. */

/** The column of an amount in the currency that the reader chose, under a name that tells it. */
export function amount(name: string): string {
  return `${name}_\${currency}`
}

/** The same of a mean month. */
export function month(name: string): string {
  return `${amount(name)}_month`
}

/** Ranges whose points are this many milliseconds apart read days, shorter ones hours: with 200 points, from 12.5 days on. */
export const HOURS_UP_TO = 7_200_000

/** NULL as soon as one of its parts is: a sum without what is not known would be a number that is wrong. */
export function sum(column: string, where?: string): string {
  const filter = where === undefined ? '' : ` filter (where ${where})`
  return `case when bool_and(${column} is not null)${filter} then sum(${column})${filter} end`
}

/** The half-open range that is shown; `between` counts the last hour twice. */
export function inRange(column: string): string {
  return `${column} >= $__timeFrom()::timestamptz and ${column} < $__timeTo()::timestamptz`
}

/**
 * Days of the business time zone that begin in it. What is looked for in the index is a day wider on both sides and known to
 * the planner, which would guess one in two hundred of a range that it has to ask the calendar for.
 */
export function daysInRange(column = 'day', from = '$__timeFrom()', to = '$__timeTo()'): string {
  const dayFrom = (moment: string) =>
    `(select (${moment}::timestamptz at time zone business_time_zone + interval '1 day' - interval '1 microsecond')::date from report.calendar)`
  const near = (moment: string) => `(${moment}::timestamptz at time zone 'UTC')::date`
  return `${column} >= ${near(from)} - 1 and ${column} <= ${near(to)} + 1
    and ${column} - ${dayFrom(from)} >= 0 and ${column} - ${dayFrom(to)} < 0`
}

/** Days that begin in the range of the same length before it. */
export function daysBeforeRange(): string {
  return daysInRange('day', '($__timeFrom()::timestamptz - ($__timeTo()::timestamptz - $__timeFrom()::timestamptz))', '$__timeFrom()')
}

/** How sure a group of rows is: as sure as the least sure of them. */
export const STATUS = `(array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))]`

/**
 * The hours of a short range, the days of a long one, to be read as `from ${rows(...)}`: PostgreSQL prunes the branch that
 * is not meant and never touches it. `begins` is when an hour or a day does, `hours` how many it has.
 */
export function rows(columns: string, where: string, of: 'cost' | 'fleet' | 'spend' = 'cost'): string {
  return points(columns, (grain, within) => `report.${of}_${grain} where ${within} and ${where}`)
}

/**
 * The same of the chosen versions and clouds. They are found before anything else is asked of them: what else the primary key
 * holds makes PostgreSQL 18 think of skipping through it, and read all versions instead.
 */
export function chosen(columns: string, where = 'true'): string {
  return points(
    columns,
    (grain, within) => `(
    select * from report.cost_${grain}
    where ${within} and model in (\${model:sqlstring}) and version in (\${version:sqlstring})
    offset 0
  ) versions
  where ${OF_PROVIDERS_OR_NONE} and ${where}`,
  )
}

/** The same of sums that are kept by the hour and by the day under one name, such as `report.request_hour` and `request_day`. */
export function kept(columns: string, where: string, name: 'request' | 'gpu_fleet' | 'version_gpu'): string {
  return points(columns, (grain, within) => {
    const table = grain === 'hour' ? `report.${name}_hour` : `report.${name}_day join report.business_day using (day)`
    return `${table} where ${within} and ${where}`
  })
}

/** Days of the business time zone of which the range shows a part. */
export function daysTouched(column = 'day'): string {
  const dayOf = (moment: string) => `(select ((${moment}) at time zone business_time_zone)::date from report.calendar)`
  return `${column} >= ${dayOf('$__timeFrom()::timestamptz')} and ${column} <= ${dayOf("$__timeTo()::timestamptz - interval '1 microsecond'")}`
}

function points(columns: string, of: (grain: 'hour' | 'day', within: string) => string): string {
  return `(
  select hour::timestamptz as begins, 1 as hours, ${columns}
  from ${of('hour', `$__interval_ms < ${HOURS_UP_TO} and ${inRange('hour')}`)}
  union all
  select day_start, hours, ${columns}
  from ${of('day', `$__interval_ms >= ${HOURS_UP_TO} and ${daysInRange()}`)}
) r`
}

/** The same where nobody asks for versions or accounts: a row for each model instead of one for each version. */
export function fleet(columns: string, where: string): string {
  return rows(columns, where, 'fleet')
}

/**
 * The same of bills by who pays, of the chosen teams and environments. Their days are looked up before they are chosen: of a name that
 * may be `(none)` PostgreSQL knows no statistics, takes a year of all teams for a few rows, and looks up when each of them begins.
 */
export function teams(columns: string): string {
  return points(
    columns,
    (grain, within) => `(
    select * from report.team_spend_${grain} where ${within} and ${OF_PROVIDERS} offset 0
  ) payers
  where team in (\${team:sqlstring}) and env in (\${env:sqlstring})`,
  )
}

/** The same of bills alone: few rows an hour, however many versions and models there are. */
export function bills(columns: string, where: string): string {
  return rows(columns, where, 'spend')
}

/**
 * A range without its points, for lists of versions: a row for what `keys` name, with its `measures` (NULL as soon as a part is
 * unknown; `seen_hours` goes with `replica_hours`). Whole days are running sums of months: the last of each, less the one before
 * the range. Of a short range the hours before and after them are added. A year reads a row a month, whatever days it begins on.
 */
export function span(keys: string, measures: readonly string[], where: string): string {
  const hours = (within: string) =>
    `select ${keys}, ${measures.map(ofHours).join(', ')} from report.cost_hour where short and ${within} and ${where} group by ${keys}`
  const columns = ['parts', ...measures.flatMap(keptAs)]
  const days = (read: readonly string[], day: string) =>
    `select ${keys}, ${read.join(', ')} from report.cost_to_day where day = ${day} and ${where}`
  return `(${BOUNDS}) bounds
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
) r`
}

function keptAs(measure: string): string[] {
  if (measure === 'last_request') return ['last_request_day']
  return measure.endsWith('_hours') ? [measure] : [measure, `${measure}_unknown`]
}

/** A last day is no sum: the one before the range takes nothing from it. */
function taken(column: string): string {
  return `${column === 'last_request_day' ? 'null' : `-${column}`} as ${column}`
}

/** Added up before they meet the days: 24 hours of 200 versions in four clouds are 19,200 rows, which would be sorted by their names. */
function ofHours(measure: string): string {
  if (measure === 'last_request') return 'max(last_request) as last_request'
  return `${measure.endsWith('_hours') ? `sum(${measure})` : sum(measure)} as ${measure}`
}

function ofKept(measure: string): string {
  if (measure === 'last_request')
    return 'max(last_request_day) filter (where last_request_day >= first_day)::timestamp at time zone zone as last_request'
  if (measure === 'seen_hours') return 'case when sum(replica_hours) > 0 then sum(seen_hours) end as seen_hours'
  if (measure === 'replica_hours') return 'sum(replica_hours) as replica_hours'
  return `case when sum(${measure}_unknown) = 0 then sum(${measure}) end as ${measure}`
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

/** What a bill charges: work that has none yet stands in rows without an amount. */
export const BILLED = `reason <> 'unbilled'`
export const OF_PROVIDERS = 'provider in (${provider:sqlstring})'
/** Work without a bill may have no cloud yet. */
export const OF_PROVIDERS_OR_NONE = "provider in ('', ${provider:sqlstring})"
const VERSIONS =
  'select version_id from report.version where model in (${model:sqlstring}) and version in (${version:sqlstring})'
/** The chosen versions, as a list that is worked out once, so that views that group by version look at no other. */
export const OF_VERSIONS = `version_id = any(array(${VERSIONS}))`
/** Billing periods of which the range shows a part; they are months of their provider, give or take its time zone. */
export const PERIODS = `billing_period < $__timeTo()::timestamptz at time zone 'UTC' and billing_period + interval '1 month' > $__timeFrom()::timestamptz at time zone 'UTC'`
