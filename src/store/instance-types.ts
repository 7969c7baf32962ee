/** What types of machines hold, as the pricing files tell it: only what differs is written. */
import type { InstanceType } from '../records/instance-type.js'
import { decimalOfGpus } from '../units/gpus.js'
import type { PoolClient } from './pool.js'
import { statement } from './statements.js'

export interface TypesPut {
  readonly came: number
  readonly gone: number
  /** Classes of lines have to be looked at again: what a type holds, or which types there are, is told otherwise. */
  readonly changed: boolean
}

/** Makes `fact.instance_type` say what the files say. Call it in the transaction that classifies lines. */
export async function putInstanceTypes(
  client: PoolClient,
  types: readonly InstanceType[],
  loadId: string,
): Promise<TypesPut> {
  const rows = JSON.stringify(types.map(rowOf))
  const gone = (await client.query(await statement('46_drop_instance_types'), [rows])).rowCount ?? 0
  const came = (await client.query(await statement('46_put_instance_types'), [rows, loadId])).rowCount ?? 0
  return { came, gone, changed: came + gone > 0 }
}

/** What decides on no money, whether or not the types were put before; true: some is told otherwise now. */
export async function putTypeMemory(client: PoolClient, types: readonly InstanceType[]): Promise<boolean> {
  const rows = types.map((type) => ({ ...keyOf(type), gpu_memory_gb: type.gpuMemoryGb }))
  const put = await client.query(await statement('45_type_memory'), [JSON.stringify(rows)])
  return put.rowCount !== 0
}

function keyOf(type: InstanceType) {
  return { provider: type.provider, instance_type: type.type, from_day: type.from ?? '-infinity' }
}

// A sixth of a GPU is rounded here, once, at the last of 18 decimals: that is what a column holds.
export function rowOf(type: InstanceType) {
  return {
    ...keyOf(type),
    to_day: type.to ?? 'infinity',
    gpus: decimalOfGpus(type.gpus),
    gpu_model: type.gpuModel,
    a100_factor: type.a100Factor,
    source: type.source,
    as_of: type.asOf,
  }
}
