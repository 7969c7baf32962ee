/**
 * A registry in the ledger: its versions and names as they stand from when to when, and the deployments that go by them, in one
 * transaction. Only what differs is written, and only the hours that another version served are split anew.
 */
import { createHash } from 'node:crypto'
import { ConfigError } from '../../errors.js'
import type { RegistryAnswer, VersionName } from '../../records/registry.js'
import { emptyStaging, type Folding } from '../fold.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { sourcesRead } from '../split/refold.js'
import { statement } from '../statements.js'
import { type Derived, deriveDeployments, type DeploymentRules } from '../usage/deployments.js'
import { respread } from '../usage/respread.js'
import { openRun, writeRun } from '../usage/run.js'
import { lockFold } from '../windows.js'

export interface RegistryOptions {
  readonly rules: DeploymentRules
  /** The alias that a model's own name stands for; undefined: none. */
  readonly servedAlias: string | undefined
  /** Let an answer without versions end those that are held. */
  readonly allowEmpty: boolean
  readonly readAt: Date
  readonly onStep: Folding['onStep']
}

export interface RegistryWritten {
  readonly registry: string
  readonly outcome: 'written' | 'unchanged' | 'kept_empty'
  /** Undefined: nothing was written. */
  readonly loadId: string | undefined
  readonly versions: number
  /** Versions that are new or stand otherwise, and those that ended or stood otherwise. */
  readonly came: number
  readonly gone: number
  readonly deployments: Derived
}

/**
 * @throws ConfigError when the registry was read later already than `readAt`, LedgerBroken when a law fails; nothing is written
 * then
 */
export async function writeRegistry(
  client: PoolClient,
  said: RegistryAnswer,
  options: RegistryOptions,
): Promise<RegistryWritten> {
  return inTransaction(client, async () => {
    await lockFold(client)
    const held = await heldReading(client, said.registry)
    const content = contentOf(said, options.servedAlias)
    const readAt = options.readAt.toISOString()
    if (held !== undefined && held.read_at_ms >= options.readAt.getTime()) throw readLater(said.registry, held, readAt)
    const same = held?.content === content
    const isEmptied = said.versions.length === 0 && held !== undefined && held.versions !== '0' && !options.allowEmpty
    if (same || isEmptied) {
      if (same)
        await client.query('update ops.registry_read set read_at = $2 where registry = $1', [said.registry, readAt])
      return untouched(said, same ? 'unchanged' : 'kept_empty')
    }
    const run = await openRun(client)
    await stage(client, run.id, said)
    const { came, gone } = await writeVersions(client, run.id, said.registry, readAt)
    await writeReading(client, run.id, said, { content, readAt, servedAlias: options.servedAlias })
    const { deployments, folded } = await redeploy({ client, id: run.id, onStep: options.onStep }, options.rules)
    const accepted = said.versions.length
    await writeRun(run, {
      command: 'versions',
      feed: said.registry,
      content,
      complete: true,
      accepted,
      came,
      gone,
      folded,
    })
    await emptyStaging(client, [run.id])
    return { registry: said.registry, outcome: 'written', loadId: run.id, versions: accepted, came, gone, deployments }
  })
}

interface HeldReading {
  readonly content: string
  readonly versions: string
  readonly read_at: string
  readonly read_at_ms: number
}

async function heldReading(client: PoolClient, registry: string): Promise<HeldReading | undefined> {
  const { rows } = await client.query<HeldReading>(
    `select content, versions, to_char(read_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as read_at,
       (extract(epoch from read_at) * 1000)::float8 as read_at_ms
     from ops.registry_read where registry = $1`,
    [registry],
  )
  return rows[0]
}

/** The versions of a registry that are not ended, as they were read last. */
export async function heldVersions(client: PoolClient, registry: string): Promise<VersionName[]> {
  const { rows } = await client.query<VersionName>(
    `select model, version from fact.registered_version where registry = $1 and to_at = 'infinity' order by model, version`,
    [registry],
  )
  return rows
}

function readLater(registry: string, { read_at: last }: HeldReading, readAt: string): ConfigError {
  return new ConfigError(
    `The registry ${registry} was read at ${last} already, and the clock of this machine says ${readAt}. ` +
      'Set the clock right: what changed in between would be dated before it was seen.',
    { facts: { registry, readAt } },
  )
}

/** The order in which a registry lists things is no news. */
function contentOf({ versions, names }: RegistryAnswer, servedAlias: string | undefined): string {
  const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted()
  const tagged = versions.map((one) => ({ ...one, tags: Object.entries(one.tags).toSorted() }))
  const text = JSON.stringify([servedAlias ?? null, sorted(tagged), sorted(names)])
  return createHash('sha256').update(text).digest('hex')
}

function untouched(said: RegistryAnswer, outcome: 'unchanged' | 'kept_empty'): RegistryWritten {
  const nothing = { came: 0, gone: 0, deployments: { came: 0, gone: 0 } }
  return { registry: said.registry, outcome, loadId: undefined, versions: said.versions.length, ...nothing }
}

async function stage(client: PoolClient, id: string, { registry, versions, names }: RegistryAnswer): Promise<void> {
  await client.query(
    `insert into stage.registered_version
       (load_id, registry, model, version, created_at, status, stage, source, run_id, tags)
     select $1, $2, model, version, "createdAt", status, stage, source, "runId", tags
     from jsonb_to_recordset($3::jsonb) as said (model text, version text, "createdAt" timestamptz, status text, stage text,
       source text, "runId" text, tags jsonb)`,
    [id, registry, JSON.stringify(versions)],
  )
  await client.query(
    `insert into stage.registered_name (load_id, registry, rule, model, version, name, declared_from, declared_to)
     select $1, $2, rule, model, version, name, "from", "to"
     from jsonb_to_recordset($3::jsonb) as said (rule text, model text, version text, name text, "from" timestamptz,
       "to" timestamptz)`,
    [id, registry, JSON.stringify(names)],
  )
}

async function writeVersions(client: PoolClient, id: string, registry: string, readAt: string): Promise<Derived> {
  const gone = await client.query(await statement('35_version_end'), [id, registry, readAt])
  const came = await client.query(await statement('35_version_put'), [id, readAt])
  await client.query(await statement('35_name_withdrawn'), [id, registry, readAt])
  await client.query(await statement('35_name_end'), [id, registry, readAt])
  await client.query(await statement('35_name_dated'), [id, registry])
  await client.query(await statement('35_name_put'), [id, readAt])
  return { came: came.rowCount ?? 0, gone: gone.rowCount ?? 0 }
}

interface Reading {
  readonly content: string
  readonly readAt: string
  readonly servedAlias: string | undefined
}

async function writeReading(client: PoolClient, id: string, said: RegistryAnswer, reading: Reading): Promise<void> {
  const { content, readAt, servedAlias = null } = reading
  await client.query(
    `insert into ops.registry_read (registry, content, served_alias, read_at, versions, load_id)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (registry) do update set content = excluded.content, served_alias = excluded.served_alias,
       read_at = excluded.read_at, versions = excluded.versions, load_id = excluded.load_id`,
    [said.registry, content, servedAlias, readAt, said.versions.length, id],
  )
}

/** Which version each name stands for now, and the deployments and hours of those that stand for another one. */
async function redeploy(
  folding: Folding,
  rules: DeploymentRules,
): Promise<{ readonly deployments: Derived; readonly folded: number }> {
  const { client, id } = folding
  await client.query(await statement('35_served'), [id])
  await client.query(await statement('35_served_differs'), [id])
  await client.query(await statement('35_served_drop'), [id])
  await client.query(await statement('35_served_put'), [id])
  const { rows } = await client.query<{ from: string | null; to: string | null }>(
    'select min(from_hour) as from, max(to_hour) as to from stage.replica where load_id = $1',
    [id],
  )
  const { from = null, to = null } = rows[0] ?? {}
  if (from === null || to === null) return { deployments: { came: 0, gone: 0 }, folded: 0 }
  const deployments = await deriveDeployments(client, id, rules)
  const sources = await sourcesRead(client)
  const spread = await respread(folding, { sources, from, to, completed: undefined, cause: 'mapping' })
  return { deployments, folded: spread.folded }
}
