/** The job that reads telemetry: which hours of which source, and into the ledger with them, oldest first. */
import type { JobName } from '../src/config/index.js'
import { ConfigError } from '../src/errors.js'
import type { AskCheckpoints, TelemetryHour } from '../src/records/usage-hour.js'
import { type Store, withClient } from '../src/store/index.js'
import {
  applyMap,
  checkpointsBefore,
  demandApart,
  type DeploymentRules,
  pruneCheckpoints,
  type Rederived,
  replaceUsage,
  staleHours,
  type UsageReplaced,
  wantedHours,
} from '../src/store/usage/index.js'
import { putInForce, type SplitBy } from './fold.js'
import { type Hour, parseHour, plusHours } from '../src/units/hour.js'

export const name = 'usage' satisfies JobName
/** An hour can be read two minutes after it ended; a few more, so that most late samples are there. */
export const cron = '6 * * * *'

/** A place that tells hours of telemetry. */
export interface UsageSource {
  readonly name: string
  /** Undefined: not known. */
  readonly scrapeIntervalMs: number | undefined
  /** The hours in their order. What is asked for by the way is answered when all that was told before is written. */
  readonly read: (hours: readonly Hour[], ask: AskCheckpoints) => AsyncIterable<TelemetryHour>
}

export interface UsageStep {
  readonly source: string
  readonly hour: Hour | undefined
  readonly done: number
  readonly total: number
}

export interface LoadUsageOptions {
  readonly sources: readonly UsageSource[]
  /** Put in force first; undefined: those in force stay. */
  readonly split?: SplitBy
  readonly rules: DeploymentRules
  readonly rereadHours: number
  /** Read these hours again, `[from, to)`; undefined: what is open. */
  readonly from: Hour | undefined
  readonly to: Hour | undefined
  readonly allowEmpty: boolean
  /** Say which hours would be read, and read none. */
  readonly dryRun: boolean
  readonly now: Date
  readonly onStep: (step: UsageStep) => void
}

export interface UsageLoaded {
  /** Hours read, or those that would be, by source. */
  readonly planned: readonly { readonly source: string; readonly hours: readonly Hour[] }[]
  readonly hours: readonly UsageReplaced[]
  /** Where a --to that lies in the future was cut; undefined: nowhere. */
  readonly cutAt: Hour | undefined
  /** Undefined: the map of deployments is the one already in force. */
  readonly map: Rederived | undefined
}

/**
 * A source that fails does not keep the others from being read; what it told before it failed stays.
 * @throws ConfigError, the errors of a source, and those of the store
 */
export async function loadUsage(store: Store, options: LoadUsageOptions): Promise<UsageLoaded> {
  demandApart(options.rules.entries)
  const cutAt = demandRange(options)
  if (options.split !== undefined && !options.dryRun) await putInForce(store, options.split)
  const map = options.dryRun
    ? undefined
    : await withClient(store.pool, (client) => applyMap(client, options.rules, () => undefined))
  const planned: { source: string; hours: readonly Hour[] }[] = []
  const hours: UsageReplaced[] = []
  const failures: unknown[] = []
  for (const source of options.sources) {
    const wanted = await hoursFor(store, source, options)
    planned.push({ source: source.name, hours: wanted })
    if (options.dryRun) continue
    await readSource(store, source, wanted, options, hours).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return { planned, hours, cutAt, map }
}

/** Where the range is cut, because what follows has not been yet. @throws ConfigError for a range without an hour to read */
function demandRange({ sources, from, to, now }: LoadUsageOptions): Hour | undefined {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined) throw new ConfigError('--to says where to end and nothing says where to begin. Add --from.')
  if (to !== undefined && to <= from)
    throw new ConfigError(`--to ${to} does not come after --from ${from}: there is no hour between them. Swap them?`)
  const last = sources
    .map((source) => lastEnd(now, source))
    .toSorted()
    .at(-1)
  if (last === undefined) return undefined
  if (from >= last)
    throw new ConfigError(
      `--from ${from} lies in the future: what can be read by now ends at ${last}. Name an earlier hour.`,
    )
  return to !== undefined && to > last ? last : undefined
}

async function hoursFor(store: Store, source: UsageSource, options: LoadUsageOptions): Promise<Hour[]> {
  const { rereadHours, from, to } = options
  const until = lastEnd(options.now, source)
  return withClient(store.pool, (client) => wantedHours(client, { source: source.name, until, rereadHours, from, to }))
}

const EPOCH = parseHour('1970-01-01T00:00:00Z')
/** Prometheus scrapes once a minute when nobody says otherwise. */
const USUAL_INTERVAL_MS = 60_000
/** VictoriaMetrics does not answer for its last 30 s (-search.latencyOffset), so a minute and a half at least. */
const LEAST_MS = 90_000

/** The end of the last hour that lies two scrapes in the past. */
export function lastEnd(
  now: Date,
  { scrapeIntervalMs = USUAL_INTERVAL_MS }: Pick<UsageSource, 'scrapeIntervalMs'>,
): Hour {
  const settled = now.getTime() - Math.max(2 * scrapeIntervalMs, LEAST_MS)
  return plusHours(EPOCH, Math.floor(settled / 3_600_000))
}

async function readSource(
  store: Store,
  source: UsageSource,
  wanted: readonly Hour[],
  options: LoadUsageOptions,
  results: UsageReplaced[],
): Promise<void> {
  const { allowEmpty, rules } = options
  const done = new Set<Hour>()
  let hours = wanted
  while (hours.length > 0) {
    const total = done.size + hours.length
    options.onStep({ source: source.name, hour: hours[0], done: done.size, total })
    const write = async (together: readonly TelemetryHour[]): Promise<void> => {
      const replaced = await withClient(store.pool, (client) =>
        replaceUsage(client, together, { ...rules, allowEmpty, onStep: () => undefined }),
      )
      results.push(...replaced)
      for (const { hour } of replaced) done.add(hour)
      options.onStep({ source: source.name, hour: replaced.at(-1)?.hour, done: done.size, total })
    }
    await readTogether(store, source, hours, write)
    for (const hour of hours) done.add(hour)
    // Hours that begin where a restated one ends are read again, too; what a killed run leaves is stale for the next one.
    const stale = await withClient(store.pool, (client) => staleHours(client, source.name))
    hours = stale.filter((hour) => !done.has(hour))
  }
  await withClient(store.pool, (client) => pruneCheckpoints(client, source.name, lastEnd(options.now, source)))
}

/** What hours have in common is worked out once for as many rows of them: a small fleet's day, or an hour of a thousand replicas. */
const MOST_ROWS = 1_000
const MOST_HOURS = 24

/**
 * Hours that follow each other are written together. Who asks where series stood is answered when all before it is written; of a
 * source that fails, what it told before is written first.
 */
async function readTogether(
  store: Store,
  source: UsageSource,
  hours: readonly Hour[],
  write: (together: readonly TelemetryHour[]) => Promise<void>,
): Promise<void> {
  let pending: TelemetryHour[] = []
  const flush = async (): Promise<void> => {
    const together = pending
    pending = []
    if (together.length > 0) await write(together)
  }
  const ask: AskCheckpoints = async (of, before, series) => {
    await flush()
    return withClient(store.pool, (client) => checkpointsBefore(client, of, before, series))
  }
  try {
    for await (const said of source.read(hours, ask)) {
      if (!goesWith(pending, said)) await flush()
      pending.push(said)
    }
  } finally {
    await flush()
  }
}

function goesWith(pending: readonly TelemetryHour[], said: TelemetryHour): boolean {
  const last = pending.at(-1)
  if (last === undefined || said.hour !== plusHours(last.hour, 1) || pending.length === MOST_HOURS) return false
  return [...pending, said].reduce((sum, one) => sum + rowsOf(one), 0) <= MOST_ROWS
}

function rowsOf({ usage, gpus, pods, gateway }: TelemetryHour): number {
  return usage.length + (gpus?.length ?? 0) + (pods?.length ?? 0) + (gateway?.length ?? 0)
}

/** Held with warnings, or a worse answer came than is held. */
export function isLacking({ complete, outcome }: UsageReplaced): boolean {
  return !complete || outcome.startsWith('kept')
}
