/** What every bill that is asked for over an API goes through: asked, kept, spooled, and into the ledger like any export. */
import { join } from 'node:path'
import type {
  BillPage,
  BillPiece,
  BillSource,
  Estimate,
  PresenceDay,
  ProviderTotal,
} from '../src/records/bill-source.js'
import type { BillSnapshot } from '../src/records/bill-snapshot.js'
import { openSnapshot } from '../src/sources/focus/index.js'
import { type Spooled, spool } from '../src/spool/index.js'
import { pagesLoaded, windowsRead, writeMark, writeTotals } from '../src/store/bills/index.js'
import {
  type Replaced,
  type ReplaceOptions,
  replaceWindows,
  SpeltTwice,
  type Store,
  withClient,
  withWorkshop,
} from '../src/store/index.js'
import { askingFor } from './bills-asking.js'
import { spreadByPresence } from './bills-presence.js'
import { spillFolder } from './spill.js'

/** How many requests may be made; undefined: as many as it takes. */
export interface RequestLimits {
  readonly perRun: number | undefined
  readonly perMonth: number | undefined
}

export interface ApiOptions {
  readonly home: string
  readonly memoryLimit: string
  readonly limits: RequestLimits
  readonly allowEmpty: boolean
  readonly declared: ReplaceOptions['declared']
  readonly now: Date
  readonly pause: (ms: number) => Promise<void>
  readonly onStep: (step: string, percent?: number) => void
}

export interface PieceLoaded {
  readonly piece: BillPiece
  readonly replaced: Replaced
  /** Requests that were made; pages that were paid for a moment ago are none. */
  readonly requests: number
  /** Resource-hours spread again because the provider's usage API told when resources ran. */
  readonly respread: number
  /** What lacked and did not keep it from being read, each with what to do. */
  readonly notices: readonly string[]
}

/** One run over one account: what it may still ask, and what it asked. */
export interface ApiRun {
  readonly store: Store
  readonly source: BillSource
  readonly options: ApiOptions
  /** Requests so far. */
  requests: number
}

export function openRun(store: Store, source: BillSource, options: ApiOptions): ApiRun {
  return { store, source, options, requests: 0 }
}

/** What is to be read now. May ask the provider. @throws the errors of the source */
export async function dueOf(run: ApiRun): Promise<readonly BillPiece[]> {
  return run.source.due((await askingFor(run)).asking)
}

/** Pieces with the requests that they take, as the provider counts where it does so for nothing. @throws the errors of the source */
export async function sizedOf(run: ApiRun, pieces: readonly BillPiece[]): Promise<readonly BillPiece[]> {
  if (run.source.sized === undefined || pieces.length === 0) return pieces
  return run.source.sized(pieces, (await askingFor(run)).asking)
}

/** What reading pieces would cost beside requests; undefined: nothing. @throws the errors of the source */
export async function estimateOf(run: ApiRun, pieces: readonly BillPiece[]): Promise<Estimate | undefined> {
  if (run.source.estimate === undefined || pieces.length === 0) return undefined
  return run.source.estimate(pieces, (await askingFor(run)).asking)
}

/** Reads a piece and replaces its windows. @throws the errors of the source and of the store; nothing was written then */
export async function loadPiece(run: ApiRun, piece: BillPiece): Promise<PieceLoaded> {
  const { store, options, source } = run
  const before = run.requests
  const loaded = await withWorkshop(await spillFolder(options.home), async (folder) => {
    options.onStep('ask bill', 0)
    const { asking, questions } = await askingFor(run, piece)
    const noted: Noted = { totals: [], notices: [], presence: [], mark: undefined, emptyIsMeant: false, questions }
    const path = join(folder, 'spool.csv')
    const spooled = await spool(path, source.feed, noting(source.read(piece, asking), noted))
    demandAnswered(piece, spooled)
    const respread = await spreadByPresence(store, source, noted.presence, options.now)
    return { replaced: await replace(run, piece, spooled, noted, folder), respread, notices: noted.notices }
  })
  return { piece, ...loaded, requests: run.requests - before }
}

/** What pages tell beside lines. */
interface Noted {
  readonly totals: ProviderTotal[]
  readonly notices: string[]
  readonly presence: PresenceDay[]
  mark: string | undefined
  emptyIsMeant: boolean
  readonly questions: readonly string[]
}

async function* noting(pages: AsyncIterable<BillPage>, noted: Noted): AsyncGenerator<BillPage> {
  for await (const page of pages) {
    noted.totals.push(...(page.totals ?? []))
    noted.notices.push(...(page.notices ?? []))
    noted.mark = page.mark ?? noted.mark
    noted.emptyIsMeant ||= page.emptyIsMeant === true
    if (page.presence !== undefined) noted.presence.push(page.presence)
    yield page
  }
}

/** A source that forgets to say what it answered for would leave windows stale without a word. */
function demandAnswered({ windows }: BillPiece, spooled: Spooled): void {
  const answered = new Set(spooled.windows.map(({ name }) => name))
  const silent = windows.find((name) => !answered.has(name))
  if (silent !== undefined) throw new TypeError(`The source did not say whether it answered for ${silent}.`)
}

async function replace(
  run: ApiRun,
  piece: BillPiece,
  spooled: Spooled,
  noted: Noted,
  folder: string,
  merge = false,
): Promise<Replaced> {
  const { store, source, options } = run
  options.onStep('survey')
  const { path, bytes, sha256 } = spooled
  const name = `${source.feed} ${source.account} ${piece.name}`
  const read = await openSnapshot({
    feed: source.feed,
    account: source.account,
    content: `${source.feed} ${source.version} ${sha256}`,
    announced: spooled.windows,
    files: [{ path, format: 'csv', bytes, sha256 }],
    roundDoubles: false,
    merge,
    threads: 2,
    memoryLimit: options.memoryLimit,
    folder,
    onProgress: (percent) => options.onStep('read', percent),
  })
  try {
    // The file is gone in a moment; what it was is worth writing down.
    const snapshot = { ...read, files: [{ path: name, bytes, sha256 }] }
    return await withClient(store.pool, (client) =>
      replaceWindows(client, snapshot, optionsOf(run, piece, noted, keysOf(snapshot))),
    )
  } catch (error) {
    if (!(error instanceof SpeltTwice) || merge) throw error
  } finally {
    await read.close()
  }
  return replace(run, piece, spooled, noted, folder, true)
}

function keysOf({ windows }: BillSnapshot): readonly string[] {
  return windows.map(({ windowKey }) => windowKey)
}

function optionsOf(
  { source, options }: ApiRun,
  piece: BillPiece,
  noted: Noted,
  keys: readonly string[],
): ReplaceOptions {
  const { allowEmpty, declared, now, onStep } = options
  return {
    command: `bills ${source.feed}`,
    // The source vouches for its windows; a day that went is a day that was withdrawn.
    covering: 'shrunk',
    allowEmpty: allowEmpty || noted.emptyIsMeant,
    finalAfterDays: source.finalAfterDays,
    declared,
    now,
    onStep,
    alongside: async (client, loadId) => {
      await pagesLoaded(client, { ...source, piece: piece.name }, loadId, noted.questions)
      await windowsRead(client, keys, now)
      await writeTotals(client, source.feed, noted.totals, now)
      if (noted.mark !== undefined) await writeMark(client, source, noted.mark)
    },
  }
}
