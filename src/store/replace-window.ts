/**
 * Replaces windows by what a provider says now, and folds the hours that it touches, in one transaction: all of it or
 * nothing. Only the difference is written; what is the same stays as it lies.
 */
import { MalformedBill } from '../errors.js'
import type { BillSnapshot, SurveyedWindow } from '../records/bill-snapshot.js'
import { emptyStaging, fold } from './fold.js'
import { keysOf, type Load, openLoad, type Received, type ReplaceOptions, sumOf } from './load.js'
import { inTransaction, type PoolClient } from './pool.js'
import { receive, SpeltTwice } from './receive.js'
import { recordsStand, settleRecords } from './records-of-account.js'
import { statement } from './statements.js'
import { demandCover, isFinal, lockWindows, nameOf, writeWindows } from './windows.js'

export type Outcome = 'new' | 'replaced' | 'unchanged' | 'kept'

export interface Replaced {
  /** Undefined: nothing was new and nothing was written. */
  readonly loadId: string | undefined
  readonly windows: readonly { readonly window: SurveyedWindow; readonly outcome: Outcome }[]
  /** As the files say, by window and currency. */
  readonly totals: BillSnapshot['totals']
  readonly linesAccepted: bigint
  readonly linesRejected: bigint
  /** Groups of lines, as they are stored. */
  readonly came: bigint
  readonly gone: bigint
  readonly hours: bigint
}

/**
 * @throws ConfigError when the snapshot stops short of what is held, MalformedBill when it empties a window, LedgerBroken
 * when a law fails, SpeltTwice when it has to be read again with `merge`. In each case nothing was written.
 */
export async function replaceWindows(
  client: PoolClient,
  snapshot: BillSnapshot,
  options: ReplaceOptions,
): Promise<Replaced> {
  return inTransaction(client, async () => {
    options.onStep('lock')
    const known = await lockWindows(client, keysOf(snapshot.windows))
    const settled = snapshot.windows.every((window) => {
      const held = known.get(window.windowKey)
      if (held?.refused_content === snapshot.content) return true
      return held?.content === snapshot.content && (held.final || !isFinal(window, options))
    })
    const stand = await recordsStand(client, keysOf(snapshot.windows), options.declared)
    if (settled && stand && (snapshot.windows.length > 0 || snapshot.totals.length === 0)) {
      await options.alongside?.(client, undefined)
      return untouched(snapshot)
    }
    if (options.covering === 'whole') demandCover(snapshot.windows, known)
    const load = await openLoad(client, snapshot, options, known)
    const received = await receive(load)
    const replacing = await choose(load, received)
    const contested = await settle(load)
    await write(load, received, replacing, contested)
    await fold(
      { client, id: load.id, onStep: options.onStep },
      load.fresh ? keysOf(replacing) : ageing(load, replacing),
    )
    await options.alongside?.(client, load.id)
    return close(load, received, replacing)
  })
}

/** The windows to replace: an incomplete answer never replaces a complete one, an empty one never a filled one. */
async function choose(
  { client, id, options, known, snapshot }: Load,
  { incomplete, accepted }: Received,
): Promise<SurveyedWindow[]> {
  options.onStep('compare')
  const isEmpty = ({ windowKey }: SurveyedWindow): boolean => (accepted.get(windowKey) ?? 0n) === 0n
  const keeps = (window: SurveyedWindow): boolean => {
    const held = known.get(window.windowKey)
    return held !== undefined && incomplete.has(window.windowKey) && (held.complete || isEmpty(window))
  }
  const kept = keysOf(snapshot.windows.filter(keeps))
  if (kept.length > 0) {
    await client.query('delete from stage.bill_line where load_id = $1 and window_key = any($2::bigint[])', [id, kept])
    await client.query('update ops.window set refused_content = $1 where window_key = any($2::bigint[])', [
      snapshot.content,
      kept,
    ])
  }
  const replacing = snapshot.windows.filter((window) => !keeps(window))
  const isFilled = ({ windowKey }: SurveyedWindow): boolean => (known.get(windowKey)?.line_count ?? '0') !== '0'
  const emptied = replacing.find((window) => isFilled(window) && isEmpty(window))
  if (emptied !== undefined && !options.allowEmpty) {
    throw new MalformedBill(
      `The answer for ${nameOf(emptied)} is empty, and lines are loaded for it. Nothing was replaced; allow it explicitly if all was withdrawn.`,
    )
  }
  return replacing
}

/** Lines of earlier loads that count now, or no longer do, because the source of record changed. True: feeds compete. */
async function settle({ client, id, snapshot, options }: Load): Promise<boolean> {
  const { providers, accounts } = await settleRecords(client, snapshot.feed, snapshot.windows, options.declared)
  if (accounts.length === 0) return false
  await client.query(await statement('14_mark_disagreeing'), [id, providers, accounts])
  await client.query(await statement('64_tally_moved'), [id, 'gone', 'record'])
  await client.query(await statement('15_mark'), [id])
  await client.query(await statement('64_tally_moved'), [id, 'came', 'record'])
  return true
}

async function write(
  load: Load,
  received: Received,
  replacing: readonly SurveyedWindow[],
  contested: boolean,
): Promise<void> {
  const { client, id, options, fresh } = load
  const keys = keysOf(replacing)
  if (!fresh) await compare(load, replacing)
  options.onStep('write')
  if (fresh) await client.query(await statement('13_new_resources'), [id, keys])
  else await replaceLines(load, replacing)
  await writeWindows(
    load,
    replacing.map((window) => ({
      window,
      lines: String(received.accepted.get(window.windowKey) ?? 0n),
      complete: !received.incomplete.has(window.windowKey),
      partial: options.covering === 'partial',
      final: isFinal(window, options),
    })),
  )
  if (contested) await client.query(await statement('23_not_of_record'), [id, keys])
  if (fresh) await client.query(await statement('63_tally_new_counted'), [id, keys])
  else await client.query(await statement('64_tally_moved'), [id, 'came', 'bill'])
}

async function compare({ client, id, options }: Load, replacing: readonly SurveyedWindow[]): Promise<void> {
  const twice = await client.query(await statement('11_twice'), [id])
  if (twice.rows.length > 0) throw new SpeltTwice('one line under two spellings')
  await client.query(await statement('16_diff'), [id, keysOf(replacing), options.covering === 'partial'])
}

async function replaceLines({ client, id, known }: Load, replacing: readonly SurveyedWindow[]): Promise<void> {
  await client.query(await statement('12_resources'), [id])
  await client.query(await statement('64_tally_moved'), [id, 'gone', 'bill'])
  await client.query(await statement('20_keep_past'), [id])
  await client.query(await statement('21_drop_lines'), [id])
  // Both sides are staging without statistics: planned as a nested loop, 1,800 changes of 30,000 lines took 11 s.
  await client.query('set local enable_nestloop = off')
  await client.query(await statement('22_put_lines'), [id])
  await client.query('set local enable_nestloop = on')
  const held = replacing.flatMap(({ windowKey }) => known.get(windowKey) ?? [])
  const reached = held.map(({ last_charge }) => last_charge)
  await client.query(await statement('30_restate'), [id, held.map(({ window_key }) => window_key), reached])
}

/** Windows that this load finds final, or no longer: the status of all their hours changes. */
function ageing({ known, options }: Load, replacing: readonly SurveyedWindow[]): string[] {
  const changes = (window: SurveyedWindow): boolean => {
    const held = known.get(window.windowKey)
    return held !== undefined && held.final !== isFinal(window, options)
  }
  return keysOf(replacing.filter(changes))
}

async function close(load: Load, received: Received, replacing: readonly SurveyedWindow[]): Promise<Replaced> {
  const { client, id, snapshot, options, fresh, known } = load
  const { rows } = await client.query<{ came: string; gone: string; hours: string }>(await statement('81_counts'), [id])
  const [came, gone, hours] = [
    BigInt(fresh ? received.rows : (rows[0]?.came ?? 0)),
    BigInt(rows[0]?.gone ?? 0),
    BigInt(rows[0]?.hours ?? 0),
  ]
  const accepted = sumOf(received.accepted)
  await client.query(await statement('82_run'), [
    id,
    options.command,
    snapshot.feed,
    snapshot.content,
    keysOf(snapshot.windows),
    load.startedAt,
    JSON.stringify(snapshot.files),
    accepted,
    received.rejected,
    came,
    gone,
    hours,
    received.incomplete.size === 0,
  ])
  await emptyStaging(load.client, [load.id])
  options.onStep('commit')
  const outcomeOf = (window: SurveyedWindow): Outcome =>
    !replacing.includes(window) ? 'kept' : known.has(window.windowKey) ? 'replaced' : 'new'
  const windows = snapshot.windows.map((window) => ({ window, outcome: outcomeOf(window) }))
  const { totals } = snapshot
  return { loadId: id, windows, totals, linesAccepted: accepted, linesRejected: received.rejected, came, gone, hours }
}

function untouched(snapshot: BillSnapshot): Replaced {
  const windows = snapshot.windows.map((window) => ({ window, outcome: 'unchanged' as const }))
  const linesAccepted = snapshot.totals.reduce((sum, { lines }) => sum + BigInt(lines), 0n)
  const { totals } = snapshot
  return { loadId: undefined, windows, totals, linesAccepted, linesRejected: 0n, came: 0n, gone: 0n, hours: 0n }
}
