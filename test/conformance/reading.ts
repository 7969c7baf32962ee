/** Reads hours as the job does: one after the other, each with what the hours before it left. */
import type { AskCheckpoints, Checkpoint, TelemetryHour } from '../../src/records/usage-hour.js'
import { type PrometheusSettings, readHours } from '../../src/sources/prometheus/index.js'
import { type Hour, parseHour } from '../../src/units/hour.js'
import { settingsFor } from '../sources/prometheus/reading.js'

export const TEN_OCLOCK = parseHour('2025-06-02T10:00:00Z')
export const ELEVEN_OCLOCK = parseHour('2025-06-02T11:00:00Z')

/** The two hours, as the source tells them. */
export interface TwoHours {
  readonly ten: TelemetryHour
  readonly eleven: TelemetryHour
}

/** What the ledger keeps of the hours it has read. */
export type Kept = Map<Hour, ReadonlyMap<bigint, Checkpoint>>

export async function readTwoHours(url: string, job: string, kept: Kept = new Map()): Promise<TwoHours> {
  const read: TelemetryHour[] = []
  for await (const hour of readHours(settingsOf(url, job), [TEN_OCLOCK, ELEVEN_OCLOCK], asking(kept))) {
    read.push(hour)
    kept.set(hour.hour, new Map([...hour.checkpoints.values()].flat().map((one) => [one.series, one])))
  }
  const [ten, eleven, ...more] = read
  if (ten === undefined || eleven === undefined || more.length > 0) throw new Error(`${read.length} hours were read.`)
  return { ten, eleven }
}

export function settingsOf(url: string, job: string): PrometheusSettings {
  return settingsFor(url, { match: `job="${job}"` })
}

function asking(kept: Kept): AskCheckpoints {
  return async (_, before, series) => {
    const found = new Map<bigint, Checkpoint>()
    for (const [hour, checkpoints] of [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (hour >= before) continue
      for (const one of series) {
        const checkpoint = checkpoints.get(one)
        if (checkpoint !== undefined) found.set(one, checkpoint)
      }
    }
    return Promise.resolve(found)
  }
}
