import type { Line } from './csv.js'

// What AWS says of each thing whatever the hour. Accounts and ids are made up; prices are us-east-1 on demand, July 2026,
// except that of the p5e.48xlarge, which AWS does not publish.

export const account: Line = {
  BillingAccountId: '111122223333',
  BillingAccountName: 'Stellar Example AI (made up)',
  BillingAccountType: 'Management account',
  BillingCurrency: 'USD',
  BillingPeriodStart: '2026-08-01T00:00:00Z',
  BillingPeriodEnd: '2026-09-01T00:00:00Z',
  InvoiceIssuerName: 'Amazon Web Services, Inc.',
  ProviderName: 'AWS',
  PublisherName: 'Amazon Web Services, Inc.',
  SubAccountId: '444455556666',
  SubAccountName: 'inference-prod',
  SubAccountType: 'Member account',
  PricingCurrency: 'USD',
  Tags: '{}',
  x_Discounts: '{}',
}

export const virginia: Line = { RegionId: 'us-east-1', RegionName: 'US East (N. Virginia)' }

export const used: Line = { ChargeCategory: 'Usage', ChargeFrequency: 'Usage-Based', PricingCategory: 'Standard' }

export const compute: Line = {
  ...account,
  ...virginia,
  ...used,
  AvailabilityZone: 'us-east-1a',
  ResourceType: 'Instance',
  ServiceCategory: 'Compute',
  ServiceSubcategory: 'Virtual Machines',
  ServiceName: 'Amazon Elastic Compute Cloud',
  x_Operation: 'RunInstances',
  x_ServiceCode: 'AmazonEC2',
}

export const qwen72 = '{"aws:eks:cluster-name":"serving-use1","env":"prod","model":"qwen2.5-72b","team":"serving"}'

const p5: Line = {
  ...compute,
  SkuId: 'EX4MPLEP548XL',
  SkuPriceId: 'EX4MPLEP548XL.JRTCKXETXF.6YS6EN2CT7',
  SkuMeter: 'BoxUsage:p5.48xlarge',
  SkuPriceDetails: '{"CoreCount":192,"GpuCount":8,"InstanceType":"p5.48xlarge","MemorySize":2048}',
  ChargeDescription: '$55.04 per On Demand Linux p5.48xlarge Instance Hour',
  Tags: qwen72,
}

const savingsPlan = 'arn:aws:savingsplans::111122223333:savingsplan/0a1b2c3d-1111-4222-8333-444455556666'

export const p5First: Line = { ...p5, ResourceId: 'i-0a1b2c3d4e5f60718', ResourceName: 'serving-use1-p5-a' }
export const p5Second: Line = { ...p5, ResourceId: 'i-0f9e8d7c6b5a40312', ResourceName: 'serving-use1-p5-b' }

export const commitment: Line = {
  CommitmentDiscountCategory: 'Spend',
  CommitmentDiscountId: savingsPlan,
  CommitmentDiscountName: 'Compute Savings Plan, 1 year, no upfront',
  CommitmentDiscountType: 'Savings Plan',
  CommitmentDiscountUnit: 'USD',
  PricingCategory: 'Committed',
}

/** The plan itself, on the payer's account: what is bought each hour, and what nobody used of it. */
export const plan: Line = {
  ...account,
  ...commitment,
  SubAccountId: '111122223333',
  SubAccountName: 'payer',
  SubAccountType: 'Management account',
  RegionId: 'global',
  RegionName: 'Global',
  ResourceId: savingsPlan,
  ResourceType: 'Savings Plan',
  ServiceCategory: 'Compute',
  ServiceSubcategory: 'Virtual Machines',
  ServiceName: 'Savings Plans for AWS Compute usage',
  SkuMeter: 'ComputeSP:1yrNoUpfront',
  ChargeFrequency: 'Recurring',
  x_ServiceCode: 'ComputeSavingsPlans',
}

export const g6e: Line = {
  ...compute,
  ResourceId: 'i-0c0ffee0123456789',
  ResourceName: 'serving-use1-g6e',
  SkuId: 'EX4MPLEG6EXL',
  SkuPriceId: 'EX4MPLEG6EXL.JRTCKXETXF.6YS6EN2CT7',
  SkuMeter: 'BoxUsage:g6e.xlarge',
  SkuPriceDetails: '{"CoreCount":4,"GpuCount":1,"InstanceType":"g6e.xlarge","MemorySize":32}',
  ChargeDescription: 'On Demand Linux g6e.xlarge Instance Hour',
  Tags: '{"aws:eks:cluster-name":"serving-use1","env":"prod","model":"qwen2.5-7b","team":"serving"}',
}

/** One hour of a bigger machine, to find out whether it is worth its price. */
export const p5e: Line = {
  ...compute,
  ResourceId: 'i-0e1e2e3e4e5e6e7e8',
  ResourceName: 'bench-p5e',
  SkuId: 'EX4MPLEP5E48XL',
  SkuPriceId: 'EX4MPLEP5E48XL.JRTCKXETXF.6YS6EN2CT7',
  SkuMeter: 'BoxUsage:p5e.48xlarge',
  SkuPriceDetails: '{"CoreCount":192,"GpuCount":8,"InstanceType":"p5e.48xlarge","MemorySize":2048}',
  ChargeDescription: '$88.25 per On Demand Linux p5e.48xlarge Instance Hour',
  Tags: '{"env":"bench","model":"qwen2.5-72b","team":"research"}',
}

export const endpoint: Line = {
  ...account,
  ...virginia,
  ...used,
  ResourceId: 'arn:aws:sagemaker:us-east-1:444455556666:endpoint/qwen2-5-32b-v1-2-fp16',
  ResourceName: 'qwen2-5-32b-v1-2-fp16',
  ResourceType: 'Endpoint',
  ServiceCategory: 'AI and Machine Learning',
  ServiceSubcategory: 'AI Platforms',
  ServiceName: 'Amazon SageMaker',
  SkuId: 'EX4MPLEHOSTG512',
  SkuPriceId: 'EX4MPLEHOSTG512.JRTCKXETXF.6YS6EN2CT7',
  SkuMeter: 'USE1-Host:ml.g5.12xlarge',
  SkuPriceDetails: '{"CoreCount":48,"GpuCount":4,"InstanceType":"ml.g5.12xlarge","MemorySize":192}',
  ChargeDescription: '$7.09 per Hosting ml.g5.12xlarge hour in US East (N. Virginia)',
  Tags: '{"env":"prod","model":"qwen2.5-32b","team":"search"}',
  x_Operation: 'RunInstance',
  x_ServiceCode: 'AmazonSageMaker',
}
