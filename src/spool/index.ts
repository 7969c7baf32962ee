/**
 * What an API says becomes a file of FOCUS columns, and comes in through the same door as any export: one grouping, one
 * judgement, one count of what was accepted and rejected. Lines of a page are written as they come, so memory stays that of
 * a page; a year of one account on disk takes some 300 bytes a line until it is loaded.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { SurveyedWindow } from '../records/bill-snapshot.js'
import type { RefusedLine } from '../records/bill-line.js'
import type { BillPage, BillWindow } from '../records/bill-source.js'
import { refusedRow, rowOf, spoolColumns } from './columns.js'
import { announced, windowKeyOf } from './window-key.js'

export interface Spooled {
  readonly path: string
  readonly bytes: number
  /** Of all that was written, in its order. */
  readonly sha256: string
  readonly lines: number
  /** Windows that were answered for. */
  readonly windows: readonly SurveyedWindow[]
}

/** Writes pages to `path` until they end. What breaks off while it is asked leaves nothing that anybody reads. */
export async function spool(path: string, feed: string, pages: AsyncIterable<BillPage>): Promise<Spooled> {
  const file = createWriteStream(path, { mode: 0o600 })
  const hash = createHash('sha256')
  const failed = new Promise<never>((_, reject) => file.once('error', reject))
  failed.catch(() => undefined)
  const put = async (text: string): Promise<void> => {
    hash.update(text)
    if (!file.write(text)) await Promise.race([once(file, 'drain'), failed])
  }
  // Of a reseller's export, several accounts have a window of one name.
  const windows = new Map<string, BillWindow>()
  const named = new Map<string, BillWindow | undefined>()
  const waiting: (readonly [page: string, line: RefusedLine])[] = []
  let lines = 0
  try {
    await put(rowText(spoolColumns))
    for await (const page of pages) {
      for (const window of page.windows ?? []) {
        const key = windowKeyOf(feed, window)
        // Whose a record is that was not understood is then not known.
        named.set(window.name, named.has(window.name) && !windows.has(key) ? undefined : window)
        windows.set(key, window)
      }
      const told = page.refused.filter(({ window }) => named.has(window))
      // Which account a window is of may be told by a later page only.
      for (const line of page.refused) if (!told.includes(line)) waiting.push([page.name, line])
      await put(told.map((line) => rowText(refusedRow(page.name, line, named.get(line.window)))).join(''))
      await put(page.lines.map((line) => rowText(rowOf(line))).join(''))
      lines += page.lines.length + page.refused.length
    }
    for (const [page, line] of waiting) await put(rowText(refusedRow(page, line, named.get(line.window))))
    file.end()
    await finished(file)
  } catch (error) {
    file.destroy()
    throw error
  }
  return {
    path,
    bytes: file.bytesWritten,
    sha256: hash.digest('hex'),
    lines,
    windows: [...windows.values()].map((window) => announced(feed, window)),
  }
}

/** Text that the reader takes for nothing (`NULL`, an empty text) is nothing here, too. */
function rowText(row: readonly (string | null)[]): string {
  return `${row.map((text) => (text === null ? '' : quoted(text))).join(',')}\n`
}

// U+001F parts the texts of a line in the reader, and PostgreSQL holds no U+0000: nobody means them.
function quoted(text: string): string {
  const clean = /[\u0000\u001f]/.test(text) ? text.replaceAll(/[\u0000\u001f]/g, ' ') : text // oxlint-disable-line no-control-regex
  return /[",\n\r]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean
}
