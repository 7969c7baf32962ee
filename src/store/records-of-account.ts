/** Which feed counts for an account's days (ledger.md 1): what is declared, else the feed that came first. */
import type { SurveyedWindow } from '../records/bill-snapshot.js'
import type { PoolClient } from './pool.js'

export interface DeclaredRecord {
  readonly provider: string
  readonly billingAccountId: string
  readonly feed: string
  readonly from: string
  readonly to: string | undefined
}

/**
 * Writes down the sources of record of the accounts of these windows and answers with the accounts for which more than one
 * feed is known: only there can a line be of record or not.
 */
export async function settleRecords(
  client: PoolClient,
  feed: string,
  windows: readonly SurveyedWindow[],
  declared: readonly DeclaredRecord[],
): Promise<{ providers: string[]; accounts: string[] }> {
  const seen = new Map(windows.map((window) => [`${window.provider}\u001F${window.billingAccountId}`, window]))
  const contested = { providers: new Array<string>(), accounts: new Array<string>() }
  for (const { provider, billingAccountId } of seen.values()) {
    const mine = declared.filter((one) => one.provider === provider && one.billingAccountId === billingAccountId)
    await settle(client, provider, billingAccountId, feed, mine)
    if (await isContested(client, provider, billingAccountId, feed)) {
      contested.providers.push(provider)
      contested.accounts.push(billingAccountId)
    }
  }
  return contested
}

/** Whether all that is declared of the accounts of these windows is written down, so that no line would turn. */
export async function recordsStand(
  client: PoolClient,
  windowKeys: readonly string[],
  declared: readonly DeclaredRecord[],
): Promise<boolean> {
  if (declared.length === 0) return true
  const wanted = declared.map(({ provider, billingAccountId, feed, from, to }) => ({
    provider,
    billing_account_id: billingAccountId,
    feed,
    from_day: from,
    to_day: to ?? 'infinity',
  }))
  const { rows } = await client.query<{ stand: boolean }>(
    `select not exists (
       select from jsonb_to_recordset($2::jsonb) as d(provider text, billing_account_id text, feed text, from_day date, to_day date)
       join ops.window w using (provider, billing_account_id)
       left join ops.source_of_record r using (provider, billing_account_id, from_day)
       where w.window_key = any($1::bigint[]) and (r.feed, r.to_day, r.declared) is distinct from (d.feed, d.to_day, true)
     ) as stand`,
    [windowKeys, JSON.stringify(wanted)],
  )
  return rows[0]?.stand === true
}

async function settle(
  client: PoolClient,
  provider: string,
  account: string,
  feed: string,
  declared: readonly DeclaredRecord[],
): Promise<void> {
  if (declared.length === 0) {
    await client.query(
      `insert into ops.source_of_record (provider, billing_account_id, from_day, feed, declared)
       select $1, $2, '-infinity', $3, false
       where not exists (select from ops.source_of_record where provider = $1 and billing_account_id = $2)`,
      [provider, account, feed],
    )
    return
  }
  const wanted = JSON.stringify(
    declared.map(({ feed: counts, from, to }) => ({ feed: counts, from_day: from, to_day: to ?? 'infinity' })),
  )
  await client.query(
    `delete from ops.source_of_record r where provider = $1 and billing_account_id = $2 and not exists (
       select from jsonb_to_recordset($3::jsonb) as w(feed text, from_day date, to_day date)
       where r.declared and (w.feed, w.from_day, w.to_day) = (r.feed, r.from_day, r.to_day))`,
    [provider, account, wanted],
  )
  await client.query(
    `insert into ops.source_of_record (provider, billing_account_id, from_day, to_day, feed, declared)
     select $1, $2, from_day, to_day, feed, true from jsonb_to_recordset($3::jsonb) as w(feed text, from_day date, to_day date)
     on conflict do nothing`,
    [provider, account, wanted],
  )
}

async function isContested(client: PoolClient, provider: string, account: string, feed: string): Promise<boolean> {
  const { rows } = await client.query<{ contested: boolean }>(
    `select exists (
       select from ops.source_of_record
       where provider = $1 and billing_account_id = $2 and (feed <> $3 or from_day > '-infinity' or to_day < 'infinity')
     ) or exists (
       select from ops.window where provider = $1 and billing_account_id = $2 and feed <> $3
     ) as contested`,
    [provider, account, feed],
  )
  return rows[0]?.contested ?? false
}
