/** What tells when processes began and targets were there: process_start_time_seconds, `_created` and `up`. */
import { type Epoch, epochsOf, fallsOf, type Fall, type Life } from '../../counting/life.js'
import { cleaned, type Samples, union } from '../../counting/samples.js'
import type { Baseline } from '../../counting/count.js'
import { ownLabel } from './engines/engine.js'
import type { Reader } from './reader.js'
import type { Labels, RawSeries } from './series.js'
import { textOf } from './identities.js'
import { type Exporter, targetLabels } from './targets.js'

const OF_PROCESSES = 'up|process_start_time_seconds'
const STARTS = 'process_start_time_seconds'

/** Evidence by target, found again by the labels that Prometheus itself gave it. */
export interface Evidence {
  /** Nothing is known of falls yet. */
  lifeOf(exporter: Exporter): Life
}

export async function readEvidence(
  reader: Reader,
  exporters: readonly Exporter[],
  clocks: readonly Float64Array[],
): Promise<Evidence> {
  const { jobs, instances } = whereabouts(exporters)
  const ofProcesses = jobs.length === 0 ? [] : await reader.samplesOf(OF_PROCESSES, jobs, instances)
  const created = await reader.samples(reader.names.created)
  const ups = new Found(reader, ofProcesses.filter(isNamed('up')))
  const starts = new Found(reader, ofProcesses.filter(isNamed(STARTS)))
  const births = birthsOf(reader, created)
  const activity = union([...clocks, ...ups.all().map(({ samples }) => samples.at)])
  return {
    lifeOf: ({ labels, target }) => {
      const epochs = starts.of(labels).flatMap(({ samples }) => epochsIn(samples))
      return {
        epochs: epochsOf(epochs.length > 0 ? epochs : (births.get(target) ?? []).flatMap(epochsIn)),
        falls: [],
        ups: union(ups.of(labels).map(({ samples }) => samples.at)),
        activity,
      }
    },
  }
}

/** When the process of each exporter began that was last seen before the span, by target. */
export async function startsBefore(reader: Reader, exporters: readonly Exporter[]): Promise<Map<string, number>> {
  const { jobs, instances } = whereabouts(exporters)
  const last = jobs.length === 0 ? [] : await reader.lastBeforeOf(STARTS, jobs, instances)
  const starts = new Found(reader, last)
  const found = new Map<string, number>()
  for (const { target, labels } of exporters) {
    const seconds = Math.max(...starts.of(labels).map(({ samples }) => samples.value[0] ?? 0))
    if (seconds > 0) found.set(target, seconds * 1000)
  }
  return found
}

/** Where a target does not tell when its process began, one counter that falls shows it for all of them. */
export function withFalls(life: Life, exporter: Exporter, baselines: ReadonlyMap<bigint, Baseline>): Life {
  if (life.epochs.length > 0) return life
  const falls = exporter.groups.flatMap(({ key, name, twins }) => {
    if (name.kind !== 'counter') return []
    const baseline = baselines.get(key)
    const [first] = twins
    const before = baseline?.kind === 'sample' && first !== undefined ? fallFrom(baseline.sample, first) : []
    return [...before, ...twins.flatMap(fallsIn)]
  })
  return { ...life, falls: fallsOf(falls) }
}

function fallFrom(before: { readonly at: number; readonly value: number }, { at, value }: Samples): Fall[] {
  const [moment, counted] = [at[0], value[0]]
  if (moment === undefined || counted === undefined || counted >= before.value) return []
  return [{ from: before.at, to: moment }]
}

function fallsIn({ at, value }: Samples): Fall[] {
  const falls: Fall[] = []
  for (let i = 1; i < at.length; i += 1) {
    if ((value[i] ?? 0) < (value[i - 1] ?? 0)) falls.push({ from: at[i - 1] ?? 0, to: at[i] ?? 0 })
  }
  return falls
}

function epochsIn({ at, value }: Samples): Epoch[] {
  return Array.from(at, (moment, i) => ({ at: moment, start: (value[i] ?? 0) * 1000 }))
}

/** One creation time a target is enough, and it has to be the same one always. */
function birthsOf({ settings, names }: Reader, series: readonly RawSeries[]): Map<string, Samples[]> {
  const byTarget = new Map<string, Map<string, Samples[]>>()
  for (const { labels, samples } of series) {
    const { __name__: written = '' } = labels
    const name = names.of(written, labels)
    if (name?.kind !== 'created') continue
    const { apart } = name.engine
    const target = textOf(targetLabels(settings, labels, apart))
    const which = JSON.stringify([...apart].map((label) => ownLabel(labels, label) ?? ''))
    const all = byTarget.get(target) ?? new Map<string, Samples[]>()
    byTarget.set(target, all)
    all.set(which, [...(all.get(which) ?? []), cleaned(samples, false).samples])
  }
  return new Map([...byTarget].map(([target, all]) => [target, [...all].toSorted(byName)[0]?.[1] ?? []]))
}

/** `up` and its like carry no labels of their own: what they have, their target has, too. */
class Found {
  readonly #byPlace = new Map<string, { labels: Labels; samples: Samples }[]>()

  constructor({ settings, names }: Reader, series: readonly RawSeries[]) {
    for (const { labels, samples } of series) {
      const own = targetLabels(settings, labels, names.apart)
      const place = placeOf(own)
      const all = this.#byPlace.get(place) ?? []
      this.#byPlace.set(place, all)
      all.push({ labels: own, samples: cleaned(samples, false).samples })
    }
  }

  of(labels: Labels): { labels: Labels; samples: Samples }[] {
    const near = this.#byPlace.get(placeOf(labels)) ?? []
    return near.filter((one) => Object.entries(one.labels).every(([name, value]) => labels[name] === value))
  }

  all(): { labels: Labels; samples: Samples }[] {
    return [...this.#byPlace.values()].flat()
  }
}

function whereabouts(exporters: readonly Exporter[]): { jobs: string[]; instances: string[] } {
  const all = (label: string): string[] => {
    const values = exporters.map(({ labels }) => labels[label]).filter((value) => value !== undefined)
    return [...new Set(values)].toSorted()
  }
  return { jobs: all('job'), instances: all('instance') }
}

function placeOf(labels: Labels): string {
  return JSON.stringify([labels['job'], labels['instance']])
}

function isNamed(name: string): (series: RawSeries) => boolean {
  return ({ labels }) => labels['__name__'] === name
}

function byName(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : 1
}
