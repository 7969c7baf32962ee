/** The bill of AWS as Cost Explorer tells it: EC2 by the hour and resource for a fortnight, all else by the day. */
import type { BillSource } from '../../records/bill-source.js'
import { costExplorer } from './client.js'
import { dueOf, piecesOf } from './days.js'
import { findingsOf } from './probe.js'
import { readPiece } from './reading.js'
import type { CostExplorerSettings } from './settings.js'

export { CHARGE_KINDS, type ChargeKind } from './record-types.js'
export { PARTITIONS, PATIENCE, TIMEOUT_MS } from './settings.js'
export type { AwsAccess, AwsCredentials, CostExplorerSettings, Partition } from './settings.js'

export function awsBills(settings: CostExplorerSettings): BillSource {
  const client = costExplorer(settings)
  return {
    feed: 'aws-cost-explorer',
    account: settings.name,
    version: 'aws-cost-explorer-1',
    usdPerRequest: '0.01',
    // The bill of a month changes for two weeks after its end; AWS says itself when a day is no longer estimated.
    finalAfterDays: 14,
    due: (around) => Promise.resolve(dueOf(around, settings)),
    pieces: (from, to) => piecesOf(from, to, settings),
    read: (piece, around) => readPiece(piece, around, { settings, client }),
    probe: (around) => findingsOf({ settings, client, around }),
  }
}
