/** The days that somebody asks a history for. */
import { ConfigError } from '../src/errors.js'
import { type BillingDay, type DayZone, parseDay } from '../src/units/billing-day.js'
import type { DayRange } from './job.js'

/** `[from, to)`, cut where what follows has not been yet. @throws ConfigError for a range without a day to ask for */
export function rangeOf<Zone extends DayZone>(
  { from, to }: DayRange,
  zone: Zone,
  end: BillingDay<Zone>,
): { readonly from: BillingDay<Zone>; readonly to: BillingDay<Zone> } {
  const [first, last] = [dayOf('--from', from, zone), dayOf('--to', to, zone)]
  if (first.date >= last.date) {
    throw new ConfigError(`--to ${to} does not come after --from ${from}: there is no day between them. Swap them?`)
  }
  if (first.date >= end.date) {
    throw new ConfigError(`--from ${from} lies in the future: what can be read by now ends before ${end.date}.`)
  }
  return { from: first, to: last.date > end.date ? end : last }
}

function dayOf<Zone extends DayZone>(option: string, written: string, zone: Zone): BillingDay<Zone> {
  try {
    return parseDay(written, zone)
  } catch (cause) {
    throw new ConfigError(`${option} is ${JSON.stringify(written)}, which is no day. Write it as 2026-08-22.`, {
      cause,
    })
  }
}
