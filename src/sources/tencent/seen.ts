/** Which rows of a bill were read, over all passes. */
import { createHash } from 'node:crypto'
import { type Fields, textOf } from './fields.js'

/** A page at an end of the bill, to be compared with what stands there later. */
export interface End {
  readonly offset: number
  readonly context: string
  readonly is: (rows: readonly Fields[]) => boolean
}

/** A row that no page brought before, and its place in its page, counted from 1. */
export interface Fresh {
  readonly row: Fields
  readonly record: number
}

interface Read {
  readonly offset: number
  readonly context: string
  readonly keys: readonly string[]
}

/**
 * Rows by their Id. Those without one (bills before 2023-05) are known by all they say, and count as often as one pass brings
 * them: two of them may be alike and both be true, so that a bill which moves while it is read is in doubt.
 */
export class Seen {
  readonly #counts = new Map<string, number>()
  #pass = new Map<string, number>()
  #first: Read | undefined
  #last: Read | undefined
  #pages = 0
  #passes = 0
  #twice = false
  #withoutId = false

  begin(): void {
    this.#pass = new Map()
    this.#first = this.#last = undefined
    this.#twice = false
    this.#pages = 0
    this.#passes += 1
  }

  /** Those of a page that no page brought before, in this pass or an earlier one. */
  take(rows: readonly Fields[], { offset, context }: { offset: number; context: string }): readonly Fresh[] {
    const keys = rows.map(keyOf)
    this.#last = { offset, context, keys }
    this.#first ??= this.#last
    this.#pages += 1
    return rows.map((row, i) => ({ row, record: i + 1 })).filter((_, i) => this.#isNew(keys[i] ?? ''))
  }

  /** An Id came twice in this pass: rows went in before it, and pushed it on to the next page. */
  get moved(): boolean {
    return this.#twice
  }

  pages(): number {
    return this.#pages
  }

  ends(): readonly End[] {
    return [this.#first, this.#last]
      .filter((read) => read !== undefined)
      .map(({ offset, context, keys }) => ({ offset, context, is: (rows) => rows.map(keyOf).join() === keys.join() }))
  }

  /** Why the rows that were read may not be the bill, though the last pass met nothing that moved. */
  doubt(): string | undefined {
    const gone = [...this.#counts].filter(([key, count]) => (this.#pass.get(key) ?? 0) < count)
    if (gone.length > 0) return `lost ${gone.length} rows while it was read`
    if (this.#withoutId && this.#passes > 1) return 'changed while it was read, and its rows have no Id to know them by'
    return undefined
  }

  #isNew(key: string): boolean {
    const withId = key.startsWith('Id ')
    const times = (this.#pass.get(key) ?? 0) + 1
    if (withId && times > 1) {
      this.#twice = true
      return false
    }
    this.#withoutId ||= !withId
    this.#pass.set(key, times)
    if (times <= (this.#counts.get(key) ?? 0)) return false
    this.#counts.set(key, times)
    return true
  }
}

function keyOf(row: Fields): string {
  const id = idOf(row)
  return id === null ? createHash('sha256').update(JSON.stringify(row)).digest('base64') : `Id ${id}`
}

/** An Id that came as a number is none: 1725547686519644160 and its neighbour are one double. */
function idOf(row: Fields): string | null {
  return typeof row['Id'] === 'number' ? null : textOf(row, 'Id')
}
