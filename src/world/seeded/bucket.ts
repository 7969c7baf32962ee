/** The bucket that a seeded world's export is delivered into: data first, then the manifest that lists them. */
import { gzipSync } from 'node:zlib'
import { type S3World, startS3 } from '../s3.js'
import type { AwsKey } from '../sigv4.js'
import { deliveriesAt, type Delivery, type FocusRow } from './aws-export.js'
import type { Posted } from './charges.js'
import { utc } from './moments.js'

export const BUCKET = 'ledger-exports'
export const EXPORT = 'focus-hourly'

const COLUMNS =
  'BilledCost BillingAccountId BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeClass ChargeFrequency ChargePeriodEnd ChargePeriodStart ConsumedQuantity ConsumedUnit ContractedCost EffectiveCost InvoiceIssuerName ListCost PricingCategory PricingQuantity PricingUnit ProviderName RegionId ResourceId ServiceCategory ServiceName SkuMeter SkuPriceDetails SubAccountId Tags x_Operation x_ServiceCode'.split(
    ' ',
  )

/** Requests are signed by the clock of the machine, whatever time it is in the world. */
export async function startBucket(key: AwsKey): Promise<S3World> {
  return startS3({ bucket: BUCKET, keys: [key] })
}

/** Puts there what was delivered since; a delivery overwrites the one before. */
export class Deliverer {
  readonly #bucket: S3World
  readonly #exported: readonly Posted<FocusRow>[]
  readonly #done = new Map<string, number>()

  constructor(bucket: S3World, exported: readonly Posted<FocusRow>[]) {
    this.#bucket = bucket
    this.#exported = exported
  }

  catchUp(now: number): void {
    for (const delivery of deliveriesAt(this.#exported, now)) {
      if (this.#done.get(delivery.period) === delivery.at) continue
      this.#done.set(delivery.period, delivery.at)
      this.#put(delivery)
    }
  }

  #put({ period, at, rows }: Delivery): void {
    const partition = `BILLING_PERIOD=${period}`
    const data = `${EXPORT}/data/${partition}/${EXPORT}-00001.csv.gz`
    const modified = utc(at).replace('Z', '.000Z')
    this.#bucket.put(data, gzipSync(csvOf(rows)), modified)
    const manifest = { executionId: modified, dataFiles: [`s3://${BUCKET}/${data}`] }
    this.#bucket.put(`${EXPORT}/metadata/${partition}/${EXPORT}-Manifest.json`, JSON.stringify(manifest), modified)
  }
}

function csvOf(rows: readonly FocusRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => quoted(row[column] ?? '')).join(','))
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
