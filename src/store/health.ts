/** What a database says of itself, each question by itself so that one refusal does not hide the others. */
import { pendingMigrations } from './migrate.js'
import type { PoolClient } from './pool.js'

export interface ServerFacts {
  /** 18.4 */
  readonly version: string
  /** 180004 */
  readonly versionNumber: number
  readonly encoding: string
  readonly database: string
  readonly user: string
}

export async function serverFacts(client: PoolClient): Promise<ServerFacts> {
  return one<ServerFacts>(
    client,
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as "versionNumber",
       pg_encoding_to_char(encoding) as encoding, datname as database, current_user::text as user
     from pg_database where datname = current_database()`,
  )
}

/** The protocol that this connection is encrypted by, undefined when it is plain; and whether it leaves the machine. */
export async function encryption(client: PoolClient): Promise<{ protocol: string | undefined; local: boolean }> {
  const { ssl, version, local } = await one<{ ssl: boolean | null; version: string | null; local: boolean }>(
    client,
    `select s.ssl, s.version, coalesce(inet_client_addr() << '127.0.0.0/8' or inet_client_addr() = '::1', true) as local
     from (select pg_backend_pid() as pid) us left join pg_stat_ssl s using (pid)`,
  )
  return { protocol: ssl === true ? (version ?? 'TLS') : undefined, local }
}

/** How many seconds the server's clock is ahead of ours; the way there and back is taken to be alike. */
export async function clockAhead(client: PoolClient): Promise<number> {
  const asked = Date.now()
  const { now } = await one<{ now: string }>(
    client,
    `select (extract(epoch from clock_timestamp()) * 1000)::text as now`,
  )
  return (Number(now) - (asked + Date.now()) / 2) / 1000
}

/** When the last load was, as seconds before now by our clock: negative when it was in our future. Undefined: never. */
export async function lastLoadAge(client: PoolClient): Promise<number | undefined> {
  const { at } = await one<{ at: string | null }>(
    client,
    `select (extract(epoch from max(finished_at)) * 1000)::text as at from ops.run`,
  )
  return at === null ? undefined : (Date.now() - Number(at)) / 1000
}

/** @throws ConfigError when the database is newer than this program, or a migration was edited */
export async function migrationState(
  client: PoolClient,
): Promise<{ readonly pending: readonly string[]; readonly mayCreate: boolean }> {
  const pending = await pendingMigrations(client)
  const { may } = await one<{ may: boolean }>(
    client,
    `select has_database_privilege(current_database(), 'create') as may`,
  )
  return { pending, mayCreate: may }
}

async function one<T extends object>(client: PoolClient, sql: string): Promise<T> {
  const { rows } = await client.query<T>(sql)
  const row = rows[0]
  if (row === undefined) throw new Error(`no answer to: ${sql}`)
  return row
}
