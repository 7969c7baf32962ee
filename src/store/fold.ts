/** From lines to hours, only where something changed. */
import { demandLaw, type Load } from './load.js'
import { statement } from './statements.js'

/** Folds the hours that moved lines cover, and all hours of `whole` windows. Lines must have been tallied before. */
export async function fold(load: Load, whole: readonly string[]): Promise<void> {
  const { client, id, options } = load
  options.onStep('fold')
  const touched = await client.query(await statement('40_touch'), [id, whole])
  await client.query(await statement('42_plan'), [touched.rowCount ?? 0])
  await client.query(await statement('65_tally_hours'), [id, 'before'])
  await client.query(await statement('50_drop_hours'), [id])
  await client.query(await statement('51_spread'), [id])
  await client.query(await statement('65_tally_hours'), [id, 'after'])
  await client.query('set local enable_nestloop = on')
  options.onStep('check')
  await demandLaw(load, '71_law_hours', 'The hours do not add up to the lines')
}
