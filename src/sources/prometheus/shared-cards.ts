/** Replicas that share a card, by what the processes of their pods were measured to do there. */
import type { GpuHour, SharedCard } from '../../records/gpu-hour.js'
import type { PodHour } from '../../records/pod-hour.js'

/**
 * The shared card of each pod. A card counts as shared where several pods of it are measured, none of them asks for a part of
 * a card (then that is its part), and each serves as one row on this card alone: what a pod did for one of two models, or on
 * one of two cards, nobody measures. `rows` are the pods of the rows of usage, one that serves two models twice.
 */
export function sharedCards(
  gpus: readonly GpuHour[],
  pods: readonly PodHour[],
  rows: readonly (string | undefined)[],
): ReadonlyMap<string, SharedCard> {
  const measured = gpus.filter(({ podBusyMs }) => Object.keys(podBusyMs ?? {}).length > 1)
  const cards = counted(gpus.flatMap(({ pods: named }) => named))
  const served = counted(rows)
  const parts = new Set(pods.filter(asksForPart).map(({ namespace, pod }) => `${namespace}/${pod}`))
  const isPlain = (pod: string): boolean => cards.get(pod) === 1 && (served.get(pod) ?? 0) < 2 && !parts.has(pod)
  const fitting = measured.filter(({ pods: named }) => named.every(isPlain))
  return new Map(
    fitting.flatMap(({ device, podBusyMs }) =>
      Object.entries(podBusyMs ?? {}).map(([pod, busyMs]): [string, SharedCard] => [pod, { device, busyMs }]),
    ),
  )
}

/** Time-sliced cards may be asked for as if they were whole: then the number says nothing. */
function asksForPart({ gpus, gpusFrom }: PodHour): boolean {
  return gpus !== null && gpusFrom !== 'gpu'
}

function counted(names: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const name of names) if (name !== undefined) found.set(name, (found.get(name) ?? 0) + 1)
  return found
}
