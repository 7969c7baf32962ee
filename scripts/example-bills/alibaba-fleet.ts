import { beijingBill } from './beijing.js'
import type { Line } from './csv.js'

/** FOCUS 1.0 as Alibaba exports it, with its five columns; names of things are Chinese, as on the China site. */
export const alibabaColumns = `
  BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart
  ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart
  ConsumedQuantity ConsumedUnit ContractedCost ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost
  ListUnitPrice PricingCategory PricingQuantity PricingUnit ProviderName PublisherName RegionId RegionName
  ResourceId ResourceName ResourceType ServiceCategory ServiceName SkuId SubAccountId Tags x_BillingItemCode
  x_BillingItemName x_CommodityCode x_CommodityName x_InstanceID
`
  .trim()
  .split(/\s+/)

export const east: Line = { RegionId: 'cn-hangzhou', RegionName: '华东1（杭州）' }

const account: Line = {
  ...beijingBill,
  ...east,
  BillingAccountId: '1000000000000001',
  BillingAccountName: '星例科技（虚构）',
  InvoiceIssuerName: '阿里云计算有限公司',
  ProviderName: '阿里云',
  PublisherName: '阿里云',
  SubAccountId: '1000000000000001',
  ChargeCategory: 'Usage',
  ChargeFrequency: 'Usage-Based',
  PricingCategory: 'Standard',
}

function instance(id: string, name: string, type: string, tags: string): Line {
  return {
    ...account,
    ResourceId: id,
    ResourceName: name,
    ResourceType: type,
    ServiceCategory: 'Compute',
    ServiceName: '云服务器 ECS',
    SkuId: type,
    Tags: tags,
    ChargeDescription: `${type} 按量付费`,
    x_BillingItemCode: 'instance_type',
    x_BillingItemName: '云服务器配置',
    x_CommodityCode: 'ecs',
    x_CommodityName: '云服务器 ECS（按量付费）',
    x_InstanceID: id,
  }
}

const chat = '{"model":"qwen2.5-14b","team":"chat"}'

export const gn7iDaily = instance('i-bp1example00gn7ia', 'chat-a10-a', 'ecs.gn7i-c32g1.8xlarge', chat)
export const gn7iShort = instance('i-bp1example00gn7ib', 'chat-a10-b', 'ecs.gn7i-c16g1.4xlarge', chat)

/** Four A10 for a month, paid at its start. */
export const gn7iPrepaid: Line = {
  ...instance('i-bp1example00gn7ip', 'base-a10x4', 'ecs.gn7i-c32g1.32xlarge', '{"model":"qwen2.5-32b","team":"chat"}'),
  ChargeCategory: 'Purchase',
  ChargeFrequency: 'Recurring',
  ChargeDescription: 'ecs.gn7i-c32g1.32xlarge 包年包月，2026年8月',
  x_CommodityCode: 'vm',
  x_CommodityName: '云服务器 ECS（包年包月）',
}

export const eas: Line = {
  ...account,
  ResourceId: 'eas-m-example0qwen7b',
  ResourceName: 'qwen25_7b_search',
  ResourceType: 'ecs.gn7i-c8g1.2xlarge',
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: '人工智能平台 PAI',
  SkuId: 'eas-ecs.gn7i-c8g1.2xlarge',
  ChargeDescription: 'PAI-EAS 公共资源组 ecs.gn7i-c8g1.2xlarge',
  Tags: '{"model":"qwen2.5-7b","team":"search"}',
  x_BillingItemCode: 'eas_instance',
  x_BillingItemName: 'EAS 服务实例',
  x_CommodityCode: 'learn_eas_example',
  x_CommodityName: 'PAI-EAS 模型在线服务',
  x_InstanceID: 'eas-m-example0qwen7b',
}

/** Tokens of a hosted model: the instance id names workspace, model and item. */
export function studio(item: string): Line {
  const id = `1;llm-example;qwen-plus;${item};;0`
  return {
    ...account,
    ResourceId: id,
    ResourceName: 'qwen-plus',
    ResourceType: '模型推理',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: '大模型服务平台百炼',
    SkuId: `qwen-plus-${item}`,
    ChargeDescription: `qwen-plus ${item}`,
    Tags: '{"team":"chat"}',
    x_BillingItemCode: item,
    x_BillingItemName: item === 'input_token' ? '输入tokens' : '输出tokens',
    x_CommodityCode: 'sfm_inference_public_cn',
    x_CommodityName: '百炼大模型推理',
    x_InstanceID: id,
  }
}

export const bucket: Line = {
  ...account,
  ResourceId: 'stellar-example-logs',
  ResourceName: 'stellar-example-logs',
  ResourceType: 'Bucket',
  ServiceCategory: 'Storage',
  ServiceName: '对象存储 OSS',
  SkuId: 'oss-networkout',
  ChargeDescription: '外网流出流量',
  x_BillingItemCode: 'NetworkOut',
  x_BillingItemName: '外网流出流量',
  x_CommodityCode: 'oss',
  x_CommodityName: '对象存储 OSS',
  x_InstanceID: 'stellar-example-logs',
}
