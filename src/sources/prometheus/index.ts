/** What replicas of serving engines did, hour by hour, out of a Prometheus or anything that speaks its API. */
import { SourceRefused } from '../../errors.js'
import type { AskCheckpoints, TelemetryHour } from '../../records/usage-hour.js'
import type { Hour } from '../../units/hour.js'
import { Carried } from './baselines.js'
import { namesFor } from './engines/read.js'
import type { Names } from './engines/names.js'
import { hoursAtOnce, Reader, SEEN_BY, spanOf } from './reader.js'
import { TooLarge } from './question.js'
import type { Probe } from './probe.js'
import type { PrometheusSettings } from './settings.js'
import { readSpan } from './span.js'

export type { PrometheusSettings } from './settings.js'
export type { Probe } from './probe.js'
export type { Column } from './fields.js'

/**
 * Each hour in turn, whole, also one in which nothing was seen. Read it when it has ended, two scrapes and a minute ago.
 * Reading it again gives the same, unless the server has learnt more. Hours that follow each other are asked for together,
 * as many as the server bears.
 * @throws SourceRefused, SourceDown, ConfigError, MalformedBill
 */
export async function* readHours(
  given: PrometheusSettings,
  hours: readonly Hour[],
  ask: AskCheckpoints,
  onProgress: (done: number, total: number) => void = () => undefined,
): AsyncGenerator<TelemetryHour> {
  const settings = given.peers.length === 0 ? given : { ...given, haLabels: [...given.haLabels, SEEN_BY] }
  const names = await namesFor(settings)
  const carried = new Carried()
  let most = Infinity
  for (let done = 0; done < hours.length;) {
    const left = hours.slice(done)
    const span = left.slice(0, Math.min(most, await hoursAtOnce(settings, names, left)))
    const read = await readOrNone(settings, names, span, ask, carried)
    if (read === undefined) most = Math.floor(span.length / 2)
    for (const hour of read ?? []) {
      yield hour
      done += 1
      onProgress(done, hours.length)
    }
  }
}

/** Undefined: the server did not bear it, and fewer hours will do. */
async function readOrNone(
  settings: PrometheusSettings,
  names: Names,
  hours: readonly Hour[],
  ask: AskCheckpoints,
  carried: Carried,
): Promise<TelemetryHour[] | undefined> {
  const [first] = hours
  if (first === undefined) return []
  try {
    return await readSpan(new Reader(settings, names, spanOf(settings, hours, first)), ask, carried)
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    if (hours.length > 1) return undefined
    throw new SourceRefused(
      `Prometheus ${settings.name} does not read an hour of one target at once: ${error.message}. Raise its limit ` +
        '(--query.max-samples, --query.timeout), or narrow usage.prometheus match.',
      { cause: error, facts: { source: settings.name, hour: first } },
    )
  }
}

/**
 * What the server offers. Imported when it is asked for: who reads hours has no use for it.
 * @throws SourceRefused, SourceDown, ConfigError, MalformedBill
 */
export async function probe(settings: PrometheusSettings, now: Date): Promise<Probe> {
  return (await import('./probe.js')).probe(settings, now)
}
