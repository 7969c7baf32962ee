/**
 * A day that one can add up in the head. A machine on AWS at $8 an hour serves qwen v1 in two hours of 1 August 2026, each
 * time for 45 minutes (so $6 of serving and $2 of warm idle); AWS takes $1.50 of tax; a bucket at Alibaba costs ¥14. The
 * dollar is at 7, so all of it is $19.50 or ¥136.50. In the third hour the machine serves and has no bill yet.
 */
import type { Line } from '../support/focus.js'
import { csv } from '../support/focus.js'
import type { Ledger } from '../support/ledger.js'
import { latency, read, replica, telemetry } from '../support/telemetry.js'
import { hourOf, single } from '../store/split/given.js'
import { inForce } from '../store/split/settings-given.js'
import { rates } from '../store/rates/given.js'

const worked = replica({
  gpusLabel: '1',
  versionLabel: 'v1',
  busyMs: 2_700_000,
  promptTokens: 10_000n,
  cachedTokens: 5_000n,
  generatedTokens: 625n,
  requests: 100n,
})

const bucket: Line = {
  ProviderName: 'Alibaba Cloud',
  InvoiceIssuerName: 'Alibaba Cloud',
  BillingAccountId: 'cn',
  SubAccountId: 'cn',
  BillingCurrency: 'CNY',
  BillingPeriodStart: '2026-07-31T16:00:00Z',
  BillingPeriodEnd: '2026-08-31T16:00:00Z',
  ServiceName: 'Object Storage Service',
  ResourceId: 'bucket',
  BilledCost: '14',
  EffectiveCost: '14',
}

export async function aDay(ledger: Ledger): Promise<void> {
  await inForce(ledger)
  await rates(ledger, { '2026-07-31': '7' })
  const tax = { ResourceId: null, ChargeCategory: 'Tax', BilledCost: '1.5', EffectiveCost: '1.5' }
  await ledger.load([await ledger.file('aws.csv', csv([single, { ...single, ...hourOf(1) }, tax]))])
  await ledger.load([await ledger.file('alibaba.csv', csv([bucket]))])
  for (const hour of ['00', '01', '02']) {
    await read(ledger, telemetry(`2026-08-01T${hour}:00Z`, [worked], { latency: [latency()] }))
  }
}
