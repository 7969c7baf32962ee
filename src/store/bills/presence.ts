/** When resources ran by a provider's usage API, and the days of use that go by it. */
import type { PresenceHour } from '../../records/bill-source.js'
import { emptyStaging, type Folding, splitAndReport } from '../fold.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { type Run, openRun, writeRun } from '../usage/run.js'
import { spreadTouched } from '../usage/respread.js'
import { lockFold } from '../windows.js'

/** What a usage API says of whole hours, `[from, to)`, and which days of the provider that makes known whole. */
export interface UsageApiHours {
  /** `alibaba/cn`: feed and account. */
  readonly source: string
  readonly from: string
  readonly to: string
  /** First moments of the provider's days, as ISO text. */
  readonly days: readonly string[]
  readonly hours: readonly PresenceHour[]
}

export interface PresenceReplaced {
  /** Undefined: nothing was new. */
  readonly loadId: string | undefined
  /** Resource-hours folded again. */
  readonly folded: number
}

/**
 * Replaces what was said of these hours, and spreads the days of use again that go by them, with cause `respread`.
 * @throws LedgerBroken when the hours would no longer add up to the lines; nothing is written then
 */
export async function replacePresence(client: PoolClient, said: UsageApiHours): Promise<PresenceReplaced> {
  return inTransaction(client, async () => {
    await lockFold(client)
    const run = await openRun(client)
    await stage(run, said)
    const isNew = await coverDays(run, said)
    if (!isNew && !(await differs(run, said))) {
      await emptyStaging(client, [run.id])
      return { loadId: undefined, folded: 0 }
    }
    const { source, from, to } = said
    await client.query(await statement('43_api_differs'), [run.id, source, from, to, isNew])
    await put(run, said)
    const folding: Folding = { client, id: run.id, onStep: () => undefined }
    const { folded } = await spreadTouched(folding)
    await splitAndReport(folding, 'respread')
    const figures = { feed: source, content: `${source} ${from}`, complete: true, accepted: said.hours.length }
    await writeRun(run, { command: 'bills', ...figures, came: said.hours.length, gone: 0, folded })
    await emptyStaging(client, [run.id])
    return { loadId: run.id, folded }
  })
}

/** Two answers may speak of one hour of a resource (a machine that was resized): it ran as long as both say together. */
async function stage({ client, id }: Run, { source, from, to, hours }: UsageApiHours): Promise<void> {
  const rows = hours.map(({ resourceId, hour, provider, seconds }) => ({
    resource_id: resourceId,
    hour,
    provider,
    ms: Math.round(seconds * 1000),
  }))
  await client.query(
    `insert into stage.usage_api_hour (resource_id, hour, source, provider, present_ms, load_id)
     select resource_id, hour, $2, max(provider), least(sum(ms), 3600000), $1
     from jsonb_to_recordset($3::jsonb) as said(resource_id text, hour timestamptz, provider text, ms bigint)
     where ms > 0 and hour >= $4::timestamptz and hour < $5::timestamptz group by resource_id, hour`,
    [id, source, JSON.stringify(rows), from, to],
  )
}

/** Whether a day is known for the first time. */
async function coverDays({ client, id }: Run, { source, days }: UsageApiHours): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into ops.usage_api_day (source, day_start, load_id) select $1, unnest($2::timestamptz[]), $3
     on conflict do nothing`,
    [source, days, id],
  )
  return (rowCount ?? 0) > 0
}

async function differs({ client, id }: Run, { source, from, to }: UsageApiHours): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from (
       select resource_id, hour, provider, present_ms from stage.usage_api_hour where load_id = $1
       union all
       select resource_id, hour, provider, present_ms from fact.usage_api_hour
       where source = $2 and hour >= $3::timestamptz and hour < $4::timestamptz
     ) sides group by resource_id, hour, provider, present_ms having count(*) = 1 limit 1`,
    [id, source, from, to],
  )
  return (rowCount ?? 0) > 0
}

async function put({ client, id }: Run, { source, from, to }: UsageApiHours): Promise<void> {
  await client.query(
    'delete from fact.usage_api_hour where source = $1 and hour >= $2::timestamptz and hour < $3::timestamptz',
    [source, from, to],
  )
  await client.query(
    `insert into fact.usage_api_hour (resource_id, hour, source, provider, present_ms)
     select resource_id, hour, source, provider, present_ms from stage.usage_api_hour where load_id = $1`,
    [id],
  )
}
