/** Rates and bills for tests of conversion: made up, and round enough to reckon in one's head. */
import type { RateAnswer, RateSource } from '../../../src/records/fx-rate.js'
import { parsePair, parseQuote } from '../../../src/sources/pboc/quote.js'
import { withClient } from '../../../src/store/index.js'
import { type Accept, type RatesWritten, writeRates } from '../../../src/store/rates/index.js'
import { parseDay } from '../../../src/units/billing-day.js'
import { csv, type Line } from '../../support/focus.js'
import type { Ledger } from '../../support/ledger.js'

/** By day: the dollar alone, or a value for each label. */
export type Fixings = Readonly<Record<string, string | Readonly<Record<string, string>>>>

export function answer(fixings: Fixings, source: RateSource = 'cfets'): RateAnswer {
  return {
    source,
    files: [],
    fixings: Object.entries(fixings)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([date, said]) => ({
        fixedOn: parseDay(date, 'UTC+8'),
        rates: Object.entries(typeof said === 'string' ? { 'USD/CNY': said } : said).flatMap(
          ([label, value]) => parseQuote(parsePair(label), value) ?? [],
        ),
        notQuoted: [],
      })),
  }
}

export function rates(
  ledger: Ledger,
  fixings: Fixings,
  { source = 'cfets', accept = [], dryRun = false }: { source?: RateSource; accept?: Accept[]; dryRun?: boolean } = {},
): Promise<RatesWritten> {
  return withClient(ledger.pool, (client) =>
    writeRates(client, answer(fixings, source), { accept, dryRun, onStep: () => undefined }),
  )
}

/** A line inside one hour, `2026-08-10T00`, the same on every basis. */
export function hourLine(hour: string, cost: string, currency = 'USD', resource = `r-${currency}`): Line {
  return {
    ChargePeriodStart: `${hour}:00:00Z`,
    ChargePeriodEnd: `${hour}:59:00Z`,
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    ContractedCost: cost,
    BillingCurrency: currency,
    ResourceId: resource,
  }
}

export async function bill(ledger: Ledger, lines: readonly Line[], name = 'bill.csv'): Promise<void> {
  const { linesRejected } = await ledger.load([await ledger.file(name, csv(lines))], { covering: 'shrunk' })
  if (linesRejected > 0n) throw new Error('a bill of this test is not understood')
}

/** Days with their dollar: `2026-08-08 7 of 2026-08-07, provisional`. */
export async function days(ledger: Ledger, currency = 'USD'): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat(day, ' ', trim_scale(cny), case when units <> 1 then concat('/', trim_scale(units)) end, ' of ', rate_date,
       case when provisional then ', provisional' end) as told
     from fact.rate_of_day where currency = $1 order by day`,
    [currency],
  )
  return rows.map(({ told }) => String(told))
}

/** Hours with what was billed: `08-10T00 USD 10 = 70 CNY`. */
export async function hours(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat(to_char(hour at time zone 'UTC', 'MM-DD"T"HH24'), ' ', billing_currency, ' ', trim_scale(billed_cost), ' = ',
       coalesce(trim_scale(billed_usd)::text, 'no'), ' USD = ', coalesce(trim_scale(billed_cny)::text, 'no'), ' CNY',
       case when rate_provisional then ', provisional' end, ', ' || unconverted) as told
     from fact.resource_hour order by hour, billing_currency`,
  )
  return rows.map(({ told }) => String(told))
}

/** What rates restated: `08-10T00 USD 70 -> 71.4 CNY`. */
export async function restated(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat(to_char(hour at time zone 'UTC', 'MM-DD"T"HH24'), ' ', cause, ': ', trim_scale(billed_usd_before), ' -> ',
       trim_scale(billed_usd_after), ' USD, ', trim_scale(billed_cny_before), ' -> ', trim_scale(billed_cny_after), ' CNY') as told
     from ops.hour_restatement order by hour, billing_currency`,
  )
  return rows.map(({ told }) => String(told))
}
