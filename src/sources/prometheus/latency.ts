/** Counts the histograms of a turn: each process's buckets on their own, for a restart may change them. */
import { distributed, type Layout } from '../../counting/buckets.js'
import { processAt } from '../../counting/life.js'
import type { Way } from '../../counting/way.js'
import { HISTOGRAMS, type Metric, OF_THE_METRIC } from './names.js'
import { numberOf } from './number.js'
import { type Baselines, countGroup, wayOf } from './tally.js'
import type { Exporter, Group } from './targets.js'
import { type Tally, type Turn, tallyOf } from './turns.js'

/** A histogram as it is exposed: its buckets and its sum, one of each rank of an engine. */
interface Histogram {
  readonly servedModel: string
  readonly groups: readonly { readonly group: Group; readonly way: Way }[]
}

/** What tells histograms of one exporter apart: its other labels are the target's. */
const APART = [...OF_THE_METRIC].filter((label) => label !== '__name__' && label !== 'le')

/** What the processes of one histogram counted, by the moment they began. */
type ByProcess = Map<number, { readonly buckets: Map<number, number>; sum: number | null }>

export function tallyLatency(turn: Turn, metric: Metric, exporter: Exporter, baselines: Baselines): void {
  for (const histogram of histogramsOf(turn, metric, exporter)) {
    const tally = tallyOf(turn, histogram.servedModel)
    const found: ByProcess = new Map()
    for (const { group, way } of histogram.groups) {
      countIn(turn, group, way, baselines, tally, found)
      tally.series += 1
    }
    const layouts = tally.layouts.get(metric) ?? []
    tally.layouts.set(metric, layouts)
    layouts.push(...layoutsOf(found, tally))
  }
}

function histogramsOf(turn: Turn, metric: Metric, exporter: Exporter): Histogram[] {
  const there = exporter.groups
    .map((group) => ({ group, way: wayOf(turn, group, exporter) }))
    .filter(({ way }) => way.last !== undefined)
  const base = HISTOGRAMS[metric].find((one) => there.some(({ group }) => group.name.base === one))
  const found = new Map<string, { group: Group; way: Way }[]>()
  for (const one of there) {
    if (one.group.name.base !== base) continue
    const identity = APART.map((label) => one.group.labels[label]).join('\n')
    const groups = found.get(identity)
    if (groups === undefined) found.set(identity, [one])
    else groups.push(one)
  }
  return [...found.values()].map((groups) => ({ servedModel: groups[0]?.group.servedModel ?? 'unknown', groups }))
}

function countIn(turn: Turn, group: Group, way: Way, baselines: Baselines, tally: Tally, found: ByProcess): void {
  const { life } = turn.frame
  const bound = group.name.part === 'bucket' ? numberOf(group.labels['le'] ?? '') : undefined
  countGroup(turn, group, way, baselines, tally.notes, (counted, at) => {
    const process = processAt(life, at)
    const one = found.get(process) ?? { buckets: new Map<number, number>(), sum: null }
    found.set(process, one)
    if (bound === undefined) one.sum = (one.sum ?? 0) + counted
    else one.buckets.set(bound, (one.buckets.get(bound) ?? 0) + counted)
  })
}

function layoutsOf(found: ByProcess, tally: Tally): Layout[] {
  return [...found]
    .toSorted(([a], [b]) => a - b)
    .filter(([, { buckets }]) => buckets.size > 0)
    .map(([, { buckets, sum }]) => {
      const { layout, disagree } = distributed(buckets, sum)
      if (disagree) tally.notes.reasons.add('buckets_disagree')
      return layout
    })
}
