/**
 * What each pod of a card was measured to do there: https://github.com/NVIDIA/dcgm-exporter/pull/594 writes rows of processes,
 * added up by pod, beside the row of the card. Older exporters copy the card's row to each pod and leave it out: a pod is
 * measured only in scrapes that have both. Memory is not looked at, for engines reserve it whether they work or not.
 */
import type { Frame } from '../../../counting/count.js'
import { highest, type Level, levelOf } from '../../../counting/level.js'
import type { Samples } from '../../../counting/samples.js'
import { wayThrough } from '../../../counting/way.js'
import type { Device, Sight } from './devices.js'

/** Milliseconds by pod; null where nobody tells processes apart. Of a slice nothing is known: its rows are all zero. */
export function processesOf(
  { exporter, slice, seen }: Device,
  sliced: boolean,
  frame: Frame,
): Readonly<Record<string, number>> | null {
  if (exporter !== 'dcgm' || slice !== '' || sliced) return null
  const rows = seen.filter(({ labels }) => labels['__name__'] === 'DCGM_FI_DEV_GPU_UTIL')
  const moments = new Set(rows.filter(({ pod }) => pod === undefined).flatMap(({ samples }) => [...samples.at]))
  const levels = [...byPod(rows)].flatMap(([pod, all]): [string, Level][] => {
    const level = levelIn(highest(all.map((samples) => at(moments, samples))), frame)
    return level === undefined ? [] : [[pod, level]]
  })
  if (levels.length === 0) return null
  return Object.fromEntries(
    levels.map(([pod, { area }]): [string, number] => [pod, Math.round(area)]).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** A pod with several of the card's replicas has the same row for each. */
function byPod(rows: readonly Sight[]): Map<string, Samples[]> {
  const found = new Map<string, Samples[]>()
  for (const { pod, samples } of rows) {
    if (pod !== undefined) found.set(pod, [...(found.get(pod) ?? []), samples])
  }
  return found
}

function at(moments: ReadonlySet<number>, samples: Samples): Samples {
  const keep = Array.from(samples.at.keys()).filter((i) => moments.has(samples.at[i] ?? 0))
  return {
    at: Float64Array.from(keep, (i) => samples.at[i] ?? 0),
    value: Float64Array.from(keep, (i) => samples.value[i] ?? 0),
  }
}

function levelIn(samples: Samples, frame: Frame): Level | undefined {
  return levelOf(wayThrough([samples], 0, frame.from, frame.to), frame)
}
