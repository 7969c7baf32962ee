/** What the jobs of bills that are asked for over an API have in common: every account of a cloud, whatever becomes of another. */
import type { Config, JobName } from '../../src/config/index.js'
import { LedgerError } from '../../src/errors.js'
import type { BillPiece, BillSource, Estimate } from '../../src/records/bill-source.js'
import { type Store, withClient } from '../../src/store/index.js'
import { heldWindows } from '../../src/store/bills/index.js'
import { count, several } from '../../src/words.js'
import {
  type ApiOptions,
  type ApiRun,
  dueOf,
  estimateOf,
  loadPiece,
  openRun,
  type PieceLoaded,
  type RequestLimits,
  sizedOf,
} from '../bills-api.js'
import { putInForce, splitByOf } from '../fold.js'
import type { Cost, DayRange, History, Job, JobOutcome, Piece, Surroundings } from '../job.js'
import { declaredOf } from '../declared.js'
import { rangeOf } from '../range.js'
import { dayOf, nextDay } from '../../src/units/billing-day.js'
import { attoOf, decimalOf } from '../../src/units/decimal.js'
import { hourAt } from '../../src/units/hour.js'

/** An account as it is configured, ready to be asked. */
export interface ApiAccount {
  readonly source: BillSource
  readonly limits: RequestLimits
}

/** A cloud whose bills are asked for. */
export interface Cloud {
  readonly name: JobName
  /** As commands and settings name it: `alibaba`. */
  readonly cloud: string
  readonly summary: string
  readonly cron: string
  readonly memory: string
  /** Made of what telemetry measured, and so behind it. */
  readonly afterUsage?: true
  /** Names of the accounts in the settings, without loading what asks them. */
  readonly configured: (config: Config) => readonly string[]
  readonly accounts: (config: Config) => Promise<readonly ApiAccount[]>
}

export function apiJob(cloud: Cloud): Job {
  const { name, summary, cron, memory } = cloud
  return {
    name,
    stage: 'bills',
    optional: true,
    summary,
    cron,
    memory,
    lacks: (config) => (cloud.configured(config).length > 0 ? undefined : `bills.${cloud.cloud} names no account`),
    run: (store, config, around) => runAll(cloud, store, config, around),
    histories: (config) => cloud.configured(config).map((account) => historyOf(cloud, account)),
  }
}

export interface AccountLoaded {
  readonly account: string
  readonly planned: readonly BillPiece[]
  readonly pieces: readonly PieceLoaded[]
  readonly requests: number
  /** What reading would cost beside requests; undefined: nothing, or it was read. */
  readonly estimate: Estimate | undefined
  /** Undefined: all that was due was read. */
  readonly failed: Error | undefined
}

export interface ApiAsked {
  readonly account?: string | undefined
  /** Days of the provider, `[from, to)`; undefined: what is due. */
  readonly range?: DayRange | undefined
  readonly allowEmpty?: boolean
}

/** Reads what is due, or a range, of every account or of one. An account that fails does not keep the others from being read. */
export async function loadCloud(
  cloud: Cloud,
  store: Store,
  config: Config,
  asked: ApiAsked,
  around: Surroundings,
): Promise<readonly AccountLoaded[]> {
  if (!around.dryRun) await putInForce(store, splitByOf(config))
  const all = await cloud.accounts(config)
  const results: AccountLoaded[] = []
  for (const one of all) {
    if (asked.account !== undefined && one.source.account !== asked.account) continue
    results.push(await loadAccount(store, one, optionsOf(config, one, asked, around), asked, around))
  }
  return results
}

async function loadAccount(
  store: Store,
  { source }: ApiAccount,
  options: ApiOptions,
  { range }: ApiAsked,
  { dryRun }: Surroundings,
): Promise<AccountLoaded> {
  const run = openRun(store, source, options)
  const pieces: PieceLoaded[] = []
  let planned: readonly BillPiece[] = []
  let estimate: Estimate | undefined
  const said = (failed: Error | undefined): AccountLoaded => {
    return { account: source.account, planned, pieces, requests: run.requests, estimate, failed }
  }
  try {
    planned = range === undefined ? await dueOf(run) : piecesIn(source, range, options.now)
    if (dryRun) estimate = await estimateOf(run, planned)
    else for (const piece of planned) pieces.push(await loadPiece(run, piece))
    return said(undefined)
  } catch (error) {
    return said(error instanceof Error ? error : new Error(String(error)))
  }
}

function optionsOf(config: Config, { limits }: ApiAccount, { allowEmpty }: ApiAsked, around: Surroundings): ApiOptions {
  return {
    home: config.home,
    memoryLimit: config.bills.focus.memoryLimit,
    limits,
    allowEmpty: allowEmpty === true,
    declared: declaredOf(config),
    now: around.now,
    pause: around.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    onStep: around.onStep,
  }
}

async function runAll(cloud: Cloud, store: Store, config: Config, around: Surroundings): Promise<JobOutcome> {
  const results = await loadCloud(cloud, store, config, {}, around)
  const failed = results.find(({ failed: error }) => error !== undefined)?.failed
  // What was loaded of other accounts stays; the run says that it failed.
  if (failed !== undefined) throw failed
  return outcomeOf(results, around.dryRun)
}

function outcomeOf(results: readonly Omit<AccountLoaded, 'account' | 'failed'>[], dryRun: boolean): JobOutcome {
  const pieces = results.flatMap((one) => one.pieces)
  const planned = results.flatMap((one) => one.planned)
  const requests = results.reduce((sum, one) => sum + one.requests, 0)
  if (dryRun) {
    const wanted = planned.reduce((sum, piece) => sum + piece.requests, 0)
    return {
      outcome: 'planned',
      says: [
        `would read ${several(planned.length, 'piece')} with about ${several(wanted, 'request')}`,
        ...results.flatMap(({ estimate }) => estimate?.says ?? []),
      ].join('; '),
      loadIds: [],
    }
  }
  const loadIds = pieces.flatMap(({ replaced }) => replaced.loadId ?? [])
  const lines = pieces.reduce((sum, { replaced }) => sum + replaced.linesAccepted, 0n)
  const rejected = pieces.reduce((sum, { replaced }) => sum + replaced.linesRejected, 0n)
  return {
    outcome: rejected > 0n ? 'incomplete' : loadIds.length > 0 ? 'loaded' : 'unchanged',
    says: [
      `${several(pieces.length, 'piece')} read with ${several(requests, 'request')}: ${several(lines, 'line')}, ${count(rejected)} rejected`,
      ...noticesOf(pieces),
    ].join('\n'),
    requests,
    loadIds,
  }
}

/** A line each, once, however many days lack the same. */
export function noticesOf(pieces: readonly PieceLoaded[]): readonly string[] {
  return [...new Set(pieces.flatMap(({ notices }) => notices))]
}

function historyOf(cloud: Cloud, account: string): History {
  // One source for the whole history: what it learnt with one piece (which hours there are) it need not ask for the next.
  let opened: Promise<ApiAccount> | undefined
  const named = (config: Config): Promise<ApiAccount> => (opened ??= open(config))
  const open = async (config: Config): Promise<ApiAccount> => {
    const found = (await cloud.accounts(config)).find(({ source }) => source.account === account)
    if (found === undefined) throw new TypeError(`There is no account ${account} of ${cloud.cloud}.`)
    return found
  }
  return {
    name: `bills:${cloud.cloud}:${account}`,
    stage: 'bills',
    plan: async (store, config, range, around) => {
      const one = await named(config)
      return plan(openRun(store, one.source, optionsOf(config, one, {}, around)), range)
    },
    cost: async (store, config, pieces, around) => {
      const one = await named(config)
      return costOf(openRun(store, one.source, optionsOf(config, one, {}, around)), pieces)
    },
    load: async (store, config, piece, around) => {
      const one = await named(config)
      await putInForce(store, splitByOf(config))
      const run = openRun(store, one.source, optionsOf(config, one, {}, around))
      const loaded = []
      for (const wanted of one.source.pieces(piece.from, piece.to)) loaded.push(await loadPiece(run, wanted))
      return outcomeOf([{ planned: [], pieces: loaded, requests: run.requests, estimate: undefined }], false)
    },
  }
}

/** Requests, where they cost money, and what the provider estimates beside. */
async function costOf(run: ApiRun, pieces: readonly Piece[]): Promise<Cost> {
  const { source } = run
  const requests = pieces.reduce((sum, piece) => sum + piece.requests, 0)
  const wanted = pieces.flatMap(({ from, to }) => source.pieces(from, to))
  const estimate = await estimateOf(run, wanted)
  const atto = attoOf(source.usdPerRequest) * BigInt(requests) + attoOf(estimate?.usd ?? '0')
  return { usd: decimalOf(atto), says: estimate === undefined ? undefined : `${estimate.says}.` }
}

/** A piece is done when all of its windows are held and complete. What is left to read is counted by the provider. */
async function plan(run: ApiRun, range: DayRange): Promise<Piece[]> {
  const { store, source, options } = run
  const held = await withClient(store.pool, (client) => heldWindows(client, source))
  const isDone = ({ windows }: BillPiece): boolean => windows.every((name) => held.get(name)?.complete === true)
  const all = piecesIn(source, range, options.now)
  const counted = await sizedOf(
    run,
    all.filter((piece) => !isDone(piece)),
  )
  const requests = new Map(counted.map((piece) => [piece.name, piece.requests]))
  return all.map((piece) => ({
    from: piece.from,
    to: piece.to,
    requests: requests.get(piece.name) ?? piece.requests,
    done: isDone(piece),
  }))
}

/** Up to today: of days to come there is nothing to read. @throws ConfigError for a range without a day */
function piecesIn(source: BillSource, range: DayRange, now: Date): readonly BillPiece[] {
  const zone = source.zone ?? 'UTC'
  const { from, to } = rangeOf(range, zone, nextDay(dayOf(hourAt(now), zone)))
  return source.pieces(from.date, to.date)
}

/** The exit code of a failure, for who reports several. */
export function codeOf(error: Error): number {
  return error instanceof LedgerError ? error.exitCode : 1
}
