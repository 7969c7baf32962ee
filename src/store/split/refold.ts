/** Folding again what settings, weights or types of machines change: day by day, oldest first, each in a transaction. */
import { emptyStaging, foldAnew, type Folding, splitAndReport } from '../fold.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { openRun, writeRun } from '../usage/run.js'
import { lockFold } from '../windows.js'
import { holdAnew } from './shares.js'

export interface Refolded {
  /** Undefined: it holds no hour, or nothing moved. */
  readonly loadId: string | undefined
  readonly hours: number
  /** Resource-hours whose money moved, and hours of versions. */
  readonly moved: number
  readonly versions: number
}

/** The hours that settings were changed for and that were not folded since, as ranges `[from, to)`; oldest first. */
export async function hoursDue(client: PoolClient): Promise<{ readonly from: string; readonly to: string }[]> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `select lower(range) as from, upper(range) as to
     from (select unnest(due) as range from ops.split_settings where load_id = (select max(load_id) from ops.split_settings)) due
     order by 1`,
  )
  return rows
}

/** From the first hour that holds money up to the end of the last; undefined: none does. */
export async function foldedSpan(
  client: PoolClient,
): Promise<{ readonly from: string; readonly to: string } | undefined> {
  const { rows } = await client.query<{ from: string | null; to: string | null }>(
    `select min(hour) as from, max(hour) + interval '1 hour' as to from fact.resource_hour`,
  )
  const { from = null, to = null } = rows[0] ?? {}
  return from === null || to === null ? undefined : { from, to }
}

/**
 * Folds the hours of `[from, to)` again, from lines to reports, with cause `mapping`; they are due no longer. Days of use that
 * begin before or end after are folded whole.
 * @throws LedgerBroken when a law fails; nothing is written then
 */
export async function refold(
  client: PoolClient,
  range: { readonly from: string; readonly to: string },
  onStep: Folding['onStep'],
): Promise<Refolded> {
  return inTransaction(client, async () => {
    await lockFold(client)
    const run = await openRun(client)
    const folding = { client, id: run.id, onStep }
    await client.query(await statement('40_touch_range'), [run.id, range.from, range.to])
    const restated = await foldAnew(folding, 'mapping')
    await holdAnew(folding, { sources: await sourcesRead(client), ...range })
    await splitAndReport(folding, 'mapping')
    await client.query(
      `update ops.split_settings set due = due - tstzmultirange(tstzrange($1, $2))
       where not isempty(due)`,
      [range.from, range.to],
    )
    const figures = await countFolded(client, run.id)
    const changed = restated + figures.versions > 0
    if (changed) await sign(run, range, figures)
    await emptyStaging(client, [run.id])
    return { loadId: changed ? run.id : undefined, ...figures }
  })
}

/** Money that goes from one part of a resource-hour to another moves between versions, and not in the hour. */
async function countFolded(client: PoolClient, id: string): Promise<Omit<Refolded, 'loadId'>> {
  const { rows } = await client.query<Omit<Refolded, 'loadId'>>(
    `select (select count(*)::int from stage.touched where load_id = $1) as hours,
       (select count(*)::int from ops.model_restatement where load_id = $1) as versions,
       (select count(*)::int from (
         select from ops.hour_restatement where load_id = $1
         group by hour, resource_key, billing_period, billing_currency
         having (sum(billed_cost_before), sum(effective_cost_before)) is distinct from (sum(billed_cost_after), sum(effective_cost_after))
       ) moved) as moved`,
    [id],
  )
  return rows[0] ?? { hours: 0, versions: 0, moved: 0 }
}

async function sign(
  run: Awaited<ReturnType<typeof openRun>>,
  { from, to }: { readonly from: string; readonly to: string },
  { hours, moved }: Pick<Refolded, 'hours' | 'moved'>,
): Promise<void> {
  const figures = { accepted: 0, came: moved, gone: moved, folded: hours, complete: true }
  await writeRun(run, { command: 'fold', feed: 'split', content: `${from} ${to}`, ...figures })
}

/** Telemetry sources that were ever read. */
export async function sourcesRead(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ source: string }>('select distinct source from ops.telemetry_hour order by 1')
  return rows.map(({ source }) => source)
}
