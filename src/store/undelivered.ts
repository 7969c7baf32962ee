/** Messages that a channel did not take. What they say is none of the store's business: it keeps them as JSON. */
import type { PoolClient } from './pool.js'

export interface UndeliveredMessages {
  readonly channel: string
  readonly kind: string
  readonly messages: readonly unknown[]
  /** Without secrets. */
  readonly error: string
  readonly exitCode: number
}

export interface OpenUndelivered {
  readonly id: string
  readonly channel: string
  readonly messages: unknown
}

/** What waits at a channel. Times are ISO text in UTC. */
export interface WaitingMessages {
  readonly channel: string
  readonly kind: string
  readonly alerts: string
  readonly since: string
  /** The last time that sending them failed, and why. */
  readonly failed_at: string
  readonly error: string
}

export async function keepUndelivered(client: PoolClient, rows: readonly UndeliveredMessages[]): Promise<void> {
  for (const { channel, kind, messages, error, exitCode } of rows) {
    await client.query(
      `insert into ops.undelivered (channel, kind, alerts, messages, error, exit_code) values ($1, $2, $3, $4, $5, $6)`,
      [channel, kind, messages.length, JSON.stringify(messages), error, exitCode],
    )
  }
}

/** Oldest first; of all channels, or of one. */
export async function openUndelivered(client: PoolClient, channel?: string): Promise<OpenUndelivered[]> {
  const { rows } = await client.query<OpenUndelivered>(
    `select undelivered_id as id, channel, messages from ops.undelivered
     where ended_at is null and ($1::text is null or channel = $1) order by undelivered_id`,
    [channel ?? null],
  )
  return rows
}

export async function endUndelivered(client: PoolClient, id: string, as: 'sent' | 'dropped'): Promise<void> {
  await client.query(
    `update ops.undelivered set ended_at = clock_timestamp(), ended_as = $2 where undelivered_id = $1 and ended_at is null`,
    [id, as],
  )
}

export async function failedAgain(client: PoolClient, id: string, error: string): Promise<void> {
  await client.query(
    `update ops.undelivered set attempts = attempts + 1, failed_at = clock_timestamp(), error = $2
     where undelivered_id = $1 and ended_at is null`,
    [id, error],
  )
}

export async function waitingMessages(client: PoolClient): Promise<WaitingMessages[]> {
  const { rows } = await client.query<WaitingMessages>(
    `select channel, min(kind) as kind, sum(alerts) as alerts, to_char(min(first_failed_at), $1) as since,
       to_char(max(failed_at), $1) as failed_at, (array_agg(error order by failed_at desc, undelivered_id desc))[1] as error
     from ops.undelivered where ended_at is null group by channel order by channel`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}
