import type { Hour } from '../../src/units/hour.js'
import { p5e } from './aws-fleet.js'
import { general } from './aws-things.js'
import { costs, during, inHour, onDemand } from './charge.js'
import type { Line } from './csv.js'

/** The hour of the bench, and in the later export the credit for a fifth of it. */
export function benchLines(hour: Hour, restated: boolean): Line[] {
  const line = onDemand(p5e, hour, '88.25')
  const late: Line = {
    ...general,
    ...inHour(hour),
    ...costs('-17.65'),
    ChargeCategory: 'Credit',
    ChargeFrequency: 'One-Time',
    ChargeDescription: 'Credit for an interrupted p5e.48xlarge hour',
    RegionId: 'us-east-1',
    RegionName: 'US East (N. Virginia)',
    ResourceId: 'i-0e1e2e3e4e5e6e7e8',
    ResourceType: 'Instance',
    ServiceCategory: 'Compute',
    ServiceName: 'Amazon Elastic Compute Cloud',
    ServiceSubcategory: 'Virtual Machines',
    x_ServiceCode: 'AmazonEC2',
  }
  return restated ? [line, late] : [line]
}

/** A credit against a service and no thing. */
export function creditLine(hour: Hour): Line {
  return {
    ...general,
    ...inHour(hour),
    ...costs('-125.5'),
    ChargeCategory: 'Credit',
    ChargeFrequency: 'One-Time',
    ChargeDescription: 'Example start-up credit, made up',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: 'Amazon SageMaker',
    ServiceSubcategory: 'AI Platforms',
    x_ServiceCode: 'AmazonSageMaker',
  }
}

/** What is billed once a month, as far as it is known: support, whose description fills two lines, and tax. */
export function monthLines(): Line[] {
  const month = during('2026-08-01T00:00:00Z', '2026-09-01T00:00:00Z')
  const support: Line = {
    ...costs('912.36'),
    ChargeCategory: 'Purchase',
    ChargeFrequency: 'Recurring',
    ChargeDescription: 'AWS Support (Business), "month to date"\n10% of the first $10,000, 7% above',
    ServiceCategory: 'Other',
    ServiceName: 'AWS Support (Business)',
    ServiceSubcategory: 'Other (Other)',
    x_ServiceCode: 'AWSSupportBusiness',
  }
  const tax: Line = {
    ...costs('212.47'),
    ChargeCategory: 'Tax',
    ChargeFrequency: 'Recurring',
    ChargeDescription: 'Sales tax, month to date',
    ServiceCategory: 'Compute',
    ServiceName: 'Amazon Elastic Compute Cloud',
    ServiceSubcategory: 'Virtual Machines',
    x_ServiceCode: 'AmazonEC2',
  }
  return [support, tax].map((line) => ({ ...general, ...month, ...line }))
}
