import { randomUUID } from 'node:crypto'
import { realpath, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../errors.js'
import { absent, codeOf, textOf } from './disk.js'
import { MAJOR } from './release.js'

/** Where a home keeps its server: `folder` is the home itself, unless root's home is closed to the account it borrows. */
export interface Place {
  readonly home: string
  readonly folder: string
  readonly dataFolder: string
  /** The port it had last. */
  readonly port: number | undefined
  readonly note: string | undefined
}

/** What `<home>/server.json` says. Nothing in it is secret. */
interface Remembered {
  readonly folder?: string
  readonly port?: number
  readonly note?: string
}

/** The place a home has had so far, undefined when there is no such home. Writes nothing. */
export async function findPlace(home: string): Promise<Place | undefined> {
  try {
    const path = await realpath(home).catch(absent)
    if (path === undefined) return undefined
    const place = placeOf(path, await recall(path))
    const owner = (await stat(place.dataFolder).catch(absent))?.uid
    const self = process.geteuid?.()
    if (owner === undefined || owner === self || self === 0) return place
    throw notOurs(place.dataFolder, `it belongs to the user id ${owner}, and we are ${self ?? 'nameless'}`)
  } catch (cause) {
    throw codeOf(cause) === 'EACCES' ? notOurs(home, 'permission denied', cause) : cause
  }
}

/** Whether the data folder holds a cluster. It appears by rename, so it is whole or not there. */
export async function clusterExists(dataFolder: string): Promise<boolean> {
  return (await textOf(join(dataFolder, 'PG_VERSION'))) !== undefined
}

/** The place of a home, as far as it is known or decided. */
export function placeOf(home: string, { folder = home, port, note }: Remembered): Place {
  return { home, folder, dataFolder: join(folder, `data-${MAJOR}`), port, note }
}

/** Keeps what the next start should know. Written aside and renamed: a reader never sees half of it. */
export async function remember(place: Place): Promise<void> {
  const { home, folder, port, note } = place
  const record = { ...(folder === home ? {} : { folder }), port, note }
  const draft = join(home, `server.json.${randomUUID()}`)
  await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`)
  await rename(draft, join(home, 'server.json'))
}

/** Reads it back. A file someone has spoilt is an error: guessing could begin a second, empty ledger. */
export async function recall(home: string): Promise<Remembered> {
  const path = join(home, 'server.json')
  const text = await textOf(path)
  if (text === undefined) return {}
  const found = parse(text)
  if (typeof found !== 'object' || found === null) {
    throw new ConfigError(`${path} is not JSON. Mend it, or delete it if the data folder is in ${home}.`, {
      facts: { path },
    })
  }
  return {
    ...('folder' in found && typeof found.folder === 'string' ? { folder: found.folder } : {}),
    ...('port' in found && typeof found.port === 'number' ? { port: found.port } : {}),
    ...('note' in found && typeof found.note === 'string' ? { note: found.note } : {}),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notOurs(path: string, why: string, cause?: unknown): ConfigError {
  return new ConfigError(
    `Cannot use ${path}: ${why}. Run as its owner, or set TOKENLEDGER_HOME to a home of your own.`,
    { cause, facts: { path } },
  )
}
