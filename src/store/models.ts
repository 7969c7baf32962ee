/** What each version cost and did, over all that is reported. Numbers and amounts are exact texts. */
import type { PoolClient } from './pool.js'

/** A model's version; what no version got, with its kind and reason; or everything together. */
export interface ModelAtAGlance {
  readonly kind: 'model' | 'rest' | 'all'
  readonly model: string | null
  readonly version: string | null
  /** Of what no version got: `cold_idle`, or the reason of what is shared or unattributed. */
  readonly reason: string | null
  /** Null when some of it is not known. */
  readonly requests: string | null
  readonly tokens: string | null
  /** Some of its tokens nobody counts: those of an endpoint that a bill names for it. */
  readonly tokens_open: boolean
  /** Effective: of a version, what it served and stood warm for. Null when a part of it is unknown or has no rate. */
  readonly usd: string | null
  readonly cny: string | null
  /** On its machines, where both cost and tokens are known. */
  readonly usd_per_1k_tokens: string | null
  readonly cny_per_1k_tokens: string | null
  /** The share of the cost of its machines in which it stood idle, per cent. */
  readonly idle_percent: string | null
  /** The least sure of its hours: `estimated`, `preliminary`, `final`. */
  readonly status: string | null
  /** Hours of replicas whose count is a lower bound or begins at an unknown baseline. */
  readonly replica_hours_not_exact: string
}

/** Dearest first; then what no version got, and the sum. */
export async function modelsAtAGlance(client: PoolClient): Promise<ModelAtAGlance[]> {
  const { rows } = await client.query<ModelAtAGlance>(
    `select case when grouping(model) = 1 then 'all' when model = '' then 'rest' else 'model' end as kind, model, version, reason,
       case when bool_and(requests is not null) then sum(requests) end as requests,
       sum(tokens) as tokens, coalesce(bool_or(tokens is null), false) as tokens_open,
       case when bool_and(usd is not null or unbilled) then sum(usd) end as usd,
       case when bool_and(cny is not null or unbilled) then sum(cny) end as cny,
       case when model <> '' then round(1000 * sum(usd) filter (where measured) / nullif(sum(tokens) filter (where measured), 0), 4) end as usd_per_1k_tokens,
       case when model <> '' then round(1000 * sum(cny) filter (where measured) / nullif(sum(tokens) filter (where measured), 0), 4) end as cny_per_1k_tokens,
       case when model <> '' then round(100 * sum(cny) filter (where stood = 'warm_idle') / nullif(sum(cny) filter (where measured), 0)) end as idle_percent,
       case min(sure) when 1 then 'estimated' when 2 then 'preliminary' when 3 then 'final' end as status,
       sum(replica_hours_not_exact) as replica_hours_not_exact
     from (
       select v.model, v.version, m.kind as stood, m.reason = 'unbilled' as unbilled, m.reason = '' as measured,
         case when m.version_id <> 0 then '' when m.kind in ('shared', 'unattributed') then m.reason else m.kind end as reason,
         m.requests, m.prompt_tokens + m.generated_tokens as tokens, m.effective_usd as usd, m.effective_cny as cny,
         array_position(array['estimated', 'preliminary', 'final'], m.status) as sure, m.replica_hours_not_exact
       from report.model_hour m
       join fact.model_version v using (version_id)
       where m.hour < now()
     ) hours
     group by grouping sets ((model, version, reason), ())
     order by grouping(model), model = '', sum(cny) desc nulls last, model, version, reason`,
  )
  return rows
}
