/**
 * What a bill's lines come to, worked out with fractions of whole numbers and none of the program's code: the hours they
 * cover, what each of them is due, and what a later bill changed.
 */

/** An amount in units of 1e-18. */
export type Atto = bigint

export const bases = ['list', 'contracted', 'billed', 'effective'] as const
export type Basis = (typeof bases)[number]

export interface BillLine {
  readonly issuer: string
  readonly account: string
  /** First day of the billing period, `2026-08-01`, and the first day after it. */
  readonly period: string
  readonly periodEnd: string
  readonly currency: string
  readonly resource: string | null
  readonly sku: string
  readonly category: 'Usage' | 'Purchase' | 'Credit'
  readonly commitment: string | null
  /** Seconds since 1970. */
  readonly from: number
  readonly to: number
  readonly list: Atto | null
  readonly contracted: Atto | null
  readonly billed: Atto
  readonly effective: Atto | null
}

/** n / d, d > 0. */
export interface Fraction {
  readonly n: bigint
  readonly d: bigint
}

export interface OracleHour {
  /** How many lines reach into it: each may be off by one unit. */
  readonly reaching: number
  readonly begun: number
  readonly grain: string
  readonly due: Readonly<Record<Basis, Fraction>>
  readonly unknown: Readonly<Record<Basis, number>>
}

export function resourceOf(line: BillLine): string {
  return line.resource ?? 'none:Service'
}

/** Which hours there are and what each is due, by hour, account, resource, period and currency. */
export function hoursOf(lines: readonly BillLine[]): Map<string, OracleHour> {
  const hours = new Map<string, OracleHour>()
  for (const line of lines) {
    const begins = Math.floor(line.from / 3600) * 3600
    for (let hour = begins; hour < line.to || hour === begins; hour += 3600) {
      const key = [isoOf(hour), line.account, resourceOf(line), line.period, line.currency].join('|')
      hours.set(key, withLine(hours.get(key) ?? empty, line, hour))
    }
  }
  return hours
}

const zero: Fraction = { n: 0n, d: 1n }
const empty: OracleHour = {
  reaching: 0,
  begun: 0,
  grain: '',
  due: { list: zero, contracted: zero, billed: zero, effective: zero },
  unknown: { list: 0, contracted: 0, billed: 0, effective: 0 },
}
const grains = ['', 'billed_hourly', 'overlap', 'presence_day', 'even_day', 'even_period']

function withLine(known: OracleHour, line: BillLine, hour: number): OracleHour {
  const due = { ...known.due }
  const unknown = { ...known.unknown }
  for (const basis of bases) {
    if (isLeftOut(line, basis)) continue
    const amount = line[basis]
    if (amount === null) unknown[basis] += 1
    else due[basis] = plus(due[basis], times(amount, shareOf(line, basis, hour)))
  }
  const grain = grains[Math.max(grains.indexOf(known.grain), grains.indexOf(grainOf(line)))] ?? ''
  const begun = known.begun + (isFirst(line, hour) ? 1 : 0)
  return { reaching: known.reaching + 1, begun, grain, due, unknown }
}

/** List and contracted leave out purchases of commitments: the usage they cover carries it already. */
export function isLeftOut(line: BillLine, basis: Basis): boolean {
  return line.category === 'Purchase' && line.commitment !== null && (basis === 'list' || basis === 'contracted')
}

function isFirst(line: BillLine, hour: number): boolean {
  return hour <= line.from && line.from < hour + 3600
}

function shareOf(line: BillLine, basis: Basis, hour: number): Fraction {
  const staysWhole = line.from === line.to || (basis === 'billed' && line.category === 'Purchase')
  if (staysWhole) return isFirst(line, hour) ? { n: 1n, d: 1n } : zero
  const overlap = Math.min(line.to, hour + 3600) - Math.max(line.from, hour)
  return { n: BigInt(overlap), d: BigInt(line.to - line.from) }
}

function grainOf({ from, to }: BillLine): string {
  const length = to - from
  const inOneHour = to <= Math.floor(from / 3600) * 3600 + 3600
  if (inOneHour) return length === 0 || length === 3600 ? 'billed_hourly' : 'overlap'
  if (length === 86_400) return 'even_day'
  return length > 86_400 ? 'even_period' : 'overlap'
}

function times(amount: Atto, { n, d }: Fraction): Fraction {
  return { n: amount * n, d }
}

function plus(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d }
}

/** Whether `amount` is within `units` of the fraction. */
export function isWithin(amount: Atto, { n, d }: Fraction, units: number): boolean {
  const off = amount * d - n
  return (off < 0n ? -off : off) <= BigInt(units) * d
}

/** `2026-08-01T00:00:00Z` of seconds since 1970. */
export function isoOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/** The exact text of an amount. */
export function textOf(amount: Atto): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(19, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`
}

/** An amount as PostgreSQL prints it. */
export function attoOf(text: string): Atto {
  const [, sign = '', whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(text) ?? []
  if (whole === '') throw new Error(`${text} is no amount`)
  const units = BigInt(whole) * 10n ** 18n + BigInt(decimals.padEnd(18, '0'))
  return sign === '-' ? -units : units
}

/** The lines as a FOCUS export. */
export function csvOf(lines: readonly BillLine[]): string {
  const header =
    'BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,' +
    'ChargeCategory,ChargePeriodStart,ChargePeriodEnd,CommitmentDiscountId,InvoiceIssuerName,ProviderName,ResourceId,ServiceName,SkuId'
  const amount = (value: Atto | null): string => (value === null ? '' : textOf(value))
  const rows = lines.map((line) =>
    [
      amount(line.billed),
      amount(line.effective),
      amount(line.list),
      amount(line.contracted),
      line.account,
      line.currency,
      `${line.period}T00:00:00Z`,
      `${line.periodEnd}T00:00:00Z`,
      line.category,
      isoOf(line.from),
      isoOf(line.to),
      line.commitment ?? '',
      line.issuer,
      'Oracle of the tests',
      line.resource ?? '',
      'Service',
      line.sku,
    ].join(','),
  )
  return `${[header, ...rows].join('\n')}\n`
}
