/** A running Grafana: what it is told to hold, so that running it again changes nothing. */
import { ConfigError, SourceDown } from '../errors.js'
import { hidden } from '../hidden.js'
import { isObject } from './alike.js'
import { call, type GrafanaSettings } from './client.js'
import { plan, type Thing, type Wanted } from './things.js'

export type { GrafanaSettings } from './client.js'
export type { Thing, Wanted } from './things.js'

export interface Installed {
  /** Undefined: it keeps it to itself. */
  readonly version: string | undefined
  /** In the order in which they were written; those that are unchanged were not. */
  readonly things: readonly Thing[]
}

/** The first that lets a webhook be signed, without which the relay believes nobody. */
const SIGNS_FROM = 12
const OLDEST = 10

/**
 * Looks at everything first, and writes only what differs: a Grafana that has what is wanted is written nothing. What fails leaves
 * what was written before it, and running it again goes on from there.
 * @throws what `call` throws; ConfigError for a Grafana that is too old, and for what it holds from files of its own
 */
export async function install(grafana: GrafanaSettings, wanted: Wanted, dryRun: boolean): Promise<Installed> {
  const version = await versionOf(grafana)
  demand(version, wanted)
  const steps = await plan(grafana, wanted)
  if (!dryRun) for (const { write } of steps) await write()
  return { version, things: steps }
}

async function versionOf(grafana: GrafanaSettings): Promise<string | undefined> {
  const health = await call(grafana, { method: 'GET', path: 'api/health', about: 'its health', needs: 'none' })
  if (!isObject(health) || !('database' in health)) {
    throw new ConfigError(
      `What answers at ${grafana.url.host} is no Grafana: its api/health does not tell of a database. Look at --grafana.`,
    )
  }
  const { version } = health
  return typeof version === 'string' && /^\d+\./.test(version) ? version : undefined
}

function demand(version: string | undefined, { alerting }: Wanted): void {
  const major = version === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(version, 10)
  if (major < OLDEST)
    throw new ConfigError(`Grafana ${version} is older than ${OLDEST}, which the dashboards need. Upgrade it.`)
  if (alerting === undefined || major >= SIGNS_FROM) return
  throw new ConfigError(
    `Grafana ${version} cannot sign what it tells the relay; ${SIGNS_FROM} and later can. Leave --alerts-to away: the alerts of ` +
      'tokenledger itself need no Grafana.',
  )
}

/** Whether Grafana gets at the ledger. @throws SourceDown with its words where it does not */
export async function demandReading(grafana: GrafanaSettings, uid: string): Promise<void> {
  const about = `the data source ${uid}`
  const path = `api/datasources/uid/${uid}/health`
  await call(grafana, { method: 'GET', path, about, needs: 'datasources:query, as Viewers have' }).catch(
    (cause: unknown) => {
      if (!(cause instanceof ConfigError)) throw cause
      const said = hidden(
        cause.message,
        grafana.secrets.map((secret) => secret.reveal()),
      )
      throw new SourceDown(
        `All of it stands, but Grafana cannot read the ledger: ${said} Look at --address, as Grafana sees it, at the role and at its password.`,
        { cause },
      )
    },
  )
}
