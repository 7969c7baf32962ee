/** Runs a job once: under its lock, written down in the diary, whatever becomes of it. */
import type { Config } from '../src/config/index.js'
import { LedgerError } from '../src/errors.js'
import { type Log, maskUrl } from '../src/log.js'
import {
  beginJobRun,
  endJobRun,
  interruptJobRun,
  type JobCommand,
  type JobRunEnded,
  rememberLevers,
  type Store,
  takeJobLock,
  withClient,
} from '../src/store/index.js'
import type { JobOutcome, Surroundings } from './job.js'

/** `elsewhere`: another process runs it now, or has answered this moment of the timetable. */
export type JobEnd = JobOutcome['outcome'] | 'failed' | 'elsewhere'

export interface JobResult {
  readonly job: string
  readonly outcome: JobEnd
  readonly exitCode: number
  /** What it did, or why it failed. */
  readonly says: string
  readonly seconds: number
  readonly loadIds: readonly string[]
}

export interface Work {
  /** By this name it is locked and written down. */
  readonly name: string
  readonly command: JobCommand
  readonly dueAt?: Date | undefined
  readonly log: Log
  /** Once it is written down: its number, by which it can be given up. */
  readonly onBegun?: (runId: string) => void
  readonly load: (store: Store, config: Config, around: Surroundings) => Promise<JobOutcome>
}

/** Throws nothing: what failed is the result. */
export async function runWork(store: Store, config: Config, work: Work, around: Surroundings): Promise<JobResult> {
  const began = performance.now()
  const ended = (outcome: JobEnd, exitCode: number, says: string, loadIds: readonly string[] = []): JobResult => {
    const seconds = Math.round(performance.now() - began) / 1000
    return { job: work.name, outcome, exitCode, says, seconds, loadIds }
  }
  try {
    const done = around.dryRun ? await work.load(store, config, around) : await locked(store, config, work, around)
    if (done === undefined) return ended('elsewhere', 0, 'another process runs it, or has run it')
    const { outcome, says, loadIds } = done
    return ended(outcome, outcome === 'incomplete' ? 5 : 0, says, loadIds)
  } catch (error) {
    const { exitCode, says } = told(error)
    if (exitCode === 1) work.log.error({ job: work.name, err: error }, 'a fault of tokenledger, please report it')
    return ended('failed', exitCode, says)
  }
}

/** Gives a run up, as far as the database can still be told. */
export async function giveUp(store: Store, runId: string): Promise<void> {
  await withClient(store.pool, (client) => interruptJobRun(client, runId))
}

async function locked(store: Store, config: Config, work: Work, around: Surroundings): Promise<JobOutcome | undefined> {
  const { name: job, command, dueAt } = work
  const lock = await takeJobLock(store.address, command === 'backfill' ? `backfill ${job}` : job)
  if (lock === undefined) return undefined
  try {
    const id = await withClient(store.pool, (client) => beginJobRun(client, { job, command, dueAt }))
    if (id === undefined) return undefined
    work.onBegun?.(id)
    const done = await recorded(store, id, work, () => work.load(store, config, around))
    if (command !== 'backfill') await remember(store, work)
    return done
  } finally {
    await lock.release()
  }
}

/** What could be saved is written down once a day, so that what was saved can be told; a job is no worse for it. */
async function remember(store: Store, { log, name: job }: Work): Promise<void> {
  try {
    await withClient(store.pool, rememberLevers)
  } catch (error) {
    log.warn({ job, why: told(error).says }, 'levers were not written down')
  }
}

/** The diary is told also of what failed; that it cannot be told is no reason to hide why. */
async function recorded(
  store: Store,
  id: string,
  { log, name: job }: Work,
  load: () => Promise<JobOutcome>,
): Promise<JobOutcome> {
  const tell = (ended: JobRunEnded): Promise<void> => withClient(store.pool, (client) => endJobRun(client, id, ended))
  let done: JobOutcome
  try {
    done = await load()
  } catch (error) {
    const { exitCode, says } = told(error)
    await tell({ outcome: 'failed', exitCode, says: undefined, error: says, loadIds: [] }).catch((cause: unknown) =>
      log.warn({ job, why: told(cause).says }, 'the run could not be written down'),
    )
    throw error
  }
  const { outcome, says, loadIds } = done
  const kept = outcome === 'planned' ? 'unchanged' : outcome
  await tell({ outcome: kept, exitCode: outcome === 'incomplete' ? 5 : 0, says, error: undefined, loadIds })
  return done
}

function told(error: unknown): { readonly exitCode: number; readonly says: string } {
  const says = maskUrl(error instanceof Error ? error.message : String(error))
  return { exitCode: error instanceof LedgerError ? error.exitCode : 1, says }
}

/**
 * Of several exit codes the one that needs a person most: the ledger does not add up (6), a fault of ours (1), a bill is not
 * what it should be (5), somebody has to grant (3) or to mend (2) something; what comes right by itself is last (4).
 */
const WORST_FIRST = [6, 1, 5, 3, 2, 4]

export function worstOf(results: readonly Pick<JobResult, 'exitCode'>[]): number {
  return WORST_FIRST.find((code) => results.some(({ exitCode }) => exitCode === code)) ?? 0
}
