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
  readonly usage_days: readonly string[]
  readonly last_charge: string
  readonly line_count: string
}

export type Covering =
  | 'whole' // the snapshot is the whole window; refused when it reaches less far than what we hold
  | 'shrunk' // the same, and the user says that what it leaves out is withdrawn
  | 'partial' // the snapshot speaks only of the lines it names

/**
 * Locks the windows against every other load, in one order for all, and tells what is known of them. Windows share 1,024
 * locks, for a server has room for a few thousand: two loads may wait for each other without need, which is safe.
 */
export async function lockWindows(client: PoolClient, keys: readonly string[]): Promise<Map<string, KnownWindow>> {
  await client.query(
    `select pg_advisory_xact_lock(hashtext('tokenledger window'), bucket)
     from (select distinct (key & 1023)::integer as bucket from unnest($1::bigint[]) as key order by bucket) buckets`,
    [keys],
  )
  const known = await client.query<KnownWindow>(
    `select window_key, content, refused_content, complete, partial, final, usage_days::text[] as usage_days, last_charge, line_count
     from ops.window where window_key = any($1::bigint[])`,
    [keys],
  )
  return new Map(known.rows.map((row) => [row.window_key, row]))
}

/** One fold at a time: windows of different scopes meet in the same hours. */
export async function lockFold(client: PoolClient): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtext('tokenledger'), hashtext('fold'))`)
}

/** What an earlier load of the same content came to, when nothing of it would be different today. */
export interface LoadedBefore {
  readonly loadId: string
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
  const { rows } = await client.query<{
    loadId: string
    accepted: string
    rejected: string
    windows: string[]
    settled: boolean
  }>(
    `select r.load_id as "loadId", r.lines_accepted as accepted, r.lines_rejected as rejected,
       r.window_keys::text[] as windows, not exists (
       select from unnest(r.window_keys) as wanted(window_key) left join ops.window w using (window_key)
       where w.refused_content is distinct from $1 and (
         w.content is distinct from $1
         or not w.final and $2::timestamptz >= w.billing_period_end::timestamp at time zone 'UTC' + make_interval(days => $3))
     ) as settled
     from ops.run r where r.content = $1 order by r.load_id desc limit 1`,
    [content, now.toISOString(), finalAfterDays],
  )
  const row = rows[0]
  if (row?.settled !== true || !(await recordsStand(client, row.windows, declared))) return undefined
  return {
    loadId: row.loadId,
    linesAccepted: BigInt(row.accepted),
    linesRejected: BigInt(row.rejected),
    windows: row.windows.length,
  }
}

/**
 * Refuses a snapshot without usage on a day of which a window holds some: replacing would withdraw that day.
 * @throws ConfigError
 */
export function demandCover(windows: readonly SurveyedWindow[], known: ReadonlyMap<string, KnownWindow>): void {
  for (const window of windows) {
    const has = new Set(window.usageDays)
    const lost = (known.get(window.windowKey)?.usage_days ?? []).filter((day) => !has.has(day))
    if (lost.length === 0) continue
    const days = lost.length === 1 ? '1 day that was' : `${lost.length} days that were`
    throw new ConfigError(
      `These files hold no usage of ${nameOf(window)} on ${days} loaded before: ${listOf(lost)}. ` +
        'Name all files of the export together; or --partial, to keep what these files leave out; or --whole, if it was withdrawn.',
      { facts: { window: nameOf(window), days: lost.length, first: lost[0] ?? null } },
    )
  }
}

/** The first of several, and how many more there are. */
function listOf(days: readonly string[]): string {
  const more = days.length - 5
  return more > 1 ? `${days.slice(0, 5).join(', ')} and ${more} more` : days.join(', ')
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
    name: window.name,
    provider: window.provider,
    invoice_issuer_name: window.invoiceIssuerName,
    billing_account_id: window.billingAccountId,
    billing_period: window.billingPeriod,
    billing_period_end: window.billingPeriodEnd,
    line_count: lines,
    first_charge: window.firstCharge,
    last_charge: window.lastCharge,
    usage_days: window.usageDays,
    complete,
    partial,
    final,
  }))
  const { feed, content, account } = snapshot
  await client.query(await statement('80_window'), [id, feed, content, JSON.stringify(said), account])
  const lacking = rows.filter(({ complete, partial }) => !complete || partial).map(({ window }) => window.windowKey)
  if (lacking.length > 0) await client.query(await statement('24_reach'), [id, lacking])
}

/**
 * A window is final when its provider says so, else when it is read this many days after its period ended: until then
 * providers change it (AWS: 14 days).
 */
export function isFinal(
  { billingPeriodEnd, final }: SurveyedWindow,
  { now, finalAfterDays }: Pick<ReplaceOptions, 'now' | 'finalAfterDays'>,
): boolean {
  if (final !== undefined) return final
  return now.getTime() >= Date.parse(`${billingPeriodEnd}T00:00:00Z`) + finalAfterDays * 86_400_000
}

export function nameOf({ invoiceIssuerName, billingAccountId, billingPeriod, name }: SurveyedWindow): string {
  const what = name === '' ? `period ${billingPeriod.slice(0, 7)}` : name
  return `${invoiceIssuerName}, account ${billingAccountId}, ${what}`
}
