/** From the configuration to a database one can work with. */
import { ConfigError } from '../errors.js'
import { startServer } from './embedded/index.js'
import { migrate, pendingMigrations } from './migrate.js'
import { type Address, createPool, type Pool, withClient } from './pool.js'

export interface Store {
  readonly pool: Pool
  readonly address: Address
  /** Where the embedded server keeps its data when that is not the home; for people to know. */
  readonly note: string | undefined
  close(): Promise<void>
}

export interface StorePlace {
  readonly home: string
  /** Undefined: the embedded PostgreSQL of the home. */
  readonly database: Address | undefined
}

/**
 * Opens the database, starting the embedded one if need be. The embedded one is brought up to date on the way; another is
 * only looked at, because its owner decides when it changes.
 * @throws ConfigError when the database lacks migrations or is newer than this program
 */
export async function openStore(place: StorePlace): Promise<Store> {
  const embedded = place.database === undefined ? await startServer(place.home) : undefined
  const address = place.database ?? { connectionString: embedded?.url ?? '' }
  const pool = createPool(address)
  try {
    if (embedded !== undefined) await migrate(pool)
    else await demandMigrated(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  return { pool, address, note: embedded?.note, close: () => pool.end() }
}

async function demandMigrated(pool: Pool): Promise<void> {
  const pending = await withClient(pool, pendingMigrations)
  if (pending.length === 0) return
  throw new ConfigError(
    `The database lacks ${pending.join(', ')}. Run tokenledger migrate with a user that may create schemas.`,
    {
      facts: { pending: pending.join(', ') },
    },
  )
}
