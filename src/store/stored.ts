/** What stands in the ledger after a load, and what a load left behind. Amounts are exact decimal texts. */
import type { PoolClient } from './pool.js'

export interface Stored {
  readonly window_key: string
  readonly billing_currency: string
  readonly lines: string
  readonly billed_cost: string
  /** Null when a line leaves it open. */
  readonly effective_cost: string | null
}

/** The accepted lines of windows as they stand now, by window and currency. */
export async function storedOf(client: PoolClient, windowKeys: readonly string[]): Promise<Stored[]> {
  const { rows } = await client.query<Stored>(
    `select window_key::text as window_key, billing_currency, sum(line_count)::text as lines,
       sum(billed_cost)::text as billed_cost,
       (case when count(*) = count(effective_cost) then sum(effective_cost) end)::text as effective_cost
     from fact.bill_line where window_key = any($1::bigint[])
     group by window_key, billing_currency order by window_key, billing_currency`,
    [windowKeys],
  )
  return rows
}

export interface LeftBehind {
  readonly invoice_issuer_name: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly lines: string
}

/** Windows that files of these names were loaded for last, all of them named again now, and that the load did not speak of. */
export async function leftBehindBy(client: PoolClient, loadId: string): Promise<LeftBehind[]> {
  const { rows } = await client.query<LeftBehind>(
    `select w.invoice_issuer_name, w.billing_account_id, w.billing_period::text as billing_period,
       w.line_count::text as lines
     from ops.run now
     join ops.window w on w.feed = now.feed and not w.window_key = any(now.window_keys) and w.line_count > 0
     join ops.run before on before.load_id = w.load_id
     where now.load_id = $1 and not exists (
       select from jsonb_array_elements(before.files) as file(said)
       where not now.files @> jsonb_build_array(jsonb_build_object('path', file.said -> 'path')))
     order by 1, 2, 3 limit 20`,
    [loadId],
  )
  return rows
}
