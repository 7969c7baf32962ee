/**
 * What charts and totals read: the hours of a short range, the days of a long one, and the weeks of a very long one where there
 * are many names. To be read as `from ${fleet(...)}`: `begins` is when a point does, `hours` how many it has. PostgreSQL prunes the
 * branches that are not meant and never touches them.
 */
import { daysInRange, daysTouched, HOURS_UP_TO, inRange, OF_PROVIDERS, OF_PROVIDERS_OR_NONE } from './sql.js'

/** Longer ranges read weeks: of half a year days are still told from each other, of a year they are thinner than a line. */
const DAYS_UP_TO = '190 days'
const LONG = `$__timeTo()::timestamptz - $__timeFrom()::timestamptz > interval '${DAYS_UP_TO}'`

interface Source {
  readonly hour: string
  readonly day: string
  /** With a column `week`; without it long ranges read days. */
  readonly week?: string
}

/** A row for each model, where nobody asks for versions or accounts. */
export function fleet(columns: string, where: string): string {
  return points(columns, { hour: 'report.fleet_hour', day: 'report.fleet_day', week: 'report.fleet_week' }, where)
}

/** A row for each region of a cloud, where nobody asks for models either. */
export function regions(columns: string, where: string): string {
  return points(columns, { hour: 'report.cost_by_region_hour', day: 'report.cost_by_region_day' }, where)
}

/** A row for each account: what is billed, however many versions and models there are. */
export function bills(columns: string, where: string): string {
  return points(columns, { hour: 'report.spend_hour', day: 'report.spend_day' }, where)
}

/**
 * The same of the chosen versions and clouds. They are found before anything else is asked of them: what else the primary key
 * holds makes PostgreSQL 18 think of skipping through it, and read all versions instead.
 */
export function chosen(columns: string, where = 'true'): string {
  const found = `model in (\${model:sqlstring}) and version in (\${version:sqlstring})`
  return points(
    columns,
    { hour: 'report.cost_hour', day: 'report.cost_day' },
    `${OF_PROVIDERS_OR_NONE} and ${where}`,
    found,
  )
}

/**
 * The same of bills by who pays, of the chosen teams and environments. Their days are looked up before they are chosen: of a name that
 * may be `(none)` PostgreSQL knows no statistics, takes a year of all teams for a few rows, and looks up when each of them begins.
 */
export function teams(columns: string): string {
  return points(
    columns,
    { hour: 'report.team_spend_hour', day: 'report.team_spend_day', week: 'report.team_spend_week' },
    'team in (${team:sqlstring}) and env in (${env:sqlstring})',
    OF_PROVIDERS,
  )
}

/** The same of sums that are kept by the hour and by the day under one name, such as `report.request_hour` and `request_day`. */
export function kept(columns: string, where: string, name: 'request' | 'gpu_fleet' | 'version_gpu'): string {
  const week = name === 'request' ? { week: 'report.request_week' } : {}
  return points(columns, { hour: `report.${name}_hour`, day: `report.${name}_day join report.business_day using (day)`, ...week }, where)
}

/** Each GPU's days that the range touches, without an order in time; of a long one its weeks, and the days that begin at its ends. */
export function devices(columns: string, where: string): string {
  const within = (from: string, condition: string): string => `select ${columns} from ${from} where ${condition} and ${where}`
  return `(
  ${within('report.gpu_device_day', `not ${LONG} and ${daysTouched()}`)}
  union all
  ${within(wholeWeeks('report.gpu_device_week'), LONG)}
  union all
  ${within(partWeeks('report.gpu_device_day'), LONG)}
) r`
}

/** `first`: what is asked before `where` is, behind a fence that the planner does not move conditions over. */
function points(columns: string, { hour, day, week }: Source, where: string, first?: string): string {
  const read = (from: string, within: string): string =>
    first === undefined
      ? `${from} where ${within} and ${where}`
      : `(
    select * from ${from} where ${within} and ${first} offset 0
  ) found
  where ${where}`
  const byDay = `$__interval_ms >= ${HOURS_UP_TO}`
  const branches = [
    `select hour::timestamptz as begins, 1 as hours, ${columns}
  from ${read(hour, `$__interval_ms < ${HOURS_UP_TO} and ${inRange('hour')}`)}`,
    `select day_start, hours, ${columns}
  from ${read(day, `${byDay} and ${week === undefined ? '' : `not ${LONG} and `}${daysInRange()}`)}`,
  ]
  if (week !== undefined)
    branches.push(
      `select week_begins, week_hours, ${columns}
  from ${read(wholeWeeks(week), `${byDay} and ${LONG}`)}`,
      `select week_begins, week_hours, ${columns}
  from ${read(partWeeks(day), `${byDay} and ${LONG}`)}`,
    )
  return `(
  ${branches.join('\n  union all\n  ')}
) r`
}

/** Days that begin in the range, and the Mondays between which its weeks are whole. */
const WEEKS = `(
    select zone, first_day, end_day, first_week, end_week,
      array(select first_day + n from generate_series(0, first_week - first_day - 1) as n) as days_before,
      array(select end_week + n from generate_series(0, end_day - end_week - 1) as n) as days_after
    from (
      select *, date_trunc('week', first_day + interval '6 days')::date as first_week, date_trunc('week', end_day::timestamp)::date as end_week
      from (
        select business_time_zone as zone, ${firstDay('$__timeFrom()')} as first_day, ${firstDay('$__timeTo()')} as end_day
        from report.calendar
      ) days
    ) mondays
  ) shown`

function firstDay(moment: string): string {
  return `(${moment}::timestamptz at time zone business_time_zone + interval '1 day' - interval '1 microsecond')::date`
}

function wholeWeeks(table: string): string {
  return `(
    select kept.*, ${begin('week')} as week_begins, ${hoursBetween('week', 'week + 7')} as week_hours
    from ${WEEKS}
    join ${table} kept on week >= first_week and week < end_week
  ) weeks`
}

/** What the range holds of the weeks at its ends is read from their days, each a point of its own. */
function partWeeks(table: string): string {
  return `(
    select days.*, ${begin('part')} as week_begins, ${hoursBetween('part', 'upto')} as week_hours
    from ${WEEKS}
    cross join lateral (values (first_day, first_week, days_before), (end_week, end_day, days_after)) parts(part, upto, part_days)
    join (select * from ${table}) days on days.day = any(part_days)
  ) parts`
}

function begin(day: string): string {
  return `(${day})::timestamp at time zone zone`
}

function hoursBetween(from: string, upto: string): string {
  return `extract(epoch from ${begin(upto)} - ${begin(from)}) / 3600`
}
