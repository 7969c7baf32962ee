/** What a run of usage tells at its end: tokens by model, and replicas that nothing matches. */
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
  readonly quality: string
  /** The least of its hours, 0 to 1. */
  readonly coverage: string
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
       (array['exact', 'baseline_unknown', 'lower_bound'])[max(array_position(array['exact', 'baseline_unknown', 'lower_bound'], quality))] as quality,
       min(coverage) as coverage
     from report.usage_hour where source = any($1::text[]) and hour = any($2::timestamptz[])
     group by model, version order by model, version`,
    [sources, hours],
  )
  return rows
}

/** A replica of which nothing says what it ran on, or what it served. */
export interface Unmatched {
  readonly source: string
  readonly replica: string
  readonly served_model: string
  readonly lacks: string
  readonly since: string
  readonly last: string
  readonly hours: string
  readonly tokens: string | null
}

/** Those of the last 35 days; times are ISO text in UTC. */
export async function unmatchedReplicas(client: PoolClient): Promise<Unmatched[]> {
  const { rows } = await client.query<Unmatched>(
    `select source, replica, served_model, lacks, to_char(since, $1) as since, to_char(last, $1) as last, hours, tokens
     from report.usage_unmatched
     where last > (select max(hour) from ops.telemetry_hour) - interval '35 days'
     order by lacks, source, replica, served_model`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}
