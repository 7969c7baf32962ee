/** A whole answer, as it stands in test/fixtures/alibaba-api, through the SDK. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { attoOf, decimalOf } from '../../../src/units/decimal.js'
import { shipped } from '../../../src/shipped.js'
import { readingOf } from './bills.js'

const text = readFileSync(shipped('test/fixtures/alibaba-api/instance-bill.json'), 'utf8')

async function theAnswer() {
  return readingOf([], { fault: () => ({ kind: 'text', text }) })
}

test('an answer comes to the sum that is worked out beside it', async () => {
  const { lines, refused } = await theAnswer()

  expect(refused).toEqual([])
  expect(decimalOf(lines.reduce((sum, { billedCost }) => sum + attoOf(billedCost), 0n))).toBe('30435.0880000000000012')
})

test('each row is the charge that it is', async () => {
  const { lines } = await theAnswer()

  expect(
    lines.map((line) => [
      line.chargeCategory,
      line.skuId,
      line.consumedUnit,
      line.regionId,
      line.details.ServiceCategory,
    ]),
  ).toEqual([
    ['Usage', 'ecs.gn7i-c32g1.8xlarge', 'Hours', 'cn-hangzhou', 'Compute'],
    ['Usage', 'systemdisk', 'GB*小时', 'cn-hangzhou', 'Storage'],
    ['Purchase', 'ecs.gn7i-c32g1.32xlarge', null, 'cn-hangzhou', 'Compute'],
    ['Adjustment', 'ecs.gn7i-c16g1.4xlarge', 'Hours', 'cn-hangzhou', 'Compute'],
    ['Usage', 'qwen-plus-input_token', '千tokens', 'cn-beijing', 'AI and Machine Learning'],
    ['Usage', 'qwen-plus-output_token', '千tokens', 'cn-beijing', 'AI and Machine Learning'],
    ['Usage', 'NetworkOut', 'GB', 'cn-hangzhou', 'Storage'],
    ['Usage', 'NetworkOut', 'GB', 'cn-hangzhou', 'Storage'],
    ['Usage', 'instance_rent', 'Hours', 'cn-hangzhou', 'Networking'],
  ])
})

test('a month paid ahead is billed after its coupon, contracted before it, and is of the month from its day on', async () => {
  const { lines } = await theAnswer()

  expect(lines[2]).toMatchObject({
    listCost: '36000',
    contractedCost: '31000',
    billedCost: '30000',
    effectiveCost: '30000',
    chargePeriodStart: '2026-08-21T16:00:00Z',
    chargePeriodEnd: '2026-09-21T16:00:00Z',
    pricingQuantity: '1',
    pricingUnit: 'Months',
  })
})

test('nothing of persons and addresses is taken from a row', async () => {
  const { lines } = await theAnswer()

  expect(JSON.stringify(lines)).not.toMatch(/bill@example\.com|192\.0\.2\.7|chat-a10-a|云服务器|默认资源组/)
})
