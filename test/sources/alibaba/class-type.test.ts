/** What the ledger learns of machines from lines of this source: their type, and GPU time from hours or from service. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { BillLine } from '../../../src/records/bill-line.js'
import { shipped } from '../../../src/shipped.js'
import { type Class, classify } from '../../pricing/classes.js'
import { test } from '../../support/ledger.js'
import { machine, readingOf } from './bills.js'

const text = readFileSync(shipped('test/fixtures/alibaba-api/instance-bill.json'), 'utf8')

function classOf(line: BillLine): Class {
  return {
    provider: line.provider,
    category: line.chargeCategory,
    details: line.details,
    ...(line.serviceName === null ? {} : { service: line.serviceName }),
    ...(line.skuId === null ? {} : { sku: line.skuId }),
    ...(line.chargeFrequency === null ? {} : { frequency: line.chargeFrequency }),
    ...(line.consumedUnit === null ? {} : { consumed: line.consumedUnit }),
    ...(line.pricingUnit === null ? {} : { pricing: line.pricingUnit }),
  }
}

test('GPU time is told of machines, and of nothing else on the bill', async ({ ledger }) => {
  const { lines } = await readingOf([], { fault: () => ({ kind: 'text', text }) })
  const bare = await readingOf([{ ...machine, Usage: '-', UsageUnit: '-' }])

  const told = await classify(ledger, [...lines, ...bare.lines].map(classOf))

  expect(told.map(({ type, gpus, measure, seconds }) => [type, gpus, measure, seconds])).toEqual([
    ['ecs.gn7i-c32g1.8xlarge', '1', 'consumed', '3600'],
    [null, '0', null, null], // its disk
    ['ecs.gn7i-c32g1.32xlarge', null, null, null], // a month of it, paid ahead
    [null, '0', null, null], // a refund
    [null, '0', null, null], // tokens
    [null, '0', null, null],
    [null, '0', null, null], // a bucket
    [null, '0', null, null],
    [null, '0', null, null], // a load balancer, whose item is called an instance, too
    ['ecs.gn7i-c32g1.8xlarge', '1', 'pricing', '1'], // a machine whose service alone is told, in seconds
  ])
})
