/** From resource-hours to shares: who held each machine, and how its hour is split among them. */
import type { Load } from '../load.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'

/** The load that shares belong to. */
export type Splitting = Pick<Load, 'client' | 'id'>

/** Hours of telemetry sources, `[from, to)`. */
export interface HeldHours {
  readonly sources: readonly string[]
  readonly from: string
  readonly to: string
  /** The hours of a source that were read whole for the first time; none: they were read whole before. */
  readonly completed?: { readonly source: string; readonly hours: readonly string[] } | undefined
}

/** Derives what replicas held in these hours and beside them, and marks the hours of machines that have to be split for it. */
export async function holdAnew({ client, id }: Splitting, { sources, from, to, completed }: HeldHours): Promise<void> {
  await client.query(await statement('66_held'), [id, sources, from, to])
  await client.query(await statement('66_holders_version'), [id])
  await client.query(await statement('66_holders'), [id])
  await client.query(await statement('67_split_held'), [id])
  await client.query(await statement('66_holders_gone'), [id])
  await client.query(await statement('66_holders_put'), [id])
  if (completed !== undefined)
    await client.query(await statement('67_split_read'), [id, completed.source, completed.hours])
  await client.query(await statement('67_split_seen'), [id])
  await client.query(await statement('67_split_known'), [id])
}

/**
 * Splits again the hours of stage.split_hour, and those of stage.touched of machines that telemetry knows; where no more than their
 * `money` moved, only those of which the bill says another time of GPUs.
 */
export async function splitAnew({ client, id }: Splitting, moved: 'money' | 'rules'): Promise<void> {
  await client.query(await statement('67_split_touched'), [id, moved === 'money'])
  await client.query(await statement('67_split_last_day'), [id])
  const wanted = await client.query('select from stage.split_hour where load_id = $1 limit 1', [id])
  if (wanted.rowCount === 0) return
  await client.query(await statement('67_split_hours'), [id])
  await client.query(await statement('68_share_drop'), [id])
  for (const range of await hoursAtOnce(client, 'split', id))
    await client.query(await statement('68_share_holders'), [id, ...range])
  await client.query(await statement('68_share_idle'), [id, false])
  await client.query(await statement('68_share_last_day'), [id])
  await client.query(await statement('68_share_idle'), [id, true])
}

/** Resource-hours of which the shares are sorted within the memory that a statement has, at nine holders each. */
const SORTED_IN_MEMORY = 15_000

/** The hours of what a load staged, in ranges `[from, to)` of which each holds about as many rows as are sorted in memory. */
export async function hoursAtOnce(
  client: PoolClient,
  staged: keyof typeof stagedHours,
  id: string,
): Promise<[from: string, to: string][]> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `select min(hour)::text as "from", (max(hour) + interval '1 hour')::text as "to"
     from (
       select hour, div(sum(count(*)) over (order by hour) - 1, ${SORTED_IN_MEMORY}) as range
       from ${stagedHours[staged]}
       where load_id = $1
       group by hour
     ) hours
     group by range
     order by min(hour)`,
    [id],
  )
  return rows.map(({ from, to }) => [from, to])
}

/** Hours that are reported though nothing of them is billed are there as well: work was done in them. */
const stagedHours = {
  split: 'stage.split',
  price: 'stage.rolled left join stage.price using (load_id, hour)',
} as const
