import type { Branded } from './brand.js'

/** A moment to the second, in UTC: `2026-08-01T00:30:00Z`. Text order is time order. */
export type Instant = Branded<string, 'Instant'>

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.0+)?(?:Z|\+00(?::?00)?)$/

/**
 * A moment from ISO 8601 text in UTC, or from PostgreSQL's `2026-08-01 00:30:00+00`. FOCUS 1.x asks for UTC and `Z`.
 * @throws RangeError without a zone (whose midnight would it be?), in another zone, with parts of a second, or on a day
 * the calendar does not have.
 */
export function parseInstant(text: string): Instant {
  const [, date, time, seconds = ':00'] = INSTANT.exec(text) ?? []
  const instant = `${date}T${time}${seconds}Z` as Instant
  if (date === undefined || !exists(instant)) {
    throw new RangeError(`${JSON.stringify(text)} is not a moment in UTC such as 2026-08-01T00:00:00Z.`)
  }
  return instant
}

/** Seconds since 1970-01-01T00:00:00Z. */
export function epochSeconds(instant: Branded<string, 'Instant' | 'Hour'>): number {
  return Date.parse(instant) / 1000
}

/** The moment so many seconds after 1970-01-01T00:00:00Z. Throws RangeError outside the years 0 to 9999. */
export function instantAt(seconds: number): Instant {
  const text = new Date(seconds * 1000).toISOString() // throws RangeError when it is no number at all
  if (text.length !== 24) throw new RangeError(`${text} is outside the years 0 to 9999.`)
  return `${text.slice(0, 19)}Z` as Instant
}

// 2026-02-30 is read as 2 March by Date.parse, so what is read is written again and compared.
function exists(text: string): boolean {
  const milliseconds = Date.parse(text)
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text.replace('Z', '.000Z')
}
