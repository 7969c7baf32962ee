/** Which versions of which models the ledger knows, who says so, and which of them nobody has seen at work. */
import type { PoolClient } from './pool.js'

/** A version. Times are ISO text in UTC, numbers and amounts exact texts. */
export interface KnownVersion {
  readonly model: string
  /** '' where nothing tells it. */
  readonly version: string
  /** Who says which version its replicas served: `map`, `label`, `tag`, `alias`, `name`; none where no replica served it. */
  readonly told_by: readonly string[]
  /** The registry that has it or had it; null: none did. */
  readonly registry: string | null
  readonly created_at: string | null
  /** When the registry was seen to have it no longer; null: it has. */
  readonly ended_at: string | null
  readonly tags: Readonly<Record<string, string>>
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

/** Those that worked last first. What was nobody's version once, and is named by now, is left out. */
export async function knownVersions(client: PoolClient): Promise<KnownVersion[]> {
  const { rows } = await client.query<KnownVersion>(
    `select model, version, coalesce(d.told_by, '{}') as told_by, coalesce(d.replicas, 0)::text as replicas, r.registry,
       to_char(r.created_at, $1) as created_at, to_char(r.ended_at, $1) as ended_at, coalesce(r.tags, '{}') as tags,
       to_char(m.first_hour, $1) as first_hour, to_char(m.last_hour, $1) as last_hour, m.tokens, m.usd, m.cny
     from fact.model_version v
     full join (
       select distinct on (model, version) model, version, registry, created_at, tags, nullif(to_at, 'infinity') as ended_at
       from fact.registered_version order by model, version, to_at desc, registry
     ) r using (model, version)
     left join (
       select coalesce(model, served_model) as model, coalesce(version, '') as version,
         array_agg(distinct version_by order by version_by) filter (where version_by is not null) as told_by, count(distinct (source, replica)) as replicas
       from fact.deployment group by 1, 2
     ) d using (model, version)
     left join (
       select version_id, min(hour) as first_hour, max(hour) as last_hour,
         case when bool_and(prompt_tokens is not null and generated_tokens is not null)
           then sum(prompt_tokens + generated_tokens) end as tokens,
         case when bool_and(effective_usd is not null) then sum(effective_usd) end as usd,
         case when bool_and(effective_cny is not null) then sum(effective_cny) end as cny
       from report.model_hour where reason <> 'unbilled' and hour < now() group by version_id
     ) m using (version_id)
     where v.version_id is distinct from 0 and (v.version <> '' or m.version_id is not null or d.model is not null
       or exists (select from fact.holder_hour h where h.version_id = v.version_id) or v.version_id is null)
     order by m.last_hour desc nulls last, model, version`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}

/** A version that the map in force, a bill or a registry names, and that no replica was seen to serve. */
export interface UnseenVersion {
  readonly model: string
  readonly version: string
  readonly named_by: 'map' | 'bill' | 'registry'
  /** As the map writes it; else null. */
  readonly replica: string | null
  /** The name that a registry says it is served under; else null. */
  readonly served_model: string | null
}

export async function unseenVersions(client: PoolClient): Promise<UnseenVersion[]> {
  const { rows } = await client.query<UnseenVersion>(
    `select model, version, named_by, replica, served_model
     from (
       select coalesce(named ->> 'model', named ->> 'servedModel', '') as model, named ->> 'version' as version,
         'map' as named_by, named ->> 'replica' as replica, null as served_model
       from ops.deployment_map m cross join jsonb_array_elements(m.entries) as named
       where m.load_id = (select max(load_id) from ops.deployment_map) and named ->> 'version' is not null
       union all
       select model, version, 'bill', null, null from fact.model_version m
       where version_id <> 0 and not exists (
         select from fact.registered_version r where r.model = m.model and r.version = m.version)
       union all
       select r.model, r.version, 'registry', null, (
         select min(n.name) from fact.registered_name n
         where n.registry = r.registry and n.model = r.model and n.version = r.version and n.rule = 'tag' and n.is_said)
       from fact.registered_version r where r.to_at = 'infinity'
     ) named
     where not exists (
       select from fact.deployment d
       where d.version is not distinct from nullif(named.version, '')
         and (named.model = '' or named.model in (d.model, d.served_model))
     )
     order by model, version, named_by, replica, served_model`,
  )
  return rows
}
