/** The far ends of a seeded world on loopback: four clouds, a Prometheus, and who fixes the yuan, all by one clock. */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'
import { type AlibabaRow, startAlibaba } from '../alibaba.js'
import { startCostExplorer } from '../aws-cost-explorer.js'
import { DETAILED, type ExportTable, startBigQuery } from '../bigquery.js'
import { startCfets } from '../cfets.js'
import { startPrometheus } from '../prometheus.js'
import { startTencent } from '../tencent.js'
import { ALIBABA_ACCOUNT, overviewOf } from './alibaba-bill.js'
import { Deliverer, startBucket } from './bucket.js'
import { type Posted, shownAt } from './charges.js'
import type { End, Plan } from './faults.js'
import type { Fleet } from './fleet.js'
import { DAY, utc } from './moments.js'
import { publishedAt } from './parities.js'
import { summaryOf, TENCENT_ACCOUNT } from './tencent-bill.js'
import { seriesOf } from './traffic.js'
import { type Troubled, troubled } from './trouble.js'

/** Where each listens. */
export interface FarEnds {
  readonly aws: string
  readonly s3: string
  readonly gcp: string
  readonly alibaba: string
  readonly tencent: string
  readonly prometheus: string
  readonly cfets: string
  /** JSON of the service account that may ask BigQuery. */
  readonly gcpKey: string
  /** What Google and AWS export and CFETS publishes, up to the clock's now. */
  catchUp(): Promise<void>
  close(): Promise<void>
}

/** Made up for this world, and worth nothing anywhere else. */
export const AWS_KEY = { id: 'AKIDSEEDEDWORLD', secret: 'secret-key-of-a-seeded-world' }
export const ALIBABA_KEYS = { accessKeyId: 'LTAIseededworld', accessKeySecret: 'secret-of-a-seeded-world' }
export const TENCENT_KEYS = { secretId: 'id-of-a-seeded-world', secretKey: 'key-of-a-seeded-world' }
export const GCP_TABLE: ExportTable = {
  project: 'finops',
  dataset: 'billing',
  table: 'gcp_billing_export_resource_v1_010101_F0FFF0_61C528',
  location: 'US',
  schema: DETAILED,
  partitioned: true,
}
const EMAIL = 'ledger@finops.iam.gserviceaccount.com'

let pair: KeyPairKeyObjectResult | undefined

/**
 * @param clock what time it is in this world, in seconds
 * @param plan what goes wrong on the way; undefined: there is nothing in between
 */
export async function startFarEnds(fleet: Fleet, clock: () => number, plan?: Plan): Promise<FarEnds> {
  // A key takes a while to find: one a process is enough.
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [keys, now] = [pair, () => new Date(clock() * 1000)]
  const [aws, s3, gcp, alibaba, tencent, prometheus, cfets] = await Promise.all([
    costExplorer(fleet, clock),
    startBucket(AWS_KEY),
    startBigQuery([GCP_TABLE], { account: { email: EMAIL, keyId: 'k1', publicKey: keys.publicKey } }),
    alibabaOf(fleet, clock, now),
    tencentOf(fleet, clock, now),
    startPrometheus(fleet.replicas.flatMap((replica) => seriesOf(fleet.seed, replica, clock))),
    startCfets(publishedAt(fleet.fixings, clock())),
  ])
  const left = fleet.gcp.toSorted((a, b) => a.from - b.from)
  const deliverer = new Deliverer(s3, fleet.exported, fleet.shape)
  const catchUp = async (): Promise<void> => {
    await deliverer.catchUp(clock())
    for (; (left[0]?.from ?? Infinity) <= clock(); left.shift()) gcp.load(left[0] === undefined ? [] : [left[0].row])
    cfets.publish(publishedAt(fleet.fixings, clock()))
  }
  await catchUp()
  const behind = { aws, s3, gcp, alibaba, tencent, prometheus, cfets }
  const before = plan === undefined ? behind : await inFrontOf(behind, plan)
  const all = new Set([...Object.values(behind), ...Object.values(before)])
  return {
    aws: before.aws.url,
    s3: before.s3.url,
    gcp: before.gcp.url,
    alibaba: before.alibaba.url,
    tencent: before.tencent.url,
    prometheus: before.prometheus.url,
    cfets: before.cfets.url,
    gcpKey: keyFileOf(keys),
    catchUp,
    close: async () => void (await Promise.all([...all].map((end) => end.close()))),
  }
}

async function inFrontOf(behind: Readonly<Record<End, Troubled>>, plan: Plan): Promise<Record<End, Troubled>> {
  const of = (end: End): Promise<Troubled> => troubled(end, behind[end].url, plan)
  const [aws, s3, gcp, alibaba] = await Promise.all([of('aws'), of('s3'), of('gcp'), of('alibaba')])
  const [tencent, prometheus, cfets] = await Promise.all([of('tencent'), of('prometheus'), of('cfets')])
  return { aws, s3, gcp, alibaba, tencent, prometheus, cfets }
}

function keyFileOf({ privateKey }: KeyPairKeyObjectResult): string {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return JSON.stringify({ type: 'service_account', client_email: EMAIL, private_key: pem, private_key_id: 'k1' })
}

function rowsAt<Row>(posted: readonly Posted<Row>[], clock: () => number): Row[] {
  return shownAt(posted, clock()).map(({ row }) => row)
}

/** A month is estimated until two weeks after its end. */
function costExplorer(fleet: Fleet, clock: () => number) {
  return startCostExplorer(
    {
      currency: 'USD',
      charges: () => rowsAt(fleet.aws, clock),
      estimatedFrom: () => `${utc(clock() - 14 * DAY).slice(0, 7)}-01`,
    },
    { keys: [AWS_KEY], now: () => clock() * 1000 },
  )
}

function alibabaOf(fleet: Fleet, clock: () => number, now: () => Date) {
  const rows = (month: string): AlibabaRow[] =>
    rowsAt(fleet.alibaba, clock).filter(({ BillingDate: day }) => day?.startsWith(month))
  return startAlibaba(
    {
      accountId: ALIBABA_ACCOUNT,
      rows,
      usage: (table) => (table === 'ecs' ? rowsAt(fleet.meters, clock) : []),
      overview: (month) => overviewOf(rows(month)),
    },
    { key: ALIBABA_KEYS, now },
  )
}

function tencentOf(fleet: Fleet, clock: () => number, now: () => Date) {
  const rows = (month: string) =>
    rowsAt(fleet.tencent, clock).filter(({ BillMonth: of }) => String(of).startsWith(month))
  return startTencent(
    {
      account: TENCENT_ACCOUNT,
      rows,
      summary: (month) => summaryOf(rows(month)),
      adjustments: (month) => rowsAt(fleet.adjustments, clock).filter(({ Month: of }) => of === month),
    },
    TENCENT_KEYS,
    {
      now,
    },
  )
}
