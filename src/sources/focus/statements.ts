import { readFile } from 'node:fs/promises'
import { shipped } from '../../shipped.js'

/** A DuckDB statement of `sql/focus`, by its name without the ending. */
export async function focusStatement(name: string): Promise<string> {
  return readFile(shipped(`sql/focus/${name}.sql`), 'utf8')
}
