import { account, compute, qwen72, used, virginia } from './aws-fleet.js'
import type { Line } from './csv.js'

// What is billed beside the machines: a disk, what leaves the cloud, a bucket, and charges for no thing at all.

export const disk: Line = {
  ...compute,
  ResourceId: 'vol-0a1b2c3d4e5f60718',
  ResourceName: 'serving-use1-p5-a-weights',
  ResourceType: 'Volume',
  ServiceCategory: 'Storage',
  ServiceSubcategory: 'Block Storage',
  SkuId: 'EX4MPLEGP3',
  SkuPriceId: 'EX4MPLEGP3.JRTCKXETXF.6YS6EN2CT7',
  SkuMeter: 'EBS:VolumeUsage.gp3',
  ChargeDescription: '$0.08 per GB-month of General Purpose (gp3) provisioned storage - US East (N. Virginia)',
  Tags: qwen72,
  x_Operation: 'CreateVolume-Gp3',
}

export const egress: Line = {
  ...compute,
  ResourceId: 'i-0a1b2c3d4e5f60718',
  ResourceName: 'serving-use1-p5-a',
  ServiceCategory: 'Networking',
  ServiceSubcategory: 'Network Infrastructure',
  SkuId: 'EX4MPLEOUT',
  SkuPriceId: 'EX4MPLEOUT.JRTCKXETXF.PGHJ3S3EYE',
  SkuMeter: 'DataTransfer-Out-Bytes',
  ChargeDescription: '$0.09 per GB - first 10 TB / month data transfer out beyond the global free tier',
  Tags: qwen72,
  x_Operation: 'RunInstances',
}

export const weights: Line = {
  ...account,
  ...virginia,
  ...used,
  ResourceId: 'stellar-example-weights',
  ResourceName: 'stellar-example-weights',
  ResourceType: 'Bucket',
  ServiceCategory: 'Storage',
  ServiceSubcategory: 'Object Storage',
  ServiceName: 'Amazon Simple Storage Service',
  SkuMeter: 'Requests-Tier2',
  ChargeDescription: '$0.004 per 10,000 GET and all other requests',
  x_Operation: 'GetObject',
  x_ServiceCode: 'AmazonS3',
}

/** A charge for the account and not for a thing. */
export const general: Line = { ...account, RegionId: 'global', RegionName: 'Global' }
