/** What reading hours is about to cost, by dry runs of the queries that would read them: bytes are what Google takes money for. */
import type { BillPiece, Estimate } from '../../records/bill-source.js'
import { decimalOf, ONE } from '../../units/decimal.js'
import { count } from '../../words.js'
import type { Export } from './export.js'
import { bytesOf, type Running } from './pages.js'
import { type Knowledge, wholeOf } from './reading.js'
import { touchedStatement, type Touch } from './survey.js'

/** A year in pieces of a day is not asked day by day: so many are, and the others are taken to be like them. */
const MOST_ASKED = 12
/** On-demand price of most regions, whose first TiB of a month is free (https://cloud.google.com/bigquery/pricing). */
const CENTS_A_TIB = 625n
const TIB = 1n << 40n
/** "Charges are rounded up to the nearest MB, with a minimum of 10 MB per table referenced." */
const LEAST = 10_485_760n

/** @throws as the first query itself would: SourceRefused, SourceDown, ConfigError, MalformedBill */
export async function estimated(
  running: Running,
  bill: Export,
  knowledge: Knowledge,
  pieces: readonly BillPiece[],
): Promise<Estimate> {
  const asked = spread(pieces)
  let bytes = 0n
  for (const piece of asked) {
    const touches = piece.windows.map((hour) => knowledge.touches.get(hour) ?? unseen(hour, running))
    bytes += await billed(running, wholeOf(running, bill, touches), piece.name)
  }
  if (asked.length > 0) bytes = (bytes * BigInt(pieces.length)) / BigInt(asked.length)
  const unknown = pieces.some(({ windows }) => windows.some((hour) => !knowledge.touches.has(hour)))
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (unknown && first !== undefined && last !== undefined) {
    const reach = { from: first.from, to: last.to, mark: undefined }
    bytes += await billed(running, touchedStatement(running, bill, reach), `${first.from}..${last.to}`)
  }
  // Up to the next millionth of a dollar.
  const micros = (bytes * CENTS_A_TIB * 10_000n + TIB - 1n) / TIB
  const usd = decimalOf((micros * ONE) / 1_000_000n)
  return { bytes, usd, says: `BigQuery estimates ${count(bytes)} bytes, at $6.25 a TiB unless they are free` }
}

function spread(pieces: readonly BillPiece[]): readonly BillPiece[] {
  if (pieces.length <= MOST_ASKED) return pieces
  return pieces.filter(
    (_, i) => Math.floor((i * MOST_ASKED) / pieces.length) !== Math.floor(((i - 1) * MOST_ASKED) / pieces.length),
  )
}

/** Before the survey nobody knows how late its last row came: up to now. */
function unseen(hour: string, { around }: Running): Touch {
  return { hour, latest: around.now.toISOString().replace('Z', '000Z'), months: [], records: 0n }
}

async function billed(running: Running, statement: Parameters<typeof bytesOf>[1], of: string): Promise<bigint> {
  const bytes = await bytesOf(running, statement, `estimate of ${of}`)
  return bytes < LEAST ? LEAST : bytes
}
