/** Which replica ran on which machine and served which version: from the dated map, and from labels where it is silent. */
import { createHash } from 'node:crypto'
import type { DeploymentEntry } from '../../config/index.js'
import { ConfigError } from '../../errors.js'
import type { PoolClient } from '../pool.js'
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
  await client.query(await statement('37_hour_pieces'), [id, JSON.stringify(providers)])
  await client.query(await statement('38_join_pieces'), [id])
  const gone = await client.query(await statement('43_drop_deployments'), [id])
  const came = await client.query(await statement('44_put_deployments'), [id])
  return { came: came.rowCount ?? 0, gone: gone.rowCount ?? 0 }
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

export function fingerprintOf({ entries, providers }: DeploymentRules): string {
  const said = [entriesAsJson(entries), Object.entries(providers).toSorted(([a], [b]) => (a < b ? -1 : 1))]
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
