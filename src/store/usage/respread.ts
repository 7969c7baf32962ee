/** From usage to money: when resources ran, and the days of use that go by it. */
import { foldAnew, type Folding, splitAndReport } from '../fold.js'
import type { Cause } from '../split/report.js'
import { type HeldHours, holdAnew } from '../split/shares.js'
import { statement } from '../statements.js'

/** Which hours of which sources may have another presence now: `[from, to)`. */
export interface Observed {
  readonly sources: readonly string[]
  readonly from: string
  readonly to: string
  /** The hours of a source that were read whole for the first time; undefined: none was. */
  readonly completed: HeldHours['completed']
  /** Why shares move. */
  readonly cause: Cause
}

export interface Respread {
  /** Hours of resources whose presence changed. */
  readonly presence: number
  /** Resource-hours folded again. */
  readonly folded: number
  /** Of them, those in which an amount moved. */
  readonly moved: number
}

/**
 * Brings presence up to date, spreads the days of use again that go by it, with cause `respread`, and splits the hours of
 * machines anew that replicas hold otherwise now.
 * @throws LedgerBroken when the hours would no longer add up to the lines, or the shares to the hours
 */
export async function respread(folding: Folding, observed: Observed): Promise<Respread> {
  const { client, id } = folding
  const { sources, from, to, completed, cause } = observed
  const changed = await client.query(await statement('45_presence_differs'), [id, sources, from, to])
  await writePresence(folding)
  await client.query(await statement('48_touch_days'), [id, completed?.source ?? '', completed?.hours ?? []])
  const spread = await spreadTouched(folding)
  await holdAnew(folding, observed)
  await splitAndReport(folding, cause)
  return { presence: changed.rowCount ?? 0, ...spread }
}

/** Folds what was touched, and writes down what moved as respread. */
export async function spreadTouched(folding: Folding): Promise<Omit<Respread, 'presence'>> {
  const { client, id } = folding
  const touched = await client.query('select from stage.touched where load_id = $1 limit 1', [id])
  if (touched.rowCount === 0) return { folded: 0, moved: 0 }
  const moved = await foldAnew(folding, 'respread')
  const { rows } = await client.query<{ folded: number }>(
    'select count(*)::int as folded from stage.touched where load_id = $1',
    [id],
  )
  return { folded: rows[0]?.folded ?? 0, moved }
}

async function writePresence({ client, id }: Folding): Promise<void> {
  await client.query(
    `delete from fact.presence_hour p using stage.presence_hour c
     where c.load_id = $1 and p.resource_id = c.resource_id and p.hour = c.hour and p.source = c.source`,
    [id],
  )
  await client.query(
    `insert into fact.presence_hour (resource_id, hour, source, provider, present_ms)
     select resource_id, hour, source, provider, present_ms from stage.presence_hour
     where load_id = $1 and present_ms is not null`,
    [id],
  )
}
