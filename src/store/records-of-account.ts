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

interface Account {
  readonly provider: string
  readonly billing_account_id: string
}

interface RecordRow {
  readonly feed: string
  readonly from_day: string
  readonly to_day: string
  readonly declared: boolean
}

/**
 * Writes down the sources of record of the accounts of these windows and answers with the accounts whose lines may turn or
 * may not count: more than one feed is known, or something else counted until now.
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
    const account = { provider, billing_account_id: billingAccountId }
    const held = await heldOf(client, account)
    const wanted = await wantedOf(client, account, held, declared, feed)
    const changes = !same(held, wanted)
    if (changes) await replace(client, account, wanted)
    // Of an account without any record no line is loaded yet: writing its first one turns nothing.
    const turns = changes && held.length > 0
    if (turns || (await isContested(client, provider, billingAccountId, feed))) {
      contested.providers.push(provider)
      contested.accounts.push(billingAccountId)
    }
  }
  return contested
}

/** Whether what is written down of the accounts of these windows is what is declared now, so that no line would turn. */
export async function recordsStand(
  client: PoolClient,
  windowKeys: readonly string[],
  declared: readonly DeclaredRecord[],
): Promise<boolean> {
  const accounts = await client.query<Account>(
    'select distinct provider, billing_account_id from ops.window where window_key = any($1::bigint[])',
    [windowKeys],
  )
  for (const account of accounts.rows) {
    const held = await heldOf(client, account)
    if (!same(held, await wantedOf(client, account, held, declared, ''))) return false
  }
  return true
}

async function heldOf(client: PoolClient, { provider, billing_account_id: account }: Account): Promise<RecordRow[]> {
  const { rows } = await client.query<RecordRow>(
    `select feed, from_day, to_day, declared from ops.source_of_record
     where provider = $1 and billing_account_id = $2 order by from_day`,
    [provider, account],
  )
  return rows
}

/** What is declared; else what stands; else, when a declaration was taken back or never made, the feed that came first. */
async function wantedOf(
  client: PoolClient,
  { provider, billing_account_id: account }: Account,
  held: readonly RecordRow[],
  declared: readonly DeclaredRecord[],
  feed: string,
): Promise<readonly RecordRow[]> {
  const mine = declared.filter((one) => one.provider === provider && one.billingAccountId === account)
  if (mine.length > 0) {
    const rows = mine.map((one) => ({
      feed: one.feed,
      from_day: one.from,
      to_day: one.to ?? 'infinity',
      declared: true,
    }))
    return rows.toSorted((a, b) => (a.from_day < b.from_day ? -1 : 1))
  }
  if (held.length > 0 && held.every((row) => !row.declared)) return held
  const first = await client.query<{ feed: string }>(
    `select r.feed from ops.run r join ops.window w on w.window_key = any(r.window_keys)
     where w.provider = $1 and w.billing_account_id = $2 order by r.load_id limit 1`,
    [provider, account],
  )
  return [{ feed: first.rows[0]?.feed ?? feed, from_day: '-infinity', to_day: 'infinity', declared: false }]
}

function same(held: readonly RecordRow[], wanted: readonly RecordRow[]): boolean {
  const texts = (rows: readonly RecordRow[]): string =>
    rows.map(({ feed, from_day: from, to_day: to, declared }) => [feed, from, to, declared].join(' ')).join('\n')
  return texts(held) === texts(wanted)
}

async function replace(
  client: PoolClient,
  { provider, billing_account_id: account }: Account,
  rows: readonly RecordRow[],
): Promise<void> {
  await client.query('delete from ops.source_of_record where provider = $1 and billing_account_id = $2', [
    provider,
    account,
  ])
  await client.query(
    `insert into ops.source_of_record (provider, billing_account_id, from_day, to_day, feed, declared)
     select $1, $2, from_day, to_day, feed, declared
     from jsonb_to_recordset($3::jsonb) as wanted(feed text, from_day date, to_day date, declared boolean)`,
    [provider, account, JSON.stringify(rows)],
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
