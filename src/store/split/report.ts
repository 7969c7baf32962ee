/** From shares to what people read: hours and days of versions, hours of accounts; only where something changed. */
import { hintAtNew } from '../levers.js'
import { demandLaw } from '../load.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { hoursAtOnce, type Splitting } from './shares.js'

/** Why money moved, as `ops.restatement` names it. */
export type Cause = 'bill' | 'estimate' | 'fx' | 'telemetry' | 'mapping' | 'respread'

/**
 * Makes the reports of all hours anew that this load folded, held or split.
 * @throws LedgerBroken when shares do not add up to what was billed; nothing is written then
 */
export async function reportAnew(folding: Splitting, cause: Cause): Promise<void> {
  const { client, id } = folding
  const rolled = await client.query(
    `insert into stage.rolled (load_id, hour)
     select $1::bigint, hour from (
       select hour from stage.touched where load_id = $1 union select hour from stage.split_hour where load_id = $1
       union select hour from stage.held where load_id = $1
     ) hours`,
    [id],
  )
  if (rolled.rowCount === 0) return
  const run = async (name: string, ...more: readonly unknown[]): Promise<void> =>
    void (await client.query(await statement(name), [id, ...more]))
  const apart = await hasPhases(client, id)
  await run('73_price')
  for (const range of await hoursAtOnce(client, 'price', id)) {
    await run('74_model_hour', ...range)
    await run('78_account_hour', ...range)
    await run('77_pace_hour', ...range)
    if (apart) await run('77_phase_hour', ...range)
  }
  await run('78_team_hour')
  await demandLaw(folding, '75_model_law', 'The shares do not add up to the hours')
  await demandLaw(folding, '75_account_law', 'What accounts were billed did not go anywhere')
  await demandLaw(folding, '75_team_law', 'What teams cost is not what accounts were billed')
  await run('76_model_known')
  await run('76_model_restate', cause)
  for (const report of ['77_model', '77_phase', '78_account', '78_team']) {
    await run(`${report}_gone`)
    await run(`${report}_put`)
  }
  for (const summed of ['78_sum_hour', '78_region_hour', '78_sum_four_hours']) {
    await run(`${summed}_gone`)
    await run(`${summed}_put`)
  }
  const told = await toldIn(client, id)
  await reportTelemetry(client, id, told)
  await shareAmongTenants(folding)
  await paceAnew(client, id)
  await addUpDays(client, id, told)
  await hintAtNew(client)
}

/** What reports are of, beside the money: nothing of telemetry moves with a bill, and many have no GPUs that tell of themselves. */
type Told = readonly ('telemetry' | 'gpus')[]

async function toldIn(client: PoolClient, id: string): Promise<Told> {
  const { rows } = await client.query<{ telemetry: boolean; gpus: boolean }>(
    `select exists (select from stage.held where load_id = $1) as telemetry,
       exists (select from fact.gpu_hour) or exists (select from report.gpu_fleet_hour) as gpus`,
    [id],
  )
  if (rows[0]?.telemetry !== true) return []
  return rows[0].gpus ? ['telemetry', 'gpus'] : ['telemetry']
}

/** What telemetry alone tells of the hours to report: latency, requests by name and endpoint, GPUs of the fleet and of versions. */
async function reportTelemetry(client: PoolClient, id: string, told: Told): Promise<void> {
  if (!told.includes('telemetry')) return
  for (const step of ['hour', 'gone', 'put']) await client.query(await statement(`77_latency_${step}`), [id])
  for (const kept of ['request', ...(told.includes('gpus') ? ['gpu_fleet', 'version_gpu'] : [])]) {
    await client.query(
      `delete from report.${kept}_hour where hour in (select hour from stage.rolled where load_id = $1)`,
      [id],
    )
    await client.query(await statement(`77_${kept}_put`), [id])
  }
}

/** Whether in any of the hours to report replicas worked out prompts, or answers, alone; or told of work that can be weighed. */
async function hasPhases(client: PoolClient, id: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from stage.rolled t join fact.usage_hour u on u.hour = t.hour and (u.role in ('prefill', 'decode') or u.flops is not null)
     where t.load_id = $1 and (u.role in ('prefill', 'decode') or exists (select from fact.gpu_peak)) limit 1`,
    [id],
  )
  return rowCount !== 0
}

/** Who asked for a version's hour, and the law that they pay it whole; where no gateway tells, nothing is asked. */
async function shareAmongTenants(folding: Splitting): Promise<void> {
  const { client, id } = folding
  const { rows } = await client.query<{ from: string | null; to: string | null }>(
    `select min(hour) as from, max(hour) + interval '1 hour' as to
     from stage.rolled r
     where load_id = $1
       and (exists (select from fact.gateway_hour g where g.hour = r.hour) or exists (select from report.tenant_hour t where t.hour = r.hour))`,
    [id],
  )
  const { from = null, to = null } = rows[0] ?? {}
  if (from === null || to === null) return
  await client.query(await statement('77_asked_version'), [id])
  for (const step of ['hour', 'gone', 'put']) await client.query(await statement(`77_tenant_${step}`), [id])
  await demandLaw(folding, '75_tenant_law', 'What tenants pay is not what versions cost', [from, to])
}

/** How fast versions generated, and the best of their models on the days for which that counts. */
async function paceAnew(client: PoolClient, id: string): Promise<void> {
  const zone = await businessTimeZone(client)
  const { rows } = await client.query<{ days: string | null }>(await statement('77_pace_days'), [id, zone])
  const days = rows[0]?.days ?? null
  if (days === null) return
  for (const step of ['gone', 'put']) await client.query(await statement(`77_pace_${step}`), [id])
  await findBestPaces(client, days, zone)
}

async function findBestPaces(client: PoolClient, days: string, zone: string): Promise<void> {
  await client.query('delete from report.best_pace where day = any($1::date[])', [days])
  await client.query(await statement('79_best_pace_put'), [days, zone])
}

async function businessTimeZone(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ zone: string }>(
    'select business_time_zone as zone from ops.split_settings order by load_id desc limit 1',
  )
  return rows[0]?.zone ?? 'Asia/Shanghai'
}

/** Adds up the days of the hours that a load reported, or all there are because days begin elsewhere now. */
export async function addUpDays(client: PoolClient, of: string, told: Told = ['telemetry', 'gpus']): Promise<void> {
  const zone = await businessTimeZone(client)
  const which = of === 'all' ? (['79_day_all', [zone]] as const) : (['79_day_which', [of, zone]] as const)
  const { rows } = await client.query<{ days: string | null }>(await statement(which[0]), [...which[1]])
  const days = rows[0]?.days ?? '{}' // `{2026-08-01,2026-08-02}`
  if (of === 'all') {
    await client.query('delete from report.best_pace; delete from report.business_day; delete from report.sum_to_day')
    await findBestPaces(client, days, zone)
  }
  const kept = KEPT.filter(({ by }) => by === 'money' || told.includes(by))
  const those = (table: string): string => {
    if (of === 'all') return ''
    if (!table.endsWith('_week')) return `where day = any('${days}')`
    return `where week = any(array(select date_trunc('week', unnest('${days}'::timestamp[]))::date))`
  }
  await client.query(kept.map(({ table }) => `delete from report.${table} ${those(table)}`).join('; '))
  await client.query(await statement('79_business_day_put'), [days, zone])
  for (const { table, ofDays } of kept) {
    await client.query(await statement(`79_${table}_put`), ofDays === true ? [days] : [days, zone])
  }
  await addUpMonths(client, days)
}

/** Running sums of the months that these days lie in, of what moved there. */
export async function addUpMonths(client: Pick<PoolClient, 'query'>, days: string | readonly string[]): Promise<void> {
  const { rows } = await client.query<{ keys: string | null }>(await statement('79_sum_to_day_moved'), [days])
  const keys = rows[0]?.keys ?? null
  if (keys === null) return
  for (const step of ['put', 'gone']) await client.query(await statement(`79_sum_to_day_${step}`), [days, keys])
}

interface Kept {
  readonly table: string
  /** What moves it. */
  readonly by: 'money' | 'telemetry' | 'gpus'
  /** Whether it is added up of days and not of hours: where those begin is settled. */
  readonly ofDays?: true
}

/** What days of the business time zone and their weeks are kept in; sums are of days that stand. */
const KEPT: readonly Kept[] = [
  { table: 'model_day', by: 'money' },
  { table: 'machine_day', by: 'money' },
  { table: 'memory_day', by: 'telemetry' },
  { table: 'latency_day', by: 'telemetry' },
  { table: 'pace_day', by: 'money' },
  { table: 'request_day', by: 'telemetry' },
  { table: 'gpu_device_day', by: 'gpus' },
  { table: 'gpu_fleet_day', by: 'gpus' },
  { table: 'version_gpu_day', by: 'gpus' },
  { table: 'account_day', by: 'money' },
  { table: 'team_day', by: 'money' },
  { table: 'unattributed_day', by: 'money' },
  { table: 'sum_day', by: 'money', ofDays: true },
  { table: 'region_day', by: 'money', ofDays: true },
  { table: 'sum_week', by: 'money', ofDays: true },
  { table: 'team_week', by: 'money', ofDays: true },
  { table: 'request_week', by: 'telemetry', ofDays: true },
  { table: 'gpu_device_week', by: 'gpus', ofDays: true },
]
