/**
 * How many GPUs the requests of a container stand for. kube-state-metrics writes `nvidia.com/gpu` as `nvidia_com_gpu`, and
 * so every resource whose name is no name of a label: https://github.com/kubernetes/kube-state-metrics, docs/metrics.
 */
import type { GpuSource, PodReason } from '../../../records/pod-hour.js'
import { type Gpus, gpusOfMilli, gpusOfPercent, parseGpus } from '../../../units/gpus.js'
import { slicesIn, slicesOf } from '../gpus/names.js'

/** What a container asks for, by resource as kube-state-metrics writes it. */
export type Requests = ReadonlyMap<string, number>

export interface Asked {
  /** Undefined where a part is asked for that does not say how large it is. */
  readonly gpus: Gpus | undefined
  readonly from: GpuSource
  readonly reason: PodReason | undefined
}

const WHOLE = 'nvidia_com_gpu'
/** HAMi: hundredths of each of the GPUs asked for. */
const HAMI_CORES = 'nvidia_com_gpucores'
const HAMI_MEMORY = 'nvidia_com_gpumem'
/** Tencent Cloud, document 457/59103: 100 is a card. */
const QGPU = 'tke_cloud_tencent_com_qgpu_core'
const CGPU_CORES = 'aliyun_com_gpu_core_percentage'
const CGPU_MEMORY = 'aliyun_com_gpu_mem'
const SHARED = 'nvidia_com_gpu_shared'
const MIG = /^nvidia_com_mig_(\d+g)_(\d+gb)/

/** Of requests those for GPUs: most pods ask for cores and memory only. `configured`: resources of one's own. */
export function requestsMatch(match: string, configured: ReadonlyMap<string, unknown>): string {
  return `${match.trim().replace(/,$/, '')},resource=~${JSON.stringify(resourcesAsked(configured.keys()))}`
}

/** A regular expression of the resources that are GPUs or parts of them; `more`: those that are configured. */
function resourcesAsked(more: Iterable<string>): string {
  const fixed = [WHOLE, HAMI_CORES, HAMI_MEMORY, SHARED, QGPU, CGPU_CORES, CGPU_MEMORY]
  return [...new Set([...fixed, 'nvidia_com_mig_.+', ...more])].join('|')
}

/** Undefined where no GPU is asked for. `model`: of the cards of its node, where that is known. */
export function gpusAsked(
  requests: Requests,
  configured: ReadonlyMap<string, Gpus>,
  model: string | null,
): Asked | undefined {
  const parts = [...requests].filter(([, amount]) => amount > 0)
  const own = parts.filter(([resource]) => configured.has(resource))
  if (own.length > 0) {
    return told(sumOf(own.map(([resource, amount]) => times(configured.get(resource), amount))), 'configured')
  }
  const slices = parts.filter(([resource]) => MIG.test(resource))
  if (slices.length > 0) {
    const cards = slices.map(([resource, amount]) => times(sliceOf(resource, model), amount))
    return told(sumOf(cards), 'mig', 'unknown_slices')
  }
  const asked = new Map(parts)
  const [qgpu, cgpu] = [asked.get(QGPU), asked.get(CGPU_CORES)]
  if (qgpu !== undefined) return told(steps(qgpu), 'qgpu')
  if (cgpu !== undefined) return told(hundredths(cgpu), 'cgpu')
  if (asked.has(CGPU_MEMORY)) return told(undefined, 'cgpu')
  const [cards, cores] = [asked.get(WHOLE), asked.get(HAMI_CORES)]
  if (cards !== undefined && cores !== undefined) return told(times(hundredths(cores), cards), 'hami')
  if (asked.has(HAMI_MEMORY)) return told(undefined, 'hami')
  if (cards !== undefined) return told(times(ONE_GPU, cards), 'gpu')
  return asked.has(SHARED) ? told(undefined, 'gpu') : undefined
}

const ONE_GPU = parseGpus('1')

function told(gpus: Gpus | undefined, from: GpuSource, otherwise: PodReason = 'unknown_fraction'): Asked {
  return { gpus, from, reason: gpus === undefined ? otherwise : undefined }
}

function sliceOf(resource: string, model: string | null): Gpus | undefined {
  const [, slice = '', memory = ''] = MIG.exec(resource) ?? []
  const [slices, of] = [slicesIn(`${slice}.${memory}`), slicesOf(model)]
  return slices === null || of === null || slices > of ? undefined : parseGpus(`${slices}/${of}`)
}

function steps(percent: number): Gpus | undefined {
  try {
    return gpusOfPercent(percent)
  } catch {
    return undefined
  }
}

function hundredths(percent: number): Gpus | undefined {
  return Number.isSafeInteger(percent) && percent <= 100 ? gpusOfMilli(percent * 10) : undefined
}

function times(gpus: Gpus | undefined, amount: number): Gpus | undefined {
  if (gpus === undefined || !Number.isSafeInteger(amount)) return undefined
  return { numerator: gpus.numerator * BigInt(amount), denominator: gpus.denominator }
}

/** Undefined where one of them is. */
export function sumOf(parts: readonly (Gpus | undefined)[]): Gpus | undefined {
  let sum: Gpus = { numerator: 0n, denominator: 1n }
  for (const part of parts) {
    if (part === undefined) return undefined
    sum = {
      numerator: sum.numerator * part.denominator + part.numerator * sum.denominator,
      denominator: sum.denominator * part.denominator,
    }
  }
  return sum
}
