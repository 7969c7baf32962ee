/**
 * How fast a month is split and folded, against PostgreSQL inserting as many shares as they are, and what one changed hour
 * costs. A script puts lines, tallies and holders where a load leaves them; the fold is the store's own, in one transaction.
 */
import { emptyStaging, fold } from '../src/store/fold.js'
import { createPool, type PoolClient, withClient } from '../src/store/index.js'
import { inTransaction } from '../src/store/pool.js'
import { statement } from '../src/store/statements.js'
import { atMost, type Claim, median, say } from './claims.js'
import { filledLedger, query, type Server } from './ledger.js'

export interface Size {
  readonly runs: number
  readonly machines: number
  /** Whole days of a month of 30. */
  readonly hours: number
}

type Seen = Record<'fold' | 'split' | 'hour' | 'bare' | 'monthRows' | 'hourRows', number[]>

export async function splitClaims(server: Server, { runs, machines, hours }: Size): Promise<Claim[]> {
  say(`Filling ${hours} hours of ${machines} machines with eight versions each ...`)
  const month = await filledLedger(server, 'month', { machines, hours })
  const seen: Seen = { fold: [], split: [], hour: [], bare: [], monthRows: [], hourRows: [] }
  for (let run = 1; run <= runs; run += 1) {
    const copy = await month.copy()
    await query(copy.url, 'checkpoint')
    await measureOnce(copy.url, seen)
    await copy.drop()
    const last = Object.entries(seen).map(([name, values]) => `${name} ${values.at(-1)?.toFixed(2)}`)
    say(`run ${run}: ${last.join(', ')}`)
  }
  await month.drop()
  return claimsOf(seen, machines * hours)
}

function claimsOf(seen: Seen, hours: number): Claim[] {
  const bare = median(seen.bare)
  const [whole, hour] = [median(seen.fold), median(seen.hour)]
  return [
    atMost(
      `time to split ${hours} hours of machines, against a plain insert of as many shares`,
      median(seen.split) / bare,
      5,
    ),
    atMost('time of the whole fold, lines to reports, against the same', whole / bare, 12),
    atMost(
      'time of one changed hour of the machines billed by the hour, in 1/200 of the month',
      (200 * hour) / whole,
      1,
    ),
    atMost('rows that it writes, in 1/200 of the month', (200 * median(seen.hourRows)) / median(seen.monthRows), 1),
  ]
}

async function measureOnce(url: string, seen: Seen): Promise<void> {
  const pool = createPool({ connectionString: url })
  try {
    await withClient(pool, async (client) => {
      await foldMonth(client, seen)
      await bareInsert(client, seen)
      // As autovacuum leaves the tables between two loads: staging is all dead rows otherwise.
      await client.query('vacuum analyze')
      await client.query('checkpoint')
      for (let hour = 0; hour < 3; hour += 1) await foldChangedHour(client, hour, seen)
      await bareInsert(client, seen)
    })
  } finally {
    await pool.end()
  }
}

/** From the touched hours to the end of reports; the split are its statements 67 and 68. */
async function foldMonth(client: PoolClient, seen: Seen): Promise<void> {
  await inTransaction(client, async () => {
    const times = new Map([['begin', now()]])
    const onStep = (step: string): void => void times.set(step, now())
    await fold({ client, id: '1', onStep }, ['1', '2', '3', '4'])
    const at = (step: string): number => times.get(step) ?? Number.NaN
    seen.fold.push(now() - at('begin'))
    seen.split.push(at('report') - at('split'))
    seen.monthRows.push(await rowsWritten(client))
    await emptyStaging(client, ['1'])
  })
}

/** The lines of one hour come with other amounts, as a load marks and writes them; the fold is timed. */
async function foldChangedHour(client: PoolClient, hour: number, seen: Seen): Promise<void> {
  const id = String(2 + hour)
  const lines = `from fact.bill_line where grain = 'hour' and charge_period_start = timestamptz '2026-09-01 12:00Z' + ${hour} * interval '1 hour'`
  await inTransaction(client, async () => {
    await client.query(`insert into stage.moved
      select ${id}, 'bill', resource_key, charge_period_start, charge_period_end, line_key, true, true ${lines}`)
    await client.query(await statement('64_tally_moved'), [id, 'gone', 'bill'])
    await client.query(`update fact.bill_line set billed_cost = billed_cost + 0.01, load_id = ${id}
      where (resource_key, charge_period_start, line_key) in (select resource_key, charge_period_start, line_key ${lines})`)
    await client.query(await statement('64_tally_moved'), [id, 'came', 'bill'])
    const [before, began] = [await rowsWritten(client), now()]
    await fold({ client, id, onStep: () => undefined }, [])
    seen.hour.push(now() - began)
    seen.hourRows.push((await rowsWritten(client)) - before)
    await emptyStaging(client, [id])
  })
}

/** The same rows into an empty table like that of shares, with its indexes and checks, from an unlogged copy of them. */
async function bareInsert(client: PoolClient, seen: Seen): Promise<void> {
  await client.query('drop schema if exists bench cascade')
  await client.query('create schema bench')
  await client.query('create unlogged table bench.copy as select * from fact.share_hour')
  await client.query('create table bench.share_hour (like fact.share_hour including all)')
  await client.query('checkpoint')
  const began = now()
  await client.query('insert into bench.share_hour select * from bench.copy')
  seen.bare.push(now() - began)
  await client.query('drop schema bench cascade')
}

/** By this transaction, staging left out: nothing of it stays. */
async function rowsWritten(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ rows: string }>(
    `select sum(n_tup_ins + n_tup_upd + n_tup_del) as rows from pg_stat_xact_user_tables where schemaname <> 'stage'`,
  )
  return Number(rows[0]?.rows)
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e9
}
