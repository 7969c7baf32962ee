import { beijingBill } from './beijing.js'
import type { Line } from './csv.js'

/** FOCUS 1.0 (Preview) as Tencent exports it: commitment columns are there and empty, and five of its own follow. */
export const tencentColumns = `
  BilledCost BillingAccountId BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeClass
  ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart CommitmentDiscountCategory
  CommitmentDiscountId CommitmentDiscountStatus CommitmentDiscountType ConsumedQuantity ConsumedUnit
  ContractedCost ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingQuantity
  PricingUnit ProviderName RegionId ResourceId ResourceName ServiceCategory ServiceName SkuId Tags
  x_ComponentName x_ComponentType x_ExportTime x_OwnerAccountID x_SubproductName
`
  .trim()
  .split(/\s+/)

const account: Line = {
  ...beijingBill,
  BillingAccountId: '100000000001',
  ChargeDescription: 'https://example.com/price/gpu',
  InvoiceIssuerName: '腾讯云',
  ProviderName: '腾讯云',
  RegionId: 'ap-guangzhou',
  x_ExportTime: '2026-08-15T03:00:00Z',
  x_OwnerAccountID: '100000000001',
}

const hourly: Line = { ...account, ChargeCategory: 'Usage', ChargeFrequency: 'Usage-Based' }

/** One A10, called PNV4. */
export const machine: Line = {
  ...hourly,
  ResourceId: 'ins-ex4mple1',
  ResourceName: 'agent-a10-1',
  ServiceCategory: 'Compute',
  ServiceName: '云服务器 CVM',
  SkuId: 'sp_cvm_pnv4',
  Tags: '{"model":"qwen2.5-7b"}',
  x_ComponentName: 'PNV4-28核116G',
  x_ComponentType: '运算组件',
  x_SubproductName: 'GPU计算型PNV4',
}

/** A quarter of a T4 behind an online service. */
export const service: Line = {
  ...hourly,
  ResourceId: 'ms-ex4mple7',
  ResourceName: 'rerank-quarter-t4',
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: 'TI 平台 TI-ONE',
  SkuId: 'TI.GN7.LARGE20.POST',
  Tags: '{"model":"bge-reranker-v2"}',
  x_ComponentName: 'TI.GN7.LARGE20.POST 4C20G T4*1/4',
  x_ComponentType: '在线服务',
  x_SubproductName: 'TI-ONE-在线服务',
}

/** The system disk, paid by the month. */
export const disk: Line = {
  ...account,
  ChargeCategory: 'Purchase',
  ChargeFrequency: 'Recurring',
  ChargeDescription: 'https://example.com/price/cbs',
  ResourceId: 'disk-ex4mple3',
  ResourceName: 'agent-a10-1-system',
  ServiceCategory: 'Storage',
  ServiceName: '云硬盘 CBS',
  SkuId: 'sp_cbs_premium',
  Tags: '{"model":"qwen2.5-7b"}',
  x_ComponentName: '高性能云硬盘',
  x_ComponentType: '存储空间',
  x_SubproductName: '云硬盘CBS-高性能',
}
