/** Asks for the raw samples of a span of hours, and remembers what the server warned of. */
import { LOOKBACK_MS } from '../../counting/clock.js'
import { type Hour, plusHours } from '../../units/hour.js'
import { epochSeconds } from '../../units/instant.js'
import { query } from './client.js'
import { Clocks } from './clocks.js'
import { GPU_NAMES } from './gpus/names.js'
import { requestsMatch } from './kubernetes/requests.js'
import { REQUESTS } from './kubernetes/sights.js'
import type { Names } from './engines/names.js'
import type { RawSeries } from './series.js'
import type { PrometheusSettings } from './settings.js'

/** Hours read at once, in milliseconds: `(from, to]`, and what lies `lookback` before them. */
export interface Span {
  readonly hours: readonly Hour[]
  readonly from: number
  readonly to: number
  readonly lookback: number
}

/** The server has to read more than it is allowed to: ask for fewer hours. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** At four samples a minute these are 230 MB here, and a third of what a server loads for a query (50,000,000). */
const SERIES_HOURS = 60_000
const MOST_HOURS = 24
/** VictoriaMetrics reads queries of 16 KB (-search.maxQueryLen). */
const LONGEST_LIST = 8_000
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
    const answer = await query(settings, text, epochSeconds(plusHours(first, 1)) * 1000)
    count += 'tooMuch' in answer ? Infinity : (answer.series[0]?.samples.value[0] ?? 0)
  }
  return Math.min(Math.max(1, Math.floor(SERIES_HOURS / Math.max(count, 1))), MOST_HOURS, runOf(hours))
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
    return this.#ask(`${selector(names, match)}[${this.#range()}]`, this.span.to)
  }

  /** Those of a list of values of one label. */
  async samplesNamed(names: string, match: string, label: string, values: readonly string[]): Promise<RawSeries[]> {
    const found: RawSeries[] = []
    for (const some of inBatches(values)) {
      const text = selector(names, [match.trim().replace(/,$/, ''), `${label}=~${oneOf(some)}`].join(','))
      found.push(...(await this.#ask(`${text}[${this.#range()}]`, this.span.to)))
    }
    return found
  }

  /** The same of names that know nothing of models, for the targets named. */
  async samplesOf(names: string, jobs: readonly string[], instances: readonly string[]): Promise<readonly RawSeries[]> {
    const found: RawSeries[] = []
    for (const some of inBatches(instances)) {
      const text = selector(names, `job=~${oneOf(jobs)},instance=~${oneOf(some)}`)
      found.push(...(await this.#ask(`${text}[${this.#range()}]`, this.span.to)))
    }
    return found
  }

  /** The last value that each series had in the day before the span. */
  async lastBefore(names: string): Promise<readonly RawSeries[]> {
    return this.#ask(`last_over_time(${selector(names, this.settings.match)}[${REMEMBERED_S}s])`, this.span.from)
  }

  async lastBeforeOf(
    names: string,
    jobs: readonly string[],
    instances: readonly string[],
  ): Promise<readonly RawSeries[]> {
    const found: RawSeries[] = []
    for (const some of inBatches(instances)) {
      const text = selector(names, `job=~${oneOf(jobs)},instance=~${oneOf(some)}`)
      found.push(...(await this.#ask(`last_over_time(${text}[${REMEMBERED_S}s])`, this.span.from)))
    }
    return found
  }

  #range(): string {
    const { from, to, lookback } = this.span
    return `${(to - from + lookback) / 1000}s`
  }

  async #ask(text: string, atMs: number): Promise<readonly RawSeries[]> {
    const answer = await query(this.settings, text, atMs, this.#clocks)
    if ('tooMuch' in answer) throw new TooLarge(answer.tooMuch)
    for (const warning of answer.warnings) this.warnings.add(warning)
    return answer.series
  }
}

export function selector(names: string, match: string): string {
  return `{__name__=~${JSON.stringify(names)}${match.trim() === '' ? '' : `,${match}`}}`
}

function inBatches(values: readonly string[]): string[][] {
  const batches: string[][] = []
  let length = Infinity
  for (const value of values) {
    length += value.length + 6
    if (length > LONGEST_LIST) {
      batches.push([])
      length = value.length + 6
    }
    batches.at(-1)?.push(value)
  }
  return batches
}

function oneOf(values: readonly string[]): string {
  return JSON.stringify(values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'))
}
