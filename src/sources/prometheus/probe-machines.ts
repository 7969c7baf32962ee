/** What a Prometheus offers of GPUs and of Kubernetes, and whether the settings have it read. */
import { GPU_NAMES } from './gpus/names.js'
import { NODE_INFO, POD_INFO, REQUESTS, RUNNING } from './kubernetes/sights.js'
import { selector } from './question.js'
import type { RawSeries } from './series.js'
import type { PrometheusSettings } from './settings.js'

export interface MachinesFound {
  readonly setting: 'gpu_match' | 'kubernetes_match'
  /** Null: it is not set, and what is told is what one could have. */
  readonly match: string | null
  readonly metrics: readonly string[]
  readonly jobs: readonly string[]
  /** Of what is needed, what is not there; of GPUs nothing is, for each exporter has names of its own. */
  readonly missing: readonly string[]
}

const OF_KUBERNETES = [POD_INFO, NODE_INFO, RUNNING, REQUESTS]

export async function machinesFound(
  { gpuMatch, kubernetesMatch }: PrometheusSettings,
  ask: (text: string) => Promise<readonly RawSeries[]>,
): Promise<MachinesFound[]> {
  const found = async (setting: MachinesFound['setting'], match: string | undefined, names: string) => {
    const series = await ask(`count by (__name__, job) (last_over_time(${selector(names, match ?? '')}[1h]))`)
    const all = (label: string): string[] =>
      [...new Set(series.map(({ labels }) => labels[label] ?? ''))].filter((value) => value !== '').toSorted()
    return { setting, match: match ?? null, metrics: all('__name__'), jobs: all('job') }
  }
  const gpus = await found('gpu_match', gpuMatch, GPU_NAMES)
  const pods = await found('kubernetes_match', kubernetesMatch, OF_KUBERNETES.join('|'))
  return [
    { ...gpus, missing: [] },
    { ...pods, missing: OF_KUBERNETES.filter((name) => !pods.metrics.includes(name)) },
  ]
}
