/**
 * Which replica ran on which machine and served which version: from the dated map, from labels where it is silent, then from
 * what registries say of the name it was served under, and at last from what that name hints at.
 */
import { createHash } from 'node:crypto'
import type { DeploymentEntry } from '../../config/index.js'
import { ConfigError } from '../../errors.js'
import type { PoolClient } from '../pool.js'
import { parseModelName } from '../../units/model-name.js'
import { statement } from '../statements.js'

/** What deployments are derived from, beside usage. */
export interface DeploymentRules {
  readonly entries: readonly DeploymentEntry[]
  /** Whose ids the resource labels of a source are. */
  readonly providers: Readonly<Record<string, string>>
}

/** Rows of fact.deployment that came and went. */
export interface Derived {
  readonly came: number
  readonly gone: number
}

/** Derives the deployments of the replicas in stage.replica anew, and writes those that differ. */
export async function deriveDeployments(
  client: PoolClient,
  id: string,
  { entries, providers }: DeploymentRules,
): Promise<Derived> {
  await client.query(await statement('36_map_pieces'), [id, entriesAsJson(entries), JSON.stringify(providers)])
  const names = JSON.stringify(await versionsInNames(client, id))
  await client.query(await statement('37_hour_pieces'), [id, JSON.stringify(providers), names])
  await client.query(await statement('37_named_pieces'), [id, names])
  await client.query(await statement('38_join_pieces'), [id])
  const gone = await client.query(await statement('43_drop_deployments'), [id])
  const came = await client.query(await statement('44_put_deployments'), [id])
  return { came: came.rowCount ?? 0, gone: gone.rowCount ?? 0 }
}

interface NamedVersion {
  readonly served_model: string
  readonly version: string
}

/** What the names of the replicas in stage.replica say of their versions, those that say something. */
async function versionsInNames(client: PoolClient, id: string): Promise<NamedVersion[]> {
  const { rows } = await client.query<{ name: string }>(
    'select distinct served_model as name from stage.replica where load_id = $1 order by 1',
    [id],
  )
  return rows.flatMap(({ name }) => {
    const version = versionInName(name)
    return version === undefined ? [] : [{ served_model: name, version }]
  })
}

/** `v1.2.0` of `qwen2.5-32b-v1.2-fp16`, and `7` of `models:/qwen-support/7`. An alias names none: it points elsewhere tomorrow. */
function versionInName(name: string): string | undefined {
  const { version, registryVersion } = parseModelName(name)
  return registryVersion ?? (version === undefined ? undefined : `v${version}`)
}

/** The map as it was when deployments were last derived as a whole; undefined: never. */
export async function knownFingerprint(client: PoolClient): Promise<string | undefined> {
  const { rows } = await client.query<{ fingerprint: string }>(
    'select fingerprint from ops.deployment_map order by load_id desc limit 1',
  )
  return rows[0]?.fingerprint
}

export async function keepMap(client: PoolClient, id: string, rules: DeploymentRules): Promise<void> {
  await client.query('insert into ops.deployment_map (load_id, fingerprint, entries) values ($1, $2, $3)', [
    id,
    fingerprintOf(rules),
    JSON.stringify(rules.entries),
  ])
}

/** How deployments are derived; another number derives those anew that were derived otherwise. */
const RULES = 2

export function fingerprintOf({ entries, providers }: DeploymentRules): string {
  const said = [RULES, entriesAsJson(entries), Object.entries(providers).toSorted(([a], [b]) => (a < b ? -1 : 1))]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

function entriesAsJson(entries: readonly DeploymentEntry[]): string {
  const rows = entries.map(({ servedModel, replica, ...entry }, ord) => ({
    ...entry,
    ord,
    // A pattern of LIKE: what it takes for a pattern itself is escaped first.
    replica: replica.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%'),
    served_model: servedModel,
  }))
  return JSON.stringify(rows)
}

/**
 * Two entries of one name at one time leave open which is meant; a pattern beside a name does not, for the first counts.
 * @throws ConfigError that names both
 */
export function demandApart(entries: readonly DeploymentEntry[]): void {
  const firsts = entries.map((entry, index) => ({
    entry,
    first: entries.findIndex((one) => overlap(one, entry)),
    index,
  }))
  const second = firsts.find(({ first, index }) => first < index)
  if (second === undefined) return
  const name = (index: number): string => `usage.deployments[${index}]`
  throw new ConfigError(
    `${name(second.first)} and ${name(second.index)} both say what ${second.entry.replica} runs from ` +
      `${second.entry.from}. End one where the other begins, with to.`,
    { facts: { first: second.first, second: second.index, replica: second.entry.replica } },
  )
}

function overlap(a: DeploymentEntry, b: DeploymentEntry): boolean {
  const same = a.source === b.source && a.replica === b.replica && a.servedModel === b.servedModel
  return same && (b.to === undefined || a.from < b.to) && (a.to === undefined || b.from < a.to)
}
