/** What Cost Explorer is asked, and what it refuses. */

/** The least that AWS bills: one resource's use of one meter in one hour. Amounts are decimal text. */
export interface Charge {
  readonly account: string
  /** As RECORD_TYPE spells it: `Usage`, `SavingsPlanCoveredUsage`, `Tax`. */
  readonly recordType: string
  readonly service: string
  readonly usageType: string
  readonly resourceId?: string
  readonly tags?: Readonly<Record<string, string>>
  /** `2026-08-22T05:00:00Z`. */
  readonly hour: string
  readonly unblended: string
  readonly amortized: string
  readonly quantity?: string
  readonly unit?: string
  /** Its day knows of it, its hours do not: what comes late, or after the 14 days. */
  readonly dailyOnly?: boolean
}

export interface CostBill {
  readonly currency: string
  readonly charges: () => Iterable<Charge>
  /** The first day that AWS still calls estimated, `2026-08-01`. */
  readonly estimatedFrom: () => string
}

interface Expression {
  readonly And?: readonly Expression[]
  readonly Or?: readonly Expression[]
  readonly Not?: Expression
  readonly Dimensions?: {
    readonly Key: string
    readonly Values: readonly string[]
    readonly MatchOptions?: readonly string[]
  }
  readonly Tags?: { readonly Key: string; readonly Values: readonly string[] }
}

export interface CostInput {
  readonly TimePeriod?: { readonly Start: string; readonly End: string }
  readonly Granularity?: string
  readonly Metrics?: readonly string[]
  readonly GroupBy?: readonly { readonly Type: string; readonly Key: string }[]
  readonly Filter?: Expression
  readonly NextPageToken?: string
}

interface Refusal {
  readonly name: string
  readonly message: string
}

export const DAY_MS = 86_400_000
const EC2 = 'Amazon Elastic Compute Cloud - Compute'
const METRICS: ReadonlySet<string> = new Set([
  'AmortizedCost',
  'BlendedCost',
  'NetAmortizedCost',
  'NetUnblendedCost',
  'NormalizedUsageAmount',
  'UnblendedCost',
  'UsageQuantity',
])
export const DIMENSIONS: Readonly<Record<string, (charge: Charge) => string>> = {
  LINKED_ACCOUNT: ({ account }) => account,
  RECORD_TYPE: ({ recordType }) => recordType,
  SERVICE: ({ service }) => service,
  USAGE_TYPE: ({ usageType }) => usageType,
  RESOURCE_ID: ({ resourceId }) => resourceId ?? 'NoResourceId',
}

/** Why AWS refuses it; undefined: it does not. */
export function refusalOf(
  action: 'GetCostAndUsage' | 'GetCostAndUsageWithResources',
  input: CostInput,
  { now, resources }: { readonly now: number; readonly resources: boolean },
): Refusal | undefined {
  const withResources = action === 'GetCostAndUsageWithResources'
  const invalid = (message: string): Refusal => ({ name: 'ValidationException', message })
  const {
    TimePeriod: period,
    Granularity: grain = '',
    Metrics: metrics = [],
    GroupBy: groups = [],
    Filter: filter,
  } = input
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/
  if (period === undefined || !form.test(period.Start) || !form.test(period.End)) return invalid('Invalid time period')
  if (!['HOURLY', 'DAILY', 'MONTHLY'].includes(grain)) return invalid(`Invalid granularity ${grain}`)
  if ((grain === 'HOURLY') !== period.Start.includes('T'))
    return invalid('Start time is invalid. Valid format is: yyyy-MM-dd')
  // Its words for an interval that is turned round are of something else (aws/aws-sdk#590).
  if (period.Start >= period.End) return invalid('Hourly timePeriod is not supported for this request')
  const start = Date.parse(period.Start)
  if (start > now) return invalid('Start date must not be after today')
  if ((grain === 'HOURLY' || withResources) && start < now - 14 * DAY_MS) {
    return invalid(
      'start date is too old for hourly granularity, the max supported days for hourly granularity is 14 days',
    )
  }
  if (period.Start.slice(0, 10) < firstDayKept(now))
    return { name: 'BillExpirationException', message: 'The bill expired' }
  if (groups.length > 2) return invalid('GroupBy has more than 2 entries')
  if (metrics.length === 0 || metrics.some((metric) => !METRICS.has(metric))) return invalid('Invalid metrics')
  const keys = [...groups.filter(({ Type }) => Type === 'DIMENSION').map(({ Key }) => Key), ...dimensionsOf(filter)]
  const strange = keys.find((key) => DIMENSIONS[key] === undefined || (key === 'RESOURCE_ID' && !withResources))
  if (strange !== undefined) return invalid(`Dimension ${strange} is not allowed.`)
  if (!isWell(filter)) return invalid('Expression is not well formed')
  if (!withResources) return undefined
  if (!keys.includes('RESOURCE_ID') || !isOfEc2(filter))
    return invalid('Filter by SERVICE and group or filter by RESOURCE_ID')
  return resources ? undefined : { name: 'DataUnavailableException', message: 'Data is not available.' }
}

/** The current month and thirteen before it. */
function firstDayKept(now: number): string {
  const today = new Date(now).toISOString()
  const months = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 - 13
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`
}

function dimensionsOf(filter: Expression | undefined): string[] {
  if (filter === undefined) return []
  const inside = [...(filter.And ?? []), ...(filter.Or ?? []), filter.Not].flatMap((one) => dimensionsOf(one))
  return filter.Dimensions === undefined ? inside : [filter.Dimensions.Key, ...inside]
}

/** One member an expression, at least two in a list, and only the ways of matching that there are. */
function isWell(filter: Expression | undefined): boolean {
  if (filter === undefined) return true
  const options = filter.Dimensions?.MatchOptions ?? []
  if (Object.keys(filter).length !== 1 || !options.every((one) => ['EQUALS', 'CASE_SENSITIVE'].includes(one)))
    return false
  const lists = [filter.And, filter.Or].filter((list) => list !== undefined)
  return lists.every((list) => list.length > 1 && list.every(isWell)) && isWell(filter.Not)
}

function isOfEc2(filter: Expression | undefined): boolean {
  const parts = filter?.And ?? (filter === undefined ? [] : [filter])
  return parts.some(({ Dimensions: one }) => one?.Key === 'SERVICE' && one.Values.length === 1 && one.Values[0] === EC2)
}

export function passes(charge: Charge, filter: Expression | undefined): boolean {
  if (filter === undefined) return true
  const { And: and, Or: or, Not: not, Dimensions: dimension, Tags: tag } = filter
  if (and !== undefined) return and.every((one) => passes(charge, one))
  if (or !== undefined) return or.some((one) => passes(charge, one))
  if (not !== undefined) return !passes(charge, not)
  if (tag !== undefined) return tag.Values.includes(charge.tags?.[tag.Key] ?? '')
  return dimension === undefined || dimension.Values.includes(DIMENSIONS[dimension.Key]?.(charge) ?? '')
}
