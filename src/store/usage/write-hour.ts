/** Writes what an hour of telemetry says where it differs from what is held: usage, latency, checkpoints, GPUs, pods, gateways. */
import type { TelemetryHour } from '../../records/usage-hour.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { replaceGateway } from './gateway.js'
import { replaceGpus } from './gpus.js'
import { replacePods } from './pods.js'

/** What is held of an hour. */
export interface HeldHour {
  readonly content: string
  readonly complete: boolean
  readonly replicas: string
  /** Null: nobody asked for them. */
  readonly gpus: string | null
  readonly pods: string | null
  readonly gateway: string | null
}

export interface Written {
  /** Rows of usage written, and rows that they replace. */
  readonly came: number
  readonly gone: number
  /** Replicas of which telemetry said otherwise before. */
  readonly restated: number
  /** Replicas that it held before and holds no longer. */
  readonly vanished: number
  /** The hour after starts from other baselines now. */
  readonly checkpointsMoved: boolean
}

/** From staging into the facts, and into the list of hours that were read; replicas that differ stay staged under the load. */
export async function writeHour(
  client: PoolClient,
  id: string,
  said: TelemetryHour,
  held: HeldHour | undefined,
): Promise<Written> {
  const written = await writeUsage(client, id, said, held !== undefined)
  await replaceGpus(client, id, said, held?.gpus !== null && held !== undefined)
  await replacePods(client, id, said)
  await replaceGateway(client, id, said, held?.gateway !== null && held !== undefined)
  await keepHour(client, id, said)
  return written
}

async function writeUsage(client: PoolClient, id: string, said: TelemetryHour, known: boolean): Promise<Written> {
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

/** The hour itself: what it said, and when it was read. */
async function keepHour(client: PoolClient, id: string, said: TelemetryHour): Promise<void> {
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
