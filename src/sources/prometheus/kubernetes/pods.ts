/** What a pod ran on in an hour, and how many GPUs it held there. */
import { length } from '../../../counting/stretches.js'
import type { GpuSource, PodHour, PodReason } from '../../../records/pod-hour.js'
import type { Stretch } from '../../../records/usage-hour.js'
import { decimalOfGpus, type Gpus } from '../../../units/gpus.js'
import type { Machine } from './provider-id.js'
import { type Asked, gpusAsked, sumOf } from './requests.js'
import { type HourFrame, lastIn, POD_INFO, REQUESTS, RUNNING, shared, type Sight, whenAbove } from './sights.js'

/** What is known of nodes in the hour. */
export interface Nodes {
  machineOf(node: string): Machine | undefined
  /** The model of its cards; null where nobody tells, or there are several. */
  modelOf(node: string): string | null
}

/** A row for each node on which the pod ran. `sights` are those of this pod alone. */
export function podHoursOf(
  sights: readonly Sight[],
  frame: HourFrame,
  nodes: Nodes,
  configured: ReadonlyMap<string, Gpus>,
): PodHour[] {
  const [first] = sights
  if (first === undefined) return []
  const name = { namespace: first.namespace, pod: first.pod }
  const there = sights.filter(({ metric, node }) => (metric === POD_INFO || metric === REQUESTS) && node !== '')
  const names = [...new Set(there.map(({ node }) => node))].toSorted()
  return names.flatMap((node) => {
    const here = there.filter((one) => one.node === node)
    const present = whenAbove(here, frame)
    return present.length === 0 ? [] : (onNode(name, node, sights, here, present, frame, nodes, configured) ?? [])
  })
}

function onNode(
  name: Pick<PodHour, 'namespace' | 'pod'>,
  node: string,
  sights: readonly Sight[],
  here: readonly Sight[],
  present: readonly Stretch[],
  frame: HourFrame,
  nodes: Nodes,
  configured: ReadonlyMap<string, Gpus>,
): PodHour | undefined {
  const uids = new Set(here.map(({ uid }) => uid))
  // A pod of the same name may run elsewhere at another time: its uid is another one.
  const isOurs = ({ uid }: Sight): boolean => uid === '' || uids.has(uid) || uids.has('')
  const running = sights.filter((one) => one.metric === RUNNING && isOurs(one))
  const requests = here.filter(({ metric }) => metric === REQUESTS)
  const ranIn = (container: string | undefined): Stretch[] => {
    const told = container === undefined ? running : running.filter((one) => one.container === container)
    return running.length === 0 ? [...present] : shared(whenAbove(told, frame), present)
  }
  const ran = ranIn(undefined)
  if (ran.length === 0) return undefined
  const reasons = new Set<PodReason>()
  if (running.length === 0) reasons.add('running_not_told')
  const machine = nodes.machineOf(node)
  if (machine === undefined) reasons.add('no_machine')
  const held = heldBy(requests, ranIn, frame, nodes.modelOf(node), configured)
  for (const { asked } of held) if (asked.reason !== undefined) reasons.add(asked.reason)
  const gpus = held.length === 0 ? undefined : sumOf(held.map(({ asked }) => asked.gpus))
  const gpuMs = gpus === undefined ? undefined : sumOf(held.map(({ asked, ms }) => during(asked.gpus, ms)))
  return {
    ...name,
    node,
    provider: machine?.provider ?? null,
    resourceId: machine?.resourceId ?? null,
    present: ran.map(({ from, to }) => ({ from: from - frame.from, to: to - frame.from })),
    gpus: gpus === undefined ? null : decimalOfGpus(gpus),
    gpuMs: gpuMs === undefined ? null : decimalOfGpus(gpuMs),
    gpusFrom: sourceOf(held.map(({ asked }) => asked.from)),
    reasons: [...reasons].toSorted(),
  }
}

interface Held {
  readonly asked: Asked
  readonly ms: number
}

/** Each container that asks for GPUs, and how long it ran. */
function heldBy(
  requests: readonly Sight[],
  ranIn: (container: string) => readonly Stretch[],
  frame: HourFrame,
  model: string | null,
  configured: ReadonlyMap<string, Gpus>,
): Held[] {
  const containers = [...new Set(requests.map(({ container }) => container))].toSorted()
  return containers.flatMap((container) => {
    const amounts = new Map<string, number>()
    for (const one of requests.filter((request) => request.container === container)) {
      const amount = lastIn(one.samples, frame)
      if (amount !== undefined) amounts.set(one.resource, Math.max(amount, amounts.get(one.resource) ?? 0))
    }
    const asked = gpusAsked(amounts, configured, model)
    const ms = Math.round(length(ranIn(container)))
    return asked === undefined || ms === 0 ? [] : [{ asked, ms }]
  })
}

function during(gpus: Gpus | undefined, ms: number): Gpus | undefined {
  return gpus === undefined ? undefined : { numerator: gpus.numerator * BigInt(ms), denominator: gpus.denominator }
}

function sourceOf(sources: readonly GpuSource[]): GpuSource | null {
  const [first, ...more] = new Set(sources)
  return more.length > 0 ? 'mixed' : (first ?? null)
}
