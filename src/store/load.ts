/** One load: what its steps share, and the totals that the laws are checked against. */
import { LedgerBroken } from '../errors.js'
import type { BillSnapshot, ControlTotal, SurveyedWindow } from '../records/bill-snapshot.js'
import type { PoolClient } from './pool.js'
import type { DeclaredRecord } from './records-of-account.js'
import { statement } from './statements.js'
import type { Covering, KnownWindow } from './windows.js'

export type Step = 'lock' | 'copy' | 'compare' | 'write' | 'fold' | 'check' | 'split' | 'report' | 'commit'

export interface ReplaceOptions {
  readonly command: string
  readonly covering: Covering
  /** Let an answer without a single good line empty a window that had some. */
  readonly allowEmpty: boolean
  readonly finalAfterDays: number
  readonly declared: readonly DeclaredRecord[]
  readonly now: Date
  readonly onStep: (step: Step) => void
  /** What is written in the same transaction, the lines changed or not: what a source has to remember, and its own totals. */
  readonly alongside?: (client: PoolClient, loadId: string | undefined) => Promise<void>
}

export interface Load {
  readonly client: PoolClient
  readonly id: string
  readonly startedAt: string
  readonly snapshot: BillSnapshot
  readonly options: ReplaceOptions
  readonly known: ReadonlyMap<string, KnownWindow>
  /** Every window is new: lines go straight to their place, for there is nothing to compare them with. */
  readonly fresh: boolean
}

/** What came in: how many lines of which window, and which windows lack some that were rejected. */
export interface Received {
  readonly rows: number
  readonly accepted: ReadonlyMap<string, bigint>
  readonly rejected: bigint
  readonly incomplete: ReadonlySet<string>
}

export async function openLoad(
  client: PoolClient,
  snapshot: BillSnapshot,
  options: ReplaceOptions,
  known: ReadonlyMap<string, KnownWindow>,
): Promise<Load> {
  const { rows } = await client.query<{ id: string; at: string }>(
    `select nextval('ops.load_id') as id, clock_timestamp() as at`,
  )
  const row = rows[0]
  if (row === undefined) throw new LedgerBroken('The sequence ops.load_id gave no number.')
  return { client, id: row.id, startedAt: row.at, snapshot, options, known, fresh: known.size === 0 }
}

/** Writes down what a source counted; `side` is `file` or `rejected`. */
export async function tally({ client, id }: Load, side: string, totals: readonly ControlTotal[]): Promise<void> {
  const rows = totals.map((total) => ({
    window_key: total.windowKey,
    billing_currency: total.billingCurrency,
    lines: total.lines,
    list_cost: total.listCost,
    contracted_cost: total.contractedCost,
    billed_cost: total.billedCost,
    effective_cost: total.effectiveCost,
  }))
  await client.query(await statement('60_tally_file'), [id, side, JSON.stringify(rows)])
}

/** Lines by window on one side; those of no known window under the empty key. */
export async function linesBySide({ client, id }: Load, side: string): Promise<Map<string, bigint>> {
  const { rows } = await client.query<{ window_key: string; lines: string }>(
    `select coalesce(window_key::text, '') as window_key, sum(lines)::bigint as lines
     from stage.control where load_id = $1 and side = $2 group by 1`,
    [id, side],
  )
  return new Map(rows.map(({ window_key, lines }) => [window_key, BigInt(lines)]))
}

/** @throws LedgerBroken with the first row that the law names, so that nothing is written. */
export async function demandLaw(
  { client, id }: Pick<Load, 'client' | 'id'>,
  law: string,
  broken: string,
  more: readonly string[] = [],
): Promise<void> {
  const { rows } = await client.query<Record<string, string | null>>(await statement(law), [id, ...more])
  const first = rows[0]
  if (first === undefined) return
  const differences = Object.entries(first).map(([name, value]) => `${name} ${value ?? 'unknown'}`)
  throw new LedgerBroken(
    `${broken}; nothing was written. Difference: ${differences.join(', ')}. This is a fault of tokenledger: please report it.`,
    { facts: first },
  )
}

export function keysOf(windows: readonly SurveyedWindow[]): string[] {
  return windows.map(({ windowKey }) => windowKey)
}

export function sumOf(lines: ReadonlyMap<string, bigint>): bigint {
  return [...lines.values()].reduce((sum, count) => sum + count, 0n)
}
