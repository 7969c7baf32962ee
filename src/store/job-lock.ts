/** One instance of a job at a time, on whatever machine: a lock that goes with the process that holds it. */
import { type Address, connectAlone } from './pool.js'

export interface JobLock {
  /** Gives the lock back. A process that is killed gives it back, too: its connection ends. */
  release(): Promise<void>
}

/**
 * A lock of a session, on a connection of its own: one of a pool may be closed for being idle, and a transaction that stays
 * open for the length of a job keeps others from being vacuumed. A machine that lost its power is noticed after 2 minutes.
 * Undefined: somebody else holds it.
 */
export async function takeJobLock(address: Address, name: string): Promise<JobLock | undefined> {
  const client = await connectAlone(address)
  const end = (): Promise<void> => client.end().catch(() => undefined)
  try {
    await client.query('set tcp_keepalives_idle = 60; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 6')
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(hashtext('tokenledger job'), hashtext($1)) as taken`,
      [name],
    )
    if (rows[0]?.taken === true) return { release: end }
  } catch (error) {
    await end()
    throw error
  }
  await end()
  return undefined
}
