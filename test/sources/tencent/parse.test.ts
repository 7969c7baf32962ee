/** What rows of DescribeBillDetail mean: the samples of facts and of Tencent's own pages, worked out by hand. */
import { describe, expect, test } from 'vitest'
import { linesOf } from '../../../src/sources/tencent/parse.js'
import { monthNamed } from '../../../src/sources/tencent/months.js'
import type { BillLine } from '../../../src/records/bill-line.js'
import type { TencentRow } from '../../../src/world/tencent.js'
import { ACCOUNT, component, row, rowOf } from './given.js'

const known = { account: ACCOUNT, currency: 'CNY', instanceTypes: new Map<string, string>() } as const
const august = monthNamed('2026-08')

function understood(one: TencentRow, more: Partial<typeof known> = {}): readonly BillLine[] {
  const { lines, refused } = linesOf(one, 1, august, { ...known, ...more })
  expect(refused).toEqual([])
  return lines
}

function only(one: TencentRow, more: Partial<typeof known> = {}): BillLine {
  const [line, ...others] = understood(one, more)
  expect(others).toEqual([])
  if (line === undefined) throw new Error('no line')
  return line
}

describe('an hour of a machine', () => {
  test('is a line with everything that the ledger asks for', () => {
    const line = only(row)

    expect(line).toEqual({
      window: '2026-08',
      provider: 'tencent',
      invoiceIssuerName: 'Tencent Cloud',
      invoiceId: null,
      billingAccountId: ACCOUNT,
      subAccountId: '100000000002',
      billingPeriodStart: '2026-07-31T16:00:00Z',
      billingPeriodEnd: '2026-08-31T16:00:00Z',
      billingCurrency: 'CNY',
      chargePeriodStart: '2026-07-31T15:00:00Z',
      chargePeriodEnd: '2026-07-31T16:00:00Z',
      chargeCategory: 'Usage',
      chargeClass: null,
      chargeFrequency: 'Usage-Based',
      serviceName: '云服务器CVM',
      skuId: 'sp_cvm_pnv4',
      skuPriceId: null,
      pricingCategory: 'Standard',
      commitmentDiscountId: null,
      commitmentDiscountType: null,
      commitmentDiscountStatus: null,
      capacityReservationId: null,
      capacityReservationStatus: null,
      costType: 'postpay_deduct_h',
      regionId: '1',
      resourceId: 'ins-ex4mple1',
      consumedQuantity: '1',
      consumedUnit: '小时',
      pricingQuantity: '1',
      pricingUnit: '小时',
      listCost: '14.39856',
      contractedCost: null,
      billedCost: '12.5267472',
      effectiveCost: '12.5267472',
      details: {
        AvailabilityZone: '广州六区',
        ServiceCategory: 'Compute',
        x_BillingItemCode: 'virtual_v_cvm_compute_pnv4',
        x_ComponentName: '运算组件-PNV4-28核116G',
        x_ComponentType: '运算组件',
        x_Operation: 'postpay_deduct_h',
        x_ServiceCode: 'p_cvm',
      },
      tags: { model: 'qwen2.5-7b' },
    })
  })

  test('ends a second after the last one that Tencent names, whatever the zone of this machine', () => {
    const line = only(rowOf({ FeeBeginTime: '2026-08-07 20:00:00', FeeEndTime: '2026-08-07 20:59:59' }))

    expect([line.chargePeriodStart, line.chargePeriodEnd]).toEqual(['2026-08-07T12:00:00Z', '2026-08-07T13:00:00Z'])
  })

  test('is as many lines as it has components, each with its own amount', () => {
    const disk = {
      ...component,
      ComponentCodeName: '系统盘',
      ItemCodeName: '高性能云硬盘-存储空间',
      RealCost: '0.00724198',
    }

    const lines = understood({ ...row, ComponentSet: [component, disk] })

    expect(lines.map(({ billedCost, details }) => [details.x_ComponentType, billedCost])).toEqual([
      ['运算组件', '12.5267472'],
      ['系统盘', '0.00724198'],
    ])
  })
})

describe('amounts', () => {
  test('are RealCost, not cash: the rest was paid with vouchers', () => {
    const line = only(rowOf({}, { RealCost: '10', CashPayAmount: '2.5', VoucherPayAmount: '7.5' }))

    expect([line.billedCost, line.effectiveCost]).toEqual(['10', '10'])
  })

  test('are never reckoned from a price: 100 at 0.5 yuan for 100 are half a yuan', () => {
    const parts = { PriceUnit: '元/100个/小时', UsedAmount: '100', SinglePrice: '0.5', Cost: '0.5', RealCost: '0.5' }

    const line = only(rowOf({}, parts))

    expect([line.listCost, line.billedCost]).toEqual(['0.5', '0.5'])
    expect([line.pricingQuantity, line.pricingUnit]).toEqual(['1', '100个/小时'])
    expect([line.consumedQuantity, line.consumedUnit]).toEqual(['100', '小时'])
  })

  test.each(['-', '', null])('of the list that a contract hides as %j are unknown, not zero', (Cost) => {
    expect(only(rowOf({}, { Cost })).listCost).toBeNull()
  })

  test.each([
    ['-', 'is empty'],
    [null, 'is empty'],
    ['12,50', 'is not a decimal number'],
    ['0.1234567890123456789', 'has more than 18 decimals'],
    [12.5, 'is a number and no text: its digits may be lost'],
  ])('written as %j refuse the line', (RealCost, reason) => {
    const good = { ...component, RealCost: '1' }
    const { lines, refused } = linesOf({ ...row, ComponentSet: [good, { ...component, RealCost }] }, 7, august, known)

    expect(lines.map(({ billedCost }) => billedCost)).toEqual(['1'])
    expect(refused).toMatchObject([{ window: '2026-08', record: 7, column: 'ComponentSet[2].RealCost', reason }])
  })
})

describe('quantities', () => {
  test.each([
    [{ PriceUnit: '元/个/秒', TimeSpan: '3600', TimeUnitName: '秒' }, '3600', '秒', '3600', '秒'],
    [
      { PriceUnit: '元/GB/小时', UsedAmount: '50', UsedAmountUnit: 'GB', TimeSpan: '2' },
      '100',
      'GB*小时',
      '100',
      'GB/小时',
    ],
    [
      { PriceUnit: '元/10000次', UsedAmount: '25000', UsedAmountUnit: '次', TimeSpan: null, TimeUnitName: null },
      null,
      '次',
      '2.5',
      '10000次',
    ],
    [{ PriceUnit: '元/个/10分钟', TimeSpan: '60', TimeUnitName: '分钟' }, '60', '分钟', '6', '10分钟'],
    [{ PriceUnit: '元/3个/小时' }, '1', '小时', null, null],
    [{ PriceUnit: '-', UsedAmount: '-' }, null, '小时', null, null],
  ])('of %j', (parts, consumed, unit, priced, per) => {
    const line = only(rowOf({}, parts))

    expect([line.consumedQuantity, line.consumedUnit, line.pricingQuantity, line.pricingUnit]).toEqual([
      consumed,
      unit,
      priced,
      per,
    ])
  })
})

describe('what is paid ahead', () => {
  const month = { FeeBeginTime: '2026-08-01 00:00:00', FeeEndTime: '2026-08-31 23:59:59' }
  const prepaid = { ...month, PayModeName: '包年包月', ActionType: 'prepay_renew' }

  test('is bought for the time that it covers, billed whole, and the ledger amortises it', () => {
    const parts = { PriceUnit: '元/个/月', TimeSpan: '1', TimeUnitName: '月', Cost: '350', RealCost: '350' }

    const line = only(rowOf(prepaid, parts))

    expect(line).toMatchObject({
      chargeCategory: 'Purchase',
      chargeFrequency: 'Recurring',
      chargePeriodStart: '2026-07-31T16:00:00Z',
      chargePeriodEnd: '2026-08-31T16:00:00Z',
      billedCost: '350',
      effectiveCost: '350',
      consumedQuantity: null,
      pricingQuantity: '1',
      pricingUnit: '月',
      commitmentDiscountId: null,
    })
  })

  test('and given back in part, for a smaller machine, is bought with a minus', () => {
    const line = only(rowOf({ ...prepaid, ActionType: 'prepay_modify' }, { RealCost: '-100' }))

    expect([line.chargeCategory, line.billedCost]).toEqual(['Purchase', '-100'])
  })

  test('by the month, but after it, is usage over the month', () => {
    const line = only(rowOf({ ...month, ActionType: 'postpay_deduct_m' }))

    expect([line.chargeCategory, line.chargePeriodEnd]).toEqual(['Usage', '2026-08-31T16:00:00Z'])
  })

  test('as a commitment has its id, so that its list is not counted beside the usage it covers', () => {
    const line = only(rowOf({ ActionType: 'svp_hour_pay', ResourceId: 'sp-1' }))

    expect(line).toMatchObject({
      chargeCategory: 'Purchase',
      commitmentDiscountId: 'sp-1',
      commitmentDiscountType: 'Savings Plan',
    })
  })
})

describe('what is given back', () => {
  test('at one moment has no length, and is an adjustment of its resource', () => {
    const at = '2026-08-06 10:15:30'

    const line = only(rowOf({ FeeBeginTime: at, FeeEndTime: at }, { RealCost: '-25.0534944' }))

    expect(line).toMatchObject({
      chargePeriodStart: '2026-08-06T02:15:30Z',
      chargePeriodEnd: '2026-08-06T02:15:30Z',
      chargeCategory: 'Adjustment',
      chargeFrequency: 'One-Time',
      consumedQuantity: null,
      pricingQuantity: null,
      resourceId: 'ins-ex4mple1',
      billedCost: '-25.0534944',
    })
  })

  test.each(['prepay_return', 'pre_to_post', 'recon_deduct', 'recon_increase', 'billVirtualId'])(
    'or charged by %s is an adjustment',
    (ActionType) => {
      expect(only(rowOf({ ActionType })).chargeCategory).toBe('Adjustment')
    },
  )
})

describe('how it is paid', () => {
  test.each([
    ['按量计费', 'Usage'],
    ['Pay-As-You-Go resources', 'Usage'],
    ['包年包月', 'Purchase'],
    ['Monthly subscription', 'Purchase'],
  ])('is told by its name %s where the code is a new one', (PayModeName, category) => {
    expect(only(rowOf({ ActionType: 'brand_new', PayModeName })).chargeCategory).toBe(category)
  })

  test('is not guessed where neither is known', () => {
    const { lines, refused } = linesOf(rowOf({ ActionType: 'brand_new', PayModeName: '分期' }), 1, august, known)

    expect(lines).toEqual([])
    expect(refused).toMatchObject([{ column: 'ComponentSet[1].PayModeName', value: '分期' }])
  })

  test.each([
    [null, 'postpay_deduct_h', 'Standard'],
    ['ri', 'postpay_deduct_h', 'Committed'],
    ['竞价实例', 'postpay_deduct_h', 'Dynamic'],
    [null, 'postpay_deduct_s', 'Dynamic'],
    ['新类型', 'postpay_deduct_h', 'Other'],
  ])('marked %s under %s is %s', (InstanceType, ActionType, category) => {
    expect(only(rowOf({ ActionType }, { InstanceType })).pricingCategory).toBe(category)
  })
})

describe('the type of a machine', () => {
  test('is not InstanceType, which says what covers the charge', () => {
    expect(only(rowOf({}, { InstanceType: 'ri' })).details.SkuPriceDetails).toBeUndefined()
  })

  test('is read where the row spells it', () => {
    const parts = { ComponentConfig: [{ Name: '机型', Value: 'GN10Xp.2XLARGE40' }] }

    expect(only(rowOf({}, parts)).details.SkuPriceDetails).toBe('{"InstanceType":"GN10Xp.2XLARGE40"}')
  })

  test('of TI-ONE stands in front of what it holds', () => {
    const parts = { ItemCodeName: 'TI.GN7.LARGE20.POST 4C20G T4*1/4' }

    expect(only(rowOf({}, parts)).details.SkuPriceDetails).toBe('{"InstanceType":"TI.GN7.LARGE20.POST"}')
  })

  test('is what settings say of the resource, before what a row says', () => {
    const parts = { ItemCodeName: 'GN7.2XLARGE32' }
    const instanceTypes = new Map([['ins-ex4mple1', 'GT4.4XLARGE96']])

    expect(only(rowOf({}, parts), { instanceTypes }).details.SkuPriceDetails).toBe('{"InstanceType":"GT4.4XLARGE96"}')
  })

  test('is not chosen among several', () => {
    const parts = { ComponentConfig: [{ Value: 'GN7.2XLARGE32' }, { Value: 'GN7.5XLARGE80' }] }

    expect(only(rowOf({}, parts)).details.SkuPriceDetails).toBeUndefined()
  })
})

describe('a row is refused', () => {
  test.each<readonly [string, TencentRow, string, string]>([
    ['of another payer', { PayerUin: '909619400' }, 'PayerUin', 'is not the account of the settings'],
    ['without a payer', { PayerUin: null }, 'PayerUin', 'is empty'],
    ['of another month', { BillMonth: '2026-07-01 00:00:00' }, 'BillMonth', 'is not the month asked for, 2026-08'],
    ['without components', { ComponentSet: null }, 'ComponentSet', 'amounts stand nowhere else'],
    ['without a beginning', { FeeBeginTime: '' }, 'FeeBeginTime', 'is empty'],
    ['of a day that no calendar has', { FeeBeginTime: '2026-02-30 00:00:00' }, 'FeeBeginTime', 'is not a moment'],
    ['with another form of time', { FeeEndTime: '2026-08-01T00:00:00Z' }, 'FeeEndTime', 'is not a time such as'],
    ['that ends before it begins', { FeeEndTime: '2026-07-31 22:59:59' }, 'FeeEndTime', 'is before FeeBeginTime'],
    ['with an id that was a number', { ResourceId: 1725547686519644160 }, 'ResourceId', 'its digits may be lost'],
    ['with tags that are none', { Tags: 'model' }, 'Tags', 'is no list of records'],
  ])('that comes from Tencent %s', (_, fields, column, reason) => {
    const { lines, refused } = linesOf(rowOf(fields), 3, august, known)

    expect(lines).toEqual([])
    expect(refused).toMatchObject([{ window: '2026-08', record: 3, column }])
    expect(refused[0]?.reason).toContain(reason)
    expect(JSON.parse(refused[0]?.line ?? '')).toMatchObject({ Id: row['Id'] })
  })

  test('no tags are no fault', () => {
    expect(only(rowOf({ Tags: null })).tags).toEqual({})
  })

  test('nor is a bill month that old rows do not have', () => {
    expect(only(rowOf({ BillMonth: null })).window).toBe('2026-08')
  })

  test('blanks around a text are not part of it, and a dash is nothing', () => {
    const line = only(rowOf({ RegionId: ' 1\t', ZoneName: '-' }))

    expect([line.regionId, line.details.AvailabilityZone]).toEqual(['1', undefined])
  })
})
