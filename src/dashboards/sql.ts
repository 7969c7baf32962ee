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

/** Days of the business time zone of which the range shows a part. */
export function daysTouched(column = 'day'): string {
  const dayOf = (moment: string) => `(select ((${moment}) at time zone business_time_zone)::date from report.calendar)`
  return `${column} >= ${dayOf('$__timeFrom()::timestamptz')} and ${column} <= ${dayOf("$__timeTo()::timestamptz - interval '1 microsecond'")}`
}

/** What a bill charges: work that has none yet stands in rows without an amount. */
export const BILLED = `reason <> 'unbilled'`
export const OF_PROVIDERS = 'provider in (${provider:sqlstring})'
/** A charge without a region is in `(none)`, for an empty text is no choice in a list. */
export const OF_REGIONS = "coalesce(nullif(region_id, ''), '(none)') in (${region:sqlstring})"
/** Work without a bill may have no cloud yet. */
export const OF_PROVIDERS_OR_NONE = "provider in ('', ${provider:sqlstring})"
/** The chosen versions. */
export const VERSIONS =
  'select version_id from report.version where model in (${model:sqlstring}) and version in (${version:sqlstring})'
/** The chosen versions, as a list that is worked out once, so that views that group by version look at no other. */
export const OF_VERSIONS = `version_id = any(array(${VERSIONS}))`
/** All versions of the chosen models. */
export const OF_MODELS =
  'version_id = any(array(select version_id from report.version where model in (${model:sqlstring})))'
/** Billing periods of which the range shows a part; they are months of their provider, give or take its time zone. */
export const PERIODS = `billing_period < $__timeTo()::timestamptz at time zone 'UTC' and billing_period + interval '1 month' > $__timeFrom()::timestamptz at time zone 'UTC'`
