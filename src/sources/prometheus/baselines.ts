/** Where series stood before their first sample: asked of what earlier hours left, then of the server. */
import { baselineOf } from '../../counting/baseline.js'
import type { Baseline } from '../../counting/count.js'
import { cleaned, upTo } from '../../counting/samples.js'
import type { Known } from '../../counting/life.js'
import type { AskCheckpoints, Checkpoint } from '../../records/usage-hour.js'
import { startsBefore } from './evidence.js'
import type { Reader } from './reader.js'
import type { RawSeries } from './series.js'
import { keyOf, textOf, without } from './identities.js'
import type { Exporter, Group } from './targets.js'
import type { Scope } from './turns.js'

/** Where each series stood at the end of what this run has read so far. */
export class Carried {
  readonly #known = new Map<bigint, Checkpoint>()
  /** Of the last span, sorted in when somebody asks or another comes: after the last one nobody does. */
  #last: readonly Checkpoint[] = []

  add(checkpoints: readonly Checkpoint[]): void {
    this.#sortIn()
    this.#last = checkpoints
  }

  get(series: bigint): Known | undefined {
    this.#sortIn()
    const found = this.#known.get(series)
    return found === undefined ? undefined : { at: found.atMs, value: found.value }
  }

  #sortIn(): void {
    for (const one of this.#last) {
      if (one.atMs >= (this.#known.get(one.series)?.atMs ?? -Infinity)) this.#known.set(one.series, one)
    }
    this.#last = []
  }
}

interface Beginning {
  readonly scope: Scope
  readonly group: Group
  readonly first: number
  /** The beginning of the hour of its first sample. */
  readonly hour: number
}

/**
 * The baselines of all groups that have no sample before their first one. The server is asked last, for the day before,
 * and only where something is still open: then a pod that was there all along can be told from one whose past is unknown.
 */
export async function baselinesOf(
  reader: Reader,
  ask: AskCheckpoints,
  carried: Carried,
  names: string,
  found: readonly { readonly scope: Scope; readonly exporter: Exporter }[],
): Promise<Map<bigint, Baseline>> {
  const beginnings = found.flatMap(({ scope, exporter }) => beginningsOf(reader, scope, exporter))
  const baselines = new Map<bigint, Baseline>()
  const open = settle(reader, beginnings, await checkpointsOf(reader, ask, carried, beginnings), baselines)
  if (open.length === 0) return baselines
  const unknown = settle(reader, open, await lastBefore(reader, names, open), baselines)
  for (const { group } of unknown) baselines.set(group.key, { kind: 'unknown' })
  return baselines
}

function beginningsOf({ span }: Reader, scope: Scope, { groups }: Exporter): Beginning[] {
  return groups.flatMap((group) => {
    if (group.twins.some(({ at }) => upTo(at, span.from) > 0)) return []
    const first = Math.min(...group.twins.map(({ at }) => at[0] ?? Infinity))
    if (!(first <= span.to)) return []
    const hour = span.from + Math.floor((first - span.from - 1) / 3_600_000) * 3_600_000
    return [{ scope, group, first, hour }]
  })
}

/** Writes down what can be said by now, and answers with those that stay open. */
function settle(
  { span }: Reader,
  beginnings: readonly Beginning[],
  earlier: ReadonlyMap<bigint, Known>,
  baselines: Map<bigint, Baseline>,
): Beginning[] {
  return beginnings.filter(({ scope, group, first, hour }) => {
    const { life, scrapes } = scope
    // What was scraped longer ago is not looked at: read on its own, the hour would not know it.
    const knownFrom = hour - span.lookback
    const baseline = baselineOf({ first, knownFrom, life, scrapes, earlier: earlier.get(group.key) })
    if (baseline !== undefined) baselines.set(group.key, baseline)
    return baseline === undefined
  })
}

/** The later of what this run has seen and what earlier ones left. */
async function checkpointsOf(
  { settings, span }: Reader,
  ask: AskCheckpoints,
  carried: Carried,
  open: readonly Beginning[],
): Promise<Map<bigint, Known>> {
  const known = new Map<bigint, Known>()
  const [before] = span.hours
  if (open.length === 0 || before === undefined) return known
  const series = open.map(({ group }) => group.key)
  const left = await ask(settings.name, before, series)
  for (const key of series) {
    const held = left.get(key)
    const own = carried.get(key)
    const mine = own !== undefined && own.at <= span.from && own.at >= (held?.atMs ?? -Infinity) ? own : undefined
    if (mine !== undefined) known.set(key, mine)
    else if (held !== undefined) known.set(key, { at: held.atMs, value: held.value })
  }
  return known
}

/** The server does not say when a value was seen; it was before what the span looks back at. Of twins the higher one. */
async function lastBefore(reader: Reader, names: string, open: readonly Beginning[]): Promise<Map<bigint, Known>> {
  const { settings, span } = reader
  const starts = await startsBefore(
    reader,
    open.map(({ scope }) => scope.exporter),
  )
  const values = new Map<bigint, number>()
  for (const series of await reader.lastBefore(names)) {
    const value = valueOf(series)
    const key = keyOf(settings.name, textOf(without(series.labels, settings.haLabels)))
    if (value !== undefined) values.set(key, Math.max(value, values.get(key) ?? 0))
  }
  const known = new Map<bigint, Known>()
  for (const { group, scope } of open) {
    const value = values.get(group.key)
    const start = starts.get(scope.exporter.target)
    if (value !== undefined) known.set(group.key, { at: span.from - span.lookback, value, start })
  }
  return known
}

function valueOf({ samples }: RawSeries): number | undefined {
  return cleaned(samples, false).samples.value[0]
}
