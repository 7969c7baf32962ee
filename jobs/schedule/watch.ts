/** What a scheduler knows of its jobs and of the ledger: what /metrics tells and /healthz judges. */
import type { Log } from '../../src/log.js'
import {
  type Figure,
  jobStates,
  type JobState,
  lawFigures,
  type LedgerFigures,
  ledgerFigures,
  type Store,
  withClient,
} from '../../src/store/index.js'
import type { JobEnd, JobResult } from '../run.js'
import { type Line, periodOf } from '../timetable.js'

export interface Watched {
  readonly line: Line
  /** How long it may go without a success, in milliseconds: three of its longest pauses. */
  readonly silence: number
  /** Runs of this process by what they came to. */
  readonly runs: Map<JobEnd, number>
  last: JobResult | undefined
  /** The last success of any process, in milliseconds since 1970. */
  succeededAt: number | undefined
  running: boolean
}

const PAUSES = 3
/** The laws read everything that is stored; the loads prove their own part each time. */
const LAWS_EVERY_MS = 6 * 3_600_000

export class Watch {
  readonly startedAt: number
  readonly jobs: readonly Watched[]
  figures: LedgerFigures | undefined
  laws: readonly Figure[] = []
  lawsAt: number | undefined
  gatheredAt: number | undefined
  databaseUp = false

  constructor(lines: readonly Line[], now: number) {
    this.startedAt = now
    this.jobs = lines.map((line) => ({
      line,
      silence: PAUSES * periodOf(line),
      runs: new Map(),
      last: undefined,
      succeededAt: undefined,
      running: false,
    }))
  }

  of(name: string): Watched | undefined {
    return this.jobs.find(({ line }) => line.job.name === name)
  }

  /** A run ended. */
  note(name: string, result: JobResult): void {
    const job = this.of(name)
    if (job === undefined) return
    job.runs.set(result.outcome, (job.runs.get(result.outcome) ?? 0) + 1)
    if (result.outcome !== 'elsewhere') job.last = result
  }

  /** Asks the ledger for its figures, and at times for its laws. That it does not answer is one of them. */
  async gather(store: Store, log: Log, now: number, how: 'quick' | 'whole'): Promise<void> {
    const lawsAreDue = how === 'whole' && (this.lawsAt === undefined || now - this.lawsAt >= LAWS_EVERY_MS)
    try {
      await withClient(store.pool, async (client) => {
        this.figures = await ledgerFigures(client)
        this.learn(await jobStates(client))
        if (lawsAreDue) {
          this.laws = await lawFigures(client)
          this.lawsAt = now
        }
      })
      this.gatheredAt = now
      this.databaseUp = true
    } catch (error) {
      this.databaseUp = false
      log.warn({ why: error instanceof Error ? error.message : String(error) }, 'the ledger tells no figures')
    }
  }

  /** When its jobs last succeeded, in whichever process. */
  learn(states: readonly JobState[]): void {
    for (const { job, succeeded_at: at } of states) {
      const watched = this.of(job)
      if (watched !== undefined && at !== null) watched.succeededAt = Date.parse(at)
    }
  }
}
