/** What levers are worked out from beside bills and telemetry: prices, the memory of types, and what versions hint at. */
import type { InstanceType } from '../records/instance-type.js'
import type { Price } from '../records/price.js'
import { hintOf, weightBytes } from '../units/model-hint.js'
import { putTypeMemory } from './instance-types.js'
import { inTransaction, type PoolClient } from './pool.js'
import { statement } from './statements.js'

/** Only what differs is written. None of it decides where money goes, so that no hour is due for it. */
export async function keepLeverFacts(
  client: PoolClient,
  types: readonly InstanceType[],
  prices: readonly Price[],
): Promise<void> {
  await inTransaction(client, async () => {
    const changed = [
      await putTypeMemory(client, types),
      await replace(client, 'price', prices.map(priceRow)),
      await replace(client, 'hint', await hints(client)),
    ]
    // What was kept of levers is not of these.
    if (changed.includes(true))
      await client.query('update ops.lever_look set kept_load = null where kept_load is not null')
  })
}

/** What versions hint at that have come with a load, in its transaction. */
export async function hintAtNew(client: PoolClient): Promise<void> {
  const rows = await hints(client, 'not exists (select from fact.version_hint h where h.version_id = v.version_id)')
  if (rows.length > 0) await client.query(await statement('45_hint_put'), [JSON.stringify(rows)])
}

/** Whether that changed anything. */
async function replace(client: PoolClient, what: 'price' | 'hint', rows: readonly unknown[]): Promise<boolean> {
  const said = JSON.stringify(rows)
  const gone = await client.query(await statement(`45_${what}_gone`), [said])
  const put = await client.query(await statement(`45_${what}_put`), [said])
  return gone.rowCount !== 0 || put.rowCount !== 0
}

function priceRow(price: Price) {
  return {
    provider: price.provider,
    region_id: price.region,
    item: price.item,
    purchase: price.purchase,
    per: price.per,
    from_day: price.from ?? '-infinity',
    to_day: price.to ?? 'infinity',
    currency: price.currency,
    amount: price.amount,
    source: price.source,
    as_of: price.asOf,
  }
}

/** Of each version by the tags that a registry has of it now, else by its name. */
async function hints(client: PoolClient, which = 'true') {
  const { rows } = await client.query<{
    version_id: string
    model: string
    version: string
    tags: Record<string, string>
  }>(
    `select v.version_id, v.model, v.version, coalesce((
       select r.tags from fact.registered_version r
       where r.model = v.model and r.version = v.version and r.to_at = 'infinity'
       order by r.registry limit 1), '{}') as tags
     from fact.model_version v where version_id <> 0 and ${which}`,
  )
  return rows.map((row) => {
    const hint = hintOf(row)
    return {
      version_id: row.version_id,
      family: hint.family,
      size: hint.size ?? null,
      variants: hint.variants.join('-'),
      quantisation: hint.quantisation ?? null,
      weight_bytes: weightBytes(hint)?.toString() ?? null,
    }
  })
}

/**
 * Keeps the levers as they stand, for whoever reads them until something is loaded. Once a day it writes down which do, too; false: somebody has done
 * that today.
 */
export async function rememberLevers(client: PoolClient): Promise<boolean> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<{ day: string; first: boolean }>(await statement('87_lever_look'))
    if (rows[0] === undefined) return false
    const { day, first } = rows[0]
    await client.query('delete from report.lever_now')
    await client.query(await statement('89_lever_now_put'))
    if (!first) return false
    const stand = await client.query<{ standing: unknown }>(await statement('87_lever_stand'))
    const standing = JSON.stringify(stand.rows[0]?.standing)
    await client.query(await statement('88_lever_end'), [day, standing])
    await client.query(await statement('89_lever_put'), [day, standing])
    return true
  })
}
