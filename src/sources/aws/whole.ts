/** The first question's answer: which accounts and record types there are, and what each day of each comes to. */
import { MalformedBill } from '../../errors.js'
import type { BillPiece } from '../../records/bill-source.js'
import type { RefusedLine } from '../../records/bill-line.js'
import { parseDay } from '../../units/billing-day.js'
import { attoOf, decimalOf } from '../../units/decimal.js'
import { daysOf } from './days.js'
import { type Group, understood } from './parse.js'
import type { Pair, Query } from './queries.js'
import type { CostExplorerSettings } from './settings.js'

/** All pages of a question. */
export type Ask = (query: Query) => Promise<readonly string[]>

/** What every station of a reading needs. */
export interface Reader {
  readonly settings: CostExplorerSettings
  readonly ask: Ask
  readonly piece: BillPiece
}

export interface Whole {
  readonly pairs: readonly Pair[]
  /** Days, and whether AWS still calls them estimated. */
  readonly estimated: ReadonlyMap<string, boolean>
  /** What a pair comes to on a day, by `keyOf`. */
  readonly sums: ReadonlyMap<string, Sum>
}

export interface Sum {
  unblended: bigint
  amortized: bigint
  /** How many amounts it is the sum of: each is rounded. */
  parts: bigint
}

/** AWS rounds each amount to ten decimals, so a sum of n may miss its whole by n of the tenth; ten times that is a change. */
const A_PART = 10n ** 9n

/** @throws MalformedBill when it is not understood wholly: nothing could be held against it then */
export function wholeOf(pages: readonly string[], query: Query, piece: BillPiece): Whole {
  const sums = new Map<string, Sum>()
  const pairs = new Map<string, Pair>()
  const estimated = new Map<string, boolean>()
  for (const page of pages) {
    const { groups, strays, days } = understood(page, query)
    for (const { reason, column, day } of strays) {
      throw new MalformedBill(`What Cost Explorer says ${day} comes to is not understood: ${column} ${reason}.`)
    }
    for (const [day, is] of days) estimated.set(day, is || estimated.get(day) === true)
    for (const group of groups) {
      if (group.unblended === '0' && group.amortized === '0') continue
      const [account, recordType] = group.keys
      pairs.set(JSON.stringify(group.keys), { account, recordType })
      addTo(sums, keyOf(group.from.slice(0, 10), { account, recordType }), group)
    }
  }
  const silent = daysOf(parseDay(piece.from, 'UTC'), parseDay(piece.to, 'UTC')).find(({ date }) => !estimated.has(date))
  if (silent !== undefined)
    throw new MalformedBill(`Cost Explorer was asked for ${silent.date} and says nothing of it.`)
  const inOrder = [...pairs.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { pairs: inOrder.map(([, pair]) => pair), estimated, sums }
}

/** Days on which the parts of a pair do not come to its whole: AWS changed its bill between two questions. */
export function missesOf({ sums, estimated }: Whole, pair: Pair, found: ReadonlyMap<string, Sum>): RefusedLine[] {
  return [...estimated.keys()].flatMap((day) => {
    const [said, got] = [sums.get(keyOf(day, pair)) ?? NOTHING, found.get(keyOf(day, pair)) ?? NOTHING]
    const most = A_PART * (said.parts + got.parts)
    return (['unblended', 'amortized'] as const)
      .filter((basis) => magnitude(said[basis] - got[basis]) > most)
      .map((basis) => ({
        window: day,
        record: 0,
        column: basis === 'unblended' ? 'UnblendedCost' : 'AmortizedCost',
        value: decimalOf(got[basis]),
        reason: `is what its parts come to, and the whole is ${decimalOf(said[basis])}: AWS changed it while it was read`,
        line: JSON.stringify({ day, ...pair }),
      }))
  })
}

export function addTo(sums: Map<string, Sum>, key: string, { unblended, amortized }: Group): void {
  const sum = sums.get(key) ?? { ...NOTHING }
  sums.set(key, sum)
  sum.unblended += attoOf(unblended)
  sum.amortized += attoOf(amortized)
  sum.parts += 1n
}

export function keyOf(day: string, { account, recordType }: Pair): string {
  return JSON.stringify([day, account, recordType])
}

const NOTHING: Sum = { unblended: 0n, amortized: 0n, parts: 0n }

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
