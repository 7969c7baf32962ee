/** Why something of a GPU's hour is not known, or less than it seems. */
export type GpuReason =
  | 'gap' // it was not seen for a part of the hour, between others in which it was
  | 'restart' // its energy counter began anew
  | 'first_seen' // what its energy counter had counted before is not known
  | 'blank_values' // values that stand for "no value" were left out
  | 'mig' // a card in slices: its busy time is that of its slices
  | 'no_utilisation' // nothing that was read says how busy it was
  | 'unknown_slices' // nobody knows how many slices this model of card has

/**
 * What a GPU, or a slice of one, did in one hour. Averages of gauges, weighted by time: each sample holds until the next.
 * What its exporter does not tell is null, never 0.
 */
export interface GpuHour {
  /** Its UUID in small letters and without `gpu-`; of a device without one, the target that tells of it. */
  readonly device: string
  /** The GPU instance of a card in slices; empty for a card. */
  readonly slice: string
  /** Which exporter's names were read. */
  readonly exporter: 'dcgm' | 'nvidia_smi' | 'jetson'
  readonly node: string | null
  readonly model: string | null
  readonly migProfile: string | null
  /** How many of the compute slices of its card it has: 3 of 7. Null for a card, and where nobody knows. */
  readonly slices: number | null
  readonly ofSlices: number | null
  /** What the bill calls the machine that it sits in, and whose id that is. */
  readonly provider: string | null
  readonly resourceId: string | null
  /** Pods that the exporter names, `namespace/pod`. */
  readonly pods: readonly string[]
  /** How long the processes of each of them worked, where the exporter measures them apart; null where it does not. */
  readonly podBusyMs: Readonly<Record<string, number>> | null
  readonly seenMs: number
  readonly unobservedMs: number
  readonly samples: number
  readonly busyMs: number | null
  /** `gr_engine_active` or `gpu_util` of DCGM, `utilization_gpu` of nvidia-smi. */
  readonly busyFrom: string | null
  readonly memoryMeanBytes: bigint | null
  readonly memoryPeakBytes: bigint | null
  readonly memoryTotalBytes: bigint | null
  /** Millijoules; of the whole card, also where it is in slices. */
  readonly energyMj: bigint | null
  /** `counter`, or `power`: watts times the time they were seen. */
  readonly energyFrom: string | null
  readonly reasons: readonly GpuReason[]
}

/** A card with several pods, and how long the processes of one of them worked there. */
export interface SharedCard {
  readonly device: string
  readonly busyMs: number
}
