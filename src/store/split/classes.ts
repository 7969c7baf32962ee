/** What kinds of charges are: which machine they are of, and the rule that says where their money goes. */
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'

/** The tags of bill lines that name the model they are for, and its version. */
export interface ModelTags {
  readonly model: string | undefined
  readonly version: string | undefined
}

/**
 * Decides on the kinds of charges that this load brought, and again on those that wait for a machine that it brought; the
 * resources of these, whose hours have to be folded again.
 */
export async function classifyNew(client: PoolClient, id: string, whole: readonly string[]): Promise<string[]> {
  const found = await client.query<{ resource_key: string }>(await statement('46_class_found'), [id])
  const came = await client.query(await statement('46_class_new'), [id, whole])
  if ((found.rowCount ?? 0) + (came.rowCount ?? 0) > 0) await decide(client, id, await tagsInForce(client))
  return found.rows.map(({ resource_key }) => resource_key)
}

/** Decides on all kinds of charges again, because the settings or the table of machines changed; how many there are. */
export async function classifyAll(client: PoolClient, id: string, tags: ModelTags): Promise<number> {
  const all = await client.query('update fact.line_class set load_id = $1', [id])
  await decide(client, id, tags)
  return all.rowCount ?? 0
}

async function decide(client: PoolClient, id: string, { model, version }: ModelTags): Promise<void> {
  await client.query(await statement('47_class_type'), [id])
  await client.query(await statement('48_class_rule'), [id, model ?? null, version ?? null])
  await client.query(await statement('48_class_version'), [id])
  await client.query(await statement('48_class_part'), [id])
  await client.query(await statement('48_class_put'), [id])
}

async function tagsInForce(client: PoolClient): Promise<ModelTags> {
  const { rows } = await client.query<{ model: string | null; version: string | null }>(
    `select settings ->> 'modelTag' as model, settings ->> 'versionTag' as version
     from ops.split_settings order by load_id desc limit 1`,
  )
  return { model: rows[0]?.model ?? undefined, version: rows[0]?.version ?? undefined }
}
