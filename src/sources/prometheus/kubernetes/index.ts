/**
 * Which pod ran on which machine, as kube-state-metrics tells. Pods and nodes are asked for apart and joined here: joined by
 * the server, two kube-state-metrics that overlap while one is replaced are an error, and a pod that moved is one place only.
 */
import { holeOf, intervalIn, USUAL_INTERVAL_MS } from '../../../counting/clock.js'
import type { PodHour } from '../../../records/pod-hour.js'
import { boundsOf, type Reader, type Span } from '../reader.js'
import type { RawSeries } from '../series.js'
import { podHoursOf } from './pods.js'
import { type Machine, machineOf } from './provider-id.js'
import { requestsMatch } from './requests.js'
import {
  type HourFrame,
  isRenamed,
  NODE_INFO,
  POD_INFO,
  podKey,
  REQUESTS,
  RUNNING,
  type Sight,
  sightOf,
} from './sights.js'

/** What is known of an hour. */
export interface Cluster {
  readonly pods: readonly PodHour[]
  machineOf(node: string): Machine | undefined
}

/** The model of the cards of a node in an hour of the span. */
export type ModelOf = (index: number, node: string) => string | null

/** An hour of the span each; undefined where nobody asks for pods. `targets`: pods of replicas, as `namespace/pod`. */
export async function readCluster(
  reader: Reader,
  targets: Iterable<string>,
  modelOf: ModelOf,
): Promise<readonly Cluster[] | undefined> {
  const { settings, span } = reader
  const { kubernetesMatch: match, gpuResources } = settings
  if (match === undefined) return undefined
  const requests = await reader.samples(REQUESTS, requestsMatch(match, gpuResources))
  const nodes = (await reader.samples(NODE_INFO, match)).map(sightOf)
  const asked = requests.map(sightOf)
  const names = new Set([...asked.map(({ pod }) => pod), ...[...targets].map((target) => target.split('/')[1] ?? '')])
  const label = isRenamed(requests) ? 'exported_pod' : 'pod'
  const pods = await reader.samplesNamed(`${POD_INFO}|${RUNNING}`, match, label, [...names].toSorted())
  const byPod = grouped([...asked, ...pods.map(sightOf)])
  const interval = settings.scrapeIntervalMs ?? measured(requests, span) ?? measured(pods, span) ?? USUAL_INTERVAL_MS
  return span.hours.map((_, i) => {
    const frame = { ...boundsOf(span, i), interval, most: holeOf(interval) }
    const machines = machinesIn(nodes, frame)
    const known = { machineOf: (node: string) => machines.get(node), modelOf: (node: string) => modelOf(i, node) }
    return { ...known, pods: byPod.flatMap((sights) => podHoursOf(sights, frame, known, gpuResources)) }
  })
}

/** In the order of their names. */
function grouped(sights: readonly Sight[]): Sight[][] {
  const found = new Map<string, Sight[]>()
  for (const sight of sights) {
    const key = podKey(sight.namespace, sight.pod)
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), sight])
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, all]) => all)
}

/** By the series with the most samples. */
function measured(series: readonly RawSeries[], { from, to }: Span): number | undefined {
  const longest = series.toSorted((a, b) => b.samples.at.length - a.samples.at.length)[0]
  return longest === undefined ? undefined : intervalIn([longest.samples.at], 0, from, to)
}

/** Of a name that two machines had one after the other the later one. */
function machinesIn(nodes: readonly Sight[], { from, to, reach }: HourFrame): Map<string, Machine> {
  const latest = new Map<string, { at: number; machine: Machine }>()
  for (const { node, providerId, samples } of nodes) {
    const machine = machineOf(providerId)
    const at = samples.at.findLast((moment) => moment <= to) ?? -Infinity
    if (machine !== undefined && at > from - reach && at > (latest.get(node)?.at ?? -Infinity))
      latest.set(node, { at, machine })
  }
  return new Map([...latest].map(([node, { machine }]) => [node, machine]))
}
