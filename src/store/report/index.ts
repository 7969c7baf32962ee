/** What a report tells, read on one picture of the ledger. */
import type { LedgerReport, LooseMoney, LooseUsage, ReportCurrency, ReportRange } from '../../records/report.js'
import type { PoolClient } from '../pool.js'
import { inSnapshot } from '../snapshot.js'
import { reconciliation } from '../split/index.js'
import { leversOf } from './levers.js'
import { type AskedRange, rangeOf } from './range.js'
import { spendOf } from './spend.js'
import { versionsOf } from './versions.js'

export type { AskedRange } from './range.js'

/** Undefined: nothing is loaded of which a report could tell. */
export async function reportOf(
  client: PoolClient,
  asked: AskedRange,
  currency: ReportCurrency,
): Promise<LedgerReport | undefined> {
  return inSnapshot(client, async () => {
    const range = await rangeOf(client, asked)
    if (range === undefined) return undefined
    const [first, end] = [`${range.from.slice(0, 7)}-01`, range.to]
    const bills = await reconciliation(client, undefined)
    return {
      range,
      currency,
      made_at: await now(client),
      spend: await spendOf(client, range, currency),
      versions: await versionsOf(client, range, currency),
      bills: bills.filter(({ billing_period: period }) => period >= first && period < end),
      loose_usage: await looseUsage(client, range),
      loose_money: await looseMoney(client, first, end),
      levers: await leversOf(client, range, currency),
    }
  })
}

async function now(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ now: string }>(`select to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now`)
  return rows[0]?.now ?? ''
}

async function looseUsage(client: PoolClient, range: ReportRange): Promise<LooseUsage[]> {
  const { rows } = await client.query<LooseUsage>(
    `select source, replica, served_model, lacks, to_char(since, $4) as since, to_char(last, $4) as last, hours::text as hours, tokens
     from report.usage_unmatched
     where last >= $1::date::timestamp at time zone $3 and since < $2::date::timestamp at time zone $3
     order by tokens desc nulls first, source collate "C", replica collate "C", served_model collate "C", lacks`,
    [range.from, range.to, range.zone, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}

async function looseMoney(client: PoolClient, from: string, to: string): Promise<LooseMoney[]> {
  const { rows } = await client.query<LooseMoney>(
    `select provider, to_char(billing_period, 'YYYY-MM-DD') as billing_period, service_name, reason, billing_currency, billed_cost,
       resources::text as resources
     from report.unmapped_money where billing_period >= $1::date and billing_period < $2::date`,
    [from, to],
  )
  return rows
}
