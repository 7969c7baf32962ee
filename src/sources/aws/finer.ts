/**
 * What is told apart closer than by day, service and usage type: the hours of EC2's instances, and services by a tag. What
 * the day holds beside is a line of the day, so nothing is lost and nothing counts twice.
 */
import type { BillLine, RefusedLine } from '../../records/bill-line.js'
import type { BillPage } from '../../records/bill-source.js'
import { attoOf, decimalOf } from '../../units/decimal.js'
import { hasHours, hoursWindow } from './days.js'
import type { Stored } from './held.js'
import { type About, linesOf } from './lines.js'
import { type Group, type Stray, understood } from './parse.js'
import { EC2, hoursQuery, type Pair, type Query, tagQuery } from './queries.js'
import type { ChargeKind } from './record-types.js'
import type { Reader } from './whole.js'
import { type Day, nothingOf, type Part, restOf } from './rest.js'

interface Finer {
  readonly pair: Pair
  readonly kind: ChargeKind
  readonly days: readonly Day[]
}

export async function* readFiner(
  { pair, kind, days }: Finer,
  reader: Reader,
  stored: Stored | undefined,
): AsyncGenerator<BillPage> {
  const { settings, piece } = reader
  const services = [...new Set(days.map(({ about }) => about.service))].toSorted()
  for (const service of services) {
    const own = days.filter(({ about }) => about.service === service)
    const name = `${service} of ${piece.name}, ${pair.recordType} of ${pair.account}`
    if (service === EC2 && !hasHours(piece)) {
      yield { name, lines: own.flatMap((day) => restOf(day, stored?.take(day) ?? [], settings)), refused: [] }
      continue
    }
    const parts = new Parts(own)
    yield* service === EC2
      ? closer(
          name,
          hoursQuery(piece.from, piece.to, pair, settings),
          reader,
          (group) => ofHour(group, pair, kind),
          parts,
        )
      : closer(
          name,
          queryOf(service, pair, reader),
          reader,
          (group) => ofTag(group, { service, pair, kind }, reader),
          parts,
        )
    yield { name: `${name}, the rest`, lines: parts.rest((day, of) => restOf(day, of, settings)), refused: [] }
  }
}

/** Undefined: not understood. */
type Told = (group: Group) => About | undefined

async function* closer(
  name: string,
  query: Query,
  { ask, settings }: Reader,
  tell: Told,
  parts: Parts,
): AsyncGenerator<BillPage> {
  for (const [i, text] of (await ask(query)).entries()) {
    const { groups, strays } = understood(text, query)
    const lines: BillLine[] = []
    const refused: RefusedLine[] = strays.map((stray) => refusedOf(stray, query))
    for (const group of groups) {
      const about = tell(group)
      if (about === undefined) {
        refused.push(refusedOf({ ...strangeTag(group), day: group.from.slice(0, 10) }, query))
        continue
      }
      parts.add(group, about)
      lines.push(...linesOf(group, about, settings))
    }
    yield { name: `${query.action} ${name}, page ${i + 1}`, lines, refused }
  }
}

function ofHour({ keys: [resource, usageType], from }: Group, pair: Pair, kind: ChargeKind): About {
  // Charges of no instance are gathered under a name that looks like one.
  const resourceId = ['', 'NoResourceId'].includes(resource) ? null : resource
  return { window: hoursWindow(from.slice(0, 10)), ...pair, kind, service: EC2, usageType, resourceId, tags: {} }
}

function queryOf(service: string, pair: Pair, { settings, piece }: Reader): Query {
  return tagQuery(piece.from, piece.to, { pair, service, tag: settings.tag?.key ?? '' }, settings)
}

/** `model-version$v1.2`, and `model-version$` for what has no such tag. Another form is not guessed at. */
function ofTag(
  { keys: [usageType, tagged], from }: Group,
  { service, pair, kind }: { readonly service: string; readonly pair: Pair; readonly kind: ChargeKind },
  { settings }: Reader,
): About | undefined {
  const key = settings.tag?.key ?? ''
  if (!tagged.startsWith(`${key}$`)) return undefined
  const value = tagged.slice(key.length + 1)
  const tags = value === '' ? {} : { [key]: value }
  return { window: from.slice(0, 10), ...pair, kind, service, usageType, resourceId: null, tags }
}

function strangeTag({ record, line, keys }: Group): Omit<Stray, 'day'> {
  return { record, line, column: 'Keys', value: keys[1], reason: 'is not of the form tag$value' }
}

function refusedOf({ day, ...stray }: Stray, { action }: Query): RefusedLine {
  return { ...stray, window: action === 'GetCostAndUsageWithResources' ? hoursWindow(day) : day }
}

/** What the parts of each day and usage type come to. Only sums are kept: a fortnight of hours is a great many. */
class Parts {
  readonly #days: readonly Day[]
  readonly #sums = new Map<
    string,
    { readonly group: Group; readonly about: About; billed: bigint; effective: bigint }
  >()

  constructor(days: readonly Day[]) {
    this.#days = days
  }

  add(group: Group, about: About): void {
    const key = keyOf(group, about)
    const sum = this.#sums.get(key) ?? { group, about, billed: 0n, effective: 0n }
    this.#sums.set(key, sum)
    sum.billed += attoOf(group.unblended)
    sum.effective += attoOf(group.amortized)
  }

  /** Of each day, and of parts whose day says nothing of them. */
  rest(restOfDay: (day: Day, parts: readonly Part[]) => BillLine[]): BillLine[] {
    const known = new Set(this.#days.map(({ group, about }) => keyOf(group, about)))
    const strangers = [...this.#sums].filter(([key]) => !known.has(key))
    const without = strangers.map(([, { group, about }]): Day => {
      const day = group.from.slice(0, 10)
      return nothingOf(day, group.currency, { ...about, window: day, resourceId: null, tags: {} })
    })
    return [...this.#days, ...without].flatMap((day) => restOfDay(day, this.#partsOf(day)))
  }

  #partsOf({ group, about }: Day): Part[] {
    const sum = this.#sums.get(keyOf(group, about))
    if (sum === undefined) return []
    const { from, to } = group
    return [{ resourceId: null, from, to, billed: decimalOf(sum.billed), effective: decimalOf(sum.effective) }]
  }
}

function keyOf({ from, currency }: Group, { usageType }: About): string {
  return JSON.stringify([from.slice(0, 10), usageType, currency])
}
