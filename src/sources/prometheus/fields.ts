/** Which metric of those that are there each column of the ledger comes from, engine by engine. */
import { type Engine, fits } from './engines/engine.js'
import type { Field } from './engines/form.js'
import type { Names } from './engines/names.js'
import type { RawSeries } from './series.js'

/** Columns of the ledger, and what the file of engines calls them. */
const COLUMNS = [
  ['promptTokens', 'prompt_tokens'],
  ['cachedTokens', 'cached_tokens'],
  ['generatedTokens', 'generated_tokens'],
  ['requests', 'requests'],
  ['runningMs', 'running'],
  ['waitingMs', 'waiting'],
  ['kvCachePeak', 'kv_cache'],
  ['e2e', 'e2e'],
  ['ttft', 'ttft'],
  ['itl', 'itl'],
] as const satisfies (readonly [string, Field])[]

export type Column = (typeof COLUMNS)[number][0]

/** One of the engines whose names are there. */
export interface EngineFound {
  readonly name: string
  readonly title: string
  /** The metric that feeds it; null where there is none. */
  readonly fields: readonly (readonly [column: Column, metric: string | null])[]
  /** Columns whose metric was never seen on a live server by those who wrote the file of engines. */
  readonly unverified: readonly Column[]
  /** Why it has nothing for a column, where that is known. */
  readonly untold: readonly (readonly [column: Column, why: string])[]
}

interface Seen {
  readonly rank: number
  readonly metric: string
  readonly written: string
  readonly labels: RawSeries['labels']
}

export function enginesIn(names: Names, series: readonly RawSeries[]): EngineFound[] {
  const byEngine = new Map<Engine, Seen[]>()
  for (const { labels } of series) {
    const { __name__: written = '' } = labels
    const name = names.of(written, labels)
    if (name === undefined) continue
    const { engine, rank, metric } = name
    const all = byEngine.get(engine) ?? []
    byEngine.set(engine, all)
    all.push({ rank, metric, written, labels })
  }
  return names.engines.flatMap((engine) => {
    const seen = byEngine.get(engine)
    return seen === undefined ? [] : [engineFound(engine, seen.toSorted(byRank))]
  })
}

function engineFound(engine: Engine, seen: readonly Seen[]): EngineFound {
  const found = COLUMNS.map(([column, field]) => ({ column, field, metric: writtenOf(engine, field, seen) }))
  return {
    name: engine.name,
    title: engine.title,
    fields: found.map(({ column, metric }) => [column, metric] as const),
    unverified: found.flatMap(({ column, field, metric }) =>
      metric !== null && engine.unverified.includes(field) ? [column] : [],
    ),
    untold: found.flatMap(({ column, field, metric }) => {
      const why = engine.untold[field]
      return why === undefined || metric !== null ? [] : [[column, why] as const]
    }),
  }
}

function writtenOf({ counted, gauged, timed }: Engine, field: Field, seen: readonly Seen[]): string | null {
  const readings = { ...counted, ...gauged, ...timed }[field]
  for (const reading of readings) {
    const where = 'where' in reading ? reading.where : []
    const one = seen.find(({ metric, labels }) => metric === reading.metric && fits(where, labels))
    if (one !== undefined) return one.written
  }
  return null
}

function byRank(left: Seen, right: Seen): number {
  return left.rank - right.rank || (left.written < right.written ? -1 : 1)
}
