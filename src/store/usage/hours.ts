/** Which hours of telemetry to read, and where series stood before them. */
import type { Checkpoint } from '../../records/usage-hour.js'
import { type Hour, hoursOf, type HourRange, hourRange, parseHour, plusHours } from '../../units/hour.js'
import type { PoolClient } from '../pool.js'

/** Checkpoints are kept, and incomplete hours asked for again, this long: beyond it few Prometheis remember. */
const REMEMBERED_DAYS = 35
/** What the first run reads, without --from. */
const FIRST_HOURS = 24

export interface Wanted {
  readonly source: string
  /** The end of the last hour that may be read. */
  readonly until: Hour
  readonly rereadHours: number
  /** Undefined: what is open. */
  readonly from: Hour | undefined
  readonly to: Hour | undefined
}

/**
 * The hours to read, oldest first: a range that was asked for, or what is open: hours that are incomplete, or stale, or were
 * never read between others, the last ones again, for samples that came late, and all since.
 */
export async function wantedHours(client: PoolClient, wanted: Wanted): Promise<Hour[]> {
  const { source, until, rereadHours, from, to } = wanted
  if (from !== undefined) {
    const end = to === undefined || to > until ? until : to
    return end <= from ? [] : [...hoursOf(hourRange(from, end))]
  }
  const { rows } = await client.query<{ hour: string; last: string; open: boolean }>(
    `select hour, last, (not complete or stale) and hour > $2::timestamptz - make_interval(days => $3) as open
     from (select hour, complete, stale, max(hour) over () as last from ops.telemetry_hour where source = $1) held
     where not complete or stale or hour > last - make_interval(hours => $4)
     union all
     select max(hour), max(hour), false from ops.telemetry_hour where source = $1 having count(*) > 0
     union all
     select hole, last, true
     from (select max(hour) as last, greatest(min(hour), $2::timestamptz - make_interval(days => $3)) as first
       from ops.telemetry_hour where source = $1) held
     cross join generate_series(first, last, interval '1 hour') as hole
     where not exists (select from ops.telemetry_hour t where t.source = $1 and t.hour = hole)`,
    [source, until, REMEMBERED_DAYS, rereadHours],
  )
  const last = rows[0] === undefined ? undefined : parseHour(rows[0].last)
  if (last === undefined) return [...hoursOf(hourRange(plusHours(until, -FIRST_HOURS), until))]
  const open = rows.filter((row) => row.open).map((row) => parseHour(row.hour))
  const next = plusHours(last, 1)
  const recent = [...hoursOf(hourRange(plusHours(next, -rereadHours), next))].filter((hour) =>
    rows.some((row) => parseHour(row.hour) === hour),
  )
  const since = next < until ? [...hoursOf(hourRange(next, until))] : []
  return [...new Set([...open, ...recent, ...since])].toSorted()
}

/** The hours of the range that were never read, or came with warnings, or begin where an earlier one no longer ends. */
export async function lackingHours(client: PoolClient, source: string, range: HourRange): Promise<Hour[]> {
  const { rows } = await client.query<{ hour: string }>(
    `select hour from ops.telemetry_hour
     where source = $1 and hour >= $2::timestamptz and hour < $3::timestamptz and complete and not stale`,
    [source, range.from, range.to],
  )
  const held = new Set(rows.map(({ hour }) => parseHour(hour)))
  return [...hoursOf(range)].filter((hour) => !held.has(hour))
}

/** Hours that begin where an earlier one no longer ends, oldest first. */
export async function staleHours(client: PoolClient, source: string): Promise<Hour[]> {
  const { rows } = await client.query<{ hour: string }>(
    'select hour from ops.telemetry_hour where source = $1 and stale order by hour',
    [source],
  )
  return rows.map(({ hour }) => parseHour(hour))
}

/**
 * Where each series stood at its last sample before an hour, as far as 35 days back. Two steps by key: whose the series is,
 * then that replica's checkpoints backwards to the first that holds it. A series never seen ends at the first step.
 */
export async function checkpointsBefore(
  client: PoolClient,
  source: string,
  before: Hour,
  series: readonly bigint[],
): Promise<ReadonlyMap<bigint, Checkpoint>> {
  if (series.length === 0) return new Map()
  const { rows } = await client.query<{ series: string; at_ms: string; value: number }>(
    `select s.series, c.at_ms[c.place] as at_ms, c.value[c.place] as value
     from unnest($3::bigint[]) as asked(series)
     join ops.series s on s.source = $1 and s.series = asked.series
     cross join lateral (
       select held.at_ms, held.value, array_position(held.series, s.series) as place
       from ops.series_checkpoint held
       where held.source = s.source and held.replica = s.replica and held.hour < $2::timestamptz
         and held.hour >= $2::timestamptz - make_interval(days => $4) and s.series = any(held.series)
       order by held.hour desc limit 1
     ) c`,
    [source, before, series.map(String), REMEMBERED_DAYS],
  )
  return new Map(
    rows.map(({ series: one, at_ms: at, value }) => [
      BigInt(one),
      { series: BigInt(one), atMs: Number(at), value: Number(value) },
    ]),
  )
}

/** Forgets checkpoints that no hour will ask for, and series of replicas that have none left. */
export async function pruneCheckpoints(client: PoolClient, source: string, until: Hour): Promise<number> {
  const gone = await client.query(
    'delete from ops.series_checkpoint where source = $1 and hour < $2::timestamptz - make_interval(days => $3)',
    [source, until, REMEMBERED_DAYS],
  )
  if (gone.rowCount === 0) return 0
  await client.query(
    `delete from ops.series s where source = $1 and not exists (
       select from ops.series_checkpoint c where c.source = s.source and c.replica = s.replica)`,
    [source],
  )
  return gone.rowCount ?? 0
}
