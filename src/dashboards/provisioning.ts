/** What Grafana reads the ledger by, and what it reads when it starts: files, as values that become YAML. */
import { PLUGIN } from './grafana.js'

/** Of the source, of the folder, and before a dash of everything else. */
export const UID = 'tokenledger'

export interface SourceSaid {
  /** Host and port. */
  readonly address: string
  readonly database: string
  readonly user: string
  readonly sslmode: string
}

/** The source of data, without its password. */
export function sourceOf({ address, database, user, sslmode }: SourceSaid) {
  return {
    name: UID,
    uid: UID,
    type: PLUGIN,
    access: 'proxy',
    url: address,
    user,
    jsonData: {
      database,
      sslmode,
      postgresVersion: 1500, // the least that we run on; it serves the builder of queries alone
      timescaledb: false,
      timeInterval: '1h',
      maxOpenConns: 10,
      maxIdleConns: 10,
      connMaxLifetime: 14_400,
    },
  }
}

/**
 * `provisioning/datasources`. `password` is `$NAME` or `$__file{path}`: Grafana puts the secret in, no file of ours holds one. It is
 * never `${NAME}`, which Grafana expands twice.
 */
export function sourceFile(said: SourceSaid, password: string): unknown {
  return { apiVersion: 1, datasources: [{ ...sourceOf(said), editable: false, secureJsonData: { password } }] }
}

/** `provisioning/dashboards`: `path` is the folder of the dashboards as Grafana sees it. */
export function providerFile(path: string): unknown {
  const provider = {
    name: UID,
    orgId: 1,
    folder: UID,
    folderUid: UID,
    type: 'file',
    disableDeletion: false,
    updateIntervalSeconds: 30,
    allowUiUpdates: false,
    options: { path, foldersFromFilesStructure: false },
  }
  return { apiVersion: 1, providers: [provider] }
}
