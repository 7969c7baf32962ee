/** Where the money of each bill went, as report.reconciliation tells it. */
import type { PoolClient } from '../pool.js'

/** One bill on one basis, in its own currency; exact texts. */
export interface Reconciled {
  readonly provider: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly billing_currency: string
  readonly basis: 'list' | 'contracted' | 'billed' | 'effective'
  readonly bill: string
  readonly serving: string
  readonly warm_idle: string
  readonly cold_idle: string
  readonly shared: string
  readonly unused_commitment: string
  readonly purchase: string
  readonly tax: string
  readonly credit: string
  readonly support: string
  readonly rounding: string
  readonly out_of_scope: string
  readonly no_resource: string
  readonly no_telemetry: string
  readonly unmapped: string
  readonly deferred: string
  /** 0 by law. */
  readonly difference: string
  /** Resource-hours that leave this basis open. */
  readonly unknown: string
}

/** All bills, or those of one period (`2026-08`). */
export async function reconciliation(client: PoolClient, period: string | undefined): Promise<Reconciled[]> {
  const { rows } = await client.query<Reconciled>(
    `select * from report.reconciliation
     where $1::text is null or to_char(billing_period, 'YYYY-MM') = $1
     order by billing_period, provider collate "C", billing_account_id collate "C", billing_currency,
       array_position(array['billed', 'effective', 'contracted', 'list'], basis)`,
    [period ?? null],
  )
  return rows
}

/** An invoice by its lines beside what the provider says it comes to; exact texts. */
export interface Invoiced {
  readonly provider: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly billing_currency: string
  /** '' where the provider tells one total of the period. */
  readonly invoice_id: string
  readonly billed: string
  readonly not_in_lines: string
  readonly provider_total: string
  readonly provider_difference: string
  readonly source: string
}

/** Invoices of which a provider told its own total, all or those of one period (`2026-08`). */
export async function invoices(client: PoolClient, period: string | undefined): Promise<Invoiced[]> {
  const { rows } = await client.query<Invoiced>(
    `select provider, billing_account_id, billing_period, billing_currency, invoice_id, billed, not_in_lines, provider_total,
       provider_difference, source
     from report.invoice
     where provider_total is not null and ($1::text is null or to_char(billing_period, 'YYYY-MM') = $1)
     order by billing_period, provider collate "C", billing_account_id collate "C", billing_currency, invoice_id collate "C"`,
    [period ?? null],
  )
  return rows
}

/** Money that nobody says what it is for: services by what they cost, so that a rule can be written. */
export interface UnmappedMoney {
  readonly provider: string
  readonly billing_period: string
  readonly service_name: string | null
  readonly reason: string
  readonly billing_currency: string
  readonly billed_cost: string
  readonly resources: string
}

/** What is unmapped or without a resource, in all bills or in those of one period, by service, the most first. */
export async function unmappedMoney(
  client: PoolClient,
  period: string | undefined,
  most: number,
): Promise<UnmappedMoney[]> {
  const { rows } = await client.query<UnmappedMoney>(
    `select * from report.unmapped_money where $1::text is null or to_char(billing_period, 'YYYY-MM') = $1 limit $2`,
    [period ?? null, most],
  )
  return rows
}

/** Whether there are hours left that were folded before there were reports, so that these do not know of them. */
export async function reportsLack(client: PoolClient): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from ops.split_settings where fingerprint = '' and not isempty(due) limit 1`,
  )
  return rowCount !== 0
}
