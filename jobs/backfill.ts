/** History, piece by piece and oldest first: what is held already is left alone, so that one that was ended goes on. */
import type { Config } from '../src/config/index.js'
import type { Log } from '../src/log.js'
import type { Store } from '../src/store/index.js'
import { several } from '../src/words.js'
import { type Decimal, parseDecimal } from '../src/units/decimal.js'
import type { DayRange, History, JobOutcome, Piece, Surroundings } from './job.js'
import { type JobResult, runWork } from './run.js'

export interface BackfillPlan {
  readonly history: History
  /** What is to be read. */
  readonly pieces: readonly Piece[]
  /** How many pieces are held already. */
  readonly held: number
  /** About how many requests the pieces take, and what they cost in US dollars, exact text. */
  readonly requests: number
  readonly usd: Decimal
  /** What a reader should know of it; empty: nothing. */
  readonly note: string
}

const NOTHING = { usd: parseDecimal('0'), says: undefined }

/**
 * Asks nobody outside but for what it costs, where that is free to ask; it may look at files.
 * @throws ConfigError for a range without a day that can be read, and the errors of a source that is asked
 */
export async function planBackfill(
  store: Store,
  config: Config,
  history: History,
  range: DayRange,
  { again, ...around }: Surroundings & { readonly again: boolean },
): Promise<BackfillPlan> {
  const all = await history.plan(store, config, range, around)
  const pieces = all.filter(({ done }) => again || !done)
  const requests = pieces.reduce((sum, piece) => sum + piece.requests, 0)
  const { usd, says } = (await history.cost?.(store, config, pieces, around)) ?? NOTHING
  const note = [history.note, says].filter((one) => one !== undefined).join(' ')
  return { history, pieces, held: all.filter(({ done }) => done).length, requests, usd, note }
}

export interface Backfilling extends Surroundings {
  readonly log: Log
  /** Before each piece, and when all are done. */
  readonly onPiece: (piece: Piece | undefined, done: number) => void
}

/**
 * Loads what was planned. The first piece that fails ends it, for what is later would leave a hole behind it.
 * Throws nothing: what failed is the result.
 */
export async function runBackfill(
  store: Store,
  config: Config,
  { history, pieces }: BackfillPlan,
  { log, onPiece, ...around }: Backfilling,
): Promise<JobResult> {
  const done: JobOutcome[] = []
  const load = async (): Promise<JobOutcome> => {
    for (const piece of pieces) {
      onPiece(piece, done.length)
      const outcome = await history.load(store, config, piece, around).catch((error: unknown) => {
        log.warn({ source: history.name, from: piece.from, to: piece.to, done: done.length }, 'a piece failed')
        throw error
      })
      done.push(outcome)
      log.info({ source: history.name, from: piece.from, to: piece.to, ...outcome }, 'piece')
    }
    onPiece(undefined, done.length)
    return together(done, pieces)
  }
  return runWork(store, config, { name: history.name, command: 'backfill', log, load }, around)
}

function together(done: readonly JobOutcome[], pieces: readonly Piece[]): JobOutcome {
  const has = (outcome: JobOutcome['outcome']): boolean => done.some((one) => one.outcome === outcome)
  const last = done.at(-1)?.says
  const known = done.every((one) => one.requests !== undefined)
  const requests = done.reduce((sum, one) => sum + (one.requests ?? 0), 0)
  const asked = known ? ` with ${several(requests, 'request')}` : ''
  const [first, end] = [pieces[0]?.from, pieces.at(-1)?.to]
  return {
    outcome: has('incomplete') ? 'incomplete' : has('loaded') ? 'loaded' : 'unchanged',
    says: last === undefined ? 'everything is held already' : `${first} to ${end}${asked}; of the last piece: ${last}`,
    ...(known ? { requests } : {}),
    loadIds: done.flatMap(({ loadIds }) => loadIds),
  }
}
