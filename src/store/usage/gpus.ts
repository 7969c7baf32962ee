/** The GPUs of an hour of telemetry. */
import type { GpuHour } from '../../records/gpu-hour.js'
import type { TelemetryHour } from '../../records/usage-hour.js'
import { copyInto } from '../copy.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { type Cell, csv, list, quoted } from './cells.js'

const columns =
  `hour source device slice exporter node gpu_model mig_profile slices of_slices provider resource_id pods seen_ms
  unobserved_ms samples busy_ms busy_from memory_mean_bytes memory_peak_bytes memory_total_bytes energy_mj energy_from reasons
  pod_busy_ms load_id`.split(/\s+/)

/** Writes what differs; of an hour that was read without asking for GPUs what is held stays. */
export async function replaceGpus(client: PoolClient, id: string, said: TelemetryHour, known: boolean): Promise<void> {
  const { gpus, source, hour } = said
  if (gpus === null) return
  await copyInto(client, 'stage.gpu_hour', columns, csv(gpus.map((row) => cells(id, said, row))))
  const here = [id, source, hour]
  if (known) await client.query(await statement('34_gpu_restate'), here)
  await client.query(await statement('34_gpu_gone'), here)
  await client.query(await statement('34_gpu_put'), [id])
}

function cells(id: string, { hour, source }: TelemetryHour, row: GpuHour): Cell[] {
  return [
    hour,
    source,
    row.device,
    row.slice,
    row.exporter,
    row.node,
    row.model,
    row.migProfile,
    row.slices,
    row.ofSlices,
    row.provider,
    row.resourceId,
    list(row.pods.map(quoted)),
    row.seenMs,
    row.unobservedMs,
    row.samples,
    row.busyMs,
    row.busyFrom,
    row.memoryMeanBytes,
    row.memoryPeakBytes,
    row.memoryTotalBytes,
    row.energyMj,
    row.energyFrom,
    list(row.reasons.map(quoted)),
    row.podBusyMs === null ? null : JSON.stringify(row.podBusyMs),
    id,
  ]
}
