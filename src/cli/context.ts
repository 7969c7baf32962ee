/** What every command starts from: options that all of them have, the configuration, the store, and where output goes. */
import type { Command } from 'commander'
import { type Config, connectionString, readConfig } from '../config/index.js'
import { createLog, type Log } from '../log.js'
import { openStore, type Store, type StorePlace } from '../store/index.js'

export interface Shared {
  readonly config?: string
  readonly json?: true
  readonly quiet?: true
  readonly verbose?: true
}

export interface Context {
  readonly config: Config
  readonly log: Log
  readonly shared: Shared
  /** A person is looking: bars and colours are welcome. */
  readonly watched: boolean
}

/** @throws ConfigError that tells every mistake at once */
export function contextOf(command: Command): Context {
  const shared: Shared = command.optsWithGlobals()
  const config = readConfig({
    cwd: process.cwd(),
    env: process.env,
    ...(shared.config === undefined ? {} : { file: shared.config }),
  })
  const level = shared.verbose === true ? 'debug' : shared.quiet === true ? 'error' : config.log.level
  const watched = process.stderr.isTTY === true && shared.json !== true && shared.quiet !== true
  // A person sees a bar and a table; the log is for machines, unless it is asked for.
  const log = createLog(watched && shared.verbose !== true ? 'warn' : level)
  return { config, log, shared, watched }
}

export function placeOf({ home, database }: Config): StorePlace {
  if (database === undefined) return { home, database: undefined }
  return { home, database: { connectionString: connectionString(database), ssl: database.ssl } }
}

/** Opens the store for the length of `work`. */
export async function withStore<T>(context: Context, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(placeOf(context.config))
  if (store.note !== undefined) context.log.info({ note: store.note }, 'database')
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
