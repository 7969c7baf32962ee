/** Cost Explorer for tests: a bill of made-up charges, a far end that ends with the test, and what was read of it in sums. */
import { onTestFinished } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import type { BillLine, RefusedLine } from '../../../src/records/bill-line.js'
import type { Asking, BillPage, BillPiece, BillSource } from '../../../src/records/bill-source.js'
import { awsBills, type CostExplorerSettings } from '../../../src/sources/aws/index.js'
import { attoOf, decimalOf } from '../../../src/units/decimal.js'
import {
  type Charge,
  type CostManners,
  type CostWorld,
  startCostExplorer,
} from '../../../src/world/aws-cost-explorer.js'

export const PAYER = '111122223333'
export const MEMBER = '444455556666'
export const EC2 = 'Amazon Elastic Compute Cloud - Compute'
export const SAGEMAKER = 'Amazon SageMaker'
export const KEY = { id: 'AKIDEXAMPLE', secret: 'the-secret-key-of-tests' }
/** A Sunday morning: 13 whole days before it are 10 to 22 August. */
export const NOW = new Date('2026-08-23T08:00:00Z')

/** A charge of which a test says what matters to it. Costs are unblended and amortized alike where only one is named. */
export function charge(said: Partial<Charge> & { readonly unblended: string }): Charge {
  return {
    account: MEMBER,
    recordType: 'Usage',
    service: EC2,
    usageType: 'BoxUsage:p5.48xlarge',
    hour: '2026-08-20T00:00:00Z',
    amortized: said.unblended,
    quantity: '1',
    unit: 'Hrs',
    ...said,
  }
}

export interface Cloud {
  readonly world: CostWorld
  readonly bills: BillSource
  readonly settings: CostExplorerSettings
  /** What is billed, to be changed as AWS changes it. */
  charges: readonly Charge[]
  estimatedFrom: string
}

export interface CloudOptions {
  readonly charges: readonly Charge[]
  readonly currency?: string
  readonly now?: () => Date
  readonly manners?: Partial<CostManners>
  readonly settings?: Partial<CostExplorerSettings>
}

export async function aCloud({
  charges,
  currency = 'USD',
  now = () => NOW,
  manners = {},
  settings = {},
}: CloudOptions): Promise<Cloud> {
  const billed = { charges, estimatedFrom: '2026-08-01' }
  const bill = { currency, charges: () => billed.charges, estimatedFrom: () => billed.estimatedFrom }
  const world = await startCostExplorer(bill, { keys: [KEY], now: () => now().getTime(), ...manners })
  onTestFinished(() => world.close())
  const given: CostExplorerSettings = {
    name: 'aws',
    partition: 'aws',
    accountId: PAYER,
    invoiceIssuer: 'Amazon Web Services, Inc.',
    credentials: {
      kind: 'keys',
      accessKeyId: KEY.id,
      secretAccessKey: new Secret(KEY.secret),
      sessionToken: undefined,
    },
    endpoint: world.url,
    proxy: undefined,
    timeoutMs: 20_000,
    patience: { retries: 2, firstWaitMs: 2000 },
    from: '2026-07-01',
    hourly: true,
    tag: undefined,
    billingView: undefined,
    recordTypes: {},
    maxRequests: { perRun: 100, perMonth: 1000 },
    clock: now,
    ...settings,
  }
  return Object.assign(billed, { world, bills: awsBills(given), settings: given })
}

export interface Read {
  readonly pages: readonly BillPage[]
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
}

export async function read(bills: BillSource, piece: BillPiece | undefined, around: Asking): Promise<Read> {
  const pages: BillPage[] = []
  if (piece === undefined) throw new Error('no piece')
  for await (const page of bills.read(piece, around)) pages.push(page)
  return { pages, lines: pages.flatMap(({ lines }) => lines), refused: pages.flatMap(({ refused }) => refused) }
}

/** A sum by whatever a line says, in its currency. */
export function sums(
  lines: readonly BillLine[],
  by: (line: BillLine) => string,
  basis: 'billedCost' | 'effectiveCost' = 'billedCost',
): Record<string, string> {
  const totals = new Map<string, bigint>()
  for (const line of lines) totals.set(by(line), (totals.get(by(line)) ?? 0n) + attoOf(line[basis] ?? '0'))
  return Object.fromEntries([...totals].map(([key, total]) => [key, decimalOf(total)]))
}

export function hourOf(day: string, hour: number): string {
  return `${day}T${String(hour).padStart(2, '0')}:00:00Z`
}
