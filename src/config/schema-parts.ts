/** What several parts of the schema are made of. */
import { z } from 'zod'
import { type DayZone, parseDay } from '../units/billing-day.js'

/** Not empty, and nothing that PostgreSQL cannot hold: U+0000, or half of a pair of surrogates. */
export const text = z
  .string()
  .min(1)
  .refine((written) => !/\0|\p{Surrogate}/u.test(written))

/** Where a secret is, never the secret itself. */
export const secretPlace = z
  .union([z.strictObject({ env: text }), z.strictObject({ file: text })])
  .meta({ description: 'where the secret is, { env: NAME } or { file: path }', examples: [{ env: 'PGPASSWORD' }] })

export const name = text
  .regex(/^[a-z][a-z0-9_-]*$/)
  .meta({ description: 'a name in lower-case letters, digits, - and _', examples: ['focus'] })

export const label = text
  .regex(/^[a-zA-Z_]\w*$/)
  .meta({ description: 'the name of a label', examples: ['instance_id'] })

/** An address of http or https with nothing behind the host: no path, no question, no password. */
export function isOrigin(written: string): boolean {
  if (!URL.canParse(written)) return false
  const { protocol, username, password, pathname, search } = new URL(written)
  return /^https?:$/.test(protocol) && username + password + search === '' && pathname === '/'
}

/** Whether a text is a day of that calendar, as `2026-08-22`. */
export function isDayOf(zone: DayZone): (written: string) => boolean {
  return (written) => {
    try {
      return parseDay(written, zone).date === written
    } catch {
      return false
    }
  }
}
