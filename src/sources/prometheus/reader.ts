/** Asks for the raw samples of a span of hours, and remembers what the server warned of. */
import { LOOKBACK_MS } from '../../counting/clock.js'
import { type Hour, plusHours } from '../../units/hour.js'
import { epochSeconds } from '../../units/instant.js'
import { SourceDown } from '../../errors.js'
import { query } from './client.js'
import { Clocks } from './clocks.js'
import { GPU_NAMES } from './gpus/names.js'
import { requestsMatch } from './kubernetes/requests.js'
import { REQUESTS } from './kubernetes/sights.js'
import type { Names } from './engines/names.js'
import type { RawSeries } from './series.js'
import { inParts, narrowedTo, oneOf, type Question, selector } from './question.js'
import type { PrometheusSettings } from './settings.js'

/** Hours read at once, in milliseconds: `(from, to]`, and what lies `lookback` before them. */
export interface Span {
  readonly hours: readonly Hour[]
  readonly from: number
  readonly to: number
  readonly lookback: number
}

/** At four samples a minute these are 230 MB here, and a third of what a server loads for a query (50,000,000). */
const SERIES_HOURS = 60_000
const MOST_HOURS = 24
/** A series that was not seen for a day is one that is new. */
const REMEMBERED_S = 86_400

export function spanOf(settings: PrometheusSettings, hours: readonly Hour[], first: Hour): Span {
  const from = epochSeconds(first) * 1000
  const lookback = Math.max(LOOKBACK_MS, 3 * (settings.scrapeIntervalMs ?? 0))
  return { hours, from, to: from + hours.length * 3_600_000, lookback }
}

/** How many of the hours, which follow each other, are to be read at once. */
export async function hoursAtOnce(settings: PrometheusSettings, names: Names, hours: readonly Hour[]): Promise<number> {
  const [first] = hours
  if (first === undefined) return 0
  if (runOf(hours) === 1) return 1
  let count = 0
  for (const [some, match] of asked(settings, names)) {
    const text = `count(last_over_time(${selector(some, match)}[1h]))`
    const answer = await anyAnswer(settings, text, epochSeconds(plusHours(first, 1)) * 1000)
    count += 'tooMuch' in answer ? Infinity : (answer.series[0]?.samples.value[0] ?? 0)
  }
  const series = Math.max(count * (1 + settings.peers.length), 1)
  return Math.min(Math.max(1, Math.floor(SERIES_HOURS / series)), MOST_HOURS, runOf(hours))
}

/** Of the first of the servers that answers: they scrape the same. */
async function anyAnswer(settings: PrometheusSettings, text: string, atMs: number): ReturnType<typeof query> {
  const [next, ...peers] = settings.peers
  try {
    return await query(settings, text, atMs)
  } catch (error) {
    if (next === undefined || !(error instanceof SourceDown)) throw error
    return anyAnswer({ ...settings, url: next, peers }, text, atMs)
  }
}

/** What is read, family by family: names, and what else has to match. */
function asked(settings: PrometheusSettings, names: Names): (readonly [names: string, match: string])[] {
  const { match, gpuMatch, kubernetesMatch, gpuResources } = settings
  const families: [string, string][] = [[names.all, match]]
  if (gpuMatch !== undefined) families.push([GPU_NAMES, gpuMatch])
  if (kubernetesMatch !== undefined) families.push([REQUESTS, requestsMatch(kubernetesMatch, gpuResources)])
  return families
}

/** An hour of a span: `(from, to]`, and how far before it samples are looked at. */
export function boundsOf({ from: first, lookback: reach }: Span, index: number) {
  const from = first + index * 3_600_000
  return { from, to: from + 3_600_000, reach }
}

/** How many of the hours follow each other without a gap. */
function runOf(hours: readonly Hour[]): number {
  const broken = hours.findIndex((hour, i) => i > 0 && hour !== plusHours(hours[i - 1] ?? hour, 1))
  return broken < 0 ? hours.length : broken
}

export class Reader {
  readonly settings: PrometheusSettings
  readonly names: Names
  readonly span: Span
  readonly warnings = new Set<string>()
  readonly #clocks = new Clocks()

  constructor(settings: PrometheusSettings, names: Names, span: Span) {
    this.settings = settings
    this.names = names
    this.span = span
  }

  /** The samples of all series of these names, what is configured to match them included. */
  async samples(names: string, match = this.settings.match): Promise<readonly RawSeries[]> {
    return this.#ask({ names, match, ...this.#inRange() })
  }

  /** Those of a list of values of one label. */
  async samplesNamed(names: string, match: string, label: string, values: readonly string[]): Promise<RawSeries[]> {
    return this.#askEach(narrowedTo(match, label, values), (one) => ({ names, match: one, ...this.#inRange() }))
  }

  /** The same of names that know nothing of models, for the targets named. */
  async samplesOf(names: string, jobs: readonly string[], instances: readonly string[]): Promise<readonly RawSeries[]> {
    return this.samplesNamed(names, `job=~${oneOf(jobs)}`, 'instance', instances)
  }

  /** The last value that each series had in the day before the span. */
  async lastBefore(names: string): Promise<readonly RawSeries[]> {
    return this.#ask({ names, match: this.settings.match, ...this.#dayBefore() })
  }

  async lastBeforeOf(
    names: string,
    jobs: readonly string[],
    instances: readonly string[],
  ): Promise<readonly RawSeries[]> {
    const matches = narrowedTo(`job=~${oneOf(jobs)}`, 'instance', instances)
    return this.#askEach(matches, (match) => ({ names, match, ...this.#dayBefore() }))
  }

  #inRange(): Pick<Question, 'rangeS' | 'isLast' | 'atMs'> {
    const { from, to, lookback } = this.span
    return { rangeS: (to - from + lookback) / 1000, isLast: false, atMs: to }
  }

  #dayBefore(): Pick<Question, 'rangeS' | 'isLast' | 'atMs'> {
    return { rangeS: REMEMBERED_S, isLast: true, atMs: this.span.from }
  }

  async #askEach(matches: ReturnType<typeof narrowedTo>, question: (match: string) => Question): Promise<RawSeries[]> {
    const found: RawSeries[] = []
    for (const [match] of matches) found.push(...(await this.#ask(question(match))))
    return found
  }

  /** Of several servers those that answer are read: one that is down is told, and what it saw may be missing. */
  async #ask(question: Question): Promise<readonly RawSeries[]> {
    const { peers, url } = this.settings
    const isHour = this.span.hours.length === 1
    const ask = (server: PrometheusSettings): Promise<readonly RawSeries[]> =>
      inParts(server, question, isHour, this.warnings, this.#clocks)
    if (peers.length === 0) return ask(this.settings)
    const found: RawSeries[] = []
    const down: SourceDown[] = []
    for (const server of [url, ...peers]) {
      try {
        for (const one of await ask({ ...this.settings, url: server })) found.push(seenBy(one, server))
      } catch (error) {
        if (!(error instanceof SourceDown)) throw error
        down.push(error)
        this.warnings.add(error.message)
      }
    }
    const [first] = down
    if (first !== undefined && down.length > peers.length) throw first
    return found
  }
}

/** The label that tells which of several servers saw a series, as one of a pair would. */
export const SEEN_BY = '__server__'

function seenBy({ labels, samples }: RawSeries, server: string): RawSeries {
  const { host, pathname } = new URL(server)
  return { labels: { ...labels, [SEEN_BY]: `${host}${pathname}`.replace(/\/$/, '') }, samples }
}
