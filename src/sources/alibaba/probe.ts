/** For `doctor`: whether each of the three questions is answered, and what to do where not. */
import { LedgerError, SourceDown } from '../../errors.js'
import type { Finding } from '../../records/bill-source.js'
import { previousDay } from '../../units/billing-day.js'
import type { Instant } from '../../units/instant.js'
import type { Ask } from './ask.js'
import { dayAt } from './calendar.js'
import { dayPages } from './day.js'
import { overviewPage } from './overview.js'
import type { AlibabaSettings } from './settings.js'
import { usagePage } from './usage.js'

interface Tried {
  readonly what: string
  readonly found: () => Promise<number>
  readonly seen: (count: number) => string
  readonly none: string
}

export async function findings(settings: AlibabaSettings, ask: Ask, now: Instant): Promise<readonly Finding[]> {
  const yesterday = previousDay(dayAt(now))
  const tries: Tried[] = [
    {
      what: `DescribeInstanceBill ${yesterday.date}`,
      found: async () => {
        const { value } = await dayPages(settings, ask, yesterday, now).next()
        return value === undefined ? 0 : value.lines.length + value.refused.length
      },
      seen: (count) => `${count} rows on its first page`,
      none: 'No row of yesterday yet: a day is billed up to 24 h after it.',
    },
    {
      what: `QueryBillOverview ${yesterday.date.slice(0, 7)}`,
      found: async () => (await overviewPage(settings, ask, yesterday)).totals?.length ?? 0,
      seen: (count) => `${count === 1 ? 'a total' : `totals in ${count} currencies`}`,
      none: 'No total of this month yet.',
    },
    ...tablesOf(settings).map((table) => ({
      what: `QueryUserOmsData ${table} ${yesterday.date}`,
      found: async () => (await usagePage(ask, table, yesterday)).presence?.hours.length ?? 0,
      seen: (count: number) => `${count} hours of machines`,
      none: `No hour of yesterday in ${table}: nothing ran, or it is not metered yet (up to 24 h).`,
    })),
  ]
  const results: Finding[] = []
  for (const one of tries) results.push(await tried(one))
  return results
}

/** Meters tell of the account of the keys only; a member's are not to be had. */
export function tablesOf({ usageTables, billOwnerId }: AlibabaSettings): readonly string[] {
  return billOwnerId === undefined ? usageTables : []
}

async function tried({ what, found, seen, none }: Tried): Promise<Finding> {
  try {
    const count = await found()
    return count === 0 ? { what, state: 'no_data_yet', says: none } : { what, state: 'ok', says: seen(count) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const state = error instanceof SourceDown ? 'down' : 'refused'
    const { remedy } = error.facts
    if (typeof remedy !== 'string') return { what, state, says: error.message }
    return { what, state, says: error.message.replace(` ${remedy}`, ''), remedy }
  }
}
