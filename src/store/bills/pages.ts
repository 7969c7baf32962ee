/** Pages as they came, and how often was asked for them: written at once, each in a transaction of its own. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Pool, PoolClient } from '../pool.js'

/** Whose page it is. */
export interface Asked {
  readonly feed: string
  readonly account: string
  readonly piece: string
}

const [pack, unpack] = [promisify(gzip), promisify(gunzip)]

/** The answer to the same question of a reading that came to nothing, when it is no older than that. */
export async function paidPage(pool: Pool, asked: Asked, question: string, since: Date): Promise<string | undefined> {
  const { rows } = await pool.query<{ body: Buffer }>(
    `select body from raw.page
     where feed = $1 and account = $2 and piece = $3 and question_key = md5($4)::uuid and load_id is null and asked_at >= $5`,
    [asked.feed, asked.account, asked.piece, question, since.toISOString()],
  )
  const body = rows[0]?.body
  return body === undefined ? undefined : (await unpack(body)).toString()
}

export async function keepPage(pool: Pool, asked: Asked, question: string, body: string, at: Date): Promise<void> {
  await pool.query(
    `insert into raw.page (feed, account, piece, question_key, question, asked_at, body)
     values ($1, $2, $3, md5($4)::uuid, $4, $5, $6)
     on conflict (feed, account, piece, question_key)
     do update set asked_at = excluded.asked_at, body = excluded.body, load_id = null`,
    [asked.feed, asked.account, asked.piece, question, at.toISOString(), await pack(body)],
  )
}

/** The pages of a reading belong to its load; those of the readings before it are superseded. */
export async function pagesLoaded(
  client: PoolClient,
  asked: Asked,
  loadId: string | undefined,
  questions: readonly string[],
): Promise<void> {
  const own = 'feed = $1 and account = $2 and piece = $3'
  const of = [asked.feed, asked.account, asked.piece]
  const mine = '(select md5(question)::uuid from unnest($4::text[]) as asked(question))'
  await client.query(`delete from raw.page where ${own} and question_key not in ${mine}`, [...of, questions])
  await client.query(
    `update raw.page set load_id = coalesce($5::bigint, (select max(load_id) from ops.run), 0) where ${own} and question_key in ${mine}`,
    [...of, questions, loadId ?? null],
  )
}

/** Requests of this month of UTC, this one included. */
export async function countRequest(pool: Pool, { feed, account }: Omit<Asked, 'piece'>, now: Date): Promise<bigint> {
  const { rows } = await pool.query<{ requests: string }>(
    `insert into ops.request_count as c (feed, account, month, requests) values ($1, $2, $3, 1)
     on conflict (feed, account, month) do update set requests = c.requests + 1 returning requests`,
    [feed, account, monthOf(now)],
  )
  return BigInt(rows[0]?.requests ?? 0)
}

export async function requestsOf(pool: Pool, { feed, account }: Omit<Asked, 'piece'>, now: Date): Promise<bigint> {
  const { rows } = await pool.query<{ requests: string }>(
    'select requests from ops.request_count where feed = $1 and account = $2 and month = $3',
    [feed, account, monthOf(now)],
  )
  return BigInt(rows[0]?.requests ?? 0)
}

function monthOf(now: Date): string {
  return `${now.toISOString().slice(0, 7)}-01`
}
