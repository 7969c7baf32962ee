/**
 * A week that one can add up in the head: a p5.4xlarge (one H100 of 80 GB) in us-east-1 at $12 for the same hour of each of the first
 * seven days of August 2026, so $84 or, of a mean month of 30.4375 days, $365.25. It serves a model of 32 billion parameters
 * of two bytes (59.604645 GiB), which took 72 GiB, for an hour a day, at work for a quarter of it.
 */
import { gpu } from '../../support/gpus.js'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { withClient } from '../../../src/store/index.js'
import { rememberLevers } from '../../../src/store/levers.js'
import { csv, type Line } from '../../support/focus.js'
import type { Ledger } from '../../support/ledger.js'
import { read, replica, telemetry } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { inForce, settings } from './settings-given.js'

export const GIB = 1_073_741_824n

const p5: Line = {
  ConsumedQuantity: '1',
  ConsumedUnit: 'Hours',
  x_UsageType: 'BoxUsage:p5.4xlarge',
  RegionId: 'us-east-1',
  PricingCategory: 'Standard',
  ListCost: '12',
  BilledCost: '12',
  EffectiveCost: '12',
}

export interface Week {
  /** Rows of a pricing file. */
  readonly prices?: string
  readonly line?: Line
  readonly worked?: Partial<UsageHour>
  /** Of one GPU; null: its exporter does not tell. */
  readonly peak?: bigint | null
}

export async function aWeek(
  ledger: Ledger,
  { prices = '', line = {}, worked = {}, peak = 72n * GIB }: Week = {},
): Promise<void> {
  await pricesInForce(ledger, prices)
  await rates(ledger, { '2026-07-31': '7' })
  const hours = [1, 2, 3, 4, 5, 6, 7].map((day) => `2026-08-0${day}T00:00`)
  const lines = hours.map((hour) => ({
    ...p5,
    ChargePeriodStart: `${hour}:00Z`,
    ChargePeriodEnd: `${hour.replace('T00', 'T01')}:00Z`,
    ...line,
  }))
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
  for (const hour of hours) {
    const card = gpu({
      memoryMeanBytes: peak,
      memoryPeakBytes: peak,
      memoryTotalBytes: peak === null ? null : 80n * GIB,
    })
    await read(ledger, telemetry(`${hour}Z`, [serving(worked)], { gpus: [card] }))
  }
  await pricesInForce(ledger, prices)
}

export function serving(worked: Partial<UsageHour> = {}): UsageHour {
  return replica({
    servedModel: 'qwen2.5-32b',
    versionLabel: 'v1-fp16',
    gpusLabel: '1',
    busyMs: 900_000,
    promptTokens: 1_000_000n,
    cachedTokens: 400_000n,
    generatedTokens: 200_000n,
    requests: 100n,
    kvCachePeak: '0.25',
    ...worked,
  })
}

/** Prices of a file, which hold until others are in force. */
export async function pricesInForce(ledger: Ledger, prices: string): Promise<void> {
  const path = await ledger.file('prices.yaml', prices)
  await inForce(ledger, settings({}, { pricing: [path] }))
}

/** A price of a file, `g6e.xlarge on_demand 2`. */
export function price(said: string, beside = ''): string {
  const [type = '', purchase = '', amount = ''] = said.split(' ')
  return `  - { provider: aws, region: us-east-1, type: ${type}, purchase: ${purchase}, amount: '${amount}', currency: USD, ${beside}source: ours, as_of: 2026-08-01 }\n`
}

/** What a view says on a day. */
export async function on(ledger: Ledger, day: string, sql: string): Promise<Record<string, unknown>[]> {
  return withClient(ledger.pool, async (client) => {
    await client.query('begin')
    try {
      await client.query(`select set_config('tokenledger.today', $1, true)`, [day])
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.query('rollback')
    }
  })
}

/** Looks at levers as the first job of a day does; false: that day has been looked at. */
export async function look(ledger: Ledger, day: string): Promise<boolean> {
  return withClient(ledger.pool, async (client) => {
    await client.query(`select set_config('tokenledger.today', $1, false)`, [day])
    try {
      return await rememberLevers(client)
    } finally {
      await client.query(`select set_config('tokenledger.today', '', false)`)
    }
  })
}
