/** What each model did and what its machines cost, over all that is loaded. Numbers and amounts are exact texts. */
import type { PoolClient } from './pool.js'

/** A model's version; what belongs to no model, with the reason; or everything together. */
export interface ModelAtAGlance {
  readonly kind: 'model' | 'rest' | 'all'
  readonly model: string | null
  readonly version: string | null
  /** Of what belongs to no model: `no_telemetry`, `several_models`. */
  readonly reason: string | null
  readonly requests: string | null
  readonly prompt_tokens: string | null
  readonly generated_tokens: string | null
  /** Null when a part of it is unknown or has no rate. */
  readonly effective_usd: string | null
  readonly effective_cny: string | null
  /** Hours of replicas, and those whose count is a lower bound or begins at an unknown baseline. */
  readonly replica_hours: string
  readonly replica_hours_not_exact: string
}

/** Dearest first; then what belongs to no model, and the sum. */
export async function modelsAtAGlance(client: PoolClient): Promise<ModelAtAGlance[]> {
  const { rows } = await client.query<ModelAtAGlance>(
    `select case when grouping(model) = 1 then 'all' when model is null then 'rest' else 'model' end as kind,
       model, version, reason, sum(requests) as requests, sum(prompt_tokens) as prompt_tokens,
       sum(generated_tokens) as generated_tokens,
       case when bool_and(resource_hours = 0 or effective_usd is not null) then sum(effective_usd) end as effective_usd,
       case when bool_and(resource_hours = 0 or effective_cny is not null) then sum(effective_cny) end as effective_cny,
       sum(replica_hours) as replica_hours, sum(replica_hours_not_exact) as replica_hours_not_exact
     from report.tokens_beside_cost
     group by grouping sets ((model, version, reason), ())
     order by grouping(model), model is null, sum(effective_cny) desc nulls last, model, version`,
  )
  return rows
}
