/** What Grafana reads when it starts: a source, and where the dashboards lie. Its files, as values that become YAML. */
import { PLUGIN } from './grafana.js'

export interface SourceSaid {
  /** Host and port. */
  readonly address: string
  readonly database: string
  readonly user: string
  /** `$NAME` or `$__file{path}`: Grafana puts the secret in, no file of ours holds one. */
  readonly password: string
  readonly sslmode: string
}

/** `provisioning/datasources`. A password stands as `$NAME`, never as `${NAME}`, which Grafana expands twice. */
export function sourceFile({ address, database, user, password, sslmode }: SourceSaid): unknown {
  const source = {
    name: 'tokenledger',
    uid: 'tokenledger',
    type: PLUGIN,
    access: 'proxy',
    url: address,
    user,
    editable: false,
    secureJsonData: { password },
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
  return { apiVersion: 1, datasources: [source] }
}

/** `provisioning/dashboards`: `path` is the folder of the dashboards as Grafana sees it. */
export function providerFile(path: string): unknown {
  const provider = {
    name: 'tokenledger',
    orgId: 1,
    folder: 'tokenledger',
    folderUid: 'tokenledger',
    type: 'file',
    disableDeletion: false,
    updateIntervalSeconds: 30,
    allowUiUpdates: false,
    options: { path, foldersFromFilesStructure: false },
  }
  return { apiVersion: 1, providers: [provider] }
}
