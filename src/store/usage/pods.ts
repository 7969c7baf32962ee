/** The pods of an hour of telemetry. */
import type { PodHour } from '../../records/pod-hour.js'
import type { TelemetryHour } from '../../records/usage-hour.js'
import { copyInto } from '../copy.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { type Cell, csv, lengthOf, list, quoted, rangesOf } from './cells.js'

const columns = `hour source namespace pod node provider resource_id present ran_ms gpus gpu_ms gpus_from reasons
  load_id`.split(/\s+/)

/** Writes what differs; of an hour that was read without asking for pods what is held stays. */
export async function replacePods(client: PoolClient, id: string, said: TelemetryHour): Promise<void> {
  const { pods, source, hour } = said
  if (pods === null) return
  await copyInto(client, 'stage.pod_hour', columns, csv(pods.map((row) => cells(id, said, row))))
  await client.query(await statement('34_pod_gone'), [id, source, hour])
  await client.query(await statement('34_pod_put'), [id])
}

function cells(id: string, { hour, source }: TelemetryHour, row: PodHour): Cell[] {
  return [
    hour,
    source,
    row.namespace,
    row.pod,
    row.node,
    row.provider,
    row.resourceId,
    rangesOf(row.present),
    lengthOf(row.present),
    row.gpus,
    row.gpuMs,
    row.gpusFrom,
    list(row.reasons.map(quoted)),
    id,
  ]
}
