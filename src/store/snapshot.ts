import pg from 'pg'
import type { PoolClient } from './pool.js'

/** `work` on one picture of the database: what others commit meanwhile is not seen, and nothing can be written. */
export async function inSnapshot<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin transaction isolation level repeatable read read only')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    // After any other fault the connection may be in the middle of a stream, and a rollback would wait for its end.
    if (error instanceof pg.DatabaseError) await client.query('rollback').catch(() => undefined)
    throw error
  }
}
