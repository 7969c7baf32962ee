/** The doctor's look at the database: reachable, new enough, safe to reach, brought up. */
import { connectionString } from '../config/index.js'
import type { Config } from '../config/index.js'
import { serverState, serverUrl } from '../store/embedded/index.js'
import { clockAhead, encryption, lastLoadAge, migrationState, serverFacts } from '../store/health.js'
import { type Address, createPool, type PoolClient, withClient } from '../store/index.js'
import { lastFixing } from '../store/rates/index.js'
import { failure, type Finding, finding, ok, warn } from './findings.js'
import { several } from './print.js'
import { maskedAddress } from './sql.js'

/** Starts nothing: an embedded server that does not run is left alone. */
export async function lookAtDatabase({ home, database }: Pick<Config, 'home' | 'database'>): Promise<Finding[]> {
  if (database !== undefined) {
    const address = { connectionString: connectionString(database), ssl: database.ssl }
    return lookInside(address, { name: maskedAddress(address.connectionString), embedded: false })
  }
  const resting: Finding[] = []
  let address: Address | undefined
  resting.push(
    await finding('Database', async () => {
      const { exists, running, dataFolder, version } = await serverState(home)
      if (!exists)
        return ok('Database', `embedded PostgreSQL ${version}; it will be made at first use in ${dataFolder}`)
      if (!running) return ok('Database', `embedded PostgreSQL in ${dataFolder}; stopped, the next command starts it`)
      const url = await serverUrl(home)
      if (url !== undefined) address = { connectionString: url }
      return ok('Database', `embedded PostgreSQL in ${dataFolder}, running`)
    }),
  )
  if (address === undefined) return resting
  return lookInside(address, { name: `embedded, ${maskedAddress(address.connectionString)}`, embedded: true })
}

const UP_TO_DATE = 'up to date'

interface Named {
  readonly name: string
  readonly embedded: boolean
}

async function lookInside(address: Address, named: Named): Promise<Finding[]> {
  const pool = createPool(address, 1)
  const ask = (about: string, look: (client: PoolClient) => Promise<Finding>): Promise<Finding> =>
    finding(about, () => withClient(pool, look))
  try {
    const reached = await ask('Database', (client) => lookAtServer(client, named))
    if (reached.state === 'FAIL') return [reached]
    const safety = [await ask('Encoding', lookAtEncoding), await ask('Encryption', lookAtEncryption)]
    const migrations = await ask('Migrations', (client) => lookAtMigrations(client, named))
    // Without its migrations a database has no table to look for rates in.
    const migrated = migrations.state === 'ok' && migrations.says === UP_TO_DATE
    const rates = migrated ? [await ask('Rates', lookAtRates)] : []
    return [reached, ...safety, migrations, ...rates, await ask('Clock', lookAtClock)]
  } finally {
    await pool.end()
  }
}

/** A rate is carried for 12 days; hours after that have no number in the other currencies. */
const CARRIED_DAYS = 12

async function lookAtRates(client: PoolClient): Promise<Finding> {
  const last = await lastFixing(client)
  const remedy = 'Run tokenledger rates.'
  if (last === undefined)
    return warn('Rates', 'none: hours have no dollars or yuan but those they are billed in', remedy)
  const { day, daysAgo } = last
  const says = `the last is of ${day}, ${daysAgo <= 0 ? 'today' : `${several(daysAgo, 'day')} ago`} in Beijing`
  return daysAgo > CARRIED_DAYS
    ? warn('Rates', `${says}; a rate is carried for ${CARRIED_DAYS} days`, remedy)
    : ok('Rates', says)
}

async function lookAtServer(client: PoolClient, { name }: Named): Promise<Finding> {
  const { version, versionNumber } = await serverFacts(client)
  const says = `${name}, PostgreSQL ${version}`
  if (versionNumber < 150_000) return failure('Database', `${says} is too old.`, 'Use PostgreSQL 15 to 18.')
  if (versionNumber >= 190_000)
    return warn('Database', `${says} is newer than we know.`, 'Use 15 to 18, or a later tokenledger.')
  return ok('Database', says)
}

async function lookAtEncoding(client: PoolClient): Promise<Finding> {
  const { encoding, database } = await serverFacts(client)
  if (encoding === 'UTF8') return ok('Encoding', encoding)
  const remedy = `Make a database with: create database ... encoding 'UTF8' template template0`
  return failure('Encoding', `${database} is in ${encoding}; bills hold Chinese names.`, remedy)
}

async function lookAtEncryption(client: PoolClient): Promise<Finding> {
  const { protocol, local } = await encryption(client)
  if (protocol !== undefined) return ok('Encryption', protocol)
  if (local) return ok('Encryption', 'none; the connection does not leave this machine')
  return warn(
    'Encryption',
    'none: bills travel over the network in clear.',
    'Set database.tls: { mode: verify-full }, or ?sslmode=verify-full in DATABASE_URL.',
  )
}

async function lookAtMigrations(client: PoolClient, { embedded }: Named): Promise<Finding> {
  const { pending, mayCreate } = await migrationState(client)
  if (pending.length === 0) return ok('Migrations', UP_TO_DATE)
  const says = `${pending.join(', ')} pending`
  if (embedded) return ok('Migrations', `${says}; the next command applies them`)
  if (mayCreate) return failure('Migrations', `${says}.`, 'Run tokenledger migrate.')
  const { database, user } = await serverFacts(client)
  return failure(
    'Migrations',
    `${says}, and ${user} may not create schemas in ${database}.`,
    `Run tokenledger migrate as its owner, or: grant create on database ${database} to ${user}`,
  )
}

// A clock that is off shifts what is final and when a load was; loads themselves take no time from it.
async function lookAtClock(client: PoolClient): Promise<Finding> {
  const ahead = await clockAhead(client)
  const says = `${Math.abs(ahead).toFixed(1)} s ${ahead < 0 ? 'ahead of' : 'behind'} the database's`
  const remedy = 'Set the clock of this machine, or of the server, by NTP.'
  if (Math.abs(ahead) > 300) return failure('Clock', says, remedy)
  if (Math.abs(ahead) > 5) return warn('Clock', says, remedy)
  const age = await lastLoadAge(client).catch(() => undefined) // not migrated yet
  if (age === undefined || age > -60) return ok('Clock', says)
  return warn('Clock', `${says}, but the last load was ${Math.round(-age)} s in the future`, remedy)
}
