/** What a page of Cost Explorer says, understood: groups with exact amounts, and records that are not understood. Pure. */
import { z } from 'zod'
import { MalformedBill } from '../../errors.js'
import { type Currency, parseCurrency } from '../../units/currency.js'
import { type Decimal, parseDecimal } from '../../units/decimal.js'
import { type Instant, parseInstant } from '../../units/instant.js'
import type { Query } from './queries.js'

/** What one group of one period comes to. */
export interface Group {
  readonly from: Instant
  readonly to: Instant
  /** In the order of the question's groups. */
  readonly keys: readonly [string, string]
  readonly currency: Currency
  readonly unblended: Decimal
  readonly amortized: Decimal
  /** Null where it was not asked for, or where units are mixed: the service then adds hours to gigabytes. */
  readonly quantity: Decimal | null
  readonly unit: string | null
  /** Place in its page, and the record as it came, for what a later station does not understand. */
  readonly record: number
  readonly line: string
}

/** As `RefusedLine`, before it is known which window it is of. */
export interface Stray {
  readonly day: string
  readonly record: number
  readonly column: string
  readonly value: string
  readonly reason: string
  readonly line: string
}

export interface Understood {
  readonly groups: readonly Group[]
  readonly strays: readonly Stray[]
  /** Days that the page is about, and whether AWS still calls them estimated. */
  readonly days: ReadonlyMap<string, boolean>
}

const metric = z.object({ Amount: z.string(), Unit: z.string() })
const page = z.object({
  GroupDefinitions: z.array(z.object({ Type: z.string(), Key: z.string() })).nullish(),
  ResultsByTime: z.array(
    z.object({
      TimePeriod: z.object({ Start: z.string(), End: z.string() }),
      Total: z.record(z.string(), metric).nullish(),
      Groups: z.array(z.unknown()).nullish(),
      Estimated: z.boolean(),
    }),
  ),
})
const group = z.object({ Keys: z.tuple([z.string(), z.string()]), Metrics: z.record(z.string(), metric) })

/** @throws MalformedBill when the answer as a whole is not that of its question; a group alone that is not understood is a stray */
export function understood(text: string, query: Query): Understood {
  const { GroupDefinitions: said, ResultsByTime: results } = inForm(text, query)
  demandGroups(said, query)
  const groups: Group[] = []
  const strays: Stray[] = []
  const days = new Map<string, boolean>()
  let record = 0
  for (const { TimePeriod: period, Total: total, Groups: inside, Estimated: estimated } of results) {
    const [from, to] = [momentOf(period.Start, query), momentOf(period.End, query)]
    const day = from.slice(0, 10)
    days.set(day, estimated || days.get(day) === true)
    if ((inside ?? []).length === 0 && Object.keys(total ?? {}).length > 0) {
      throw strange(query, `has a total of ${day} and no groups`)
    }
    for (const one of inside ?? []) {
      record += 1
      const read = groupOf(one, { from, to, record })
      if ('reason' in read) strays.push({ ...read, day })
      else groups.push(read)
    }
  }
  return { groups, strays, days }
}

/** Months and what AWS says they come to; one it says nothing of is left out. @throws MalformedBill */
export function totalsOf(text: string, query: Query): { month: string; currency: Currency; total: Decimal }[] {
  return inForm(text, query).ResultsByTime.flatMap(({ TimePeriod: period, Total: total }) => {
    if (Object.keys(total ?? {}).length === 0) return []
    const { Amount: amount, Unit: unit } = total?.['UnblendedCost'] ?? {}
    const month = `${period.Start.slice(0, 7)}-01`
    try {
      return [{ month, currency: parseCurrency(unit ?? ''), total: parseDecimal(amount ?? '') }]
    } catch (error) {
      throw strange(query, `has no total of ${month}: ${error instanceof Error ? error.message : ''}`)
    }
  })
}

type Place = Pick<Group, 'from' | 'to' | 'record'>

function groupOf(one: unknown, place: Place): Group | Omit<Stray, 'day'> {
  const line = JSON.stringify(one)
  const stray = (column: string, value: string, reason: string): Omit<Stray, 'day'> => ({
    record: place.record,
    column,
    value,
    reason,
    line,
  })
  const read = group.safeParse(one)
  if (!read.success) {
    const { path = [], message = '' } = read.error.issues[0] ?? {}
    return stray(path.join('.'), '', `has another form than it had: ${message}`)
  }
  const { Keys: keys, Metrics: metrics } = read.data
  const parse = <T>(column: string, text: string | undefined, how: (text: string) => T): T => {
    try {
      return how(text ?? '')
    } catch {
      throw new Unread(
        stray(
          column,
          text ?? '',
          text === undefined
            ? 'is not there'
            : `is not ${how === parseCurrency ? 'an ISO 4217 currency' : 'a decimal number'}`,
        ),
      )
    }
  }
  try {
    const { UnblendedCost: unblended, AmortizedCost: amortized, UsageQuantity: used } = metrics
    const currency = parse('UnblendedCost.Unit', unblended?.Unit, parseCurrency)
    if (amortized?.Unit !== currency)
      return stray('AmortizedCost.Unit', amortized?.Unit ?? '', `is not ${currency}, as that of UnblendedCost`)
    const unit = used === undefined || ['', 'N/A'].includes(used.Unit) ? null : used.Unit
    return {
      ...place,
      keys,
      currency,
      unblended: parse('UnblendedCost.Amount', unblended?.Amount, parseDecimal),
      amortized: parse('AmortizedCost.Amount', amortized.Amount, parseDecimal),
      quantity: unit === null ? null : parse('UsageQuantity.Amount', used?.Amount, parseDecimal),
      unit,
      line,
    }
  } catch (error) {
    if (error instanceof Unread) return error.stray
    throw error
  }
}

class Unread extends Error {
  readonly stray: Omit<Stray, 'day'>

  constructor(stray: Omit<Stray, 'day'>) {
    super(stray.reason)
    this.stray = stray
  }
}

function inForm(text: string, query: Query): z.infer<typeof page> {
  const { success, data, error } = page.safeParse(JSON.parse(text))
  if (success) return data
  const { path = [], message = '' } = error.issues[0] ?? {}
  throw strange(query, `has another form than it had: ${path.join('.')} ${message}`)
}

/** An answer that was grouped otherwise would put one dimension's names into another's column. */
function demandGroups(said: readonly { Type: string; Key: string }[] | null | undefined, query: Query): void {
  const asked = (query.input.GroupBy ?? []).map(({ Type, Key }) => `${Type} ${Key}`).join(', ')
  const got = (said ?? []).map(({ Type, Key }) => `${Type} ${Key}`).join(', ')
  if (asked !== got) throw strange(query, `is grouped by ${got || 'nothing'} and not by ${asked}`)
}

/** A day or an hour inside what was asked; days come without a time. */
function momentOf(text: string, query: Query): Instant {
  const { Start: start = '', End: end = '' } = query.input.TimePeriod ?? {}
  if (text < start || text > end) throw strange(query, `is of ${text}, and ${start} to ${end} was asked for`)
  try {
    return parseInstant(text.length === 10 ? `${text}T00:00:00Z` : text)
  } catch (cause) {
    throw strange(query, `has a time that is none: ${JSON.stringify(text)}`, cause)
  }
}

function strange(query: Query, what: string, cause?: unknown): MalformedBill {
  return new MalformedBill(`The answer of Cost Explorer to ${query.action} ${what}. Nothing of it was loaded.`, {
    cause,
  })
}
