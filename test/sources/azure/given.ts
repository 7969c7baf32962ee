/** A container of exports for tests: runs written by hand, and their source over real HTTP. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { azureExports, type AzureSettings, type ExportSource } from '../../../src/sources/azure/index.js'
import { type AzureBlobWorld, type AzureManners, startAzureBlob } from '../../../src/world/azure-blob.js'

export const KEY = Buffer.from('a key of nobody, in base64').toString('base64')
export const ACCOUNT = 'exampleexports'

export interface RunGiven {
  readonly month?: string
  readonly guid?: string
  readonly submitted?: string
  readonly exportName?: string
  readonly type?: string
  /** Contents of its parts. */
  readonly parts?: readonly string[]
  readonly manifest?: object
}

const HEADER =
  'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,EffectiveCost,InvoiceIssuerName,ListCost,ProviderName,ResourceId,ServiceName'

/** A part with a day of one machine. */
export function part(cost: string): string {
  const fields = [
    cost,
    'a-1',
    'USD',
    '2026-09-01T00:00Z',
    '2026-08-01T00:00Z',
    'Usage',
    '2026-08-02T00:00Z',
    '2026-08-01T00:00Z',
  ]
  return `${HEADER}\n${[...fields, cost, 'Microsoft', cost, 'Microsoft', '/vm-1', 'Virtual Machines'].join(',')}\n`
}

/** A run as it lies in the container: names and contents. */
export function run(given: RunGiven = {}): Map<string, string> {
  const {
    month = '202608',
    guid = '00000000-0000-0000-0000-000000000001',
    submitted = '2026-08-02T06:49:06.5756051Z',
  } = given
  const { exportName = 'focus', type = 'FocusCost', parts = [part('240')] } = given
  const folder = `costs/${exportName}/${month}01-${month}31/${guid}`
  const files = parts.map((content, i) => [`${folder}/part_${i}_0001.csv`, content] as const)
  const manifest = {
    manifestVersion: '2024-04-01',
    exportConfig: { exportName, resourceId: `/subscriptions/1F2E/exports/${exportName}`, type },
    runInfo: {
      submittedTime: submitted,
      startDate: `${month.slice(0, 4)}-${month.slice(4)}-01T00:00:00`,
      endDate: `${month.slice(0, 4)}-${month.slice(4)}-31T00:00:00`,
    },
    blobs: files.map(([blobName, content]) => ({ blobName, byteCount: content.length, dataRowCount: 1 })),
    ...given.manifest,
  }
  return new Map([...files, [`${folder}/manifest.json`, JSON.stringify(manifest)]])
}

export function together(...runs: readonly Map<string, string>[]): Map<string, string> {
  return new Map(runs.flatMap((one) => [...one]))
}

export interface Storage {
  readonly world: AzureBlobWorld
  readonly source: ExportSource
}

/** A container that ends with the test. */
export async function aContainer(
  blobs: () => Map<string, string>,
  manners: AzureManners = {},
  more: Partial<AzureSettings> = {},
): Promise<Storage> {
  const world = await startAzureBlob('costs', blobs, { account: ACCOUNT, key: KEY }, manners)
  onTestFinished(() => world.close())
  const settings: AzureSettings = {
    name: 'azure',
    endpoint: world.url,
    container: 'costs',
    prefix: 'costs/',
    access: { kind: 'account key', account: ACCOUNT, secret: new Secret(KEY) },
    from: undefined,
    timeoutMs: 20_000,
    patience: { retries: 2, firstWaitMs: 1 },
    ...more,
  }
  return { world, source: azureExports(settings) }
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-azure-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
