/**
 * Google Cloud: the export of a billing account to BigQuery, detailed or native FOCUS. There is no cost API, and nobody
 * promises when a row comes: hours that were exported to since the last reading are read again as a whole.
 */
import type { Asking, BillSource } from '../../records/bill-source.js'
import { clientOf } from './client.js'
import { detailed } from './detailed.js'
import { estimated } from './estimate.js'
import type { Export } from './export.js'
import { focus } from './focus.js'
import { batchesOf, piecesOfDays, sized } from './plan.js'
import { probed } from './probe.js'
import { type Knowledge, nothingKnown, read } from './reading.js'
import type { GcpSettings } from './settings.js'
import { touchedHours } from './survey.js'
import { readTable, tableOf } from './table.js'
import type { Running } from './pages.js'

export type { GcpSettings } from './settings.js'

/** Rises when the same answer would be understood otherwise. */
const VERSION = '1'

export function gcpBills(settings: GcpSettings): BillSource {
  const bill = settings.feed === 'gcp-focus' ? focus : detailed
  const knowledge = nothingKnown()
  const running = (around: Asking): Promise<Running> => runningOf(settings, bill, knowledge, around)
  return {
    feed: settings.feed,
    account: settings.name,
    version: VERSION,
    usdPerRequest: '0', // bytes are what costs: `estimate`, maximum_bytes_billed
    finalAfterDays: settings.finalAfterDays,
    due: async (around) => {
      const { from, hoursPerPiece } = settings
      const touches = await touchedHours(await running(around), bill, { from, to: undefined, mark: around.mark })
      knowledge.batches = batchesOf(touches, hoursPerPiece)
      for (const touch of touches) knowledge.touches.set(touch.hour, touch)
      return knowledge.batches.map(({ piece }) => piece)
    },
    pieces: (from, to) => {
      knowledge.ranges.push({ from, to, surveyed: false })
      return piecesOfDays(from, to, settings.hoursPerPiece)
    },
    sized: (pieces) => Promise.resolve(sized(pieces)),
    estimate: async (pieces, around) => estimated(await running(around), bill, knowledge, pieces),
    read: async function* (piece, around) {
      yield* read(await running(around), bill, knowledge, piece)
    },
    probe: (around) => probed(settings, bill, around),
  }
}

/** The table is looked at once a run, before anything is asked of it. */
async function runningOf(settings: GcpSettings, bill: Export, knowledge: Knowledge, around: Asking): Promise<Running> {
  knowledge.client ??= await clientOf(settings)
  const { client } = knowledge
  knowledge.table ??= tableOf(settings.table, await readTable(client, settings.table, around), bill.columns)
  return { client, settings, table: knowledge.table, around }
}
