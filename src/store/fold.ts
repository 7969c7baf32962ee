/** From lines to hours, to dollars and yuan, to shares and reports, only where something changed. */
import type { PoolClient } from './pool.js'
import { demandLaw } from './load.js'
import { classifyNew } from './split/classes.js'
import { type Cause, reportAnew } from './split/report.js'
import { splitAnew } from './split/shares.js'
import { statement } from './statements.js'

/** What a fold needs of the load it belongs to. */
export interface Folding {
  readonly client: PoolClient
  readonly id: string
  readonly onStep: (step: 'fold' | 'check' | 'split' | 'report') => void
}

/**
 * Folds the hours that moved lines cover, and all hours of `whole` windows, to the end. Lines must have been tallied before.
 * @throws LedgerBroken when a law fails; nothing is written then
 */
export async function fold(folding: Folding, whole: readonly string[]): Promise<void> {
  const found = await classifyNew(folding.client, folding.id, whole)
  await folding.client.query(await statement('40_touch'), [folding.id, whole])
  if (found.length > 0) await folding.client.query(await statement('40_touch_found'), [folding.id, found])
  await foldTouched(folding)
  await folding.client.query(await statement('72_invoice_bill'), [folding.id])
  await folding.client.query(await statement('72_invoice_bill_gone'))
  await folding.client.query(await statement('72_list_price'), [folding.id, whole])
  await splitAndReport(folding, 'bill')
}

/** From hours to shares and reports: what was folded, held or marked in this load. */
export async function splitAndReport(folding: Folding, cause: Cause): Promise<void> {
  await plan(folding)
  folding.onStep('split')
  await splitAnew(folding, cause === 'bill' ? 'money' : 'rules')
  folding.onStep('report')
  await reportAnew(folding, cause)
  await folding.client.query('set local enable_nestloop = on')
}

/** Folds the hours of stage.touched to resource-hours. What the lines gained and lost must have been tallied before. */
async function foldTouched(folding: Folding): Promise<void> {
  folding.onStep('fold')
  await folding.client.query(await statement('40_touch_days'), [folding.id])
  await spreadTouched(folding)
}

/**
 * Folds the hours of stage.touched again though no line moved, and writes down what they said before. The rest of their days of
 * use comes along first: an hour that is folded and was not kept would be restated from nothing. Returns how many amounts moved.
 */
export async function foldAnew(folding: Folding, cause: Extract<Cause, 'mapping' | 'respread'>): Promise<number> {
  const { client, id } = folding
  folding.onStep('fold')
  await client.query(await statement('40_touch_days'), [id])
  await client.query(await statement('49_keep_hours'), [id])
  await spreadTouched(folding)
  const moved = await client.query(await statement('39_restate_hours'), [id, cause])
  return moved.rowCount ?? 0
}

async function spreadTouched(folding: Folding): Promise<void> {
  const { client, id } = folding
  await plan(folding)
  await client.query(await statement('41_weigh'), [id])
  await client.query(await statement('65_tally_hours'), [id, 'before'])
  await client.query(await statement('50_drop_hours'), [id])
  await client.query(await statement('51_spread'), [id])
  await client.query(await statement('52_convert'), [id])
  await client.query(await statement('65_tally_hours'), [id, 'after'])
  await client.query('set local enable_nestloop = on')
  folding.onStep('check')
  await demandLaw(folding, '71_law_hours', 'The hours do not add up to the lines')
}

/** Staging has no statistics: how to join it is decided by how much there is to fold. What it is joined with has them from here on. */
async function plan({ client, id }: Folding): Promise<void> {
  const grown = await client.query<{ tables: string | null }>(await statement('42_grown'))
  const tables = grown.rows[0]?.tables ?? null
  if (tables !== null) await client.query(`analyze (skip_locked) ${tables}`)
  const touched = await client.query<{ count: string }>('select count(*) from stage.touched where load_id = $1', [id])
  await client.query(await statement('42_plan'), [touched.rows[0]?.count ?? '0'])
}

const staged = ['bill_line', 'moved', 'touched', 'control', 'day_weight', 'hour', 'hour_before', 'fx_rate'] as const
const stagedUsage = [
  'usage_hour',
  'latency_bucket_hour',
  'gpu_hour',
  'pod_hour',
  'gateway_hour',
  'series_checkpoint',
  'replica',
  'deployment_piece',
  'deployment',
  'presence_hour',
  'usage_api_hour',
  'registered_version',
  'registered_name',
  'served_version',
] as const

const stagedSplit = [
  'line_class',
  'holder_hour',
  'held',
  'split_hour',
  'split',
  'rolled',
  'price',
  'model_hour',
  'account_hour',
  'team_hour',
  'latency_hour',
  'pace_hour',
  'phase_hour',
  'asked_version',
  'tenant_hour',
] as const

/** A load leaves nothing in staging. One text: two dozen questions took longer than an hour of usage takes to write. */
export async function emptyStaging(client: PoolClient, loads: readonly string[]): Promise<void> {
  if (loads.length === 0) return
  const those = loads.map(BigInt).join(', ')
  const tables = [...staged, ...stagedUsage, ...stagedSplit]
  await client.query(tables.map((table) => `delete from stage.${table} where load_id in (${those})`).join('; '))
}
