/** The machines behind an hour: what their GPUs did, which pods ran on them, and so what each replica ran on. */
import { length } from '../../counting/stretches.js'
import type { GpuHour, SharedCard } from '../../records/gpu-hour.js'
import type { Placement, PodHour } from '../../records/pod-hour.js'
import { readGpus } from './gpus/index.js'
import { type Cluster, readCluster } from './kubernetes/index.js'
import { podOfTarget } from './kubernetes/sights.js'
import type { Reader } from './reader.js'
import type { Labels } from './series.js'
import { sharedCards } from './shared-cards.js'

export interface Machines {
  /** Null: nobody asks for them. */
  readonly gpus: readonly GpuHour[] | null
  readonly pods: readonly PodHour[] | null
  /** Of the target of each row of usage, by its labels. */
  standOf(rows: readonly Labels[]): readonly Stand[]
}

/** Where a replica stands: on which machine, and on which card of it that others have, too. Null where nothing tells. */
export interface Stand {
  readonly placement: Placement | null
  readonly sharedCard: SharedCard | null
}

/** An hour of the span each. `targets` are the labels of those that were read. */
export async function readMachines(reader: Reader, targets: readonly Labels[]): Promise<Machines[]> {
  const gpus = await readGpus(reader)
  const modelOf = (index: number, node: string): string | null => {
    const [model = null, ...others] = new Set(
      (gpus?.[index] ?? []).filter((gpu) => gpu.node === node).map((gpu) => gpu.model),
    )
    return others.length > 0 ? null : model
  }
  const clusters = await readCluster(reader, new Set(targets.flatMap((labels) => podOfTarget(labels) ?? [])), modelOf)
  return reader.span.hours.map((_, i) => ofHour(gpus?.[i], clusters?.[i]))
}

function ofHour(gpus: readonly GpuHour[] | undefined, cluster: Cluster | undefined): Machines {
  const places = placesOf(cluster?.pods ?? [])
  return {
    gpus: gpus?.map((gpu) => placed(gpu, cluster)) ?? null,
    pods: cluster?.pods ?? null,
    standOf: (rows) => {
      const named = rows.map(podOfTarget)
      const shared = sharedCards(gpus ?? [], cluster?.pods ?? [], named)
      return named.map((pod = '') => {
        const [place, sharedCard] = [places.get(pod) ?? null, shared.get(pod) ?? null]
        return { placement: place === null || sharedCard === null ? place : { ...place, gpus: null }, sharedCard }
      })
    },
  }
}

/** A label that names the machine comes before the node. */
function placed(gpu: GpuHour, cluster: Cluster | undefined): GpuHour {
  const machine = gpu.resourceId === null && gpu.node !== null ? cluster?.machineOf(gpu.node) : undefined
  return machine === undefined ? gpu : { ...gpu, ...machine }
}

/** Of a pod that moved the node where it ran longest, of equals the first by name. */
function placesOf(pods: readonly PodHour[]): Map<string, Placement> {
  const longest = pods.toSorted((a, b) => length(b.present) - length(a.present) || (a.node < b.node ? -1 : 1))
  const found = new Map<string, Placement>()
  for (const { namespace, pod, node, provider, resourceId, gpus } of longest) {
    const key = `${namespace}/${pod}`
    if (provider === null || resourceId === null || found.has(key)) continue
    found.set(key, { node, provider, resourceId, gpus: gpus === null ? null : cut(gpus) })
  }
  return found
}

/** Six places, the rest cut: sixths of a card, rounded up, would be more than the card. Null where nothing is left. */
function cut(gpus: string): string | null {
  const [whole = '0', parts = ''] = gpus.split('.')
  const text = `${whole}.${parts.slice(0, 6).padEnd(6, '0')}`
  return /[1-9]/.test(text) ? text : null
}
