/** What the file said of each month when it was read last, kept as the mark of its feed: a hash by month. */
import { z } from 'zod'

export type Marks = Readonly<Record<string, string>>

const form = z.record(z.string(), z.string())

/** Of a mark that is none of ours, nothing: then every month is read again. */
export function marksOf(mark: string | undefined): Marks {
  if (mark === undefined) return {}
  try {
    return form.parse(JSON.parse(mark))
  } catch {
    return {}
  }
}

export function markText(marks: Marks): string {
  return JSON.stringify(Object.fromEntries(Object.entries(marks).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}
