/**
 * What a day holds beside the hours (or the tagged parts) that are read apart: the day's own answer minus what those come
 * to. While hours can be read it is what they do not show yet; for a day whose hours are past reading it is what AWS
 * changed since, spread over the stored hours by what each of them cost (ledger.md 3).
 */
import type { BillLine } from '../../records/bill-line.js'
import { nextDay, parseDay } from '../../units/billing-day.js'
import { attoOf, type Decimal, decimalOf } from '../../units/decimal.js'
import { type Instant, parseInstant } from '../../units/instant.js'
import { type About, adjustmentOf, linesOf, type Payer } from './lines.js'
import type { Group } from './parse.js'

/** What is known of a part: a sum of many, or one stored resource-hour. */
export interface Part {
  readonly resourceId: string | null
  readonly from: Instant
  readonly to: Instant
  readonly billed: Decimal
  /** Null: not known, and so is what differs from it. */
  readonly effective: Decimal | null
}

export interface Day {
  readonly group: Group
  readonly about: About
}

/** A difference below this, in the billing currency, is the rounding of AWS's ten decimals: no resource's, and one line. */
const A_CENT = attoOf('0.01')

export function restOf(day: Day, parts: readonly Part[], payer: Payer): BillLine[] {
  const { group, about } = day
  if (parts.length === 0) return linesOf(group, about, payer)
  const billed = attoOf(group.unblended) - sum(parts.map((part) => part.billed))
  const effective = parts.every((part) => part.effective !== null)
    ? attoOf(group.amortized) - sum(parts.map((part) => part.effective ?? '0'))
    : null
  if (billed === 0n && (effective ?? 0n) === 0n) return []
  const whole = {
    resourceId: null,
    from: group.from,
    to: group.to,
    billed: decimalOf(billed),
    effective: effective === null ? null : decimalOf(effective),
  }
  const isSmall = magnitude(billed) < A_CENT && magnitude(effective ?? 0n) < A_CENT
  const named = parts.some(({ resourceId }) => resourceId !== null)
  const shares = isSmall || !named ? [whole] : dealOut(billed, effective, parts)
  return shares.map((part) =>
    adjustmentOf({ ...part, currency: group.currency }, { ...about, resourceId: part.resourceId }, payer),
  )
}

/** By cost, each basis by its own; where stored parts cost nothing, equally. Running sums: the parts are the whole exactly. */
function dealOut(billed: bigint, effective: bigint | null, parts: readonly Part[]): Part[] {
  const ofBilled = dealt(
    billed,
    parts.map((part) => attoOf(part.billed)),
  )
  const ofEffective =
    effective === null
      ? undefined
      : dealt(
          effective,
          parts.map((part) => attoOf(part.effective ?? '0')),
        )
  return parts
    .map((part, i) => ({
      ...part,
      billed: decimalOf(ofBilled[i] ?? 0n),
      effective: ofEffective === undefined ? null : decimalOf(ofEffective[i] ?? 0n),
    }))
    .filter((part) => part.billed !== '0' || part.effective !== '0')
}

/** A whole in integer parts by weights, whose signs do not matter. */
export function dealt(whole: bigint, weights: readonly bigint[]): bigint[] {
  const sizes = weights.map(magnitude)
  const total = sizes.reduce((a, b) => a + b, 0n)
  if (weights.length === 0) return []
  if (total === 0n)
    return dealt(
      whole,
      weights.map(() => 1n),
    )
  let [reached, before] = [0n, 0n]
  return sizes.map((size) => {
    reached += size
    const upTo = (whole * reached) / total
    const part = upTo - before
    before = upTo
    return part
  })
}

/** A day as whose answer nothing came, so that stored parts are taken back. */
export function nothingOf(day: string, currency: Group['currency'], about: About): Day {
  const from = parseInstant(`${day}T00:00:00Z`)
  const to = parseInstant(`${nextDay(parseDay(day, 'UTC')).date}T00:00:00Z`)
  const zero = decimalOf(0n)
  return {
    about,
    group: {
      from,
      to,
      keys: ['', ''],
      currency,
      unblended: zero,
      amortized: zero,
      quantity: null,
      unit: null,
      record: 0,
      line: '',
    },
  }
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + attoOf(amount), 0n)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
