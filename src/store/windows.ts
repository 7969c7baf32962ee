/** What the store knows of windows, and when a snapshot may replace one. */
import { ConfigError } from '../errors.js'
import type { SurveyedWindow } from '../records/bill-snapshot.js'
import type { Load, ReplaceOptions } from './load.js'
import type { PoolClient } from './pool.js'
import { recordsStand } from './records-of-account.js'
import { statement } from './statements.js'

/** A window as it was last loaded. Keys and times are text. */
export interface KnownWindow {
  readonly window_key: string
  readonly content: string
  readonly refused_content: string | null
  readonly complete: boolean
  readonly partial: boolean
  readonly final: boolean
  readonly first_usage: string | null
  readonly last_usage: string | null
  readonly last_charge: string
}

export type Covering =
  | 'whole' // the snapshot is the whole window; refused when it reaches less far than what we hold
  | 'shrunk' // the same, and the user says that what it leaves out is withdrawn
  | 'partial' // the snapshot speaks only of the lines it names

/** Locks the windows against every other load, in one order for all, and tells what is known of them. */
export async function lockWindows(client: PoolClient, keys: readonly string[]): Promise<Map<string, KnownWindow>> {
  await client.query('select pg_advisory_xact_lock(key) from (select unnest($1::bigint[]) as key order by 1) keys', [
    keys,
  ])
  const known = await client.query<KnownWindow>(
    `select window_key, content, refused_content, complete, partial, final, first_usage, last_usage, last_charge
     from ops.window where window_key = any($1::bigint[])`,
    [keys],
  )
  return new Map(known.rows.map((row) => [row.window_key, row]))
}

/** One fold at a time: windows of different scopes meet in the same hours. */
export async function lockFold(client: PoolClient): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtext('tokenledger'), hashtext('fold'))`)
}

/** Whether a window holds just this content already, or has refused just this one for being incomplete. */
export function holds(known: KnownWindow | undefined, content: string): boolean {
  return known !== undefined && (known.content === content || known.refused_content === content)
}

/** What an earlier load of the same content came to, when nothing of it would be different today. */
export interface LoadedBefore {
  readonly linesAccepted: bigint
  readonly linesRejected: bigint
  readonly windows: number
}

/** Whether loading this content again would change nothing, so that it need not even be read. */
export async function loadedBefore(
  client: PoolClient,
  content: string,
  { now, finalAfterDays, declared }: Pick<ReplaceOptions, 'now' | 'finalAfterDays' | 'declared'>,
): Promise<LoadedBefore | undefined> {
  const { rows } = await client.query<{ accepted: string; rejected: string; windows: string[]; settled: boolean }>(
    `select r.lines_accepted as accepted, r.lines_rejected as rejected, r.window_keys::text[] as windows, not exists (
       select from unnest(r.window_keys) as wanted(window_key) left join ops.window w using (window_key)
       where w.content is distinct from $1 and w.refused_content is distinct from $1
         or not w.final and $2::timestamptz >= w.billing_period_end::timestamp at time zone 'UTC' + make_interval(days => $3)
     ) as settled
     from ops.run r where r.content = $1 order by r.load_id desc limit 1`,
    [content, now.toISOString(), finalAfterDays],
  )
  const row = rows[0]
  if (row?.settled !== true || !(await recordsStand(client, row.windows, declared))) return undefined
  return { linesAccepted: BigInt(row.accepted), linesRejected: BigInt(row.rejected), windows: row.windows.length }
}

/**
 * Refuses a snapshot that stops short of what a window already holds: replacing would drop the days it leaves out.
 * @throws ConfigError
 */
export function demandCover(windows: readonly SurveyedWindow[], known: ReadonlyMap<string, KnownWindow>): void {
  for (const window of windows) {
    const held = known.get(window.windowKey)
    if (held?.first_usage == null || held.last_usage == null) continue
    const [from, to] = [dayOf(held.first_usage), dayOf(held.last_usage)]
    const covers =
      window.firstUsage !== null &&
      window.lastUsage !== null &&
      dayOf(window.firstUsage) <= from &&
      dayOf(window.lastUsage) >= to
    if (covers) continue
    const reach =
      window.firstUsage === null || window.lastUsage === null
        ? 'no usage at all'
        : `usage from ${dayOf(window.firstUsage)} to ${dayOf(window.lastUsage)}`
    throw new ConfigError(
      `These files hold ${reach} of ${nameOf(window)}, but what was loaded before reaches from ${from} to ${to}. ` +
        'Name all files of the export together; or --partial, to keep what these files leave out; or --whole, if it was withdrawn.',
      { facts: { window: nameOf(window), from, to } },
    )
  }
}

/** The windows as they are to stand now. */
export interface WindowRow {
  readonly window: SurveyedWindow
  readonly lines: string
  readonly complete: boolean
  readonly partial: boolean
  readonly final: boolean
}

export async function writeWindows({ client, id, snapshot }: Load, rows: readonly WindowRow[]): Promise<void> {
  const said = rows.map(({ window, lines, complete, partial, final }) => ({
    window_key: window.windowKey,
    provider: window.provider,
    invoice_issuer_name: window.invoiceIssuerName,
    billing_account_id: window.billingAccountId,
    billing_period: window.billingPeriod,
    billing_period_end: window.billingPeriodEnd,
    line_count: lines,
    first_charge: window.firstCharge,
    last_charge: window.lastCharge,
    first_usage: window.firstUsage,
    last_usage: window.lastUsage,
    complete,
    partial,
    final,
  }))
  await client.query(await statement('80_window'), [id, snapshot.feed, snapshot.content, JSON.stringify(said)])
}

/** A window is final when it is read this many days after its period ended: until then providers change it (AWS: 14 days). */
export function isFinal(
  { billingPeriodEnd }: SurveyedWindow,
  { now, finalAfterDays }: Pick<ReplaceOptions, 'now' | 'finalAfterDays'>,
): boolean {
  return now.getTime() >= Date.parse(`${billingPeriodEnd}T00:00:00Z`) + finalAfterDays * 86_400_000
}

export function nameOf(window: SurveyedWindow): string {
  return `${window.invoiceIssuerName}, account ${window.billingAccountId}, period ${window.billingPeriod.slice(0, 7)}`
}

function dayOf(time: string): string {
  return time.slice(0, 10)
}
