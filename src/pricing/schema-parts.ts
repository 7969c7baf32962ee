/** The fields that rows of pricing files share. */
import { z } from 'zod'
import { text } from '../config/schema-parts.js'
import { parseDay } from '../units/billing-day.js'
import { CURRENCIES } from '../units/currency.js'
import { attoOf } from '../units/decimal.js'

export const provider = text
  .regex(/^[a-z][a-z0-9_-]*$/)
  .meta({ description: 'a provider in lower-case letters', examples: ['aws'] })
export const type = text
  .regex(/^\S+$/)
  .meta({ description: 'a type as the provider spells it', examples: ['p5.48xlarge'] })
export const currency = z.enum(CURRENCIES).meta({ description: 'an ISO 4217 code', examples: ['USD'] })
export const source = text.meta({ description: 'the page it was read from', examples: ['https://example.com/types'] })
const day = (what: string) => text.refine(parses(isDay)).meta({ description: what, examples: ['2026-08-01'] })
export const asOf = day('the day on which the source was looked at')
export const dated = {
  from: day('the first day that counts').optional(),
  to: day('the first day that no longer counts').optional(),
  source,
  as_of: asOf,
}
export const number = (what: string, example: number) =>
  z
    .union([z.number(), text])
    .refine(parses((written) => attoOf(written) > 0n))
    .meta({ description: `${what}, above 0`, examples: [example] })

/** Fit for what can be parsed, and is not found wanting. */
export function parses(parse: (written: string) => unknown): (written: number | string) => boolean {
  return (written) => {
    try {
      return parse(String(written)) !== false
    } catch {
      return false
    }
  }
}

function isDay(written: string): boolean {
  return parseDay(written, 'UTC').date === written
}
