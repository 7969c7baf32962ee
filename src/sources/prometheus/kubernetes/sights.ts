/** Series of kube-state-metrics, sorted by the pods and nodes that they tell of. */
import { type Samples, upTo } from '../../../counting/samples.js'
import { held, joined } from '../../../counting/stretches.js'
import type { Stretch } from '../../../records/usage-hour.js'
import type { Labels, RawSeries } from '../series.js'

export const NODE_INFO = 'kube_node_info'
export const POD_INFO = 'kube_pod_info'
export const RUNNING = 'kube_pod_container_status_running'
export const REQUESTS = 'kube_pod_container_resource_requests'

/** An hour, and how the samples in it lie. */
export interface HourFrame {
  readonly from: number
  readonly to: number
  readonly interval: number
  readonly most: number
  readonly reach: number
}

/** What one series says, under the names that kube-state-metrics gave it. */
export interface Sight {
  readonly metric: string
  readonly namespace: string
  readonly pod: string
  readonly uid: string
  readonly node: string
  readonly container: string
  readonly resource: string
  readonly providerId: string
  readonly samples: Samples
}

/** Where Prometheus kept its own labels, those of kube-state-metrics are called `exported_...`. */
export function isRenamed(series: readonly RawSeries[]): boolean {
  return series.some(({ labels }) => labels['exported_pod'] !== undefined)
}

export function sightOf({ labels, samples }: RawSeries): Sight {
  const own = (name: string): string => labels[`exported_${name}`] ?? labels[name] ?? ''
  return {
    metric: labels['__name__'] ?? '',
    namespace: own('namespace'),
    pod: own('pod'),
    uid: own('uid'),
    node: own('node'),
    container: own('container'),
    resource: labels['resource'] ?? '',
    providerId: labels['provider_id'] ?? '',
    samples,
  }
}

/** When any of them stood above 0: two kube-state-metrics that overlap while one is replaced say it once. */
export function whenAbove(sights: readonly Sight[], frame: HourFrame): Stretch[] {
  const stretches = sights.flatMap(({ samples: { at, value } }) => {
    const first = upTo(at, frame.from - frame.reach)
    return held(at.subarray(first, upTo(at, frame.to)), frame, (i) => (value[first + i] ?? 0) > 0)
  })
  return joined(stretches)
}

/** What both lists share. */
export function shared(left: readonly Stretch[], right: readonly Stretch[]): Stretch[] {
  return joined(
    left.flatMap((one) => right.map(({ from, to }) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) }))),
  )
}

/** The last value up to the end of the hour that was seen in it or shortly before; undefined where none was. */
export function lastIn({ at, value }: Samples, { from, to, reach }: HourFrame): number | undefined {
  const index = upTo(at, to) - 1
  return (at[index] ?? -Infinity) > from - reach ? value[index] : undefined
}

/** The pod behind a target or a series, by the labels of either. */
export function podKey(namespace: string | undefined, pod: string | undefined): string | undefined {
  return namespace === undefined || pod === undefined || pod === '' ? undefined : `${namespace}/${pod}`
}

export function podOfTarget(labels: Labels): string | undefined {
  return podKey(labels['namespace'], labels['pod'])
}
