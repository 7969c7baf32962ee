/** The tokenledger.yaml of a seeded world: its addresses, and where its made-up secrets lie. */
import { BILLING_ACCOUNT } from './gcp-bill.js'
import { ALIBABA_ACCOUNT } from './alibaba-bill.js'
import { PAYER } from './aws-bill.js'
import { ALIBABA_KEYS, AWS_KEY, type FarEnds, GCP_TABLE, TENCENT_KEYS } from './far-ends.js'
import type { Fleet } from './fleet.js'
import { beijingDay, utc } from './moments.js'
import { TENCENT_ACCOUNT } from './tencent-bill.js'
import { BUCKET, exportNamed } from './bucket.js'

export interface WorldSettings {
  readonly yaml: string
  /** Contents of files that it names, by their names. */
  readonly secrets: Readonly<Record<string, string>>
}

/** @param path where a secret of this name is to lie. @param devices where the file of the machine at the edge lies; not: nobody prices it */
export function settingsOf(
  fleet: Fleet,
  ends: FarEnds,
  path: (name: string) => string,
  devices?: string,
): WorldSettings {
  const from = utc(fleet.life.from).slice(0, 10)
  const secret = (name: string): string => `{ file: ${JSON.stringify(path(name))} }`
  const table = `${GCP_TABLE.project}.${GCP_TABLE.dataset}.${GCP_TABLE.table}`
  const clouds: Readonly<Record<Fleet['providers'][number], string>> = {
    aws: `  aws:
    - account: '${PAYER}'
      endpoint: ${ends.aws}
      from: ${from}
      credentials: { access_key_id: ${secret('aws-id')}, secret_access_key: ${secret('aws-key')} }
`,
    gcp: `  gcp:
    - table: ${table}
      billing_account: ${BILLING_ACCOUNT}
      endpoint: ${ends.gcp}
      from: ${from}
      credentials: ${secret('gcp.json')}
`,
    alibaba: `  alibaba:
    - account_id: '${ALIBABA_ACCOUNT}'
      endpoint: ${ends.alibaba}
      from: ${beijingDay(fleet.life.from)}
      credentials: { access_key_id: ${secret('alibaba-id')}, access_key_secret: ${secret('alibaba-key')} }
`,
    tencent: `  tencent:
    - account: '${TENCENT_ACCOUNT}'
      endpoint: ${ends.tencent}
      from: ${beijingDay(fleet.life.from)}
      credentials: { secret_id: ${secret('tencent-id')}, secret_key: ${secret('tencent-key')} }
`,
  }
  const exported = `  aws_exports:
    - bucket: ${BUCKET}
      region: us-east-1
      prefix: ''
      export: ${exportNamed(fleet.shape)}
      table: ${fleet.shape.table}
      endpoint: ${ends.s3}
      path_style: true
      from: '${from.slice(0, 7)}'
      credentials: { access_key_id: ${secret('aws-id')}, secret_access_key: ${secret('aws-key')} }
`
  const atTheEdge = devices === undefined ? '' : `  edge:\n    - devices: ${JSON.stringify(devices)}\n`
  const yaml = `rates:
  cfets_url: ${ends.cfets}
bills:
${fleet.providers.map((provider) => clouds[provider]).join('')}${fleet.exported.length === 0 ? '' : exported}${atTheEdge}usage:
  prometheus:
    - name: world
      url: ${ends.prometheus}
      match: job="vllm"
      resource_label: instance_id
      version_label: model_version
      gpus_label: gpus
      scrape_interval: 60s
`
  return {
    yaml,
    secrets: {
      'aws-id': AWS_KEY.id,
      'aws-key': AWS_KEY.secret,
      'gcp.json': ends.gcpKey,
      'alibaba-id': ALIBABA_KEYS.accessKeyId,
      'alibaba-key': ALIBABA_KEYS.accessKeySecret,
      'tencent-id': TENCENT_KEYS.secretId,
      'tencent-key': TENCENT_KEYS.secretKey,
    },
  }
}
