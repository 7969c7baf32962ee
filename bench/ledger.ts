/** A server for the bench with the settings that users have, and ledgers in it. */
import pg from 'pg'
import { startServer, stopServer } from '../src/store/embedded/index.js'
import { createPool, migrate } from '../src/store/index.js'

export interface Server {
  readonly url: string
  stop(): Promise<void>
}

export interface BenchLedger {
  readonly url: string
  drop(): Promise<void>
}

export async function ledgerServer(home: string): Promise<Server> {
  const { url } = await startServer(home)
  return { url, stop: async () => void (await stopServer(home)) }
}

let made = 0

export async function freshLedger(server: Server): Promise<BenchLedger> {
  const name = `bench_${(made += 1)}`
  await query(server.url, `create database ${name}`)
  const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const pool = createPool({ connectionString: url })
  await migrate(pool)
  await pool.end()
  await query(url, 'checkpoint')
  return {
    url,
    drop: async () => void (await query(server.url, `drop database ${name} with (force)`)),
  }
}

/** Seconds that PostgreSQL takes to COPY the same rows from a file of its own into the same indexed table. */
export async function bareCopy(url: string, file: string): Promise<number> {
  const columns = (
    await query(
      url,
      `select string_agg(attname, ', ' order by attnum) as names from pg_attribute where attrelid = 'fact.bill_line'::regclass and attnum > 0 and not attisdropped`,
    )
  )[0]?.['names']
  await query(url, `copy fact.bill_line (${columns}) to '${file}' (format csv)`)
  await query(url, 'truncate fact.bill_line')
  await query(url, 'checkpoint')
  const began = process.hrtime.bigint()
  await query(url, `copy fact.bill_line (${columns}) from '${file}' (format csv)`)
  return Number(process.hrtime.bigint() - began) / 1e9
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
