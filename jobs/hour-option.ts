/** An hour as people write it after an option. */
import { ConfigError } from '../src/errors.js'
import { type Hour, parseHour } from '../src/units/hour.js'

/** @throws ConfigError for what is no whole hour or day in UTC */
export function hourFrom(option: string, written: string | undefined): Hour | undefined {
  if (written === undefined) return undefined
  try {
    return parseHour(/^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T00:00:00Z` : written)
  } catch (cause) {
    throw new ConfigError(`${option} ${written} is no whole hour in UTC. Write 2026-08-01 or 2026-08-01T06:00:00Z.`, {
      cause,
    })
  }
}
