/** A server for the bench with the settings that users have, and ledgers in it. */
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { shipped } from '../src/shipped.js'
import { startServer, stopServer } from '../src/store/embedded/index.js'
import { createPool, migrate } from '../src/store/index.js'
import { addUpMonths } from '../src/store/split/report.js'
import { statement } from '../src/store/statements.js'

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

/** A ledger that a script of bench/ has filled, its statistics as autovacuum leaves them. */
export async function filledLedger(
  server: Server,
  script: string,
  settings: Readonly<Record<string, number>>,
): Promise<BenchLedger & { copy(): Promise<BenchLedger> }> {
  const filled = await freshLedger(server)
  const set = Object.entries(settings).map(([name, value]) => `set bench.${name} = ${value};`)
  const text = await readFile(shipped(`bench/${script}.sql`), 'utf8')
  await query(filled.url, `set TimeZone = 'UTC'; set work_mem = '64MB'; ${set.join(' ')} ${text}`)
  await query(filled.url, 'vacuum analyze')
  const copy = async (): Promise<BenchLedger> => {
    const name = `bench_${(made += 1)}`
    const from = new URL(filled.url).pathname.slice(1)
    await query(server.url, `create database ${name} template ${from} strategy file_copy`)
    const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
    return { url, drop: async () => void (await query(server.url, `drop database ${name} with (force)`)) }
  }
  return { ...filled, copy }
}

/** What the fold keeps of days, where the script fills their hours. */
const FILLED = [
  'business_day',
  'account_day',
  'team_day',
  'latency_day',
  'pace_day',
  'request_day',
  'version_gpu_day',
  'gpu_fleet_day',
]

/** A year of reports up to now, with what the fold adds up of them. */
export async function filledYear(server: Server, versions: number): Promise<BenchLedger> {
  const year = await filledLedger(server, 'year', { versions })
  const client = new pg.Client({ connectionString: year.url })
  await client.connect()
  try {
    await client.query(`set TimeZone = 'UTC'; set work_mem = '64MB'; set jit = off`)
    const zone = 'Asia/Shanghai'
    const { rows } = await client.query<{ days: string[] }>(
      'select array_agg(distinct day::text) as days from report.model_day',
    )
    const days = rows[0]?.days ?? []
    for (const day of days.toSorted()) await reportDay(client, day)
    for (const kept of FILLED) await client.query(await statement(`79_${kept}_put`), [days, zone])
    for (const kept of ['region_day', 'sum_week', 'team_week', 'request_week', 'gpu_device_week'])
      await client.query(await statement(`79_${kept}_put`), [days])
    await addUpMonths(client, days)
    for (const step of ['87_lever_look', '89_lever_now_put']) await client.query(await statement(step))
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
  return year
}

/** What a load adds up of its hours and its day over their versions; a ledger is filled in order of time, and lies so on its disk. */
async function reportDay(client: pg.Client, day: string): Promise<void> {
  await client.query(
    `insert into stage.rolled (load_id, hour) select distinct 0, hour from report.account_hour
     where hour >= $1::date::timestamptz and hour < ($1::date + 1)::timestamptz`,
    [day],
  )
  for (const summed of ['sum_hour', 'region_hour', 'sum_four_hours'])
    await client.query(await statement(`78_${summed}_put`), ['0'])
  await client.query('delete from stage.rolled')
  await client.query(await statement('79_sum_day_put'), [[day]])
}

/** Seconds that PostgreSQL takes to COPY the same rows from a file of its own into the same indexed table. */
export async function bareCopy(url: string, file: string): Promise<number> {
  const columns = (
    await query(
      url,
      `select string_agg(attname, ', ' order by attnum) as names from pg_attribute where attrelid = 'fact.bill_line'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    )
  )[0]?.['names']
  await query(url, `copy fact.bill_line (${columns}) to '${file}' (format csv)`)
  await query(url, 'truncate fact.bill_line')
  await query(url, 'checkpoint')
  const began = process.hrtime.bigint()
  await query(url, `copy fact.bill_line (${columns}) from '${file}' (format csv)`)
  return Number(process.hrtime.bigint() - began) / 1e9
}

export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
