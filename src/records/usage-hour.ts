import type { Hour } from '../units/hour.js'
import type { GatewayHour } from './gateway-hour.js'
import type { GpuHour, SharedCard } from './gpu-hour.js'
import type { Placement, PodHour } from './pod-hour.js'

/**
 * How far a count can be trusted. `exact`: the truth, but for a scrape interval moved to the next hour. `lower_bound`: at
 * least this, for something ran unobserved (`unobservedMs` at most). `baseline_unknown`: what a series had counted before
 * it was first seen is not known, so it was left out.
 */
export type UsageQuality = 'exact' | 'lower_bound' | 'baseline_unknown'

/** Milliseconds of an hour, from 0 up to 3,600,000: `[from, to)`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What a replica did for one served model in one hour. What its engine does not tell is null, never 0. */
export interface UsageHour {
  readonly replica: string
  readonly servedModel: string
  /** Which engine's names were read, as the file of engines calls it: `vllm`. */
  readonly engine: string
  /** Where prompts and answers are worked out apart; null where nobody says so. */
  readonly role: 'prefill' | 'decode' | 'both' | null
  readonly promptTokens: bigint | null
  /** Of the prompt tokens, those that came from a cache. */
  readonly cachedTokens: bigint | null
  readonly generatedTokens: bigint | null
  /** Finished ones; the sum over the reasons. */
  readonly requests: bigint | null
  readonly requestsByReason: Readonly<Record<string, bigint>> | null
  /** Null where the engine does not tell. */
  readonly requestsByEndpoint: Readonly<Record<string, bigint>> | null
  /**
   * Floating-point operations that one of its GPUs calculated, and bytes that it read of its memory, as its engine estimates
   * them; ranks are added up.
   */
  readonly flops: bigint | null
  readonly readBytes: bigint | null
  /** Milliseconds with at least one request running, with one waiting, with either. */
  readonly runningMs: number | null
  readonly waitingMs: number | null
  readonly busyMs: number | null
  /** The fullest that its KV cache was seen, 0 to 1, as decimal text of 6 places. */
  readonly kvCachePeak: string | null
  /** Which metric each field was read of; of several targets all of them, commas between. */
  readonly metrics: Readonly<Record<string, string>>
  /** When it was seen to run: in order, apart. */
  readonly present: readonly Stretch[]
  readonly quality: UsageQuality
  /**
   * Why it is not exact: `restart`, `gap`, `ended`, `buckets_disagree`, `first_seen`. And what else one should know of it:
   * `caught_up` (it holds what earlier hours missed), `cache_overcounted`, `cache_left_out` (prompt tokens
   * from a cache are not among the prompt tokens), `scraped_twice`, `scrape_skew`, `counted_at_end`
   * (a request counts when it ends), `counted_at_prefill` and `counted_at_decode` (0 here, for the other role counts it),
   * `adapters_unsplit` (tokens of LoRA's adapters are among them), `no_model` (nothing names the served model).
   */
  readonly qualityReasons: readonly string[]
  readonly unobservedMs: number
  readonly resets: number
  readonly samples: number
  /** Samples seen of those expected while it ran, 0 to 1, as decimal text of 6 places. */
  readonly coverage: string
  /** Which counter the cached tokens come from: `by_source`, `cached_total`, `prefix_cache_hits` (which over-counts). */
  readonly cachedFrom: string | null
  /** Which of several scrapers of the same replica was believed; null where there is one. */
  readonly scraper: string | null
  readonly resourceLabel: string | null
  readonly versionLabel: string | null
  /** GPUs held, as decimal text; null where no label says it. */
  readonly gpusLabel: string | null
  /** What its pod ran on, as Kubernetes tells; null where it does not. */
  readonly placement: Placement | null
  /** The card that its pod shares with others, and what it was measured to do there; null where nobody measures it. */
  readonly sharedCard: SharedCard | null
  /** The target's labels. */
  readonly labels: Readonly<Record<string, string>>
}

/** Requests of a replica by how long they took. `counts[i]` took longer than `bounds[i - 1]` and at most `bounds[i]` seconds. */
export interface LatencyHour {
  readonly replica: string
  readonly servedModel: string
  readonly metric: 'e2e' | 'ttft' | 'itl'
  /** Rising; the last is Infinity. */
  readonly bounds: readonly number[]
  readonly counts: readonly bigint[]
  readonly sumSeconds: number | null
}

/** Where a series stood at its last sample of an hour. `series` is 60 bits of the hash of its labels. */
export interface Checkpoint {
  readonly series: bigint
  readonly atMs: number
  readonly value: number
}

/** One hour of one telemetry source, whole. */
export interface TelemetryHour {
  readonly source: string
  readonly hour: Hour
  /** A hash of all that follows: the same content writes nothing. */
  readonly content: string
  /** False: the server warned that its answer may lack something. Such an hour is never final. */
  readonly complete: boolean
  readonly warnings: readonly string[]
  /** How many series were read. */
  readonly series: number
  readonly usage: readonly UsageHour[]
  readonly latency: readonly LatencyHour[]
  /** Null: nobody asked for them, and what is held of them stays. */
  readonly gpus: readonly GpuHour[] | null
  /** The same of pods. */
  readonly pods: readonly PodHour[] | null
  /** What a gateway counted; null: the source is none. */
  readonly gateway: readonly GatewayHour[] | null
  /** By replica. */
  readonly checkpoints: ReadonlyMap<string, readonly Checkpoint[]>
}

/** What an earlier hour knows of series whose baseline telemetry no longer tells: the last checkpoint before the hour. */
export type AskCheckpoints = (
  source: string,
  before: Hour,
  series: readonly bigint[],
) => Promise<ReadonlyMap<bigint, Checkpoint>>
