/** Which versions of which models the ledger knows, who says so, and which of them nobody has seen at work. */
import type { PoolClient } from './pool.js'

/** A version. Times are ISO text in UTC, numbers and amounts exact texts. */
export interface KnownVersion {
  readonly model: string
  /** '' where nothing tells it. */
  readonly version: string
  /** Who says which version its replicas served: `map`, `label`; none where only a bill names it. */
  readonly matched_by: readonly string[]
  readonly replicas: string
  /** The first and the last hour in which it cost or worked. */
  readonly first_hour: string | null
  readonly last_hour: string | null
  /** Null: a part of it is unknown. */
  readonly tokens: string | null
  /** Effective, of what it served and stood warm for. */
  readonly usd: string | null
  readonly cny: string | null
}

/** Those that worked last first. */
export async function knownVersions(client: PoolClient): Promise<KnownVersion[]> {
  const { rows } = await client.query<KnownVersion>(
    `select v.model, v.version, coalesce(d.matched_by, '{}') as matched_by, coalesce(d.replicas, 0)::text as replicas,
       to_char(m.first_hour, $1) as first_hour, to_char(m.last_hour, $1) as last_hour, m.tokens, m.usd, m.cny
     from fact.model_version v
     left join (
       select coalesce(model, served_model) as model, coalesce(version, '') as version,
         array_agg(distinct matched_by order by matched_by) as matched_by, count(distinct (source, replica)) as replicas
       from fact.deployment group by 1, 2
     ) d on d.model = v.model and d.version = v.version
     left join (
       select version_id, min(hour) as first_hour, max(hour) as last_hour,
         case when bool_and(prompt_tokens is not null and generated_tokens is not null)
           then sum(prompt_tokens + generated_tokens) end as tokens,
         case when bool_and(effective_usd is not null) then sum(effective_usd) end as usd,
         case when bool_and(effective_cny is not null) then sum(effective_cny) end as cny
       from report.model_hour where reason <> 'unbilled' and hour < now() group by version_id
     ) m using (version_id)
     where v.version_id <> 0
     order by m.last_hour desc nulls last, v.model, v.version`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}

/** A version that the map in force or a bill names, and that no replica was seen to serve. */
export interface UnseenVersion {
  readonly model: string
  readonly version: string
  readonly named_by: 'map' | 'bill'
  /** As the map writes them; null for a bill. */
  readonly replica: string | null
}

export async function unseenVersions(client: PoolClient): Promise<UnseenVersion[]> {
  const { rows } = await client.query<UnseenVersion>(
    `select model, version, named_by, replica
     from (
       select coalesce(named ->> 'model', named ->> 'servedModel', '') as model, named ->> 'version' as version,
         'map' as named_by, named ->> 'replica' as replica
       from ops.deployment_map m cross join jsonb_array_elements(m.entries) as named
       where m.load_id = (select max(load_id) from ops.deployment_map) and named ->> 'version' is not null
       union all
       select model, version, 'bill', null from fact.model_version where version_id <> 0
     ) named
     where not exists (
       select from fact.deployment d
       where d.version is not distinct from nullif(named.version, '')
         and (named.model = '' or named.model in (d.model, d.served_model))
     )
     order by model, version, named_by, replica`,
  )
  return rows
}
