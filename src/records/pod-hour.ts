import type { Stretch } from './usage-hour.js'

/** Why something of a pod's hour is not known. */
export type PodReason =
  | 'no_machine' // its node has no provider id that a bill uses, such as one without a machine of its own
  | 'running_not_told' // nothing says when it ran: it was there, and may not have run
  | 'unknown_fraction' // it asks for a part of a GPU that does not say how large it is
  | 'unknown_slices' // it asks for slices of a card of which nobody knows how many it has

/** By what a pod says how many GPUs it holds; `mixed`: its containers say it in different ways. */
export type GpuSource = 'gpu' | 'mig' | 'qgpu' | 'cgpu' | 'hami' | 'configured' | 'mixed'

/** A pod on a node in one hour, as kube-state-metrics tells. One that moved has a row for each node. */
export interface PodHour {
  readonly namespace: string
  readonly pod: string
  readonly node: string
  /** What the bill calls the node. */
  readonly provider: string | null
  readonly resourceId: string | null
  /** When it ran there: in order, apart. */
  readonly present: readonly Stretch[]
  /** GPUs that it asks for, and GPU-milliseconds that it held, as decimal text; null: none, or not known. */
  readonly gpus: string | null
  readonly gpuMs: string | null
  readonly gpusFrom: GpuSource | null
  readonly reasons: readonly PodReason[]
}

/** Where most of a replica's hour was spent. */
export interface Placement {
  readonly node: string
  readonly provider: string
  readonly resourceId: string
  /** As decimal text with 6 places; null where its pod does not say. */
  readonly gpus: string | null
}
