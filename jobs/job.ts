/** What a job is, so that run, schedule, backfill and the manifests of Kubernetes all read one list. */
import type { Config, JobName } from '../src/config/index.js'
import type { Patience } from '../src/http.js'
import type { Store } from '../src/store/index.js'
import type { Decimal } from '../src/units/decimal.js'

/** The order in which jobs run: bills are converted at rates, and spread by usage. */
export type Stage = 'rates' | 'bills' | 'usage'

export interface Job {
  readonly name: JobName
  readonly stage: Stage
  readonly summary: string
  /** When it runs unless it is configured otherwise, and in which zone; without one, that of `schedule.time_zone`. */
  readonly cron: string
  readonly zone?: string
  /** What a container of it is allowed, as Kubernetes writes it. */
  readonly memory: string
  /** One of many ways to the same thing, so that nobody need hear that it is not configured. */
  readonly optional?: true
  /** Why there is nothing for it to do; undefined: it is configured. */
  readonly lacks: (config: Config) => string | undefined
  /** Finds what is open, and loads it. @throws the five errors; what was written before stays */
  readonly run: (store: Store, config: Config, around: Surroundings) => Promise<JobOutcome>
  /** One for each source that history is fetched from. */
  readonly histories: (config: Config) => readonly History[]
}

export interface Surroundings {
  readonly now: Date
  /** Say what would be done, and write nothing. */
  readonly dryRun: boolean
  readonly onStep: (step: string, percent?: number) => void
  /** For tests: how often an outside system is asked again, and what a pause is. */
  readonly patience?: Patience
  readonly pause?: (ms: number) => Promise<void>
}

export interface JobOutcome {
  /** `incomplete`: some lines were rejected, or some hours came with warnings; `planned`: a dry run. */
  readonly outcome: 'loaded' | 'unchanged' | 'incomplete' | 'planned'
  /** What it did, in a sentence. */
  readonly says: string
  /** How many requests it made; undefined: nobody counts them. */
  readonly requests?: number
  readonly loadIds: readonly string[]
}

/** `[from, to)`, days of the source's own calendar. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

/** A source whose past can be fetched. */
export interface History {
  /** `rates`, `bills`, `usage:prod`. */
  readonly name: string
  readonly stage: Stage
  /** What pieces will cost; undefined: nothing. May ask the provider where that is free. @throws the errors of the source */
  readonly cost?: (store: Store, config: Config, pieces: readonly Piece[], around: Surroundings) => Promise<Cost>
  /** In pieces that are loaded one after the other, oldest first. @throws ConfigError for a range it cannot have */
  readonly plan: (store: Store, config: Config, range: DayRange, around: Surroundings) => Promise<readonly Piece[]>
  /** Loads a piece that was planned. */
  readonly load: (store: Store, config: Config, piece: Piece, around: Surroundings) => Promise<JobOutcome>
  /** What a reader should know of the plan. */
  readonly note?: string
}

export interface Cost {
  /** US dollars, about. */
  readonly usd: Decimal
  /** Where it is from, when it is more than requests. */
  readonly says: string | undefined
}

/** A part of a history. `from` and `to` are days, or hours where a source goes by hours. */
export interface Piece {
  readonly from: string
  readonly to: string
  /** How many requests it takes, about; 0 for files. */
  readonly requests: number
  /** Loaded and complete: it is asked for again only when that is wished. */
  readonly done: boolean
}
