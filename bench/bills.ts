/** Export files of any size for the bench: made up, written by DuckDB, the same for the same numbers. */
import { DuckDBInstance } from '@duckdb/node-api'

export interface FileShape {
  readonly lines: number
  /** How many of the lines differ in something they are grouped by. */
  readonly groups: number
  /** An instance's hour has many charges: its use, its disks, its transfers by direction and zone. */
  readonly hours: number
}

/** One AWS account's August as FOCUS 1.0 CSV, lines of a group far apart, as deliveries have them. */
export async function writeBill(path: string, { lines, groups, hours }: FileShape): Promise<void> {
  const duck = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  await duck.run(`copy (
    select 'us-west-2a' as AvailabilityZone, ((hash(i) % 900000007) * (1 + i % 17))::decimal(20, 0) * 1e-10::decimal(12, 10) as BilledCost,
      '123456789012' as BillingAccountId, 'Example' as BillingAccountName, 'USD' as BillingCurrency,
      '2026-09-01T00:00:00Z' as BillingPeriodEnd, '2026-08-01T00:00:00Z' as BillingPeriodStart, 'Usage' as ChargeCategory,
      null as ChargeClass, '$55.04 per On Demand Linux p5.48xlarge Instance Hour, tier ' || (i % 5000) as ChargeDescription,
      'Usage-Based' as ChargeFrequency, strftime(begins + interval 1 hour, '%Y-%m-%dT%H:%M:%SZ') as ChargePeriodEnd,
      strftime(begins, '%Y-%m-%dT%H:%M:%SZ') as ChargePeriodStart, null as CommitmentDiscountCategory,
      null as CommitmentDiscountId, null as CommitmentDiscountName, null as CommitmentDiscountStatus,
      null as CommitmentDiscountType, '0.002007490000000' as ConsumedQuantity, 'Hours' as ConsumedUnit,
      (hash(i + 1) % 900000007)::decimal(20, 0) * 1e-10::decimal(12, 10) as ContractedCost, '55.04' as ContractedUnitPrice,
      (hash(i + 2) % 900000007)::decimal(20, 0) * 1e-10::decimal(12, 10) as EffectiveCost,
      'Amazon Web Services, Inc.' as InvoiceIssuerName,
      (hash(i + 3) % 900000007)::decimal(20, 0) * 1e-10::decimal(12, 10) as ListCost, '55.04' as ListUnitPrice,
      'Standard' as PricingCategory, '1.00000000000' as PricingQuantity, 'Hours' as PricingUnit, 'AWS' as ProviderName,
      'Amazon Web Services, Inc.' as PublisherName, 'us-west-2' as RegionId, 'US West (Oregon)' as RegionName,
      'arn:aws:ec2:us-west-2:123456789012:instance/i-' || printf('%017x', (g % ${hours} // 744) * 7919) as ResourceId,
      null as ResourceName, null as ResourceType, 'Compute' as ServiceCategory,
      'Amazon Elastic Compute Cloud' as ServiceName, 'SKU' || (g // ${hours}) || 'G95FST5FTYV3' as SkuId,
      'SKU' || (g // ${hours}) || 'G95FST5FTYV3.JRTCKXETXF.VXGXCWQKTY' as SkuPriceId, '51738928782' as SubAccountId,
      'Atlas Nimbus' as SubAccountName, '{"application": "BrightLens", "environment": "dev", "business_unit": "Vienna"}' as Tags
    from (
      select i, (i * 7919) % ${groups} as g, timestamp '2026-08-01' + interval 1 hour * (g % ${hours} % 744) as begins
      from range(${lines}) as numbers(i)
    )
  ) to '${path}' (format csv, header)`)
  duck.closeSync()
}
