/** Who is read in which hour: an exporter's hour, framed by its scrapes. */
import { busiest, type Clock, holeOf, intervalIn, type Seen, seenIn, USUAL_INTERVAL_MS } from '../../counting/clock.js'
import { type Frame, noNotes, type Notes } from '../../counting/count.js'
import type { Layout } from '../../counting/buckets.js'
import type { Life } from '../../counting/life.js'
import { median, union, upTo } from '../../counting/samples.js'
import type { Checkpoint, Stretch } from '../../records/usage-hour.js'
import type { Hour } from '../../units/hour.js'
import type { TimedField } from './engines/form.js'
import { boundsOf, type Span } from './reader.js'
import type { Labels } from './series.js'
import type { Exporter } from './targets.js'

/** An exporter with what is known of it over the whole span. */
export interface Scope {
  readonly exporter: Exporter
  readonly clock: Clock
  /** When anybody got an answer of it. */
  readonly scrapes: Float64Array
  readonly life: Life
}

/** An hour of an exporter that is read, and what is found in it, by served model. */
export interface Turn {
  readonly scope: Scope
  readonly hour: Hour
  readonly frame: Frame
  /** The scraper that is believed. */
  readonly chosen: number
  readonly seen: Seen
  readonly notes: Notes
  readonly models: Map<string, Tally>
  readonly checkpoints: Checkpoint[]
}

export interface Tally {
  readonly notes: Notes
  /** By metric, as its engine calls it. */
  readonly counted: Map<string, Counted[]>
  running: Busy | undefined
  waiting: Busy | undefined
  kvCache: { readonly peak: number; readonly written: string } | undefined
  readonly layouts: Map<TimedField, { readonly written: string; readonly layouts: Layout[] }>
  series: number
}

/** What one series counted. */
export interface Counted {
  readonly labels: Labels
  readonly count: number
}

/** When a gauge stood above 0, and which. */
export interface Busy {
  readonly above: readonly Stretch[]
  readonly written: string
}

/**
 * A turn's share of a row. A replica may be several targets: the ranks of an engine with a port each, or the pod before
 * and after it moved.
 */
export interface Part {
  readonly turn: Turn
  readonly tally: Tally
}

export function clockOf({ scrapers, groups }: Exporter): Clock {
  return scrapers.map((_, i) => union(groups.map(({ twins }) => twins[i]?.at ?? new Float64Array(0))))
}

/**
 * The turns of each hour: who was scraped in it, or so shortly before that it reaches into it. Of a replica's exporters
 * those whose names come first have it; the others are their twins.
 */
export function turnsOf(scopes: readonly Scope[], span: Span, intervalMs: number | undefined): Turn[][] {
  return span.hours.map((hour, i) => {
    const bounds = boundsOf(span, i)
    const { from, to, reach } = bounds
    const since = (moment: number): Scope[] => scopes.filter(({ scrapes }) => upTo(scrapes, to) > upTo(scrapes, moment))
    const near = since(from - reach)
    const first = new Map([...firstRanks(near), ...firstRanks(since(from))])
    const believed = near.filter(({ exporter }) => first.get(exporter.replica) === exporter.rank)
    return framed(believed, hour, bounds, intervalMs)
  })
}

function firstRanks(scopes: readonly Scope[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { exporter } of scopes) {
    const { replica, rank } = exporter
    first.set(replica, Math.min(first.get(replica) ?? rank, rank))
  }
  return first
}

function framed(
  scopes: readonly Scope[],
  hour: Hour,
  { from, to, reach }: Pick<Frame, 'from' | 'to' | 'reach'>,
  intervalMs: number | undefined,
): Turn[] {
  const measured = scopes.map(({ clock }) => {
    const chosen = busiest(clock, from, to)
    return { chosen, interval: intervalMs ?? intervalIn(clock, chosen, from, to) }
  })
  // One sample has no distance to another: then the others tell what is usual here.
  const known = Float64Array.from(measured.flatMap(({ interval }) => interval ?? []))
  const usual = median(known) ?? USUAL_INTERVAL_MS
  return scopes.map((scope, i) => {
    const { chosen = 0, interval = usual } = measured[i] ?? {}
    const frame = { from, to, interval, most: holeOf(interval), reach, life: scope.life }
    const notes = noNotes()
    const seen = seenIn(scope.clock, chosen, frame, notes)
    return { scope, hour, frame, chosen, seen, notes, models: new Map(), checkpoints: [] }
  })
}

export function tallyOf({ models }: Turn, servedModel: string): Tally {
  const found = models.get(servedModel)
  if (found !== undefined) return found
  const made: Tally = {
    notes: noNotes(),
    counted: new Map(),
    running: undefined,
    waiting: undefined,
    kvCache: undefined,
    layouts: new Map(),
    series: 0,
  }
  models.set(servedModel, made)
  return made
}
