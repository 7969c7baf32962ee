/** How Cost Explorer adds up what it is asked for. */
import { attoOf, decimalOf } from '../units/decimal.js'
import { type Charge, type CostBill, type CostInput, DAY_MS, DIMENSIONS, passes } from './aws-cost-rules.js'

interface Sums {
  readonly keys: readonly string[]
  unblended: bigint
  amortized: bigint
  quantity: bigint
  readonly units: Set<string>
}

/** The whole answer, in pages of so many groups. Every period is there, those without a group with none. */
export function pagesOf(
  bill: CostBill,
  input: CostInput,
  pageSize: number,
): readonly Readonly<Record<string, unknown>>[] {
  const { GroupBy: groupBy = [], Granularity: grain, Metrics: metrics = [] } = input
  const periods = periodsOf(input).map((period) => ({ period, groups: new Map<string, Sums>() }))
  const width = { HOURLY: 13, DAILY: 10 }[grain ?? ''] ?? 7
  const byStart = new Map(periods.map((one) => [one.period.from.slice(0, width), one]))
  for (const charge of bill.charges()) {
    if (!passes(charge, input.Filter) || (grain === 'HOURLY' && charge.dailyOnly === true)) continue
    const found = byStart.get(charge.hour.slice(0, width))
    if (found === undefined || charge.hour < found.period.from || charge.hour >= found.period.to) continue
    add(found.groups, charge, groupBy)
  }
  const all = periods.flatMap(({ period, groups }): Shown[] =>
    groups.size === 0
      ? [{ period, sums: groupBy.length === 0 ? nothing() : undefined }]
      : [...groups.values()].map((sums) => ({ period, sums })),
  )
  const pages: Readonly<Record<string, unknown>>[] = []
  for (let i = 0; i < all.length; i += pageSize) {
    const results = new Map<string, Result>()
    for (const { period, sums } of all.slice(i, i + pageSize)) {
      const known = results.get(period.from) ?? resultOf(bill, period, groupBy.length === 0 ? sums : undefined, metrics)
      results.set(period.from, known)
      if (sums !== undefined && groupBy.length > 0)
        known.Groups.push({ Keys: sums.keys, Metrics: metricsOf(sums, bill, metrics) })
    }
    const said = groupBy.length === 0 ? {} : { GroupDefinitions: groupBy }
    pages.push({ ...said, ResultsByTime: [...results.values()], DimensionValueAttributes: [] })
  }
  return pages
}

function nothing(): Sums {
  return { keys: [], unblended: 0n, amortized: 0n, quantity: 0n, units: new Set() }
}

function add(groups: Map<string, Sums>, charge: Charge, groupBy: NonNullable<CostInput['GroupBy']>): void {
  const keys = groupBy.map(({ Type, Key }) =>
    Type === 'TAG' ? `${Key}$${charge.tags?.[Key] ?? ''}` : (DIMENSIONS[Key]?.(charge) ?? ''),
  )
  const key = JSON.stringify(keys)
  const sums = groups.get(key) ?? { ...nothing(), keys }
  groups.set(key, sums)
  sums.unblended += attoOf(charge.unblended)
  sums.amortized += attoOf(charge.amortized)
  sums.quantity += attoOf(charge.quantity ?? '0')
  sums.units.add(charge.unit ?? 'N/A')
}

interface Result {
  readonly TimePeriod: Period['shown']
  readonly Total: unknown
  readonly Groups: unknown[]
  readonly Estimated: boolean
}

interface Shown {
  readonly period: Period
  readonly sums: Sums | undefined
}

interface Period {
  readonly from: string
  readonly to: string
  readonly shown: { readonly Start: string; readonly End: string }
}

function periodsOf({ TimePeriod, Granularity }: CostInput): Period[] {
  const [start, end] = [Date.parse(TimePeriod?.Start ?? ''), Date.parse(TimePeriod?.End ?? '')]
  const text = (moment: number): string => new Date(moment).toISOString().replace('.000Z', 'Z')
  const periods: Period[] = []
  for (let from = start; from < end;) {
    const to = Math.min(end, nextOf(from, Granularity ?? ''))
    const [Start, End] =
      Granularity === 'HOURLY' ? [text(from), text(to)] : [text(from).slice(0, 10), text(to).slice(0, 10)]
    periods.push({ from: text(from), to: text(to), shown: { Start, End } })
    from = to
  }
  return periods
}

function nextOf(from: number, grain: string): number {
  if (grain !== 'MONTHLY') return from + (grain === 'HOURLY' ? 3_600_000 : DAY_MS)
  const [year = 0, month = 0] = new Date(from).toISOString().split('-').map(Number)
  return Date.UTC(year, month, 1)
}

function resultOf(bill: CostBill, period: Period, total: Sums | undefined, metrics: readonly string[]): Result {
  return {
    TimePeriod: period.shown,
    Total: total === undefined ? {} : metricsOf(total, bill, metrics),
    Groups: [],
    Estimated: period.to > `${bill.estimatedFrom()}T00:00:00Z`,
  }
}

function metricsOf(sums: Sums, { currency }: CostBill, metrics: readonly string[]): Readonly<Record<string, unknown>> {
  const [unit = 'N/A', ...others] = [...sums.units]
  const of = (metric: string): { readonly Amount: string; readonly Unit: string } =>
    metric === 'UsageQuantity'
      ? { Amount: decimalOf(sums.quantity), Unit: others.length > 0 ? 'N/A' : unit }
      : { Amount: decimalOf(metric === 'AmortizedCost' ? sums.amortized : sums.unblended), Unit: currency }
  return Object.fromEntries(metrics.map((metric) => [metric, of(metric)]))
}

/** As ListCostAllocationTags says it. */
export function tagsOf(tags: Readonly<Record<string, boolean>>): unknown {
  const entries = Object.entries(tags)
  return {
    CostAllocationTags: entries.map(([TagKey, active]) => ({
      TagKey,
      Type: 'UserDefined',
      Status: active ? 'Active' : 'Inactive',
    })),
  }
}
