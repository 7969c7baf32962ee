import { readdir, readFile } from 'node:fs/promises'
import { shipped } from '../shipped.js'

const cache = new Map<string, Promise<string>>()

/** What `client.query` takes: a connection reads the text of a name once, for a load of one hour is a hundred statements. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** A statement of `sql/`, by its path without the ending: `10_diff`, `alert/2_alert`. */
export async function statement(name: string): Promise<Statement> {
  return { name, text: await textOf(name) }
}

/** The same as it stands in its file. */
export async function textOf(name: string): Promise<string> {
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
