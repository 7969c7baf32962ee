/** Reads one piece: the whole, then each account and record type, and of EC2 the hours, so that the parts are the whole. */
import { SourceDown } from '../../errors.js'
import type { BillLine, RefusedLine } from '../../records/bill-line.js'
import type { Asking, BillPage, BillPiece } from '../../records/bill-source.js'
import { decimalOf } from '../../units/decimal.js'
import type { CostExplorer } from './client.js'
import { hasHours, isStillHourly, totalledDays, windowsOf } from './days.js'
import { readFiner } from './finer.js'
import { heldOf, type Stored } from './held.js'
import { linesOf } from './lines.js'
import { pagesOf } from './pages.js'
import { totalsOf, understood } from './parse.js'
import { EC2, type Pair, pairQuery, totalQuery, wholeQuery } from './queries.js'
import { type ChargeKind, hasResources, kindOf } from './record-types.js'
import type { Day } from './rest.js'
import type { CostExplorerSettings } from './settings.js'
import { addTo, type Ask, keyOf, type Reader, missesOf, type Sum, type Whole, wholeOf } from './whole.js'

export async function* readPiece(
  piece: BillPiece,
  around: Asking,
  { settings, client }: { readonly settings: CostExplorerSettings; readonly client: CostExplorer },
): AsyncGenerator<BillPage> {
  if (hasHours(piece) && !isStillHourly(piece, around.now)) {
    throw new SourceDown(
      `The hours of ${piece.from} can no longer be read: the piece was planned before midnight. Run it again.`,
    )
  }
  const ask: Ask = (query) => pagesOf(query, client.page, around, settings.patience)
  const reader: Reader = { settings, ask, piece }
  const query = wholeQuery(piece.from, piece.to, settings)
  const whole = wholeOf(await ask(query), query, piece)
  yield {
    name: `GetCostAndUsage ${piece.name}`,
    lines: [],
    refused: [],
    windows: windowsOf(piece, whole.estimated, settings),
  }
  const stored = hasHours(piece) ? undefined : await heldOf(piece, around)
  for (const [i, pair] of whole.pairs.entries()) {
    around.onProgress(Math.floor((i * 100) / whole.pairs.length))
    yield* readPair(pair, reader, whole, stored)
  }
  const gone = stored?.leftOver(settings) ?? []
  if (gone.length > 0) yield { name: `hours of ${piece.name} that are billed no more`, lines: gone, refused: [] }
  yield await totalsPage(reader, around.now)
}

async function* readPair(
  pair: Pair,
  reader: Reader,
  whole: Whole,
  stored: Stored | undefined,
): AsyncGenerator<BillPage> {
  const { settings, ask, piece } = reader
  const kind = kindOf(pair.recordType, settings.recordTypes)
  const name = `GetCostAndUsage ${piece.name}, ${pair.recordType} of ${pair.account}`
  if (kind === undefined) return yield { name, lines: [], refused: unknown(pair, whole) }
  const query = pairQuery(piece.from, piece.to, pair, settings)
  const found = new Map<string, Sum>()
  const finer: Day[] = []
  for (const [i, text] of (await ask(query)).entries()) {
    const { groups, strays } = understood(text, query)
    const lines: BillLine[] = []
    for (const group of groups) {
      const [service, usageType] = group.keys
      const day = group.from.slice(0, 10)
      const about = { window: day, ...pair, kind, service, usageType, resourceId: null, tags: {} }
      addTo(found, keyOf(day, pair), group)
      if (isFiner(service, kind, settings)) finer.push({ group, about })
      else lines.push(...linesOf(group, about, settings))
    }
    yield {
      name: `${name}, page ${i + 1}`,
      lines,
      refused: strays.map(({ day, ...stray }) => ({ ...stray, window: day })),
    }
  }
  const misses = missesOf(whole, pair, found)
  if (misses.length > 0) yield { name: `${name}, in sum`, lines: [], refused: misses }
  yield* readFiner({ pair, kind, days: finer }, reader, stored)
}

function isFiner(service: string, kind: ChargeKind, { tag }: CostExplorerSettings): boolean {
  return service === EC2 ? hasResources(kind) : tag?.services.includes(service) === true
}

/** What money of a kind that nobody knows is: refused day by day, so that the run says so and nothing is guessed. */
function unknown(pair: Pair, { sums, estimated }: Whole): RefusedLine[] {
  return [...estimated.keys()].flatMap((day) => {
    const sum = sums.get(keyOf(day, pair))
    if (sum === undefined) return []
    return [
      {
        window: day,
        record: 0,
        column: 'RECORD_TYPE',
        value: pair.recordType,
        reason: `is a record type that is not known (${decimalOf(sum.unblended)} unblended); say in record_types what it is`,
        line: JSON.stringify({ day, ...pair }),
      },
    ]
  })
}

async function totalsPage({ settings, ask, piece }: Reader, now: Date): Promise<BillPage> {
  const { from, to } = totalledDays(piece, settings, now)
  const query = totalQuery(from, to, settings)
  const totals = (await ask(query)).flatMap((text) => totalsOf(text, query))
  return {
    name: `GetCostAndUsage ${from} to ${to}, in all`,
    lines: [],
    refused: [],
    totals: totals.map(({ month, currency, total }) => ({
      provider: 'aws',
      billingAccountId: settings.accountId,
      billingPeriod: month,
      billingCurrency: currency,
      invoiceId: '',
      total,
      notInLines: decimalOf(0n),
      source: 'GetCostAndUsage',
    })),
  }
}
