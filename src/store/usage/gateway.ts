/** What a gateway counted in an hour of telemetry. */
import type { GatewayHour } from '../../records/gateway-hour.js'
import type { TelemetryHour } from '../../records/usage-hour.js'
import { copyInto } from '../copy.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { type Cell, csv, list, quoted } from './cells.js'

const columns =
  `hour source requested_model kind tenant served_model tenants prompt_tokens generated_tokens requests quality
  quality_reasons load_id`.split(/\s+/)

/** Writes what differs; of an hour that was read as no gateway's what is held stays. */
export async function replaceGateway(
  client: PoolClient,
  id: string,
  said: TelemetryHour,
  known: boolean,
): Promise<void> {
  const { gateway, source, hour } = said
  if (gateway === null) return
  await copyInto(client, 'stage.gateway_hour', columns, csv(gateway.map((row) => cells(id, said, row))))
  const here = [id, source, hour]
  if (known) await client.query(await statement('34_gateway_restate'), here)
  await client.query(await statement('34_gateway_gone'), here)
  await client.query(await statement('34_gateway_put'), [id])
}

function cells(id: string, { hour, source }: TelemetryHour, row: GatewayHour): Cell[] {
  return [
    hour,
    source,
    row.requestedModel,
    row.kind,
    row.tenant,
    row.servedModel,
    row.tenants,
    row.promptTokens,
    row.generatedTokens,
    row.requests,
    row.quality,
    list(row.qualityReasons.map(quoted)),
    id,
  ]
}
