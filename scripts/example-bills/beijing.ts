import { august, during } from './charge.js'
import type { Line } from './csv.js'

/** August as Alibaba and Tencent bill it: Beijing's month, in UTC. */
export const beijingAugust = { start: '2026-07-31T16:00:00Z', end: '2026-08-31T16:00:00Z' } as const

export const beijingBill: Line = {
  BillingCurrency: 'CNY',
  BillingPeriodStart: beijingAugust.start,
  BillingPeriodEnd: beijingAugust.end,
}

/** A Beijing day of August, which begins at 16:00 UTC of the day before. */
export function inBeijingDay(day: number): Line {
  return during(august(day, -8), august(day + 1, -8))
}

export function inBeijingAugust(): Line {
  return during(beijingAugust.start, beijingAugust.end)
}
