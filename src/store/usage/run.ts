/** The diary of loads of telemetry. */
import { LedgerBroken } from '../../errors.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'

export interface Run {
  readonly client: PoolClient
  readonly id: string
  readonly startedAt: string
}

export interface RunFigures {
  /** What people call it; usage when not said. */
  readonly command?: string
  /** The telemetry source, or `deployments` when the map changed. */
  readonly feed: string
  readonly content: string
  readonly complete: boolean
  readonly accepted: number
  readonly came: number
  readonly gone: number
  readonly folded: number
}

export async function openRun(client: PoolClient): Promise<Run> {
  const { rows } = await client.query<{ id: string; at: string }>(
    `select nextval('ops.load_id') as id, clock_timestamp() as at`,
  )
  const row = rows[0]
  if (row === undefined) throw new LedgerBroken('The sequence ops.load_id gave no number.')
  return { client, id: row.id, startedAt: row.at }
}

export async function writeRun({ client, id, startedAt }: Run, figures: RunFigures): Promise<void> {
  const { command = 'usage', feed, content, complete, accepted, came, gone, folded } = figures
  const none: readonly string[] = []
  await client.query(await statement('82_run'), [
    id,
    command,
    feed,
    content,
    none,
    startedAt,
    '[]',
    accepted,
    0,
    came,
    gone,
    folded,
    complete,
  ])
}
