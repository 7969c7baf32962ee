/** Counts the histograms of a turn: each process's buckets on their own, for a restart may change them. */
import { distributed, type Layout } from '../../counting/buckets.js'
import { processAt } from '../../counting/life.js'
import type { Way } from '../../counting/way.js'
import { type Engine, ownLabel } from './engines/engine.js'
import type { TimedField } from './engines/form.js'
import { numberOf } from './number.js'
import { type Baselines, countGroup, wayOf } from './tally.js'
import { type Exporter, type Group, UNKNOWN_MODEL } from './targets.js'
import { type Tally, type Turn, tallyOf } from './turns.js'

/** A histogram as it is exposed: its buckets and its sum, one of each rank of an engine. */
interface Histogram {
  readonly servedModel: string
  readonly written: string
  readonly perSecond: number
  readonly groups: readonly { readonly group: Group; readonly way: Way }[]
}

/** What the processes of one histogram counted, by the moment they began. */
type ByProcess = Map<number, { readonly buckets: Map<number, number>; sum: number | null }>

export function tallyLatency(turn: Turn, metric: TimedField, exporter: Exporter, baselines: Baselines): void {
  for (const histogram of histogramsOf(turn, metric, exporter)) {
    const tally = tallyOf(turn, histogram.servedModel)
    const found: ByProcess = new Map()
    for (const { group, way } of histogram.groups) {
      countIn(turn, group, way, baselines, tally, found)
      tally.series += 1
    }
    const read = tally.layouts.get(metric) ?? { written: histogram.written, layouts: [] }
    tally.layouts.set(metric, read)
    read.layouts.push(...layoutsOf(found, histogram, tally))
  }
}

function histogramsOf(turn: Turn, metric: TimedField, exporter: Exporter): Histogram[] {
  const there = exporter.groups
    .map((group) => ({ group, way: wayOf(turn, group, exporter) }))
    .filter(({ way }) => way.last !== undefined)
  const { engine } = exporter
  const read = engine.timed[metric].find((one) => there.some(({ group }) => group.name.metric === one.metric))
  if (read === undefined) return []
  const found = new Map<string, { group: Group; way: Way }[]>()
  for (const one of there) {
    if (one.group.name.metric !== read.metric) continue
    const identity = identityOf(engine, one.group)
    const groups = found.get(identity)
    if (groups === undefined) found.set(identity, [one])
    else groups.push(one)
  }
  return [...found.values()].map((groups) => ({
    servedModel: groups[0]?.group.servedModel ?? UNKNOWN_MODEL,
    written: (groups[0]?.group.labels['__name__'] ?? '').replace(/_(bucket|sum)$/, ''),
    perSecond: read.perSecond,
    groups,
  }))
}

/** What tells histograms of one exporter apart: its other labels are the target's. */
function identityOf({ apart }: Engine, { labels }: Group): string {
  let identity = ''
  for (const label of apart) {
    if (label !== '__name__' && label !== 'le') identity += `${ownLabel(labels, label) ?? ''}\n`
  }
  return identity
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

function layoutsOf(found: ByProcess, { perSecond }: Histogram, tally: Tally): Layout[] {
  return [...found]
    .toSorted(([a], [b]) => a - b)
    .filter(([, { buckets }]) => buckets.size > 0)
    .map(([, { buckets, sum }]) => {
      const seconds = new Map([...buckets].map(([bound, count]) => [bound / perSecond, count]))
      const { layout, disagree } = distributed(seconds, sum === null ? null : sum / perSecond)
      if (disagree) tally.notes.reasons.add('buckets_disagree')
      return layout
    })
}
