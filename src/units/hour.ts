import type { Branded } from './brand.js'
import { epochSeconds, instantAt, parseInstant } from './instant.js'

/**
 * A whole UTC hour, named by its start: `2026-08-01T00:00:00Z`. Every fact is of one hour. It is text, so that it sorts
 * as it reads and `hour - 3` does not compile; write `plusHours(hour, -3)`.
 */
export type Hour = Branded<string, 'Hour'>

/** The hours from `from` up to and without `to`. */
export interface HourRange {
  readonly from: Hour
  readonly to: Hour
}

/** An hour from its text; the forms of `parseInstant`. Throws RangeError for anything but a whole hour in UTC. */
export function parseHour(text: string): Hour {
  const instant = parseInstant(text)
  if (!instant.endsWith(':00:00Z')) throw new RangeError(`${JSON.stringify(text)} is not a whole hour.`)
  return hourOf(instant)
}

/** The hour that a moment is in. */
export function hourAt(moment: Date): Hour {
  return parseHour(`${moment.toISOString().slice(0, 13)}:00:00Z`)
}

/** A half-open range. Throws RangeError when it ends before it begins; an empty one is a range. */
export function hourRange(from: Hour, to: Hour): HourRange {
  if (to < from) throw new RangeError(`The range from ${from} ends before it begins, at ${to}.`)
  return { from, to }
}

/** The hour so many hours later, or earlier when `hours` is below zero. Throws RangeError for a part of an hour. */
export function plusHours(hour: Hour, hours: number): Hour {
  if (!Number.isSafeInteger(hours)) throw new RangeError(`${hours} is not a whole number of hours.`)
  return hourOf(instantAt(epochSeconds(hour) + hours * 3600))
}

/** How many hours `to` lies after `from`; below zero when it lies before. */
export function hoursBetween(from: Hour, to: Hour): number {
  return (epochSeconds(to) - epochSeconds(from)) / 3600
}

/** Every hour of the range, in order. */
export function* hoursOf(range: HourRange): Generator<Hour> {
  for (let hour = range.from; hour < range.to; hour = plusHours(hour, 1)) yield hour
}

function hourOf(instant: string): Hour {
  return instant as Hour
}
