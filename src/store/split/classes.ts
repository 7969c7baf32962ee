/** What kinds of charges are: which machine they are of, and the rule that says where their money goes. */
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'

/** The tags of bill lines that name the model they are for, its version, and who pays. */
interface TagNames {
  readonly model: string | null
  readonly version: string | null
  readonly team: string | null
  readonly env: string | null
}

/**
 * Decides on the kinds of charges that this load brought, and again on those that wait for a machine that it brought; the
 * resources of these, whose hours have to be folded again.
 */
export async function classifyNew(client: PoolClient, id: string, whole: readonly string[]): Promise<string[]> {
  const found = await client.query<{ resource_key: string }>(await statement('46_class_found'), [id])
  const came = await client.query(await statement('46_class_new'), [id, whole])
  if ((found.rowCount ?? 0) + (came.rowCount ?? 0) > 0) await decide(client, id)
  return found.rows.map(({ resource_key }) => resource_key)
}

/** Decides on all kinds of charges again, because the settings or the table of machines changed; how many there are. */
export async function classifyAll(client: PoolClient, id: string): Promise<number> {
  const all = await client.query('update fact.line_class set load_id = $1', [id])
  await decide(client, id)
  return all.rowCount ?? 0
}

async function decide(client: PoolClient, id: string): Promise<void> {
  const { model, version, team, env } = await tagsInForce(client)
  await client.query(await statement('47_class_type'), [id])
  await client.query(await statement('48_class_rule'), [id, model, version, team, env])
  await client.query(await statement('48_class_version'), [id])
  await client.query(await statement('48_class_part'), [id])
  await client.query(await statement('48_class_put'), [id])
}

async function tagsInForce(client: PoolClient): Promise<TagNames> {
  const { rows } = await client.query<TagNames>(
    `select settings ->> 'modelTag' as model, settings ->> 'versionTag' as version, settings ->> 'teamTag' as team,
       settings ->> 'envTag' as env
     from ops.split_settings order by load_id desc limit 1`,
  )
  return rows[0] ?? { model: null, version: null, team: null, env: null }
}
