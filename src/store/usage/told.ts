/** What a run of usage tells at its end: tokens by model, replicas that nothing matches, hours in which nothing was heard. */
import type { Hour } from '../../units/hour.js'
import type { PoolClient } from '../pool.js'

/** A model over the hours that were read. Numbers are exact texts; null: the engine does not tell, of one hour at least. */
export interface ModelTokens {
  readonly model: string
  readonly version: string | null
  readonly hours: string
  readonly replicas: string
  readonly prompt_tokens: string | null
  readonly cached_tokens: string | null
  readonly generated_tokens: string | null
  readonly requests: string | null
  readonly replica_hours: string
  /** How many of the replica-hours are of which quality. */
  readonly exact: string
  readonly lower_bound: string
  readonly baseline_unknown: string
  /** Share of the expected scrapes that were seen while the replicas ran, 0 to 1; null: none was seen to run. */
  readonly coverage: string | null
}

export async function tokensByModel(
  client: PoolClient,
  sources: readonly string[],
  hours: readonly Hour[],
): Promise<ModelTokens[]> {
  const { rows } = await client.query<ModelTokens>(
    `select model, version, count(distinct hour) as hours, count(distinct (source, replica)) as replicas,
       case when count(prompt_tokens) = count(*) then sum(prompt_tokens) end as prompt_tokens,
       case when count(cached_tokens) = count(*) then sum(cached_tokens) end as cached_tokens,
       case when count(generated_tokens) = count(*) then sum(generated_tokens) end as generated_tokens,
       case when count(requests) = count(*) then sum(requests) end as requests,
       count(*) as replica_hours, count(*) filter (where quality = 'exact') as exact,
       count(*) filter (where quality = 'lower_bound') as lower_bound,
       count(*) filter (where quality = 'baseline_unknown') as baseline_unknown,
       round(sum(coverage * present_ms) / nullif(sum(present_ms), 0), 6) as coverage
     from report.usage_hour where source = any($1::text[]) and hour = any($2::timestamptz[])
     group by model, version order by model, version`,
    [sources, hours],
  )
  return rows
}

/** A replica of which nothing says what it ran on, or what it served; or what it ran on stands on no bill. */
export interface Unmatched {
  readonly source: string
  readonly replica: string
  readonly served_model: string
  /** `resource`, `version` or `bill`. */
  readonly lacks: string
  /** The resource that no bill names, where that is what it lacks. */
  readonly resource_id: string | null
  readonly since: string
  readonly last: string
  readonly hours: string
  readonly tokens: string | null
}

/** Those of the last 35 days; times are ISO text in UTC. */
export async function unmatchedReplicas(client: PoolClient): Promise<Unmatched[]> {
  const { rows } = await client.query<Unmatched>(
    `select source, replica, served_model, lacks, resource_id, to_char(since, $1) as since, to_char(last, $1) as last, hours, tokens
     from report.usage_unmatched
     where last > (select max(hour) from ops.telemetry_hour) - interval '35 days'
     order by lacks, source, replica, served_model, resource_id`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}

/** Hours in which a source had no series, though it had some before. */
export interface SilentHours {
  readonly source: string
  readonly hours: string
}

/** Of these hours, those that hold no series though one of the 35 days before holds some; or none ever did. */
export async function silentHours(
  client: PoolClient,
  sources: readonly string[],
  hours: readonly Hour[],
): Promise<SilentHours[]> {
  const { rows } = await client.query<SilentHours>(
    `select source, count(*) as hours
     from (
       select source, max(hour) filter (where series > 0) as last
       from ops.telemetry_hour where source = any($1::text[]) group by source
     ) heard
     join ops.telemetry_hour t using (source)
     where t.hour = any($2::timestamptz[]) and t.series = 0 and (heard.last is null or exists (
       select from ops.telemetry_hour b
       where b.source = t.source and b.series > 0 and b.hour < t.hour and b.hour >= t.hour - interval '35 days'))
     group by source order by source`,
    [sources, hours],
  )
  return rows
}

/** Cards whose pods asked for more than there is of them. */
export interface Overclaimed {
  readonly source: string
  readonly cards: string
  readonly hours: string
}

/** Those of the last 35 days: hours of cards, of which shares are cut to what there is. */
export async function overclaimedCards(client: PoolClient): Promise<Overclaimed[]> {
  const { rows } = await client.query<Overclaimed>(
    `select source, count(distinct device) as cards, count(distinct (device, hour)) as hours
     from report.gpu_share_hour
     where over and hour > (select max(hour) from ops.telemetry_hour) - interval '35 days'
     group by source order by source`,
  )
  return rows
}

/** Replicas that two sources read under one name and at one address. */
export interface SeenTwice {
  readonly source: string
  readonly other_source: string
  readonly replicas: string
  readonly hours: string
}

/** Those of the last 35 days: tokens that are counted twice, unless they are two that look alike. */
export async function seenTwice(client: PoolClient): Promise<SeenTwice[]> {
  const { rows } = await client.query<SeenTwice>(
    `select source, other_source, count(distinct replica) as replicas, count(distinct hour) as hours
     from report.usage_seen_twice
     where hour > (select max(hour) from ops.telemetry_hour) - interval '35 days'
     group by source, other_source order by source, other_source`,
  )
  return rows
}
