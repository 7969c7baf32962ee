/** From what the ledger tells to a page: one HTML file, or the sections that a terminal prints. */
import type { LedgerReport } from '../records/report.js'

import type { Page } from './page.js'
import { levers } from './levers.js'
import { overview } from './overview.js'
import { bills, loose, versions } from './tables.js'
import { WORDS } from './words.js'

export { htmlOf } from './html.js'
export { type Block, type Language, type Page, type Section, spoken } from './page.js'

/** @param last the last day of the range, which ends with the day after it */
export function pageOf(report: LedgerReport, last: string): Page {
  const { range, currency, made_at: at } = report
  return {
    title: WORDS.title,
    range: WORDS.range(range.from, last),
    made: WORDS.made(at, currency, range.zone),
    sections: [overview(report), versions(report), bills(report), loose(report), levers(report)],
  }
}
