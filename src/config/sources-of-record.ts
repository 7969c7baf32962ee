import type { Path } from './document.js'
import { sourceOfRecord } from './schema.js'

/**
 * The feed that counts for an account on the days from `from` up to and without `to`; days are the provider's own,
 * `2026-01-01`. Other feeds of the account are compared, never added.
 */
export interface SourceOfRecord {
  readonly provider: string
  readonly billingAccount: string
  readonly feed: string
  readonly from: string
  readonly to: string | undefined
}

/**
 * Complains of intervals that end before they begin and of days on which two feeds of one account would count: such a
 * day would be billed twice. Entries that are wrong in themselves are passed over; the schema complains of those.
 */
export function checkSourcesOfRecord(value: unknown, complain: (path: Path, text: string) => void): void {
  const entries = (Array.isArray(value) ? value : []).flatMap((one, index) => {
    const entry = sourceOfRecord.safeParse(one)
    return entry.success ? [{ ...entry.data, index, end: entry.data.to ?? '9999-12-31' }] : []
  })
  for (const entry of entries) {
    const path: Path = ['sources_of_record', entry.index]
    if (entry.end <= entry.from) {
      complain(path, `ends on ${entry.end} before it begins on ${entry.from}. Write a later to, or leave it out.`)
      continue
    }
    const rival = entries.find(
      (other) => other.index < entry.index && sameAccount(other, entry) && overlap(other, entry),
    )
    if (rival === undefined) continue
    const from = entry.from > rival.from ? entry.from : rival.from
    const account = `${entry.provider} ${entry.billing_account}`
    const remedy = 'Write a to (exclusive) on the one that ends first.'
    complain(path, `overlaps sources_of_record[${rival.index}]: ${account} has two feeds from ${from} on. ${remedy}`)
  }
}

interface Interval {
  readonly provider: string
  readonly billing_account: string
  readonly from: string
  readonly end: string
}

function sameAccount(left: Interval, right: Interval): boolean {
  return left.provider === right.provider && left.billing_account === right.billing_account
}

function overlap(left: Interval, right: Interval): boolean {
  return left.from < right.end && right.from < left.end
}
