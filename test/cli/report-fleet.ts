/** A small fleet whose report can be worked out by hand, at 7 yuan a dollar. */
import type { Ledger } from '../support/ledger.js'
import { csv, type Line } from '../support/focus.js'
import { latency, read, replica, telemetry } from '../support/telemetry.js'
import { rates } from '../store/rates/given.js'
import { inForce } from '../store/split/settings-given.js'

export const MODEL = `<script>alert("1")</script>`

const p3: Line = { ConsumedQuantity: '1', ConsumedUnit: 'Hours', x_UsageType: 'BoxUsage:p3.2xlarge' }

/**
 * A machine at $1,234.56 for an hour, at work for a quarter of it; tax of $1.50, and a bucket of $4 that nobody explains. The
 * model read 10,000 tokens, 4,000 of them from its cache, and generated 2,000; a hundred requests took at most a second.
 */
export async function smallFleet(ledger: Ledger, fixing = '7'): Promise<void> {
  const lines = [
    { ...p3, BilledCost: '8', EffectiveCost: '1234.56' },
    { ResourceId: null, ChargeCategory: 'Tax', BilledCost: '1.5', EffectiveCost: '1.5' },
    { ResourceId: 'bucket', ServiceName: 'Amazon S3', BilledCost: '3', EffectiveCost: '4' },
  ]
  await inForce(ledger)
  if (fixing !== '') await rates(ledger, { '2026-07-31': fixing })
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
  const worked = replica({
    servedModel: MODEL,
    versionLabel: 'v1',
    gpusLabel: '1',
    busyMs: 900_000,
    promptTokens: 10_000n,
    cachedTokens: 4_000n,
    generatedTokens: 2_000n,
    requests: 100n,
  })
  await read(
    ledger,
    telemetry('2026-08-01T00:00Z', [worked], { latency: [latency({ servedModel: MODEL, counts: [100n, 0n, 0n] })] }),
  )
}

/** A machine at $24 for the same hour of seven days, the model loaded and asked `requests` times on the last of them. */
export async function idleWeek(ledger: Ledger, { requests = 0n, coverage = '1.000000', days = 7 } = {}): Promise<void> {
  const hours = Array.from({ length: days }, (_, i) => `2026-08-0${i + 1}T00:00`)
  await inForce(ledger)
  const line = (hour: string): Line => ({
    ...p3,
    ChargePeriodStart: `${hour}:00Z`,
    ChargePeriodEnd: `${hour.replace('T00', 'T01')}:00Z`,
    BilledCost: '24',
    EffectiveCost: '24',
  })
  await ledger.load([await ledger.file('bill.csv', csv(hours.map(line)))])
  for (const [i, hour] of hours.entries()) {
    const asked = i === hours.length - 1 ? requests : 0n
    const loaded = replica({
      versionLabel: 'v1',
      gpusLabel: '1',
      busyMs: 0,
      promptTokens: 0n,
      generatedTokens: 0n,
      requests: asked,
      requestsByReason: {},
      coverage,
    })
    await read(ledger, telemetry(`${hour}Z`, [loaded]))
  }
}
