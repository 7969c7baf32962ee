/** The clouds whose bills are asked for over an API. What asks them, and its SDK, is loaded when a bill is to be read. */
import type { Cloud } from './list/bills-api.js'
import type { Finding } from '../src/records/bill-source.js'
import type { Storage } from './list/bills-exports.js'

const unlimited = { perRun: undefined, perMonth: undefined }

const aws: Cloud = {
  name: 'bills-aws',
  cloud: 'aws',
  summary: 'the bill of AWS from Cost Explorer',
  // AWS refreshes up to three times a day, and each page costs a cent.
  cron: '31 3,9,15,21 * * *',
  memory: '768Mi',
  configured: ({ bills }) => bills.aws.map(({ name }) => name),
  accounts: async ({ bills }) => {
    const { awsBills } = await import('../src/sources/aws/index.js')
    return bills.aws.map((one) => ({ source: awsBills(one), limits: one.maxRequests }))
  },
}

const gcp: Cloud = {
  name: 'bills-gcp',
  cloud: 'gcp',
  summary: 'the bill of Google Cloud from BigQuery, hour by hour',
  // Exports are loaded a few times a day, when nobody knows; asking what was touched reads little.
  cron: '37 */4 * * *',
  memory: '768Mi',
  configured: ({ bills }) => bills.gcp.map(({ name }) => name),
  accounts: async ({ bills }) => {
    const { gcpBills } = await import('../src/sources/gcp/index.js')
    return bills.gcp.map((one) => ({ source: gcpBills(one), limits: unlimited }))
  },
}

const alibaba: Cloud = {
  name: 'bills-alibaba',
  cloud: 'alibaba',
  summary: 'the bill of Alibaba Cloud, day by day',
  // A day is billed a day later, and its attributes another day after that; four times a day is soon enough.
  cron: '41 1,7,13,19 * * *',
  memory: '768Mi',
  configured: ({ bills }) => bills.alibaba.map(({ name }) => name),
  accounts: async ({ bills }) => {
    const { alibabaBills } = await import('../src/sources/alibaba/index.js')
    return bills.alibaba.map((one) => ({ source: alibabaBills(one), limits: unlimited }))
  },
}

const tencent: Cloud = {
  name: 'bills-tencent',
  cloud: 'tencent',
  summary: 'the bill of Tencent Cloud, month by month',
  // Hours are settled some fifteen minutes after they end; every reading pages the month to date.
  cron: '47 */3 * * *',
  memory: '768Mi',
  configured: ({ bills }) => bills.tencent.map(({ name }) => name),
  accounts: async ({ bills }) => {
    const { tencentBills } = await import('../src/sources/tencent/index.js')
    return bills.tencent.map((one) => ({ source: tencentBills(one), limits: unlimited }))
  },
}

/** No cloud, and a bill all the same: what is asked is a file, and telemetry that was loaded before. */
const edge: Cloud = {
  name: 'bills-edge',
  cloud: 'edge',
  summary: 'the bill of devices of your own at the edge',
  // Behind telemetry, which is read a few minutes past each hour and measures what they draw.
  cron: '17 * * * *',
  memory: '768Mi',
  afterUsage: true,
  configured: ({ bills }) => bills.edge.map(({ name }) => name),
  accounts: async ({ bills }) => {
    const { edgeBills } = await import('../src/sources/edge/index.js')
    return bills.edge.map((one) => ({ source: edgeBills(one), limits: unlimited }))
  },
}

export const clouds: readonly Cloud[] = [aws, gcp, alibaba, tencent, edge]

const awsExports: Storage = {
  name: 'bills-aws-exports',
  cloud: 'aws-exports',
  summary: 'data exports of AWS in S3',
  cron: '53 */4 * * *',
  configured: ({ bills }) => bills.awsExports.map(({ name }) => name),
  places: async ({ bills }) => {
    const source = await import('../src/sources/aws/exports/index.js')
    return bills.awsExports.map((one) => {
      const { feed, account, changed, fetch } = source.awsExports(one)
      return {
        feed,
        account,
        changed,
        fetch: ({ period }, folder, now) => fetch(period, folder, now),
        probe: async (now) => deliveries(await changed(new Map(), now)),
      }
    })
  },
}

const azure: Storage = {
  name: 'bills-azure',
  cloud: 'azure',
  summary: 'FOCUS exports of Azure in Blob storage',
  // A day's run lands within four hours of its start, nobody says when.
  cron: '59 */4 * * *',
  configured: ({ bills }) => bills.azure.map(({ name }) => name),
  places: async ({ bills }) => {
    const { azureExports } = await import('../src/sources/azure/index.js')
    return bills.azure.map((one) => {
      const source = azureExports(one)
      return {
        feed: source.feed,
        account: source.account,
        changed: async (known) =>
          (await source.changed(known)).map(({ name: period, content: identity }) => ({ period, identity })),
        fetch: ({ period, identity }, folder) =>
          source.fetch({ name: period, content: identity, bytes: 0, files: 0 }, folder),
        probe: () => source.probe(),
      }
    })
  },
}

/** A bucket that can be listed, and what was found in it. */
function deliveries(found: readonly { readonly period: string }[]): Finding[] {
  const newest = found.at(-1)?.period
  if (newest !== undefined) return [{ what: 'deliveries', state: 'ok', says: `the newest period is ${newest}` }]
  const remedy = 'AWS delivers within a day of making the export. Check bucket, prefix and the name of the export.'
  return [{ what: 'deliveries', state: 'no_data_yet', says: 'there is no manifest', remedy }]
}

export const storages: readonly Storage[] = [awsExports, azure]
