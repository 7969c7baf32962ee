/** Lines as the exports of five clouds have them, and what is made of them. */
import { describe, expect } from 'vitest'
import { test } from '../support/ledger.js'
import { type Class, type Classified, classify } from './classes.js'

const none: Classified = { type: null, gpus: '0', a100: null, measure: null, seconds: null }
const unknown: Classified = { type: null, gpus: null, a100: null, measure: null, seconds: null }
const H100 = '3.171474358974358974'
const A10 = '0.400641025641025641'
const T4 = '0.208333333333333333'

const machine = (type: string, gpus: string, a100: string | null, seconds = '3600', measure = 'consumed'): Classified => ({
  type,
  gpus,
  a100,
  measure,
  seconds,
})

type Cases = readonly (readonly [says: string, one: Class, becomes: Classified])[]

const ec2 = (SkuMeter: string, more: object = {}): Class => ({
  provider: 'aws',
  service: 'Amazon Elastic Compute Cloud',
  consumed: 'Hrs',
  details: { SkuMeter, x_Operation: 'RunInstances', ...more },
})
const amazon: Cases = [
  ['an instance', ec2('BoxUsage:p5.48xlarge'), machine('p5.48xlarge', '8', H100)],
  ['one of another region', ec2('USE2-BoxUsage:p4d.24xlarge'), machine('p4d.24xlarge', '8', '1')],
  ['a spot instance', ec2('EU-SpotUsage:g5.xlarge'), machine('g5.xlarge', '1', null)],
  ['one in a local zone', ec2('USW2-LAX1-BoxUsage:g4dn.xlarge'), machine('g4dn.xlarge', '1', T4)],
  ['a dash in the type', ec2('BoxUsage:p6-b200.48xlarge'), machine('p6-b200.48xlarge', '8', '7.211538461538461538')],
  ['an eighth', ec2('BoxUsage:g6f.large'), machine('g6f.large', '0.125', '0.387820512820512821')],
  ['V100s', ec2('BoxUsage:p3.16xlarge'), machine('p3.16xlarge', '8', A10)],
  ['the usage type of FOCUS 1.0', { ...ec2(''), details: { x_UsageType: 'BoxUsage:p5.48xlarge' } }, machine('p5.48xlarge', '8', H100)],
  ['hours in full', { ...ec2('BoxUsage:p5.48xlarge'), consumed: ' Hours\n' }, machine('p5.48xlarge', '8', H100)],
  ['a priced quantity alone', { ...ec2('BoxUsage:p5.48xlarge'), consumed: '', pricing: 'Hrs' }, machine('p5.48xlarge', '8', H100, '3600', 'pricing')],
  ['seconds', { ...ec2('BoxUsage:p5.48xlarge'), consumed: 'Seconds' }, machine('p5.48xlarge', '8', H100, '1')],
  ['an endpoint', { ...ec2('USE1-Host:ml.g5.12xlarge'), service: 'Amazon SageMaker' }, machine('g5.12xlarge', '4', null)],
  ['training', { ...ec2('USE1-Train:ml.p4d.24xlarge'), service: 'Amazon SageMaker' }, machine('p4d.24xlarge', '8', '1')],
  ['a machine without GPUs', ec2('BoxUsage:m5.2xlarge'), { ...none, type: 'm5.2xlarge' }],
  ['a notebook', { ...ec2('USE1-Notebk:ml.t3.medium'), service: 'Amazon SageMaker' }, { ...none, type: 't3.medium' }],
  ['a type nobody told of', ec2('BoxUsage:p9.48xlarge'), { ...unknown, type: 'p9.48xlarge' }],
  ['and its GPUs as the bill tells them', ec2('BoxUsage:p9.48xlarge', { SkuPriceDetails: '{"GpuCount":"16","InstanceType":"p9.48xlarge"}' }), machine('p9.48xlarge', '16', null)],
  ['no GPUs, as the interface counts parts', ec2('BoxUsage:g9f.large', { SkuPriceDetails: { GpuCount: 0 } }), { ...unknown, type: 'g9f.large' }],
  ['a unit nobody knows', { ...ec2('BoxUsage:p5.48xlarge'), consumed: 'Fortnights' }, { ...unknown, type: 'p5.48xlarge' }],
  ['hours by the hundred', { ...ec2('BoxUsage:p5.48xlarge'), consumed: '100 Hours' }, { ...unknown, type: 'p5.48xlarge' }],
  ['the fee of a service that runs on it', { ...ec2('BoxUsage:p4d.24xlarge'), service: 'Amazon Elastic MapReduce' }, none],
  ['a disk', { ...ec2('EBS:VolumeUsage.gp3'), consumed: 'GB-Mo' }, none],
  ['its bandwidth, by the hour of a machine', ec2('EBSOptimized:p3.16xlarge', { x_Operation: 'Hourly' }), none],
  ['egress of a machine', { ...ec2('DataTransfer-Out-Bytes'), consumed: 'GB' }, none],
  ['a gateway', ec2('NatGateway-Hours'), none],
  ['an address', ec2('PublicIPv4:InUseAddress'), none],
  ['a capacity reservation that no machine used', ec2('UnusedBox:p5.48xlarge'), none],
  [
    'a block of capacity, of which we know not how it is counted',
    ec2('USE1-CapacityBlock:p5.48xlarge'),
    { ...unknown, type: 'p5.48xlarge' },
  ],
  ['a plan that is bought', { ...ec2('ComputeSP:1yrNoUpfront'), category: 'Purchase', consumed: '', pricing: 'Hrs' }, none],
  ['a plan that is not used', { ...ec2('ComputeSP:1yrNoUpfront'), frequency: 'Recurring', consumed: '' }, none],
  ['an hourly fee that reads like a machine', { ...ec2('BoxUsage:p5.48xlarge'), frequency: 'Recurring', consumed: '', pricing: 'Hrs' }, none],
  [
    'hours of a reservation that no machine used',
    { ...ec2('BoxUsage:p5.48xlarge'), consumed: '', pricing: 'Hrs', commitment: 'Unused' },
    none,
  ],
  ['hours that a reservation pays', { ...ec2('BoxUsage:p5.48xlarge'), commitment: 'Used' }, machine('p5.48xlarge', '8', H100)],
  ['a fee of a reservation', { ...ec2('HeavyUsage:p4d.24xlarge'), category: 'Purchase' }, none],
  ['a credit', { ...ec2('BoxUsage:p5.48xlarge'), category: 'Credit' }, none],
  ['tax', { ...ec2('BoxUsage:p5.48xlarge'), category: 'Tax' }, none],
  ['a refund', { ...ec2('BoxUsage:p5.48xlarge'), category: 'Adjustment' }, none],
]

const spelt: Cases = ['InstanceType', 'instanceType', 'instance_type', 'Instance Type', 'x_InstanceType'].map((key) => [
  `SkuPriceDetails with ${key}`,
  { provider: 'aws', consumed: 'Hrs', details: { SkuPriceDetails: JSON.stringify({ CoreCount: 192, [key]: 'p5.48xlarge' }) } },
  machine('p5.48xlarge', '8', H100),
])

const gce = (sku: string, more: Partial<Class> = {}): Class => ({
  provider: 'gcp',
  service: 'Compute Engine',
  sku,
  consumed: 'seconds',
  pricing: 'hour',
  ...more,
})
const spec = (value: string) => ({ x_SystemLabels: [{ Key: 'compute.googleapis.com/machine_spec', Value: value }] })
const google: Cases = [
  ['a GPU', gce('039F-D0DA-4055', { resource: 'vm' }), machine('039F-D0DA-4055', '1', '1', '1')],
  ['the cores beside it', gce('EX4M-P1E0-C0DE', { resource: 'vm' }), none],
  ['the memory beside it', gce('EX4M-P1E0-0A88', { resource: 'vm', consumed: 'byte-seconds', pricing: 'gibibyte hour' }), none],
  ['a GPU with the machine it is in', gce('A88A-5A60-E821', { details: spec('g2-standard-8') }), machine('g2-standard-8', '1', '0.387820512820512821', '1')],
  ['labels as text', gce('A88A-5A60-E821', { details: { x_SystemLabels: '[{"key":"compute.googleapis.com/machine_spec","value":"g2-standard-4"}]' } }), machine('g2-standard-4', '1', '0.387820512820512821', '1')],
  ['labels as tags', gce('A88A-5A60-E821', { tags: { 'compute.googleapis.com/machine_spec': 'g2-standard-4' } }), machine('g2-standard-4', '1', '0.387820512820512821', '1')],
  ['cores that the table knows', gce('D18E-3563-415F'), { ...none, type: 'D18E-3563-415F' }],
  ['a SKU of a GPU machine that nobody told of', gce('0000-0000-0000', { details: spec('a3-highgpu-8g') }), { ...unknown, type: 'a3-highgpu-8g' }],
  ['one of an N1, which may hold a T4', gce('0000-0000-0000', { details: spec('n1-standard-8') }), { ...unknown, type: 'n1-standard-8' }],
  ['cores of a machine without GPUs', gce('0000-0000-0000', { details: spec('e2-standard-4') }), none],
  ['a GPU of no resource', gce('039F-D0DA-4055', { resource: 'none:Compute Engine' }), machine('039F-D0DA-4055', '1', '1', '1')],
  ['what stands beside it, which may be anything', gce('1111-1111-1111', { resource: 'none:Compute Engine' }), { ...unknown, type: '1111-1111-1111' }],
  ['a disk', gce('0000-0000-0000', { consumed: 'byte-seconds' }), none],
  ['another service', gce('0000-0000-0000', { service: 'Cloud SQL' }), none],
  ['a rounding', { provider: 'gcp', service: 'Invoice', category: 'Adjustment' }, none],
]

const azure = (details: object, more: Partial<Class> = {}): Class => ({
  provider: 'azure',
  service: 'Virtual Machines',
  consumed: 'Hours',
  details,
  ...more,
})
const microsoft: Cases = [
  ['a size', azure({ x_SkuDetails: '{"ServiceType":"Standard_NC24ads_A100_v4","VMName":"gpu-1"}' }), machine('Standard_NC24ads_A100_v4', '1', '1')],
  ['a size, escaped twice', azure({ x_SkuDetails: '"{\\"ServiceType\\":\\"Standard_ND96asr_v4\\"}"' }), machine('Standard_ND96asr_v4', '8', '1')],
  ['a meter', azure({ SkuMeter: 'NC96ads A100 v4' }), machine('Standard_NC96ads_A100_v4', '4', '1')],
  ['a spot meter', azure({ SkuMeter: 'NC4as T4 v3 Spot' }), machine('Standard_NC4as_T4_v3', '1', T4)],
  ['a sixth', azure({ SkuMeter: 'NV6ads A10 v5' }), machine('Standard_NV6ads_A10_v5', '0.166666666666666667', A10)],
  ['a size without GPUs', azure({ x_SkuDetails: '{"ServiceType":"Standard_D11_v2"}' }, { service: 'Azure Machine Learning' }), { ...none, type: 'Standard_D11_v2' }],
  ['a size nobody told of', azure({ x_SkuDetails: '{"ServiceType":"Standard_ND128isr_GB300_v6"}' }), { ...unknown, type: 'Standard_ND128isr_GB300_v6' }],
  ['a machine that says nothing of itself', azure({ x_SkuDetails: '{"VMName":"GPU-1"}' }, { consumed: '' }), unknown],
  ['a licence for it', azure({ SkuMeter: '24 vCPU VM License', x_SkuDetails: '{"ServiceType":"Standard_NC24ads_A100_v4"}' }), none],
  ['a disk of it', azure({ SkuMeter: 'P4 LRS Disk' }, { service: 'Storage', consumed: 'Units/Month' }), none],
  ['an address, by the hour', azure({ SkuMeter: 'Standard IPv4 Static Public IP' }, { service: 'Azure Machine Learning' }), none],
  ['bandwidth', azure({}, { service: 'Bandwidth', consumed: 'GB' }), none],
]

const ecs = (details: object, more: Partial<Class> = {}): Class => ({
  provider: 'alibaba',
  service: '云服务器 ECS',
  consumed: '小时',
  details: { x_BillingItemCode: 'instance_type', x_CommodityCode: 'ecs', ...details },
  ...more,
})
const alibaba: Cases = [
  ['an instance', ecs({ ResourceType: 'ecs.gn7i-c32g1.8xlarge' }), machine('ecs.gn7i-c32g1.8xlarge', '1', A10)],
  ['two cards', ecs({ ResourceType: 'ecs.gn7i-c32g1.16xlarge\t' }), machine('ecs.gn7i-c32g1.16xlarge', '2', A10)],
  ['a twelfth', ecs({ SkuPriceDetails: '{"InstanceSpec":"ecs.sgn7i-vws-m2.xlarge"}' }), machine('ecs.sgn7i-vws-m2.xlarge', '0.083333333333333333', A10)],
  ['seconds', ecs({ ResourceType: 'ecs.gn7e-c16g1.4xlarge' }, { consumed: '秒' }), machine('ecs.gn7e-c16g1.4xlarge', '1', null, '1')],
  ['EAS', ecs({ x_BillingItemCode: 'eas_instance' }, { service: '人工智能平台 PAI', sku: 'eas-ecs.gn7i-c8g1.2xlarge' }), machine('ecs.gn7i-c8g1.2xlarge', '1', A10)],
  ['a month of use', ecs({ ResourceType: 'ecs.gn7i-c32g1.32xlarge' }, { consumed: '月' }), { type: 'ecs.gn7i-c32g1.32xlarge', gpus: '4', a100: A10, measure: 'period', seconds: null }],
  ['a month bought ahead', ecs({ ResourceType: 'ecs.gn7i-c32g1.32xlarge' }, { category: 'Purchase', frequency: 'Recurring', consumed: '', pricing: '月' }), { ...unknown, type: 'ecs.gn7i-c32g1.32xlarge' }],
  ['a family without a size', ecs({ ResourceType: '' }, { sku: 'ecs.gn7i' }), { ...unknown, type: 'ecs.gn7i' }],
  ['a general machine', ecs({ ResourceType: 'ecs.g7.xlarge' }), { ...none, type: 'ecs.g7.xlarge' }],
  ['its disk', ecs({ ResourceType: 'ecs.gn7i-c32g1.8xlarge', ServiceCategory: 'Storage', x_BillingItemCode: 'systemdisk' }, { consumed: 'GB*小时' }), none],
  ['its image, by the hour', ecs({ ResourceType: 'ecs.gn7i-c32g1.8xlarge', x_BillingItemCode: 'imageos' }), none],
  ['tokens', ecs({ ResourceType: '模型推理', x_BillingItemCode: 'input_token' }, { service: '大模型服务平台百炼', consumed: '千tokens' }), none],
  ['a refund', ecs({ ResourceType: 'ecs.gn7i-c16g1.4xlarge' }, { category: 'Adjustment', consumed: '' }), none],
]

const cvm = (x_ComponentName: string, more: Partial<Class> = {}, x_ComponentType = '运算组件'): Class => ({
  provider: 'tencent',
  service: '云服务器 CVM',
  sku: 'sp_cvm_pnv4',
  consumed: '秒',
  details: { x_ComponentName, x_ComponentType },
  ...more,
})
const tencent: Cases = [
  ['cores and memory of a type', cvm('PNV4-28核116G'), machine('PNV4.7XLARGE116', '1', A10, '1')],
  ['with words before them', cvm('运算组件-GPU型GN10Xp-80核320G'), machine('GN10Xp.20XLARGE320', '8', A10, '1')],
  ['a type', cvm('GT4.41XLARGE948', { consumed: '小时' }), machine('GT4.41XLARGE948', '8', '1')],
  ['a quarter', cvm('TI.GN7.LARGE20.POST 4C20G T4*1/4', { service: 'TI 平台 TI-ONE', sku: 'TI.GN7.LARGE20.POST', consumed: '小时' }, '在线服务'), machine('TI.GN7.LARGE20.POST', '0.25', T4)],
  ['a machine without GPUs', cvm('标准型S2-2核4G'), { ...none, type: '标准型S2-2核4G' }],
  ['a type nobody told of', cvm('GX9-28核116G'), { ...unknown, type: 'GX9-28核116G' }],
  ['a unit that holds a number', cvm('PNV4-28核116G', { consumed: '100个' }), { ...unknown, type: 'PNV4.7XLARGE116' }],
  ['a disk', cvm('高性能云硬盘', { service: '云硬盘 CBS', category: 'Purchase', consumed: '', pricing: '月' }, '存储空间'), none],
  ['traffic of a machine', cvm('流量', { consumed: 'GB' }, '公网流量'), none],
  ['a refund', cvm('PNV4-28核116G', { category: 'Adjustment', consumed: '' }), none],
]

describe.each([
  ['Amazon', amazon],
  ['Amazon, spelt otherwise', spelt],
  ['Google', google],
  ['Azure', microsoft],
  ['Alibaba Cloud', alibaba],
  ['Tencent Cloud', tencent],
])('%s', (cloud, cases) => {
  test(`of ${cloud}, each kind of line is the machine it is, or none, or unknown`, async ({ ledger }) => {
    const became = await classify(
      ledger,
      cases.map(([, one]) => one),
    )

    expect(became.map((one, index) => [cases[index]?.[0], one])).toEqual(cases.map(([says, , becomes]) => [says, becomes]))
  })
})
