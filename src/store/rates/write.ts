/**
 * Writes rates down, carries them over the days without one, and converts the hours anew whose rate changed, in one
 * transaction: all of it or nothing. Only what differs is written.
 */
import { createHash } from 'node:crypto'
import { LedgerBroken } from '../../errors.js'
import type { RateAnswer } from '../../records/fx-rate.js'
import { copyInto } from '../copy.js'
import { emptyStaging } from '../fold.js'
import { demandLaw } from '../load.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { reportAnew } from '../split/report.js'
import { statement } from '../statements.js'
import { lockFold } from '../windows.js'
import { type HoursWithoutRate, hoursWithoutRate } from './ask.js'
import { type Accept, refuseContradictions, refuseOddities } from './refuse.js'

export interface RateOptions {
  readonly accept: readonly Accept[]
  /** Do everything, tell what it comes to, and undo it. */
  readonly dryRun: boolean
  readonly onStep: (step: RateStep) => void
}
export type RateStep = 'lock' | 'copy' | 'compare' | 'write' | 'fold' | 'split' | 'report' | 'check' | 'commit'

export interface RatesWritten {
  /** Undefined: nothing was new and nothing was written, or it was a dry run. */
  readonly loadId: string | undefined
  /** The last day of the answer that has a fixing of its own. */
  readonly lastFixing: string | null
  readonly fixings: bigint
  /** Days that stay as another source has them. */
  readonly daysKept: bigint
  readonly came: bigint
  readonly gone: bigint
  /** Rates of days, carried ones included, that are new or changed. */
  readonly ratesOfDays: bigint
  /** Days of the ledger whose rate is carried for now. */
  readonly daysProvisional: bigint
  readonly hours: bigint
  readonly hoursRestated: bigint
  /** Billed, by what the restated hours changed; exact texts. */
  readonly restatedUsd: string
  readonly restatedCny: string
  /** All that is loaded, when this was written; empty: every hour has its rate. */
  readonly withoutRate: readonly HoursWithoutRate[]
}

/** @throws MalformedBill for rates that are not believed at first sight, LedgerBroken when a law fails */
export async function writeRates(client: PoolClient, answer: RateAnswer, options: RateOptions): Promise<RatesWritten> {
  let dry: RatesWritten | undefined
  const written = inTransaction(client, async () => {
    const done = await write(client, answer, options)
    if (!options.dryRun) return done
    dry = { ...done, loadId: undefined }
    throw new Undo('a dry run')
  })
  return written.catch((error: unknown) => {
    if (error instanceof Undo && dry !== undefined) return dry
    throw error
  })
}

class Undo extends Error {
  override readonly name = 'Undo'
}

async function write(client: PoolClient, answer: RateAnswer, options: RateOptions): Promise<RatesWritten> {
  options.onStep('lock')
  await client.query(`select pg_advisory_xact_lock(hashtext('tokenledger'), hashtext('rates'))`)
  const { id, at } = await begin(client)
  const run = async (name: string): Promise<bigint> =>
    BigInt((await client.query(await statement(name), [id])).rowCount ?? 0)
  options.onStep('copy')
  await copyInto(client, 'stage.fx_rate', columns, lines(answer, id))
  await lockFold(client)
  options.onStep('compare')
  const checked = { client, id, accept: new Set(options.accept) }
  if (!checked.accept.has('source')) await run('53_rate_kept')
  await refuseContradictions(checked)
  options.onStep('write')
  const past = await run('54_rate_past')
  await run('54_rate_past_drop')
  const came = await run('54_rate_put')
  await refuseOddities(checked)
  const ratesOfDays = (await run('56_rate_days')) + (await run('56_rate_days_gone'))
  options.onStep('fold')
  // Hours of bills are converted as they are folded: only a rate that moved moves them, and looking costs a scan of them.
  const hours = past + came + ratesOfDays === 0n ? 0n : await convertAnew(client, id, run)
  options.onStep('check')
  await demandLaw({ client, id }, '71_law_hours', 'Converting hours anew changed what was billed')
  await demandLaw({ client, id }, '59_rate_law', 'Hours are not at the rate of their day')
  const counted = await countsOf(client, id)
  const changed = came + counted.gone + ratesOfDays + hours > 0n
  if (changed) await sign(client, { id, at, answer, came, hours, ...counted })
  await emptyStaging(client, [id])
  options.onStep('commit')
  return { loadId: changed ? id : undefined, came, ratesOfDays, hours, ...counted }
}

async function begin(client: PoolClient): Promise<{ id: string; at: string }> {
  const { rows } = await client.query<{ id: string; at: string }>(
    `select nextval('ops.load_id') as id, clock_timestamp() as at`,
  )
  if (rows[0] === undefined) throw new LedgerBroken('The sequence ops.load_id gave no number.')
  return rows[0]
}

const columns = ['fixed_on', 'from_currency', 'to_currency', 'units', 'value', 'source', 'load_id']

// oxlint-disable-next-line require-await -- COPY takes an asynchronous stream
async function* lines({ source, fixings }: RateAnswer, id: string): AsyncGenerator<Uint8Array> {
  for (const { fixedOn, rates } of fixings) {
    const rows = rates.map(({ from, to, units, value }) => [fixedOn.date, from, to, units, value, source, id].join(','))
    yield Buffer.from(`${rows.join('\n')}\n`)
  }
}

/** Hours not at the rate of their day go back to the currency of their bill, and through the same conversion as ever. */
async function convertAnew(client: PoolClient, id: string, run: (name: string) => Promise<bigint>): Promise<bigint> {
  const hours = await run('57_rate_hours')
  if (hours === 0n) return 0n
  const touched = await run('57_rate_touch')
  await client.query(await statement('42_plan'), [hours])
  await client.query(await statement('65_tally_hours'), [id, 'before'])
  await run('57_rate_unconvert')
  await run('57_rate_unconvert_drop')
  await run('52_convert')
  await client.query(await statement('65_tally_hours'), [id, 'after'])
  await run('58_rate_restate')
  await reportAnew({ client, id }, 'fx')
  await client.query('set local enable_nestloop = on')
  return touched
}

type Counted = Omit<RatesWritten, 'loadId' | 'came' | 'ratesOfDays' | 'hours'>

async function countsOf(client: PoolClient, id: string): Promise<Counted> {
  const { rows } = await client.query<Record<string, string | null>>(await statement('59_rate_counts'), [id])
  const row = rows[0] ?? {}
  const number = (name: string): bigint => BigInt(row[name] ?? 0)
  return {
    lastFixing: row['last_fixing'] ?? null,
    fixings: number('fixings'),
    daysKept: number('days_kept'),
    gone: number('gone'),
    daysProvisional: number('days_provisional'),
    hoursRestated: number('hours_restated'),
    restatedUsd: row['restated_usd'] ?? '0',
    restatedCny: row['restated_cny'] ?? '0',
    withoutRate: await hoursWithoutRate(client),
  }
}

interface Signed extends Counted {
  readonly id: string
  readonly at: string
  readonly answer: RateAnswer
  readonly came: bigint
  readonly hours: bigint
}

async function sign(client: PoolClient, load: Signed): Promise<void> {
  const { source, fixings, files } = load.answer
  const content = createHash('sha256').update(JSON.stringify({ source, fixings })).digest('hex')
  const counts = [load.fixings, 0n, load.came, load.gone, load.hours]
  await client.query(await statement('82_run'), [
    load.id,
    'rates',
    source,
    content,
    [],
    load.at,
    JSON.stringify(files),
    ...counts,
    true,
  ])
}
