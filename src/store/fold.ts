/** From lines to hours, and to dollars and yuan, only where something changed. */
import type { PoolClient } from './pool.js'
import { demandLaw } from './load.js'
import { statement } from './statements.js'

/** What a fold needs of the load it belongs to. */
export interface Folding {
  readonly client: PoolClient
  readonly id: string
  readonly onStep: (step: 'fold' | 'check') => void
}

/** Folds the hours that moved lines cover, and all hours of `whole` windows. Lines must have been tallied before. */
export async function fold(folding: Folding, whole: readonly string[]): Promise<void> {
  await folding.client.query(await statement('40_touch'), [folding.id, whole])
  await foldTouched(folding)
}

/** Folds the hours of stage.touched. What the lines gained and lost must have been tallied before. */
export async function foldTouched(folding: Folding): Promise<void> {
  const { client, id } = folding
  folding.onStep('fold')
  await client.query(await statement('40_touch_days'), [id])
  const touched = await client.query<{ count: string }>('select count(*) from stage.touched where load_id = $1', [id])
  await client.query(await statement('42_plan'), [touched.rows[0]?.count ?? '0'])
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

const staged = ['bill_line', 'moved', 'touched', 'control', 'day_weight', 'hour', 'hour_before', 'fx_rate'] as const
const stagedUsage = [
  'usage_hour',
  'latency_bucket_hour',
  'series_checkpoint',
  'replica',
  'deployment_piece',
  'deployment',
  'presence_hour',
] as const

/** A load leaves nothing in staging. */
export async function emptyStaging({ client, id }: Pick<Folding, 'client' | 'id'>): Promise<void> {
  for (const table of [...staged, ...stagedUsage]) {
    await client.query(`delete from stage.${table} where load_id = $1`, [id])
  }
}
