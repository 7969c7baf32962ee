/**
 * What exporters of GPUs call things. DCGM: https://github.com/NVIDIA/dcgm-exporter, etc/default-counters.csv; nvidia-smi:
 * https://github.com/utkuozdemir/nvidia_gpu_exporter; Jetson: https://github.com/laminair/jetson_stats_node_exporter, whose
 * `gpu_utilization_percentage_Hz` is a clock and is not read.
 */
import type { GpuHour } from '../../../records/gpu-hour.js'
import type { Labels } from '../series.js'

export type Exporter = GpuHour['exporter']

/** In the unit in which it is kept: parts of 1, bytes, watts, millijoules. `info` says labels only. */
export type Field = 'engine' | 'util' | 'used' | 'free' | 'reserved' | 'total' | 'power' | 'energy' | 'info'

/** What a metric is: times `scale` it is the field; at or beyond `blank` it says that there is no value. */
export interface Meaning {
  readonly exporter: Exporter
  readonly field: Field
  readonly scale: number
  readonly blank: number
  /** The label and value by which the series meant is told from others of its name. */
  readonly only?: readonly [label: string, value: string]
}

const MIB = 1_048_576
/** DCGM_INT64_BLANK is 2^63 - 16; the like of it, such as "not found" and "not supported", follow it. */
const BLANK_COUNTER = 2 ** 63 - 64
/** DCGM_INT32_BLANK; the blanks of other types are larger, and no gauge that is read comes near. */
const BLANK_GAUGE = 0x7ffffff0
/** Shares beyond the whole are no shares. */
const BEYOND = (most: number): number => most + Number.EPSILON * most

const MEANINGS: Readonly<Record<string, Meaning>> = {
  DCGM_FI_PROF_GR_ENGINE_ACTIVE: { exporter: 'dcgm', field: 'engine', scale: 1, blank: BEYOND(1) },
  DCGM_FI_DEV_GPU_UTIL: { exporter: 'dcgm', field: 'util', scale: 0.01, blank: BEYOND(100) },
  DCGM_FI_DEV_FB_USED: { exporter: 'dcgm', field: 'used', scale: MIB, blank: BLANK_GAUGE },
  DCGM_FI_DEV_FB_FREE: { exporter: 'dcgm', field: 'free', scale: MIB, blank: BLANK_GAUGE },
  DCGM_FI_DEV_FB_RESERVED: { exporter: 'dcgm', field: 'reserved', scale: MIB, blank: BLANK_GAUGE },
  DCGM_FI_DEV_POWER_USAGE: { exporter: 'dcgm', field: 'power', scale: 1, blank: BLANK_GAUGE },
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: { exporter: 'dcgm', field: 'energy', scale: 1, blank: BLANK_COUNTER },
  nvidia_smi_utilization_gpu_ratio: { exporter: 'nvidia_smi', field: 'util', scale: 1, blank: BEYOND(1) },
  nvidia_smi_memory_used_bytes: { exporter: 'nvidia_smi', field: 'used', scale: 1, blank: BLANK_COUNTER },
  nvidia_smi_memory_total_bytes: { exporter: 'nvidia_smi', field: 'total', scale: 1, blank: BLANK_COUNTER },
  nvidia_smi_power_draw_watts: { exporter: 'nvidia_smi', field: 'power', scale: 1, blank: BLANK_GAUGE },
  nvidia_smi_gpu_info: { exporter: 'nvidia_smi', field: 'info', scale: 1, blank: Infinity },
  integrated_power_mW: {
    exporter: 'jetson',
    field: 'power',
    scale: 0.001,
    blank: BLANK_GAUGE,
    only: ['statistic', 'power'],
  },
  gpuram_kB: { exporter: 'jetson', field: 'used', scale: 1024, blank: BLANK_COUNTER },
  ram_kB: { exporter: 'jetson', field: 'total', scale: 1024, blank: BLANK_COUNTER, only: ['statistic', 'total'] },
}

/** A regular expression for `__name__`. */
export const GPU_NAMES = Object.keys(MEANINGS).join('|')

/** Undefined for a series of something else. */
export function meaningOf(labels: Labels): Meaning | undefined {
  const meaning = MEANINGS[labels['__name__'] ?? '']
  const { only } = meaning ?? {}
  return only === undefined || labels[only[0]] === only[1] ? meaning : undefined
}

/** How many compute slices a card has: https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-gpus.html */
const SLICES: readonly (readonly [model: RegExp, slices: number])[] = [
  [/\bA30\b/, 4],
  [/\bRTX PRO 6000\b/, 4],
  [/\bRTX PRO (5000|4500)\b/, 2],
  [/\b(A100|H100|H200|H20|GH200|B200|GB200)\b/, 7],
]

/** Null for a model that has no slices, or of which nobody knows how many. */
export function slicesOf(model: string | null): number | null {
  return SLICES.find(([pattern]) => model !== null && pattern.test(model))?.[1] ?? null
}

/** The compute slices of a profile such as `3g.40gb`; null for another text. */
export function slicesIn(profile: string | null): number | null {
  const [, slices] = /^(\d)g\.\d+gb/.exec(profile ?? '') ?? []
  return slices === undefined ? null : Number(slices)
}
