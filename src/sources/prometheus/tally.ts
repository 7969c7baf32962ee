/** Counts the counters and gauges of a turn. */
import { type Baseline, countWay, type Notes } from '../../counting/count.js'
import { timeAbove } from '../../counting/gauges.js'
import { type Samples, upTo } from '../../counting/samples.js'
import { type Way, wayThrough } from '../../counting/way.js'
import { ADAPTERS, fits, ownLabel } from './engines/engine.js'
import type { GaugedField } from './engines/form.js'
import { type Exporter, type Group, UNKNOWN_MODEL } from './targets.js'
import { type Busy, type Turn, tallyOf } from './turns.js'

export type Baselines = ReadonlyMap<bigint, Baseline>

/** A series that never had a sample before needs a baseline; one that had needs none, and this is what it gets. */
const NO_BASELINE: Baseline = { kind: 'unknown' }

export function tallyCounters(turn: Turn, baselines: Baselines): void {
  const { groups, engine } = turn.scope.exporter
  const seen = groups.filter(({ name }) => name.kind === 'counter').map((group) => ({ group, way: wayOf(turn, group) }))
  const there = seen.filter(({ way }) => isThere(way, turn))
  const total = new Set(there.filter(({ group }) => group.name.part === 'total').map(({ group }) => group.name.metric))
  for (const { group, way } of there) {
    const { metric, part } = group.name
    // Where both are shown, `prompt_tokens` is the same as `prompt_tokens_total`.
    if (part !== 'total' && total.has(metric)) continue
    const tally = tallyOf(turn, group.servedModel)
    const counted = tally.counted.get(metric) ?? []
    tally.counted.set(metric, counted)
    let count = 0
    countGroup(turn, group, way, baselines, tally.notes, (inc) => (count += inc))
    counted.push({ labels: group.labels, count })
    tally.series += way.last === undefined ? 0 : 1
  }
  const models = new Set(groups.filter(({ name }) => name.kind !== 'adapters').map(({ servedModel }) => servedModel))
  for (const model of models) tallyGauges(turn, model)
  for (const doubt of engine.doubts) turn.notes.reasons.add(doubt)
  if (models.has(UNKNOWN_MODEL)) turn.notes.reasons.add('no_model')
  if (groups.some((group) => showsAdapters(turn, group))) turn.notes.reasons.add('adapters_unsplit')
}

/** What was seen shortly before the hour has counted nothing in it that is known, which is 0 and not nothing. */
function isThere({ before, last }: Way, { frame }: Turn): boolean {
  return last !== undefined || (before !== undefined && before.at > frame.from - frame.reach)
}

/** Counts a group's way and leaves a checkpoint at its end. */
export function countGroup(
  turn: Turn,
  { key, twins }: Group,
  way: Way,
  baselines: Baselines,
  notes: Notes,
  add: (counted: number, at: number) => void,
): void {
  countWay(way, twins, baselines.get(key) ?? NO_BASELINE, turn.frame, notes, add)
  if (way.last !== undefined) turn.checkpoints.push({ series: key, atMs: way.last.at, value: way.last.value })
}

/** The chosen scraper has its place among the scrapers of each exporter's series, if it kept any of them. */
export function wayOf({ scope, chosen, frame }: Turn, { twins }: Group, of: Exporter = scope.exporter): Way {
  const name = scope.exporter.scrapers[chosen]
  return wayThrough(twins, of === scope.exporter ? chosen : of.scrapers.indexOf(name ?? ''), frame.from, frame.to)
}

/** An adapter of LoRA ran or waited in the hour: its tokens are counted as those of the model it stands on. */
function showsAdapters({ frame }: Turn, { name, labels, twins }: Group): boolean {
  if (name.kind !== 'adapters') return false
  const named = ADAPTERS.slice(1).some((label) => (ownLabel(labels, label) ?? '') !== '')
  return named && twins.some(({ at }) => upTo(at, frame.to) > upTo(at, frame.from))
}

function tallyGauges(turn: Turn, model: string): void {
  const running = busyOf(turn, model, 'running')
  const waiting = busyOf(turn, model, 'waiting')
  const kvCache = peakOf(turn, model)
  if (running === undefined && waiting === undefined && kvCache === undefined) return
  const tally = tallyOf(turn, model)
  tally.running = running
  tally.waiting = waiting
  tally.kvCache = kvCache
  tally.series += (running?.series ?? 0) + (waiting?.series ?? 0) + (kvCache?.series ?? 0)
}

function busyOf(turn: Turn, model: string, field: 'running' | 'waiting'): (Busy & { series: number }) | undefined {
  for (const groups of gaugesOf(turn, model, field)) {
    const twins = groups.map((group) => group.twins)
    const above = timeAbove(twins, turn.chosen, turn.frame)
    if (above !== undefined) return { above, written: writtenOf(groups), series: groups.length }
  }
  return undefined
}

/** The highest that was seen of any rank, 0 to 1. */
function peakOf(turn: Turn, model: string): { peak: number; written: string; series: number } | undefined {
  const { chosen, frame } = turn
  for (const groups of gaugesOf(turn, model, 'kv_cache')) {
    const seen = groups.flatMap(({ twins }) => {
      const { at, value } = twins[chosen] ?? NONE
      return [...value.subarray(upTo(at, frame.from), upTo(at, frame.to))]
    })
    if (seen.length > 0) return { peak: Math.max(...seen), written: writtenOf(groups), series: groups.length }
  }
  return undefined
}

const NONE: Samples = { at: new Float64Array(0), value: new Float64Array(0) }

/** By name, in the order in which they are looked for. */
function gaugesOf({ scope }: Turn, model: string, field: GaugedField): Group[][] {
  const own = scope.exporter.groups.filter(({ name, servedModel }) => servedModel === model && name.kind === 'gauge')
  return scope.exporter.engine.gauged[field].map(({ metric, where }) =>
    own.filter(({ name, labels }) => name.metric === metric && fits(where, labels)),
  )
}

function writtenOf(groups: readonly Group[]): string {
  return groups[0]?.labels['__name__'] ?? ''
}
