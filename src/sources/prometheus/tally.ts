/** Counts the counters and gauges of a turn. */
import { type Baseline, countWay, type Notes } from '../../counting/count.js'
import { timeAbove } from '../../counting/gauges.js'
import { type Way, wayThrough } from '../../counting/way.js'
import { type Counter, type Gauge, isCounter, isGauge } from './names.js'
import type { Exporter, Group } from './targets.js'
import { type Turn, tallyOf } from './turns.js'

export type Baselines = ReadonlyMap<bigint, Baseline>

/** A series that never had a sample before needs a baseline; one that had needs none, and this is what it gets. */
const NO_BASELINE: Baseline = { kind: 'unknown' }

export function tallyCounters(turn: Turn, baselines: Baselines): void {
  const { groups } = turn.scope.exporter
  const seen = groups.filter(({ name }) => isCounter(name.base)).map((group) => ({ group, way: wayOf(turn, group) }))
  const there = seen.filter(({ way }) => isThere(way, turn))
  const total = new Set(there.filter(({ group }) => group.name.part === 'total').map(({ group }) => group.name.base))
  for (const { group, way } of there) {
    const { base, part } = group.name
    // Where both are shown, `prompt_tokens` is the same as `prompt_tokens_total`.
    if (!isCounter(base) || (part !== 'total' && total.has(base))) continue
    const tally = tallyOf(turn, group.servedModel)
    const counted = tally.counted.get(base) ?? new Map<string, number>()
    tally.counted.set(base, counted)
    const detail = detailOf(base, group)
    let sum = 0
    countGroup(turn, group, way, baselines, tally.notes, (inc) => (sum += inc))
    counted.set(detail, (counted.get(detail) ?? 0) + sum)
    tally.series += way.last === undefined ? 0 : 1
  }
  for (const model of new Set(groups.map(({ servedModel }) => servedModel))) tallyGauges(turn, model)
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

function detailOf(base: Counter, { labels }: Group): string {
  if (base === 'request_success') return labels['finished_reason'] ?? 'unknown'
  return base === 'prompt_tokens_by_source' ? (labels['source'] ?? '') : ''
}

function tallyGauges(turn: Turn, model: string): void {
  const running = timeOf(turn, model, 'num_requests_running')
  const waiting = timeOf(turn, model, 'num_requests_waiting')
  if (running === undefined && waiting === undefined) return
  const tally = tallyOf(turn, model)
  tally.running = running?.above
  tally.waiting = waiting?.above
  tally.series += (running?.series ?? 0) + (waiting?.series ?? 0)
}

function timeOf({ scope, chosen, frame }: Turn, model: string, gauge: Gauge) {
  const groups = scope.exporter.groups.filter(
    ({ name, servedModel }) => servedModel === model && isGauge(name.base) && name.base === gauge,
  )
  const above = timeAbove(
    groups.map(({ twins }) => twins),
    chosen,
    frame,
  )
  return above === undefined ? undefined : { above, series: groups.length }
}
