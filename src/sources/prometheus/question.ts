/** A question to a server, asked in parts where it is too much for it at once. */
import { query } from './client.js'
import type { Clocks } from './clocks.js'
import type { RawSeries } from './series.js'
import type { PrometheusSettings } from './settings.js'

/** Samples of the series that these names and matchers select, in the seconds up to a moment. */
export interface Question {
  readonly names: string
  readonly match: string
  readonly rangeS: number
  /** Only the last of each series. */
  readonly isLast: boolean
  readonly atMs: number
}

/** The server has to read more than it is allowed to: ask for fewer hours. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** VictoriaMetrics reads queries of 16 KB (-search.maxQueryLen). */
const LONGEST_LIST = 8_000

/**
 * The answer; where it is too much and `mayShard` allows it, target by target, halved until the server bears it.
 * @throws TooLarge when it bears no part of it, and what `query` throws
 */
export async function inParts(
  server: PrometheusSettings,
  question: Question,
  mayShard: boolean,
  warnings: Set<string>,
  clocks: Clocks,
): Promise<readonly RawSeries[]> {
  const ask = async (match: string): Promise<readonly RawSeries[] | string> => {
    const answer = await query(server, textOf({ ...question, match }), question.atMs, clocks)
    if ('tooMuch' in answer) return answer.tooMuch
    for (const warning of answer.warnings) warnings.add(warning)
    return answer.series
  }
  const halved = async (targets: readonly string[], why: string): Promise<RawSeries[]> => {
    if (targets.length < 2) throw new TooLarge(why)
    const middle = Math.ceil(targets.length / 2)
    const found: RawSeries[] = []
    for (const half of [targets.slice(0, middle), targets.slice(middle)]) {
      for (const [match, some] of narrowedTo(question.match, 'instance', half)) {
        const series = await ask(match)
        found.push(...(typeof series === 'string' ? await halved(some, series) : series))
      }
    }
    return found
  }
  const whole = await ask(question.match)
  if (typeof whole !== 'string') return whole
  if (!mayShard) throw new TooLarge(whole)
  return halved(await targetsOf(server, question), whole)
}

async function targetsOf(server: PrometheusSettings, question: Question): Promise<string[]> {
  const counted = `count by (instance) (${textOf({ ...question, isLast: true })})`
  const targets = await query(server, counted, question.atMs)
  if ('tooMuch' in targets) throw new TooLarge(targets.tooMuch)
  return targets.series.map(({ labels }) => labels['instance'] ?? '').toSorted()
}

function textOf({ names, match, rangeS, isLast }: Question): string {
  const samples = `${selector(names, match)}[${rangeS}s]`
  return isLast ? `last_over_time(${samples})` : samples
}

export function selector(names: string, match: string): string {
  return `{__name__=~${JSON.stringify(names)}${match.trim() === '' ? '' : `,${match}`}}`
}

/** The same with a label that has one of these values; in several parts where the list is long. */
export function narrowedTo(
  match: string,
  label: string,
  values: readonly string[],
): (readonly [match: string, values: readonly string[]])[] {
  const given = match.trim().replace(/,$/, '')
  return inBatches(values).map((some) => {
    return [[given, `${label}=~${oneOf(some)}`].filter((one) => one !== '').join(','), some] as const
  })
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

export function oneOf(values: readonly string[]): string {
  return JSON.stringify(values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'))
}
