/** Connections to PostgreSQL: the only place that opens one. */
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import { connectionLost, meaningOfConnecting, meaningOfStatement } from './refusals.js'

export type { Pool, PoolClient } from 'pg'

/** Where the database is. The address may hold the password; it is never printed. */
export interface Address {
  readonly connectionString: string
  readonly ssl?: boolean | ConnectionOptions | undefined
}

// date would become midnight of the host's zone, numeric a float, int8 a rounded number: all of them stay text.
const asText = new Set<number>([
  pg.types.builtins.DATE,
  pg.types.builtins.TIMESTAMP,
  pg.types.builtins.TIMESTAMPTZ,
  pg.types.builtins.NUMERIC,
  pg.types.builtins.INT8,
])

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    asText.has(oid) || oid === DATE_ARRAY
      ? String
      : format === 'binary'
        ? pg.types.getTypeParser(oid, 'binary')
        : pg.types.getTypeParser(oid, 'text'),
}
const DATE_ARRAY = 1182

// The embedded server has no JIT and many others have: with it a day's spread took 0.77 s instead of 0.11. And a server asks
// only when told to whether its client still lives: a killed load's query would go on, and its locks would stay, to its end.
// Statements are read once, but planned for what each load holds: the plan of an hour's load took ten times as long over a week's.
const session = `set jit = off; set TimeZone = 'UTC'; set work_mem = '64MB'; set default_transaction_isolation = 'read committed';
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set datestyle = 'ISO'; set search_path = pg_catalog;
  set plan_cache_mode = 'force_custom_plan';
  select set_config('client_connection_check_interval', '1s', false) where version() ~ 'linux|darwin'`

export function createPool(address: Address, size = 4): pg.Pool {
  const { connectionString, ssl } = address
  const pool = new pg.Pool({
    connectionString,
    ...(ssl === undefined ? {} : { ssl }),
    max: size,
    types,
    application_name: 'tokenledger',
    connectionTimeoutMillis: 30_000,
  })
  // A connection that the server closes is news for the next query, not a crash now: idle, and between two queries.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** A connection outside of every pool, for what lives as long as it does: a lock of its session. */
export async function connectAlone({ connectionString, ssl }: Address): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    ...(ssl === undefined ? {} : { ssl }),
    types,
    application_name: 'tokenledger',
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  })
  client.on('error', () => undefined)
  await client.connect().catch((cause: unknown) => {
    throw meaningOfConnecting(cause)
  })
  await client.query(session).catch((error: unknown) => {
    throw meaningOfStatement(error)
  })
  return client
}

/** One connection for the length of `work`, its session set up. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw meaningOfConnecting(cause)
  })
  let broken: Error | undefined
  const lose = (error: Error): void => void (broken = error)
  client.on('error', lose)
  try {
    await client.query(session)
    return await work(client)
  } catch (error) {
    const meaning = broken === undefined ? meaningOfStatement(error) : connectionLost(broken)
    if (error instanceof Error && !(error instanceof pg.DatabaseError)) broken = error
    throw meaning
  } finally {
    client.off('error', lose)
    client.release(broken)
  }
}

/** `work` in one transaction: all of it or nothing. */
export async function inTransaction<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Whether PostgreSQL refused with this code, such as 23505 for a key that is there already. */
export function refusedWith(error: unknown, code: string): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === code
}
