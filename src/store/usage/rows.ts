/** An hour of telemetry as rows of CSV, on its way into staging. */
import { createHash } from 'node:crypto'
import type { LatencyHour, TelemetryHour, UsageHour } from '../../records/usage-hour.js'
import { copyInto } from '../copy.js'
import type { PoolClient } from '../pool.js'
import { type Cell, csv, lengthOf, list, quoted, rangesOf } from './cells.js'

const usageColumns = `hour source replica served_model engine prompt_tokens cached_tokens generated_tokens requests
  requests_by_reason running_ms waiting_ms busy_ms present_ms present quality quality_reasons unobserved_ms resets samples
  coverage cached_from scraper resource_label version_label gpus_label labels kube_node kube_provider kube_resource kube_gpus
  role requests_by_endpoint kv_cache_peak metrics shared_card shared_card_ms flops
  read_bytes load_id`.split(/\s+/)

const latencyColumns = 'hour source replica served_model metric layout_id counts count sum_seconds load_id'.split(' ')

const checkpointColumns = 'source replica hour series at_ms value load_id'.split(' ')

/** Copies all of an hour into staging under the load. */
export async function stageUsage(client: PoolClient, id: string, hour: TelemetryHour): Promise<void> {
  await copyInto(client, 'stage.usage_hour', usageColumns, csv(hour.usage.map((row) => usageCells(id, hour, row))))
  const latency = hour.latency.map((row) => latencyCells(id, hour, row))
  await copyInto(client, 'stage.latency_bucket_hour', latencyColumns, csv(latency))
  const checkpoints = [...hour.checkpoints].map(([replica, points]) => [
    hour.source,
    replica,
    hour.hour,
    list(points.map(({ series }) => series)),
    list(points.map(({ atMs }) => atMs)),
    list(points.map(({ value }) => value)),
    id,
  ])
  await copyInto(client, 'stage.series_checkpoint', checkpointColumns, csv(checkpoints))
  await keepLayouts(client, hour.latency)
}

function usageCells(id: string, { hour, source }: TelemetryHour, row: UsageHour): Cell[] {
  return [
    hour,
    source,
    row.replica,
    row.servedModel,
    row.engine,
    row.promptTokens,
    row.cachedTokens,
    row.generatedTokens,
    row.requests,
    row.requestsByReason === null ? null : json(row.requestsByReason),
    row.runningMs,
    row.waitingMs,
    row.busyMs,
    lengthOf(row.present),
    rangesOf(row.present),
    row.quality,
    list(row.qualityReasons.map(quoted)),
    row.unobservedMs,
    row.resets,
    row.samples,
    row.coverage,
    row.cachedFrom,
    row.scraper,
    row.resourceLabel,
    row.versionLabel,
    row.gpusLabel,
    json(row.labels),
    row.placement?.node ?? null,
    row.placement?.provider ?? null,
    row.placement?.resourceId ?? null,
    row.placement?.gpus ?? null,
    row.role,
    row.requestsByEndpoint === null ? null : json(row.requestsByEndpoint),
    row.kvCachePeak,
    json(row.metrics),
    row.sharedCard?.device ?? null,
    row.sharedCard?.busyMs ?? null,
    row.flops,
    row.readBytes,
    id,
  ]
}

function latencyCells(id: string, { hour, source }: TelemetryHour, row: LatencyHour): Cell[] {
  const count = row.counts.reduce((sum, one) => sum + one, 0n)
  const layout = layoutId(row.bounds)
  const counts = list(row.counts)
  return [hour, source, row.replica, row.servedModel, row.metric, layout, counts, count, row.sumSeconds, id]
}

/** Bounds are known by 60 bits of their hash, so that two loads give the same layout the same number. */
async function keepLayouts(client: PoolClient, latency: readonly LatencyHour[]): Promise<void> {
  const layouts = new Map(latency.map(({ bounds }) => [layoutId(bounds), list(bounds)]))
  await client.query(
    `insert into fact.bucket_layout (layout_id, bounds)
     select layout_id, bounds::double precision[] from unnest($1::bigint[], $2::text[]) as layout(layout_id, bounds)
     on conflict do nothing`,
    [[...layouts.keys()].map(String), [...layouts.values()]],
  )
}

function layoutId(bounds: readonly number[]): bigint {
  const digest = createHash('sha256').update(bounds.join(',')).digest()
  return digest.readBigUInt64BE() >> 4n
}

/** JSON with its keys in order, so that labels in another order are the same row. */
function json(fields: Readonly<Record<string, string | bigint>>): string {
  const sorted = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const texts = sorted.map(([key, value]) => {
    const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
    return `${JSON.stringify(key)}:${text}`
  })
  return `{${texts.join(',')}}`
}
