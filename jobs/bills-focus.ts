/** The job that reads FOCUS exports: which files, whether they are new, and into the ledger with them. */
import {
  contentOf,
  exportFiles,
  type ExportSet,
  openSnapshot,
  parserVersion,
  ReadingTooLarge,
  sha256OfFiles,
} from '../src/sources/focus/index.js'
import type { Config, JobName } from '../src/config/index.js'
import { ConfigError, MalformedBill } from '../src/errors.js'
import type { BillSnapshot } from '../src/records/bill-snapshot.js'
import {
  type Covering,
  loadedBefore,
  type Replaced,
  type ReplaceOptions,
  replaceWindows,
  SpeltTwice,
  type Store,
  withClient,
  withWorkshop,
} from '../src/store/index.js'

import { declaredOf } from './declared.js'
import { putInForce, type SplitBy, splitByOf } from './fold.js'
import { spillFolder } from './spill.js'

export const name = 'bills-focus' satisfies JobName
/** Exports are written anew a few times a day at most; minutes past the hour, because everybody else runs at 0. */
export const cron = '23 */3 * * *'

export interface FocusOptions {
  readonly paths: readonly string[]
  readonly cwd: string
  readonly home: string
  readonly feed: string
  readonly covering: Covering
  readonly roundDoubles: boolean
  readonly memoryLimit: string
  readonly finalAfterDays: number
  readonly declared: ReplaceOptions['declared']
  /** Put in force first; undefined: those in force stay. */
  readonly split?: SplitBy
  readonly now: Date
  readonly onStep: (step: string, percent?: number) => void
}

export interface FocusLoaded {
  readonly files: ExportSet
  /** Undefined: the same files were loaded before, and loading them again would change nothing. */
  readonly replaced: Replaced | undefined
  /** The load that wrote what these files came to, now or before; undefined when nothing was written. */
  readonly loadId: string | undefined
  readonly linesAccepted: bigint
  readonly linesRejected: bigint
}

/** What is asked of one load, beside what is configured. */
export interface FocusAsked {
  /** Empty: those of the settings. */
  readonly paths?: readonly string[]
  readonly cwd?: string
  readonly feed?: string | undefined
  readonly covering?: Covering
}

/** @throws ConfigError when no path is named anywhere */
export function focusOptions(
  config: Config,
  asked: FocusAsked,
  around: Pick<FocusOptions, 'now' | 'onStep'>,
): FocusOptions {
  const { focus, finalAfterDays } = config.bills
  const named = asked.paths ?? []
  if (named.length + focus.paths.length === 0) {
    throw new ConfigError('No path was given. Name files or folders, or set bills.focus.paths in tokenledger.yaml.')
  }
  return {
    paths: named.length > 0 ? named : focus.paths,
    cwd: named.length > 0 ? (asked.cwd ?? process.cwd()) : config.folder,
    home: config.home,
    feed: asked.feed ?? focus.feed,
    covering: asked.covering ?? 'whole',
    roundDoubles: focus.roundDoubles,
    memoryLimit: focus.memoryLimit,
    finalAfterDays,
    declared: declaredOf(config),
    split: splitByOf(config),
    ...around,
  }
}

/** @throws the errors of the source and of the store; nothing was written then */
export async function loadFocus(store: Store, options: FocusOptions): Promise<FocusLoaded> {
  if (options.split !== undefined) await putInForce(store, options.split)
  const { files, named, content, before } = await lookForFocus(store, options)
  if (before !== undefined) return { files, replaced: undefined, ...before }
  const { records } = files
  const replaced = await read(store, options, { content, files: named, records, merge: false, threads: 2 })
  const { loadId, linesAccepted, linesRejected } = replaced
  return { files, replaced, loadId, linesAccepted, linesRejected }
}

/** Which files would be read, and what they came to when they were loaded before; undefined: loading them does something. */
export async function lookForFocus(store: Store, options: FocusOptions) {
  options.onStep('files')
  const files = await exportFiles(options.paths, { cwd: options.cwd, partial: options.covering === 'partial' })
  const hashes = await sha256OfFiles(files.files)
  demandNoCopies(files, hashes)
  const named = files.files.map((file, i) => ({ ...file, sha256: hashes[i] ?? '' }))
  const content = contentOf(
    hashes,
    parserVersion,
    options.feed,
    String(options.roundDoubles),
    options.covering === 'partial' ? 'partial' : 'whole',
  )
  const before = await withClient(store.pool, (client) => loadedBefore(client, content, options))
  return { files, named, content, before }
}

interface Attempt {
  readonly content: string
  readonly files: Parameters<typeof openSnapshot>[0]['files']
  /** What the manifests say the files hold; null when there are none that say it. */
  readonly records: number | null
  readonly merge: boolean
  readonly threads: number
}

/** Two faults are cured by reading again otherwise: a line under two spellings, and too little memory for two threads. */
async function read(store: Store, options: FocusOptions, attempt: Attempt): Promise<Replaced> {
  try {
    return await readOnce(store, options, attempt)
  } catch (error) {
    if (error instanceof SpeltTwice && !attempt.merge) return read(store, options, { ...attempt, merge: true })
    if (error instanceof ReadingTooLarge && attempt.threads > 1) return read(store, options, { ...attempt, threads: 1 })
    throw error
  }
}

async function readOnce(store: Store, options: FocusOptions, attempt: Attempt): Promise<Replaced> {
  return withWorkshop(await spillFolder(options.home), async (folder) => {
    options.onStep('survey')
    const onProgress = (percent: number): void => options.onStep('read', percent)
    const snapshot = await openSnapshot({
      ...attempt,
      feed: options.feed,
      roundDoubles: options.roundDoubles,
      memoryLimit: options.memoryLimit,
      folder,
      onProgress,
    })
    try {
      demandRecords(snapshot, attempt.records)
      return await withClient(store.pool, (client) =>
        replaceWindows(client, snapshot, { ...options, command: 'bills focus', allowEmpty: false }),
      )
    } finally {
      await snapshot.close()
    }
  })
}

/** @throws ConfigError when a file is there twice: what it says would be counted twice */
function demandNoCopies({ files }: ExportSet, hashes: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const [i, { path }] of files.entries()) {
    const hash = hashes[i] ?? ''
    const original = seen.get(hash)
    if (original !== undefined) {
      throw new ConfigError(`${path} is a copy of ${original}: every line would count twice. Name only one of them.`, {
        facts: { path, original },
      })
    }
    seen.set(hash, path)
  }
}

/** @throws MalformedBill when files were cut: a plain CSV that ends early looks like a shorter month */
function demandRecords({ totals }: BillSnapshot, records: number | null): void {
  const found = totals.reduce((sum, { lines }) => sum + BigInt(lines), 0n)
  if (records === null || found === BigInt(records)) return
  throw new MalformedBill(
    `The manifest says that the files hold ${records} records, and they hold ${found}. Nothing was loaded. Fetch them again.`,
    { facts: { said: records, found: found.toString() } },
  )
}
