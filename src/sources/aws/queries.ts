/**
 * The questions put to Cost Explorer. A question may group by two things at most, and a bill is told apart by more: so one
 * question names all accounts and record types, and one for each of those pairs tells its services and usage types. No
 * charge is in two of them and none is in no one, because the pairs are the groups of the first.
 */
import type { Expression, GetCostAndUsageRequest } from '@aws-sdk/client-cost-explorer'
import type { CostExplorerSettings } from './settings.js'

export const EC2 = 'Amazon Elastic Compute Cloud - Compute'

export interface Query {
  readonly action: 'GetCostAndUsage' | 'GetCostAndUsageWithResources'
  /** Byte for byte the same on every page: another input with the token of the last is refused, or paid for ever. */
  readonly input: Readonly<GetCostAndUsageRequest>
}

/** An account and a record type: what the other questions are filtered by. */
export interface Pair {
  readonly account: string
  readonly recordType: string
}

type Where = Pick<CostExplorerSettings, 'billingView'>

const MONEY = ['UnblendedCost', 'AmortizedCost']

/** Days `[from, to)`, all there is, by account and record type: the whole that the parts must come to. */
export function wholeQuery(from: string, to: string, { billingView }: Where): Query {
  return {
    action: 'GetCostAndUsage',
    input: {
      TimePeriod: { Start: from, End: to },
      Granularity: 'DAILY',
      Metrics: MONEY,
      GroupBy: [by('LINKED_ACCOUNT'), by('RECORD_TYPE')],
      ...view(billingView),
    },
  }
}

/** One pair's days by service and usage type. */
export function pairQuery(from: string, to: string, pair: Pair, { billingView }: Where): Query {
  return {
    action: 'GetCostAndUsage',
    input: {
      TimePeriod: { Start: from, End: to },
      Granularity: 'DAILY',
      Metrics: [...MONEY, 'UsageQuantity'],
      Filter: { And: ofPair(pair) },
      GroupBy: [by('SERVICE'), by('USAGE_TYPE')],
      ...view(billingView),
    },
  }
}

/** One pair's EC2 instances by the hour and usage type: hours exist for these, for the last 14 days, and for nothing else. */
export function hoursQuery(from: string, to: string, pair: Pair, { billingView }: Where): Query {
  return {
    action: 'GetCostAndUsageWithResources',
    input: {
      // Milliseconds are not of the form that AWS takes.
      TimePeriod: { Start: `${from}T00:00:00Z`, End: `${to}T00:00:00Z` },
      Granularity: 'HOURLY',
      Metrics: [...MONEY, 'UsageQuantity'],
      Filter: { And: [is('SERVICE', EC2), ...ofPair(pair)] },
      GroupBy: [by('RESOURCE_ID'), by('USAGE_TYPE')],
      ...view(billingView),
    },
  }
}

/** One pair's days of a service by usage type and the value of a tag. */
export function tagQuery(
  from: string,
  to: string,
  { pair, service, tag }: { readonly pair: Pair; readonly service: string; readonly tag: string },
  { billingView }: Where,
): Query {
  return {
    action: 'GetCostAndUsage',
    input: {
      TimePeriod: { Start: from, End: to },
      Granularity: 'DAILY',
      Metrics: [...MONEY, 'UsageQuantity'],
      Filter: { And: [is('SERVICE', service), ...ofPair(pair)] },
      GroupBy: [by('USAGE_TYPE'), { Type: 'TAG', Key: tag }],
      ...view(billingView),
    },
  }
}

/** What AWS says that the months come to, apart from their lines. */
export function totalQuery(from: string, to: string, { billingView }: Where): Query {
  return {
    action: 'GetCostAndUsage',
    input: {
      TimePeriod: { Start: from, End: to },
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      ...view(billingView),
    },
  }
}

/** A question as text: the same for the same question, whatever the order of its fields; it has no secret in it. */
export function textOf({ action, input }: Query, page: string | undefined, attempt: number): string {
  const asked = `${action} ${JSON.stringify(inOrder(input))}`
  const nth = attempt > 1 ? ` attempt ${attempt}` : ''
  return page === undefined ? asked + nth : `${asked} page ${page}${nth}`
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, inside]) => [name, inOrder(inside)]))
}

function ofPair({ account, recordType }: Pair): Expression[] {
  return [is('LINKED_ACCOUNT', account), is('RECORD_TYPE', recordType)]
}

function is(dimension: 'SERVICE' | 'LINKED_ACCOUNT' | 'RECORD_TYPE', value: string): Expression {
  return { Dimensions: { Key: dimension, Values: [value] } }
}

function by(dimension: string): { Type: 'DIMENSION'; Key: string } {
  return { Type: 'DIMENSION', Key: dimension }
}

function view(arn: string | undefined): { BillingViewArn?: string } {
  return arn === undefined ? {} : { BillingViewArn: arn }
}
