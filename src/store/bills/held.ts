/** What the ledger knows of a source: its windows, its mark, what its lines come to, and what its provider says they do. */
import type { HeldSum, HeldWindow, ProviderTotal } from '../../records/bill-source.js'
import { type Decimal, parseDecimal } from '../../units/decimal.js'
import type { PoolClient } from '../pool.js'

/** An account as it is configured. */
export interface SourceAccount {
  readonly feed: string
  readonly account: string
}

/**
 * By the name of the window. Several billing accounts may share it, a reseller's or those of one payer: they are asked for
 * together, so that the window is as complete and as final as the least of them.
 */
export async function heldWindows(
  client: PoolClient,
  { feed, account }: SourceAccount,
): Promise<ReadonlyMap<string, HeldWindow>> {
  const { rows } = await client.query<{ name: string; at: string; complete: boolean; final: boolean; lines: string }>(
    `select name, max(read_at) as at, bool_and(complete) as complete, bool_and(final) as final, sum(line_count) as lines
     from ops.window where feed = $1 and account = $2 and read_at is not null group by name`,
    [feed, account],
  )
  return new Map(
    rows.map(({ name, at, lines, ...state }) => [name, { ...state, loadedAt: new Date(at), lines: BigInt(lines) }]),
  )
}

/** These windows were read now; one whose newer answer was incomplete was not. */
export async function windowsRead(client: PoolClient, keys: readonly string[], now: Date): Promise<void> {
  await client.query(
    `update ops.window set read_at = $2 where window_key = any($1::bigint[]) and (refused_content is null or read_at is null)`,
    [keys, now.toISOString()],
  )
}

export async function heldMark(client: PoolClient, { feed, account }: SourceAccount): Promise<string | undefined> {
  const { rows } = await client.query<{ mark: string }>(
    'select mark from ops.bill_mark where feed = $1 and account = $2',
    [feed, account],
  )
  return rows[0]?.mark
}

export async function writeMark(client: PoolClient, { feed, account }: SourceAccount, mark: string): Promise<void> {
  await client.query(
    `insert into ops.bill_mark (feed, account, mark) values ($1, $2, $3)
     on conflict (feed, account) do update set mark = excluded.mark`,
    [feed, account, mark],
  )
}

/** Sums of the lines of windows; a basis that one of the lines leaves open is null. */
export async function heldSums(
  client: PoolClient,
  { feed, account }: SourceAccount,
  windows: readonly string[],
): Promise<readonly HeldSum[]> {
  const { rows } = await client.query<Omit<HeldSum, 'billedCost' | 'effectiveCost'> & SumTexts>(
    `select w.name as "window", l.sub_account_id as "subAccountId", coalesce(l.service_name, '') as "serviceName",
       coalesce(l.details ->> 'x_UsageType', '') as "usageType", coalesce(l.cost_type, '') as "costType",
       l.billing_currency as "billingCurrency",
       case when l.resource_id not like 'none:%' then l.resource_id end as "resourceId",
       to_char(l.charge_period_start, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "chargePeriodStart",
       to_char(l.charge_period_end, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "chargePeriodEnd", sum(l.billed_cost) as billed,
       case when count(*) = count(l.effective_cost) then sum(l.effective_cost) end as effective
     from ops.window w join fact.bill_line l using (window_key)
     where w.feed = $1 and w.account = $2 and w.name = any($3) group by 1, 2, 3, 4, 5, 6, 7, 8, 9
     order by 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    [feed, account, windows],
  )
  return rows.map(({ billed, effective, ...sum }) => ({
    ...sum,
    billedCost: parseDecimal(billed),
    effectiveCost: effective === null ? null : parseDecimal(effective),
  }))
}

interface SumTexts {
  readonly billed: string
  readonly effective: string | null
}

/** The last word of a provider counts; what it said of a bill it names no longer stands as it was said. */
export async function writeTotals(
  client: PoolClient,
  feed: string,
  totals: readonly ProviderTotal[],
  now: Date,
): Promise<void> {
  const rows = totals.map((total) => ({
    provider: total.provider,
    billing_account_id: total.billingAccountId,
    billing_period: total.billingPeriod,
    billing_currency: total.billingCurrency,
    invoice_id: total.invoiceId,
    total: total.total satisfies Decimal,
    not_in_lines: total.notInLines satisfies Decimal,
    source: total.source,
  }))
  await client.query(
    `insert into ops.provider_total as t (feed, provider, billing_account_id, billing_period, billing_currency, invoice_id,
       total, not_in_lines, source, asked_at)
     select $1, provider, billing_account_id, billing_period, billing_currency, invoice_id, total, not_in_lines, source, $2
     from jsonb_to_recordset($3::jsonb) as said(provider text, billing_account_id text, billing_period date,
       billing_currency text, invoice_id text, total numeric(38,18), not_in_lines numeric(38,18), source text)
     on conflict (provider, billing_account_id, billing_period, billing_currency, invoice_id, feed) do update
     set total = excluded.total, not_in_lines = excluded.not_in_lines, source = excluded.source, asked_at = excluded.asked_at`,
    [feed, now.toISOString(), JSON.stringify(rows)],
  )
}
