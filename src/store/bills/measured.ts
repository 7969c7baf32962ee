/** What telemetry that was loaded tells of machines: the energy that they took, and how long they were at work. */
import type { MachineHour } from '../../records/bill-source.js'
import { type Hour, parseHour } from '../../units/hour.js'
import type { PoolClient } from '../pool.js'

/** Machines of a provider by the ids which the bill uses, in the hours `[from, to)`. */
export interface MachinesAsked {
  readonly provider: string
  readonly machines: readonly string[]
  readonly from: Hour
  readonly to: Hour
}

/**
 * Energy of exporters that measure the whole board (Jetson's); what others measure is the card alone. A machine that no label
 * names goes by its node, or by the host of its target. Of two sources that saw it, the one that saw it longer counts; of
 * several replicas on it, the one that worked longest.
 */
export async function measuredHours(
  client: PoolClient,
  { provider, machines, from, to }: MachinesAsked,
): Promise<readonly MachineHour[]> {
  const { rows } = await client.query<{
    machine: string
    hour: string
    energy: string | null
    seen: string | null
    busy: string | null
  }>(
    `select machine, hour, energy, seen, busy
     from (
       select distinct on (machine, hour) machine, hour, energy, seen
       from (
         select coalesce(resource_id, node, regexp_replace(device, '(:\\d+)?(/.*)?$', '')) as machine, hour, source,
           sum(energy_mj) as energy, max(seen_ms) as seen
         from fact.gpu_hour
         where exporter = 'jetson' and energy_mj is not null and coalesce(provider, $1) = $1 and hour >= $3 and hour < $4
         group by 1, 2, 3) told
       where machine = any($2::text[])
       order by machine, hour, seen desc, source) power
     full join (
       select resource_id as machine, hour, max(busy_ms) as busy
       from fact.deployed_usage
       where resource_id = any($2::text[]) and coalesce(provider, $1) = $1 and hour >= $3 and hour < $4
       group by 1, 2) work using (machine, hour)
     order by machine, hour`,
    [provider, machines, from, to],
  )
  return rows.map(({ machine, hour, energy, seen, busy }) => ({
    machine,
    hour: parseHour(hour),
    energyMj: energy === null ? null : BigInt(energy),
    seenMs: Number(seen ?? 0),
    busyMs: busy === null ? null : Number(busy),
  }))
}
