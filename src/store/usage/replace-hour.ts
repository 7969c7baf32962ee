/**
 * Replaces an hour of a telemetry source by what it says now, with the deployments, the presence and the days of money that
 * follow from it, in one transaction: all of it or nothing. Only what differs is written.
 */
import type { TelemetryHour } from '../../records/usage-hour.js'
import { plusHours } from '../../units/hour.js'
import { emptyStaging, type Folding } from '../fold.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { lockFold } from '../windows.js'
import { deriveDeployments, type DeploymentRules } from './deployments.js'
import { replaceGateway } from './gateway.js'
import { replaceGpus } from './gpus.js'
import { replacePods } from './pods.js'
import { openRun, writeRun } from './run.js'
import { stageUsage } from './rows.js'
import { type Respread, respread } from './respread.js'

export type UsageOutcome =
  | 'new'
  | 'replaced'
  | 'unchanged'
  | 'kept_incomplete' // the answer came with warnings, and what we hold came without
  | 'kept_empty' // the answer holds no usage, and what we hold does: its samples are gone, not the work that was done

export interface UsageOptions extends DeploymentRules {
  /** Let an answer without usage empty an hour that had some. */
  readonly allowEmpty: boolean
  readonly onStep: Folding['onStep']
}

export interface UsageReplaced {
  readonly source: string
  readonly hour: TelemetryHour['hour']
  readonly outcome: UsageOutcome
  /** Whether the hour as it is held now is complete. */
  readonly complete: boolean
  /** Undefined: nothing was written. */
  readonly loadId: string | undefined
  /** Rows of usage written, and rows that they replace. */
  readonly came: number
  readonly gone: number
  /** Replicas of which telemetry said otherwise before. */
  readonly restated: number
  /** Replicas that it held before and holds no longer. */
  readonly vanished: number
  readonly respread: Respread
  /** The hour after starts from other baselines now. */
  readonly checkpointsMoved: boolean
}

/** @throws LedgerBroken when a law fails; nothing was written then */
export async function replaceUsage(
  client: PoolClient,
  said: TelemetryHour,
  options: UsageOptions,
): Promise<UsageReplaced> {
  return inTransaction(client, async () => {
    await client.query(`select pg_advisory_xact_lock(hashtext('tokenledger telemetry'), hashtext($1))`, [said.source])
    const held = await heldHour(client, said)
    const outcome = outcomeOf(said, held, options)
    if (outcome !== 'new' && outcome !== 'replaced') {
      if (outcome === 'unchanged' && held?.stale === true) await refresh(client, said)
      return untouched(said, outcome, held?.complete === true)
    }
    const run = await openRun(client)
    await stageUsage(client, run.id, said)
    await lockFold(client)
    const written = await write(client, run.id, said, held !== undefined)
    await replaceGpus(client, run.id, said, held?.gpus !== null && held !== undefined)
    await replacePods(client, run.id, said)
    await replaceGateway(client, run.id, said, held?.gateway !== null && held !== undefined)
    await deriveDeployments(client, run.id, options)
    await writeHour(client, run.id, said)
    const spread = await respread(
      { client, id: run.id, onStep: options.onStep },
      {
        sources: [said.source],
        from: said.hour,
        to: plusHours(said.hour, 1),
        completed: said.complete && held?.complete !== true ? said : undefined,
        cause: 'telemetry',
      },
    )
    const { came, gone } = written
    const { source: feed, content, complete } = said
    await writeRun(run, { feed, content, complete, accepted: said.usage.length, came, gone, folded: spread.folded })
    await emptyStaging({ client, id: run.id })
    return { source: said.source, hour: said.hour, outcome, complete, loadId: run.id, ...written, respread: spread }
  })
}

interface HeldHour {
  readonly content: string
  readonly complete: boolean
  readonly stale: boolean
  readonly replicas: string
  /** Null: nobody asked for them. */
  readonly gpus: string | null
  readonly pods: string | null
  readonly gateway: string | null
}

async function heldHour(client: PoolClient, { source, hour }: TelemetryHour): Promise<HeldHour | undefined> {
  const { rows } = await client.query<HeldHour>(
    'select content, complete, stale, replicas, gpus, pods, gateway from ops.telemetry_hour where source = $1 and hour = $2',
    [source, hour],
  )
  return rows[0]
}

/** It was read again from its other baselines, and says what it said. */
async function refresh(client: PoolClient, { source, hour }: TelemetryHour): Promise<void> {
  await client.query('update ops.telemetry_hour set stale = false where source = $1 and hour = $2', [source, hour])
}

function outcomeOf(said: TelemetryHour, held: HeldHour | undefined, { allowEmpty }: UsageOptions): UsageOutcome {
  if (held === undefined) return 'new'
  if (held.content === said.content) return 'unchanged'
  if (held.complete && !said.complete) return 'kept_incomplete'
  return !allowEmpty && isForgotten(said, held) ? 'kept_empty' : 'replaced'
}

/** Usage was held, or GPUs, pods or a gateway's counts were, and the answer has none any more. */
function isForgotten({ usage, gpus, pods, gateway }: TelemetryHour, { replicas, ...held }: HeldHour): boolean {
  const gone = (before: string | null, now: readonly unknown[] | null): boolean =>
    before !== null && before !== '0' && now?.length === 0
  return gone(replicas, usage) || gone(held.gpus, gpus) || gone(held.pods, pods) || gone(held.gateway, gateway)
}

function untouched({ source, hour }: TelemetryHour, outcome: UsageOutcome, complete: boolean): UsageReplaced {
  const nothing = { came: 0, gone: 0, restated: 0, vanished: 0, checkpointsMoved: false }
  return {
    source,
    hour,
    outcome,
    complete,
    loadId: undefined,
    ...nothing,
    respread: { presence: 0, folded: 0, moved: 0 },
  }
}

type Written = Pick<UsageReplaced, 'came' | 'gone' | 'restated' | 'vanished' | 'checkpointsMoved'>

async function write(client: PoolClient, id: string, said: TelemetryHour, known: boolean): Promise<Written> {
  const here = [id, said.source, said.hour]
  await client.query(await statement('31_usage_differs'), here)
  const restated = known ? await client.query(await statement('32_restate_usage'), here) : undefined
  const gone = await client.query(await statement('33_drop_usage'), here)
  const came = await client.query(await statement('34_put_usage'), [id])
  await client.query(await statement('35_first_seen'), [id])
  const { rows } = await client.query<{ vanished: number }>(
    `select count(*)::int as vanished from stage.replica c where load_id = $1 and not exists (
       select from fact.usage_hour u
       where u.hour = $3 and u.source = $2 and u.replica = c.replica and u.served_model = c.served_model)`,
    here,
  )
  await writeLatency(client, here)
  return {
    came: came.rowCount ?? 0,
    gone: gone.rowCount ?? 0,
    restated: restated?.rowCount ?? 0,
    vanished: rows[0]?.vanished ?? 0,
    checkpointsMoved: await writeCheckpoints(client, here),
  }
}

async function writeLatency(client: PoolClient, here: readonly string[]): Promise<void> {
  await client.query(
    `delete from fact.latency_bucket_hour f where hour = $3 and source = $2 and not exists (
       select from stage.latency_bucket_hour s
       where s.load_id = $1 and (s.replica, s.served_model, s.metric, s.layout_id, s.counts, s.sum_seconds)
         is not distinct from (f.replica, f.served_model, f.metric, f.layout_id, f.counts, f.sum_seconds))`,
    [...here],
  )
  await client.query(
    `insert into fact.latency_bucket_hour
       (hour, source, replica, served_model, metric, layout_id, counts, count, sum_seconds, load_id)
     select hour, source, replica, served_model, metric, layout_id, counts, count, sum_seconds, load_id
     from stage.latency_bucket_hour where load_id = $1 on conflict do nothing`,
    here.slice(0, 1),
  )
}

/** Whether one of them is not what it was. Checkpoints of a replica that is gone go with it. */
async function writeCheckpoints(client: PoolClient, here: readonly string[]): Promise<boolean> {
  const gone = await client.query<{ replica: string }>(
    `delete from ops.series_checkpoint f where hour = $3 and source = $2 and not exists (
       select from stage.series_checkpoint s
       where s.load_id = $1 and s.replica = f.replica
         and (s.series, s.at_ms, s.value) is not distinct from (f.series, f.at_ms, f.value)) returning replica`,
    [...here],
  )
  const came = await client.query<{ replica: string }>(
    `insert into ops.series_checkpoint (source, replica, hour, series, at_ms, value)
     select source, replica, hour, series, at_ms, value from stage.series_checkpoint where load_id = $1
     on conflict do nothing returning replica`,
    here.slice(0, 1),
  )
  const moved = [...gone.rows, ...came.rows].map(({ replica }) => replica)
  await client.query(await statement('34_mark_stale'), [here[1], here[2], moved])
  await client.query(
    `insert into ops.series (source, series, replica)
     select source, series, max(replica) from (
       select source, unnest(series) as series, replica from stage.series_checkpoint where load_id = $1
     ) said group by source, series
     on conflict (source, series) do update set replica = excluded.replica where series.replica <> excluded.replica`,
    here.slice(0, 1),
  )
  return moved.length > 0
}

async function writeHour(client: PoolClient, id: string, said: TelemetryHour): Promise<void> {
  const replicas = new Set(said.usage.map(({ replica }) => replica)).size
  await client.query(
    `insert into ops.telemetry_hour (source, hour, content, complete, warnings, replicas, series, gpus, pods, gateway,
       load_id, read_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp())
     on conflict (source, hour) do update set content = excluded.content, complete = excluded.complete,
       stale = false, warnings = excluded.warnings, replicas = excluded.replicas, series = excluded.series,
       gpus = coalesce(excluded.gpus, telemetry_hour.gpus), pods = coalesce(excluded.pods, telemetry_hour.pods),
       gateway = coalesce(excluded.gateway, telemetry_hour.gateway),
       load_id = excluded.load_id, read_at = excluded.read_at`,
    [
      said.source,
      said.hour,
      said.content,
      said.complete,
      said.warnings,
      replicas,
      said.series,
      said.gpus?.length,
      said.pods?.length,
      said.gateway?.length,
      id,
    ],
  )
}
