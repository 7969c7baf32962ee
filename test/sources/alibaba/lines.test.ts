/** What a row of Alibaba's bill becomes. Amounts are worked out in ./bills.ts. */
import { describe, expect, test } from 'vitest'
import { parseBeijingDay } from '../../../src/sources/alibaba/calendar.js'
import { serviceEnd } from '../../../src/sources/alibaba/units.js'
import type { AlibabaRow } from '../../../src/world/alibaba.js'
import { ACCOUNT, machine, readingOf } from './bills.js'

async function lineOf(row: AlibabaRow) {
  const { lines, refused } = await readingOf([row])
  expect(refused).toEqual([])
  const [line] = lines
  if (line === undefined) throw new Error('no line')
  return line
}

async function refusalOf(row: AlibabaRow) {
  const { lines, refused } = await readingOf([machine, row])
  expect(lines).toHaveLength(1)
  return refused.map(({ window, record, column, reason }) => ({ window, record, column, reason }))
}

test('a machine of a day is a line of exactly the Beijing day, and stands in its month of Beijing', async () => {
  const line = await lineOf(machine)

  expect(line).toMatchObject({
    window: '2026-08-22',
    provider: 'alibaba',
    billingAccountId: ACCOUNT,
    chargeCategory: 'Usage',
    chargePeriodStart: '2026-08-21T16:00:00Z',
    chargePeriodEnd: '2026-08-22T16:00:00Z',
    billingPeriodStart: '2026-07-31T16:00:00Z',
    billingPeriodEnd: '2026-08-31T16:00:00Z',
    resourceId: 'i-bp1example',
    regionId: 'cn-hangzhou',
    billingCurrency: 'CNY',
  })
})

test('list is before discounts, contracted after them, billed after coupons; vouchers and cash are ways of paying', async () => {
  const { listCost, contractedCost, billedCost, effectiveCost } = await lineOf(machine)

  expect({ listCost, contractedCost, billedCost, effectiveCost }).toEqual({
    listCost: '305.04',
    contractedCost: '259.284',
    billedCost: '250',
    effectiveCost: '250',
  })
})

test('an amount that the row does not name is unknown, not zero', async () => {
  const row = Object.fromEntries(Object.entries(machine).filter(([name]) => !/^(AfterDiscount|PretaxGross)/.test(name)))

  const { listCost, contractedCost } = await lineOf(row)

  expect([listCost, contractedCost]).toEqual([null, null])
})

test('tabs and line breaks are cut off, and a dash is nothing', async () => {
  const line = await lineOf({
    ...machine,
    InstanceID: '-',
    Usage: '-',
    UsageUnit: '-\n',
    BillingItemCode: 'instance_type\t',
  })

  expect(line.skuId).toBe('ecs.gn7i-c32g1.8xlarge')
  expect(line.details).toMatchObject({ ResourceType: 'ecs.gn7i-c32g1.8xlarge', x_BillingItemCode: 'instance_type' })
  expect([line.resourceId, line.consumedQuantity, line.consumedUnit]).toEqual([null, null, null])
})

test('an account that turns to English has the same lines', async () => {
  const chinese = await lineOf(machine)

  const english = await lineOf({
    ...machine,
    ProductName: 'Elastic Compute Service',
    BillingItem: 'Cloud server configuration',
    Region: 'China (Hangzhou)',
    Zone: 'Hangzhou Zone B',
    ServicePeriodUnit: 'Second',
    UsageUnit: '小时',
    CostUnit: 'Not allocated',
  })

  expect(english).toEqual(chinese)
})

test('a machine says its type as instance types are looked up, and its disk does not take that for its SKU', async () => {
  const disk = await lineOf({ ...machine, BillingItemCode: 'systemdisk' })

  expect(disk.skuId).toBe('systemdisk')
  expect(disk.details).toEqual({
    ServiceCategory: 'Storage',
    ResourceType: 'ecs.gn7i-c32g1.8xlarge',
    SkuPriceDetails: '{"InstanceType":"ecs.gn7i-c32g1.8xlarge"}',
    x_BillingItemCode: 'systemdisk',
    x_CommodityCode: 'ecs',
    x_ServiceCode: 'ecs',
  })
})

test.each([
  ['西南1（成都）', 'cn-chengdu'],
  ['杭州', 'cn-hangzhou'],
  ['China (Hangzhou)', 'cn-hangzhou'],
  ['cn-hangzhou', 'cn-hangzhou'],
  ['ap-southeast-1\t', 'ap-southeast-1'],
  ['月球', null],
])('the region %j is %j', async (written, id) => {
  const { regionId } = await lineOf({ ...machine, Region: written })

  expect(regionId).toBe(id)
})

test('an expense that is split into two rows is two lines of one key', async () => {
  const { lines } = await readingOf([
    { ...machine, PretaxAmount: '100.5' },
    { ...machine, PretaxAmount: '149.5' },
  ])

  const keys = lines.map((line) => ({ ...line, billedCost: '', effectiveCost: '' }))
  expect(lines.map(({ billedCost }) => billedCost)).toEqual(['100.5', '149.5'])
  expect(keys[0]).toEqual(keys[1])
})

describe('what is no use', () => {
  test.each(['Refund', 'Adjustment'])(
    'a %s is an adjustment of the day that it is booked on, below zero',
    async (item) => {
      const line = await lineOf({ ...machine, Item: item, PretaxAmount: '-21.186', PretaxGrossAmount: '-25.42' })

      expect(line).toMatchObject({
        chargeCategory: 'Adjustment',
        costType: item,
        billedCost: '-21.186',
        listCost: '-25.42',
        chargePeriodStart: '2026-08-21T16:00:00Z',
        chargePeriodEnd: '2026-08-22T16:00:00Z',
      })
    },
  )

  test('a refund above zero would be added to the bill, and is refused', async () => {
    const told = await refusalOf({ ...machine, Item: 'Refund', PretaxAmount: '21.186' })

    expect(told).toEqual([
      { window: '2026-08-22', record: 2, column: 'PretaxAmount', reason: 'is above zero in a refund' },
    ])
  })

  test.each([
    ['1', '月', '2026-09-21T16:00:00Z'],
    ['1', 'Months', '2026-09-21T16:00:00Z'],
    ['3', '个月\t', '2026-11-21T16:00:00Z'],
    ['1', '年', '2027-08-21T16:00:00Z'],
    ['7', 'Day', '2026-08-28T16:00:00Z'],
    ['1', '周', '2026-08-28T16:00:00Z'],
    ['2592000', '秒', '2026-09-20T16:00:00Z'],
    ['1.5', 'Hour\n', '2026-08-21T17:30:00Z'],
  ])('what is paid ahead for %s %s is a purchase up to %s, in the window of its day', async (period, unit, end) => {
    const order = { ...machine, Item: 'SubscriptionOrder', SubscriptionType: 'Subscription' }

    const line = await lineOf({ ...order, ServicePeriod: period, ServicePeriodUnit: unit })

    expect(line).toMatchObject({
      window: '2026-08-22',
      chargeCategory: 'Purchase',
      chargePeriodStart: '2026-08-21T16:00:00Z',
      chargePeriodEnd: end,
      billedCost: '250',
      effectiveCost: '250',
      pricingQuantity: period,
    })
  })

  test('a month from the 31st of January ends with February', () => {
    const end = serviceEnd(parseBeijingDay('2027-01-31'), '1', 'Months')

    expect(end).toBe('2027-02-27T16:00:00Z')
  })

  test('a purchase without a period is of its day', async () => {
    const line = await lineOf({ ...machine, Item: 'SubscriptionOrder', ServicePeriod: '-', ServicePeriodUnit: '-' })

    expect(line).toMatchObject({ chargeCategory: 'Purchase', chargePeriodEnd: '2026-08-22T16:00:00Z' })
  })

  test('a subscription that comes as a bill is a purchase, too', async () => {
    const line = await lineOf({
      ...machine,
      SubscriptionType: 'Subscription',
      ServicePeriod: '1',
      ServicePeriodUnit: '月',
    })

    expect(line).toMatchObject({ chargeCategory: 'Purchase', chargePeriodEnd: '2026-09-21T16:00:00Z' })
  })
})

describe('Model Studio', () => {
  const tokens: AlibabaRow = {
    ...machine,
    ProductCode: 'sfm',
    PipCode: 'sfm',
    CommodityCode: 'sfm_inference_public_cn',
    BillingItemCode: 'input_token',
    InstanceID: '1;llm-example;qwen-plus;input_token;;0',
    InstanceSpec: '-',
    Usage: '150000.321',
    UsageUnit: '千tokens',
  }

  test('names its model in the place of an instance', async () => {
    const line = await lineOf(tokens)

    expect(line.resourceId).toBe('1;llm-example;qwen-plus;input_token;;0')
    expect(line.skuId).toBe('qwen-plus-input_token')
    expect(line.details).toMatchObject({
      ServiceCategory: 'AI and Machine Learning',
      SkuPriceDetails: '{"ModelId":"qwen-plus"}',
      x_BillingItemCode: 'input_token',
    })
  })

  test('has a unit of its own, which stays as it came', async () => {
    const { consumedQuantity, consumedUnit } = await lineOf(tokens)

    expect([consumedQuantity, consumedUnit]).toEqual(['150000.321', '千tokens'])
  })

  test.each(['llm-example', '1;AP1', '1;llm-example;;input_token;;0'])(
    'with the instance %j names none',
    async (id) => {
      const { details, skuId } = await lineOf({ ...tokens, InstanceID: id })

      expect(details).not.toHaveProperty('SkuPriceDetails')
      expect(skuId).toBe('input_token')
    },
  )

  test('is the only product whose ids are taken apart', async () => {
    const { details } = await lineOf({ ...tokens, ProductCode: 'dcdn' })

    expect(details).not.toHaveProperty('SkuPriceDetails')
  })
})

describe('a row that is not understood is kept, and its page is not lost:', () => {
  test.each<readonly [column: string, value: string, reason: string]>([
    ['PretaxAmount', '', 'is empty'],
    ['PretaxAmount', 'NaN', 'is not a decimal number'],
    ['PretaxGrossAmount', '0.1234567890123456789', 'has more than 18 decimals'],
    ['Currency', 'RMB', 'is not an ISO 4217 currency code. Yuan are CNY'],
    ['Currency', '-', 'is empty'],
    ['Item', 'Gift', 'is not one of SubscriptionOrder, PayAsYouGoBill, Refund, Adjustment'],
    ['ProductCode', '-', 'is empty'],
    ['BillingDate', '2026-08-21', 'is not 2026-08-22, which was asked for'],
    ['BillingDate', '', 'is empty'],
    ['BillAccountID', '1999', `is another account than ${ACCOUNT}, whose bill was asked for`],
    ['Usage', 'much', 'is not a decimal number'],
    ['Tag', 'key:a value:\0', 'holds a character that PostgreSQL cannot hold'],
    ['InstanceID', 'i-\uD800', 'holds a character that PostgreSQL cannot hold'],
  ])('%s %j %s', async (column, value, reason) => {
    const { lines, refused } = await wrongly({ ...machine, [column]: value })

    expect(lines).toHaveLength(1)
    expect(refused.map((one) => [one.record, one.column, one.reason])).toEqual([[2, column, reason]])
    expect(JSON.parse(refused[0]?.line ?? '')).toMatchObject({ ProductName: '云服务器 ECS' })
    expect(refused[0]?.line).not.toContain(String.raw`\u0000`)
  })

  test('a purchase whose period is in no unit of time', async () => {
    const order = { ...machine, Item: 'SubscriptionOrder', ServicePeriod: '1', ServicePeriodUnit: '次' }

    expect(await refusalOf(order)).toEqual([
      { window: '2026-08-22', record: 2, column: 'ServicePeriod', reason: 'is in "次", which is no unit of time' },
    ])
  })

  test('a purchase of half a month', async () => {
    const order = { ...machine, Item: 'SubscriptionOrder', ServicePeriod: '0.5', ServicePeriodUnit: '月' }

    const [told] = await refusalOf(order)

    expect(told?.reason).toBe('of 0.5 Months does not end on a second or a month')
  })
})

/** Answered as it stands: the far end itself would give no row of another day. */
async function wrongly(row: AlibabaRow) {
  const Data = { BillingCycle: '2026-08', AccountID: ACCOUNT, TotalCount: 2, NextToken: '', Items: [machine, row] }
  const text = JSON.stringify({ Code: 'Success', Success: true, Data })
  return readingOf([], { fault: () => ({ kind: 'text', text }) })
}

test.each(['CNY', 'USD', 'JPY'])('a row is in its own currency, %s', async (currency) => {
  const { billingCurrency } = await lineOf({ ...machine, Currency: currency })

  expect(billingCurrency).toBe(currency)
})
