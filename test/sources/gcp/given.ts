/** An export on loopback, and rows of it: one machine with a GPU, as Google bills it. */
import { generateKeyPairSync } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import type { BillLine } from '../../../src/records/bill-line.js'
import type { BillPage, BillPiece, BillSource } from '../../../src/records/bill-source.js'
import type { GcpSettings } from '../../../src/sources/gcp/index.js'
import {
  type BigQueryWorld,
  DETAILED,
  type ExportRow,
  type ExportTable,
  FOCUS,
  type Manners,
  startBigQuery,
} from '../../../src/world/bigquery.js'
import type { TestAsking } from './asking.js'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

export const email = 'ledger@finops.iam.gserviceaccount.com'
export const account = { email, keyId: 'k1', publicKey: pair.publicKey }
export const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
export const key = keyOf(pem)

export function keyOf(privatePem: string, keyId = 'k1'): Secret {
  return new Secret(
    JSON.stringify({ type: 'service_account', client_email: email, private_key: privatePem, private_key_id: keyId }),
  )
}

export const table: ExportTable = {
  project: 'finops',
  dataset: 'billing',
  table: 'gcp_billing_export_resource_v1_010101_F0FFF0_61C528',
  location: 'EU',
  schema: DETAILED,
  partitioned: true,
}

export const focusTable: ExportTable = {
  ...table,
  table: 'gcp_billing_export_focus_010101_F0FFF0_61C528',
  schema: FOCUS,
}

export async function anExport(
  manners: Manners = {},
  tables: readonly ExportTable[] = [table],
): Promise<BigQueryWorld> {
  const world = await startBigQuery(tables, { account, ...manners })
  onTestFinished(() => world.close())
  return world
}

export function settingsOf(world: Pick<BigQueryWorld, 'url'>, also: Partial<GcpSettings> = {}): GcpSettings {
  return {
    name: 'gcp',
    feed: 'gcp-detailed',
    table: { project: table.project, dataset: table.dataset, table: table.table },
    project: 'queries',
    billingAccount: '010101-F0FFF0-61C528',
    key,
    endpoint: world.url,
    from: '2026-08-01',
    maximumBytesBilled: '10737418240',
    hoursPerPiece: 24,
    rowsPerPage: 1000,
    marginDays: 3,
    finalAfterDays: 15,
    timeoutMs: 30_000,
    patience: { retries: 2, firstWaitMs: 1 },
    ...also,
  }
}

/** An hour of August: `hour('22T05')` is 2026-08-22T05:00:00Z. */
export const hour = (of: string): string => `2026-08-${of}:00:00Z`

const next = (start: string): string => new Date(Date.parse(start) + 3_600_000).toISOString().replace('.000', '')

/** The GPU of an a2-highgpu-1g for an hour, exported on the next morning. */
export function gpu(start: string, also: ExportRow = {}): ExportRow {
  return {
    billing_account_id: '010101-F0FFF0-61C528',
    service: { id: '6F81-5844-456A', description: 'Compute Engine' },
    sku: { id: '039F-D0DA-4055', description: 'Nvidia Tesla A100 GPU running in Americas' },
    usage_start_time: start,
    usage_end_time: next(start),
    project: { id: 'chat-prod', number: '123456789', name: 'chat', labels: [] },
    labels: [],
    system_labels: [],
    location: { location: 'us-central1', country: 'US', region: 'us-central1', zone: 'us-central1-a' },
    tags: [],
    export_time: next(`${start.slice(0, 10)}T23:00:00Z`),
    cost: '2.933908',
    cost_at_list: '2.933908',
    currency: 'USD',
    currency_conversion_rate: '1',
    usage: { amount: '3600', unit: 'seconds', amount_in_pricing_units: '1', pricing_unit: 'hour' },
    credits: [],
    invoice: { month: '202608', publisher_type: 'GOOGLE' },
    cost_type: 'regular',
    resource: {
      name: 'gpu-7',
      global_name: '//compute.googleapis.com/projects/chat-prod/zones/us-central1-a/instances/gpu-7',
    },
    ...also,
  }
}

/** Everything that a source has to read now, as far as it says. */
export async function readDue(source: BillSource, around: TestAsking): Promise<Reading> {
  return readAll(source, await source.due(around), around)
}

export interface Reading {
  readonly pieces: readonly BillPiece[]
  readonly pages: readonly BillPage[]
  readonly lines: readonly BillLine[]
}

export async function readAll(source: BillSource, pieces: readonly BillPiece[], around: TestAsking): Promise<Reading> {
  const pages: BillPage[] = []
  for (const piece of pieces) for await (const page of source.read(piece, around)) pages.push(page)
  return { pieces, pages, lines: pages.flatMap(({ lines }) => lines) }
}

export const markOf = ({ pages }: Reading): string | undefined => pages.findLast(({ mark }) => mark !== undefined)?.mark
