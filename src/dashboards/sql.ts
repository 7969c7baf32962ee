/** Pieces of the panels' SQL that all of them write alike. */

/** The column of an amount in the currency that the reader chose, under a name that tells it. */
export function amount(name: string): string {
  return `${name}_\${currency}`
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

/** Days that begin in it. Compared as local times, so that the index on `day` serves: a date cut from UTC is another day. */
export function daysInRange(column = 'day'): string {
  const local = (moment: string) =>
    `${moment}::timestamptz at time zone (select business_time_zone from report.calendar)`
  return `${column} >= ${local('$__timeFrom()')} and ${column} < ${local('$__timeTo()')}`
}

/** How sure a group of rows is: as sure as the least sure of them. */
export const STATUS = `(array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], status))]`

/**
 * The hours of a short range, the days of a long one, to be read as `from ${rows(...)}`: PostgreSQL prunes the branch that
 * is not meant and never touches it. `begins` is when an hour or a day does, `hours` how many it has.
 */
export function rows(columns: string, where: string, hourly = 'cost_hour'): string {
  return `(
  select hour::timestamptz as begins, 1 as hours, ${columns}
  from report.${hourly}
  where $__interval_ms < ${HOURS_UP_TO} and ${inRange('hour')} and ${where}
  union all
  select day_start, hours, ${columns}
  from report.cost_day
  where $__interval_ms >= ${HOURS_UP_TO} and ${daysInRange()} and ${where}
) r`
}

/** The same of bills alone, where nobody asks for versions: few rows an hour, however many versions there are. */
export function bills(columns: string, where: string): string {
  return rows(columns, `${BILLED} and ${where}`, 'spend_hour')
}

/** What a bill charges: work that has none yet stands in rows without an amount. */
export const BILLED = `reason <> 'unbilled'`
export const OF_PROVIDERS = 'provider in (${provider:sqlstring})'
/** Work without a bill may have no cloud yet. */
export const OF_PROVIDERS_OR_NONE = "provider in ('', ${provider:sqlstring})"
/**
 * The chosen versions, as a list that is worked out once: the primary keys begin with `version_id`, and views that group by it
 * look at no other.
 */
export const OF_VERSIONS =
  'version_id = any(array(select version_id from report.version where model in (${model:sqlstring}) and version in (${version:sqlstring})))'
/** Billing periods of which the range shows a part; they are months of their provider, give or take its time zone. */
export const PERIODS = `billing_period < $__timeTo()::timestamptz at time zone 'UTC' and billing_period + interval '1 month' > $__timeFrom()::timestamptz at time zone 'UTC'`
