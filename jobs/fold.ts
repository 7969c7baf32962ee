/** The job that folds hours again by the settings in force: what a change of tokenledger.yaml or of pricing files asks for. */
import type { Config, SplitSettings } from '../src/config/index.js'
import { ConfigError } from '../src/errors.js'
import { readInstanceTypes, readPrices } from '../src/pricing/index.js'
import { type Store, withClient } from '../src/store/index.js'
import { keepLeverFacts } from '../src/store/levers.js'
import {
  applySettings,
  areInForce,
  foldedSpan,
  hoursDue,
  refold,
  type Refolded,
  type SettingsApplied,
} from '../src/store/split/index.js'
import { type Hour, hourRange, hoursOf, parseHour } from '../src/units/hour.js'

/** What decides where money goes. */
export interface SplitBy {
  readonly settings: SplitSettings
  /** Files of instance types and prices beside what ships. */
  readonly pricing: readonly string[]
}

/** What decides where money goes, as the configuration tells it. */
export function splitByOf({ split, pricing }: Pick<Config, 'split' | 'pricing'>): SplitBy {
  return { settings: split, pricing: pricing.files }
}

/** Puts the settings in force before anything is folded by them. @throws ConfigError for pricing files that are wrong */
export async function putInForce(store: Store, { settings, pricing }: SplitBy): Promise<SettingsApplied | undefined> {
  const types = readInstanceTypes({ overlays: pricing })
  const prices = readPrices({ overlays: pricing })
  return withClient(store.pool, async (client) => {
    const applied = await applySettings(client, { settings, types })
    await keepLeverFacts(client, types, prices)
    return applied
  })
}

export interface FoldOptions extends SplitBy {
  /** Whole hours, `[from, to)`; undefined: what is due. */
  readonly from: Hour | undefined
  readonly to: Hour | undefined
  /** Say what would be folded, and fold nothing. */
  readonly dryRun: boolean
  readonly onStep: (step: FoldStep) => void
}
export interface FoldStep {
  readonly day: string | undefined
  readonly done: number
  readonly total: number
}

export interface Folded {
  /** Undefined: the settings were in force already. */
  readonly applied: SettingsApplied | undefined
  /** Stretches of at most a day, oldest first. */
  readonly planned: readonly Stretch[]
  readonly folded: readonly Refolded[]
}
export interface Stretch {
  readonly from: Hour
  readonly to: Hour
}

/** @throws ConfigError for a range without an hour, LedgerBroken when a law fails; days folded before stay folded */
export async function foldAgain(store: Store, options: FoldOptions): Promise<Folded> {
  const { from, to } = options
  if (from === undefined && to !== undefined)
    throw new ConfigError('--to says where to end and nothing says where to begin. Add --from.')
  if (from !== undefined && to !== undefined && to <= from)
    throw new ConfigError(`--to ${to} does not come after --from ${from}: there is no hour between them. Swap them?`)
  const applied = options.dryRun ? undefined : await putInForce(store, options)
  const planned = (await rangesOf(store, options)).flatMap(daysOf)
  const folded: Refolded[] = []
  for (const stretch of options.dryRun ? [] : planned) {
    options.onStep({ day: stretch.from.slice(0, 10), done: folded.length, total: planned.length })
    folded.push(await withClient(store.pool, (client) => refold(client, stretch, () => undefined)))
  }
  options.onStep({ day: undefined, done: folded.length, total: planned.length })
  return { applied, planned, folded }
}

async function rangesOf(store: Store, { settings, pricing, from, to, dryRun }: FoldOptions): Promise<Stretch[]> {
  return withClient(store.pool, async (client) => {
    const held = await foldedSpan(client)
    if (held === undefined) return []
    if (from === undefined) {
      // Settings that a dry run does not put in force would leave every hour due.
      const known = !dryRun || (await areInForce(client, { settings, types: readInstanceTypes({ overlays: pricing }) }))
      const due = known ? await hoursDue(client) : [held]
      return due.map((range) => ({ from: parseHour(range.from), to: parseHour(range.to) }))
    }
    const begins = from < held.from ? parseHour(held.from) : from
    const ends = to === undefined || to > held.to ? parseHour(held.to) : to
    return ends <= begins ? [] : [{ from: begins, to: ends }]
  })
}

/** A day at a time, so that a killed run has done what it did and memory stays small. */
function daysOf({ from, to }: Stretch): Stretch[] {
  const begins = [...hoursOf(hourRange(from, to))].filter((hour) => hour === from || hour.slice(11, 13) === '00')
  return begins.map((begin, i) => ({ from: begin, to: begins[i + 1] ?? to }))
}
