/**
 * Our end of the reading process: tells it what to do, and hands its rows on as streams. A stream ends well only after the process
 * said that all was sent; a process that died otherwise looks like an empty, successful answer.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { receivedBy } from './pipe.js'
import { readingProcess, type Told } from './process.js'
import type { ChildOrder, ReadRequest, TextRow } from './protocol.js'

export interface Reading {
  survey(request: Omit<ReadRequest, 'spillFolder'>): Promise<readonly TextRow[]>
  rows(order: 'lines' | 'rejected', loadId: string): AsyncIterable<Uint8Array>
  rejectedTotals(): readonly TextRow[]
  close(): Promise<void>
}

/** A process that read more lines ends with its reading, so that its memory is given back at once. */
const FEW_LINES = 100_000n

/** `folder` is where the process may spill; the pipes lie there too. Progress is told in percent of a scan. */
export async function startReading(folder: string, onProgress: (percent: number) => void): Promise<Reading> {
  const place = await mkdtemp(join(folder, 'reading-'))
  const reader = readingProcess()
  const answers: { surveyed: readonly TextRow[]; rejectedTotals: readonly TextRow[] } = {
    surveyed: [],
    rejectedTotals: [],
  }
  const hear = (told: Told): void => {
    if (told.event === 'progress') onProgress(told.percent)
    else answers[told.event] = told.rows
  }
  let closed = false
  // A load that failed closes its reading while what it began to copy is still on its way to ask.
  const give = async (order: ChildOrder): Promise<void> => {
    if (closed) throw new Error('The reading is closed.')
    return reader.give(order, hear)
  }
  return {
    survey: async (request) => {
      await give({ do: 'survey', request: { ...request, spillFolder: join(place, 'spill') } })
      return answers.surveyed
    },
    rows: (order, loadId) => receivedBy(join(place, order), (pipe) => give({ do: order, pipe, loadId })),
    rejectedTotals: () => answers.rejectedTotals,
    close: async () => {
      closed = true
      const lines = answers.surveyed.reduce((sum, row) => sum + BigInt(String(row['lines'])), 0n)
      await (lines <= FEW_LINES ? reader.rest() : reader.end())
      await rm(place, { recursive: true, force: true })
    },
  }
}
