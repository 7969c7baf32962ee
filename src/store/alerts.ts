/** Which alerts fire: report.alert compared with thresholds, in events that open once and close once. */
import { inTransaction, type PoolClient } from './pool.js'
import { statement } from './statements.js'

export interface RuleThreshold {
  readonly rule: string
  /** Decimal text. */
  readonly threshold: string
}

/** `amount`: decimal text. An empty model or provider is all of them. */
export interface Budget {
  readonly budget: string
  readonly model: string
  readonly provider: string
  readonly currency: 'USD' | 'CNY'
  readonly amount: string
}

/** Numbers are exact decimal texts, times ISO text in UTC. */
export interface AlertEvent {
  readonly id: string
  readonly rule: string
  readonly subject: string
  readonly model: string
  readonly version: string
  readonly provider: string
  readonly value: string
  readonly threshold: string
  readonly now_usd: string | null
  readonly now_cny: string | null
  readonly usual_usd: string | null
  readonly usual_cny: string | null
  readonly since: string
  readonly fired_at: string
  /** Null: it fires. */
  readonly resolved_at: string | null
  readonly told_at: string | null
  readonly end_told_at: string | null
}

/** Ends and opens events by what stands committed now, one evaluation after another: an older look never speaks last. */
export async function evaluateAlerts(
  client: PoolClient,
  rules: readonly RuleThreshold[],
  budgets: readonly Budget[] = [],
): Promise<{ readonly fired: number; readonly resolved: number }> {
  const values = [rules.map(({ rule }) => rule), rules.map(({ threshold }) => threshold)]
  return inTransaction(client, async () => {
    await client.query(`select pg_advisory_xact_lock(hashtext('tokenledger'), hashtext('alerts'))`)
    await client.query('delete from ops.budget')
    await client.query(await statement('84_budget_put'), [JSON.stringify(budgets)])
    const { rows } = await client.query<{ looked: string }>(await statement('84_alert_look'), values)
    const looked = rows.map((row) => row.looked)
    const ended = await client.query(await statement('85_alert_end'), looked)
    const begun = await client.query(await statement('86_alert_fire'), looked)
    return { fired: begun.rowCount ?? 0, resolved: ended.rowCount ?? 0 }
  })
}

/** The last load that is committed; null: there is none. */
export async function lastLoad(client: PoolClient): Promise<string | null> {
  const { rows } = await client.query<{ load: string | null }>('select max(load_id)::text as load from ops.run')
  return rows[0]?.load ?? null
}

/** Events whose beginning or end nobody was told, oldest first. One that was over before anybody heard of it is no news. */
export async function untoldAlerts(client: PoolClient): Promise<AlertEvent[]> {
  return eventsWhere(client, UNTOLD)
}

export async function firingAlerts(client: PoolClient): Promise<AlertEvent[]> {
  return eventsWhere(client, 'resolved_at is null')
}

export async function markTold(client: PoolClient, events: readonly AlertEvent[]): Promise<void> {
  const ended = events.filter(({ resolved_at: end }) => end !== null)
  await client.query(
    `update ops.alert_event set told_at = coalesce(told_at, clock_timestamp()),
       end_told_at = case when event_id = any($2::bigint[]) then clock_timestamp() else end_told_at end
     where event_id = any($1::bigint[])`,
    [events.map(({ id }) => id), ended.map(({ id }) => id)],
  )
}

const UNTOLD = '(resolved_at is null) = (told_at is null) and end_told_at is null'

type Which = typeof UNTOLD | 'resolved_at is null'

async function eventsWhere(client: PoolClient, which: Which): Promise<AlertEvent[]> {
  const { rows } = await client.query<AlertEvent>(
    `select event_id as id, rule, subject, model, version, provider, value, threshold, now_usd, now_cny, usual_usd, usual_cny,
       to_char(since, $1) as since, to_char(fired_at, $1) as fired_at, to_char(resolved_at, $1) as resolved_at,
       to_char(told_at, $1) as told_at, to_char(end_told_at, $1) as end_told_at
     from ops.alert_event where ${which} order by event_id`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}
