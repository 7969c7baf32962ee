import { createHash } from 'node:crypto'
import type { SurveyedWindow } from '../records/bill-snapshot.js'
import type { BillWindow } from '../records/bill-source.js'

/** The key of a window as the reader computes it of its lines: 60 bits of the MD5 of what it is told apart by. */
export function windowKeyOf(feed: string, window: BillWindow): string {
  const { provider, invoiceIssuerName, billingAccountId, name } = window
  const identity = [feed, provider, invoiceIssuerName, billingAccountId, name].join('\u001F')
  return BigInt(`0x${createHash('md5').update(identity).digest('hex').slice(0, 15)}`).toString()
}

/** A window that was answered for, as if it had no line: it reaches no further than its period begins. */
export function announced(feed: string, window: BillWindow): SurveyedWindow {
  const { name, provider, invoiceIssuerName, billingAccountId, billingPeriod, billingPeriodEnd, final } = window
  const start = `${billingPeriod}T00:00:00Z`
  return {
    windowKey: windowKeyOf(feed, window),
    name,
    provider,
    invoiceIssuerName,
    billingAccountId,
    billingPeriod,
    billingPeriodEnd,
    firstCharge: start,
    lastCharge: start,
    usageDays: [],
    ...(final === undefined ? {} : { final }),
  }
}
