/** The job that keeps exchange rates: which days lack one, who is asked, and what the answer converts anew. */
import type { Config, JobName } from '../src/config/index.js'
import { ConfigError, MalformedBill } from '../src/errors.js'
import type { Patience } from '../src/http.js'
import type { RateAnswer } from '../src/records/fx-rate.js'
import { cfetsRates, csvRates, type Days, safeRates } from '../src/sources/pboc/index.js'
import { type Store, withClient } from '../src/store/index.js'
import {
  type Accept,
  type HoursWithoutRate,
  ratesLacking,
  type RateStep,
  type RatesWritten,
  settledBefore,
  writeRates,
} from '../src/store/rates/index.js'
import { type BillingDay, dayOf, nextDay, parseDay, plusDays, previousDay } from '../src/units/billing-day.js'
import { hourAt } from '../src/units/hour.js'

export const name = 'rates' satisfies JobName
/** A fixing comes at about 09:15 in Beijing; asked hourly until the evening, for it may come late. */
export const cron = '20 9-18 * * *'
export const zone = 'Asia/Shanghai'

export interface RatesOptions {
  readonly source: 'cfets' | 'safe'
  readonly cfetsUrl: string
  readonly safeUrl: string
  /** The first Beijing day that is ever asked for. */
  readonly earliest: string | undefined
  /** Beijing days, `[from, to)`; undefined: what the ledger lacks, today included. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** A CSV of rates instead of a source. */
  readonly file: string | undefined
  readonly accept: readonly Accept[]
  readonly dryRun: boolean
  readonly now: Date
  readonly patience?: Patience
  readonly pause?: (ms: number) => Promise<void>
  readonly onStep: (step: RateStep | 'ask') => void
}

/** What is asked of one load, beside what is configured. */
export interface RatesAsked {
  readonly source?: RatesOptions['source'] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly file?: string | undefined
  readonly accept?: readonly Accept[] | undefined
  readonly dryRun?: boolean | undefined
}

export function ratesOptions(
  { rates }: Config,
  { source = rates.source, from, to, file, accept = [], dryRun = false }: RatesAsked,
  around: Pick<RatesOptions, 'now' | 'onStep' | 'patience' | 'pause'>,
): RatesOptions {
  const { cfetsUrl, safeUrl, from: earliest } = rates
  return { source, cfetsUrl, safeUrl, earliest, from, to, file, accept, dryRun, ...around }
}

export interface RatesLoaded extends RatesWritten {
  readonly source: RateAnswer['source']
  /** What was asked for; undefined for a file. */
  readonly asked: { readonly from: string; readonly upTo: string } | undefined
  /** Currencies, besides the yuan, that the last fixing quotes. */
  readonly pairs: number
  readonly withoutRate: readonly WithoutRate[]
}

export interface WithoutRate extends HoursWithoutRate {
  /** The command that fetches the rate, or tells why there is none; undefined: the days are yet to come. */
  readonly next: string | undefined
}

type Day = BillingDay<'UTC+8'>
/** The history begins here; the longest silence was 11 days, so that 12 earlier there is a rate to carry. */
const HISTORY_BEGINS = '2006-01-04'
export const SILENCE_DAYS = 12
/** The longest real silence was 11 days; one of three weeks is a part of the answer that did not come. */
const CUT_DAYS = 20
/** What is asked for when no bill is loaded that would tell. */
const NEWCOMER_DAYS = 30

/** @throws the errors of the source and of the store; nothing was written then */
export async function loadRates(store: Store, options: RatesOptions): Promise<RatesLoaded> {
  options.onStep('ask')
  const days = options.file === undefined ? await daysToAsk(store, options) : undefined
  const answer = await answerFor(options, days)
  demandFixings(answer, days)
  const written = await withClient(store.pool, (client) => writeRates(client, answer, options))
  const asked = days === undefined ? undefined : { from: days.from.date, upTo: days.upTo.date }
  const withoutRate = written.withoutRate.map((hours) => ({ ...hours, next: nextFor(hours, days, todayOf(options)) }))
  return { ...written, withoutRate, source: answer.source, asked, pairs: answer.fixings.at(-1)?.rates.length ?? 0 }
}

/** Who was asked for these days already will not say more of them the next time. */
function nextFor({ reason, firstDay }: HoursWithoutRate, asked: Days | undefined, today: Day): string | undefined {
  if (firstDay > today.date) return undefined
  const answered =
    asked !== undefined && plusDays(asked.from, SILENCE_DAYS).date <= firstDay && firstDay <= asked.upTo.date
  if (reason === 'not_quoted' || answered) return `tokenledger rates show ${firstDay}`
  return `tokenledger rates --from ${firstDay}`
}

/** The day in Beijing. */
export function todayOf({ now }: { readonly now: Date }): Day {
  return dayOf(hourAt(now), 'UTC+8')
}

function answerFor(options: RatesOptions, days: Days | undefined): Promise<RateAnswer> {
  if (options.file !== undefined) return csvRates(options.file)
  if (days === undefined) throw new ConfigError('Name the days of the rates, or a file of them.')
  const { patience, pause } = options
  const asking = { days, ...(patience === undefined ? {} : { patience }), ...(pause === undefined ? {} : { pause }) }
  if (options.source === 'safe') return safeRates({ ...asking, url: options.safeUrl })
  return cfetsRates({ ...asking, url: options.cfetsUrl })
}

async function daysToAsk(store: Store, options: RatesOptions): Promise<Days> {
  const today = todayOf(options)
  const upTo = options.to === undefined ? today : previousDay(namedDay('--to', options.to))
  if (upTo.date > today.date) {
    throw new ConfigError(
      `--to ${options.to} reaches past today in Beijing, ${today.date}. Write ${nextDay(today).date} or an earlier day.`,
    )
  }
  const named = options.from === undefined ? undefined : namedDay('--from', options.from)
  const from = await firstToAsk(store, named, options.earliest, upTo)
  const begins = named ?? from
  if (begins.date > upTo.date) {
    throw new ConfigError(`The days from ${begins.date} to ${upTo.date} end before they begin. Name other days.`)
  }
  return { from, upTo }
}

/** Earlier than what is wanted by the longest silence, and where a hole would stay otherwise, from its beginning. */
async function firstToAsk(store: Store, named: Day | undefined, earliest: string | undefined, upTo: Day): Promise<Day> {
  const first = await withClient(store.pool, async (client) => {
    if (named !== undefined) {
      const start = before(named, SILENCE_DAYS)
      return notAfter(start, await settledBefore(client, start.date))
    }
    const { firstHour, lacking } = await ratesLacking(client, earliest, upTo.date)
    if (lacking !== null) return before(parseDay(lacking, 'UTC+8'), SILENCE_DAYS)
    return before(upTo, firstHour === null ? NEWCOMER_DAYS : SILENCE_DAYS)
  })
  const wanted = named === undefined && earliest !== undefined ? notBefore(first, earliest) : first
  return notBefore(wanted, HISTORY_BEGINS)
}

function before(day: Day, days: number): Day {
  return plusDays(day, -days)
}

function notAfter(day: Day, other: string | undefined): Day {
  return other !== undefined && other < day.date ? parseDay(other, 'UTC+8') : day
}

function notBefore(day: Day, other: string): Day {
  return other > day.date ? namedDay('rates.from', other) : day
}

function namedDay(option: string, text: string): Day {
  try {
    return parseDay(text, 'UTC+8')
  } catch (cause) {
    throw new ConfigError(`${option} is ${JSON.stringify(text)}, which is no day. Write it as 2026-08-22.`, { cause })
  }
}

/**
 * A rate is fixed every working day, and 12 days without one have not been seen: an empty answer is a fault, and a silence of
 * weeks inside one is an answer that was cut. What stands in a file is the user's word.
 */
function demandFixings({ fixings, source }: RateAnswer, days: Days | undefined): void {
  if (fixings.length > 0) return demandNoSilence({ fixings, source }, days)
  throw new MalformedBill(
    `${source} knows no fixing from ${days?.from.date} to ${days?.upTo.date}. Nothing was written. ` +
      'Ask for more days (--from), ask the other source (--source), or import a file (--file rates.csv).',
    { facts: { source, from: days?.from.date ?? null, upTo: days?.upTo.date ?? null } },
  )
}

function demandNoSilence({ fixings, source }: Pick<RateAnswer, 'fixings' | 'source'>, days: Days | undefined): void {
  const cut = fixings.find(({ fixedOn }, i) => {
    const next = fixings[i + 1]?.fixedOn
    return next !== undefined && next.date > plusDays(fixedOn, CUT_DAYS).date
  })
  if (days === undefined || cut === undefined) return
  const next = fixings[fixings.indexOf(cut) + 1]?.fixedOn.date ?? null
  throw new MalformedBill(
    `${source} tells no fixing between ${cut.fixedOn.date} and ${next}. So long a silence has never been: its answer lacks ` +
      `some. Nothing was written. Run it again, ask the other source (--source), or import a file (--file rates.csv).`,
    { facts: { source, after: cut.fixedOn.date, before: next } },
  )
}
