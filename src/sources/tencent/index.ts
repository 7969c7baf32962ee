/** Bills of Tencent Cloud: DescribeBillDetail month by month, as often as it changes. What it means: docs/tencent.md. */
import type { BillSource } from '../../records/bill-source.js'
import { tencentClient } from './client.js'
import { due, pieces, sized } from './due.js'
import { read } from './pages.js'
import { probe } from './probe.js'
import type { TencentSettings } from './settings.js'

export type { TencentSettings } from './settings.js'

/** A month is final on the 1st to the 3rd of the next; Tencent advises to take the files of the 3rd (1085/48341). */
const FINAL_AFTER_DAYS = 3

export function tencentBills(settings: TencentSettings): BillSource {
  const source = { settings, client: tencentClient(settings) }
  return {
    feed: 'tencent',
    account: settings.name,
    zone: 'UTC+8',
    version: 'tencent-1',
    usdPerRequest: '0',
    finalAfterDays: FINAL_AFTER_DAYS,
    due: (around) => due(source, around),
    pieces: (from, to) => pieces(source, from, to),
    sized: (found, around) => sized(source, found, around),
    read: (piece, around) => read(source, piece, around),
    probe: (around) => probe(source, around),
  }
}
