import { readdir, readFile } from 'node:fs/promises'
import { shipped } from '../shipped.js'

const cache = new Map<string, Promise<string>>()

/** A statement of `sql/`, by its path without the ending: `10_diff`, `view/1_counted_line`. */
export async function statement(name: string): Promise<string> {
  const known = cache.get(name) ?? readFile(shipped(`sql/${name}.sql`), 'utf8')
  cache.set(name, known)
  return known
}

/** The names of the statements in a folder of `sql/`, in their order. */
export async function statementsIn(folder: string): Promise<string[]> {
  const names = await readdir(shipped(`sql/${folder}`))
  return names
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => `${folder}/${name.slice(0, -4)}`)
}
