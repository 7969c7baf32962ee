/** The questions make a whole: every account, record type, service and usage type once, hours where there are any. */
import { describe, expect, test } from 'vitest'
import { asking } from './asking.js'
import { aCloud, charge, EC2, hourOf, MEMBER, NOW, PAYER, read, SAGEMAKER, sums } from './cloud.js'

describe('a fortnight', () => {
  test('is EC2 by hour and resource and all else by day, each charge in one line', async () => {
    const { bills, world } = await aCloud({
      charges: [
        charge({ resourceId: 'i-1', hour: hourOf('2026-08-20', 5), unblended: '55.04' }),
        charge({ resourceId: 'i-1', hour: hourOf('2026-08-20', 6), unblended: '55.04' }),
        charge({
          resourceId: 'i-2',
          hour: hourOf('2026-08-20', 5),
          unblended: '1.861',
          usageType: 'BoxUsage:g6e.xlarge',
          account: PAYER,
        }),
        charge({
          service: SAGEMAKER,
          usageType: 'USE1-Host:ml.g5.12xlarge',
          hour: hourOf('2026-08-20', 5),
          unblended: '7.09',
        }),
        charge({
          service: SAGEMAKER,
          usageType: 'USE1-Host:ml.g5.12xlarge',
          hour: hourOf('2026-08-20', 6),
          unblended: '7.09',
        }),
        charge({
          recordType: 'Tax',
          service: EC2,
          usageType: '',
          hour: hourOf('2026-08-20', 0),
          unblended: '0.5',
          unit: '',
        }),
        charge({
          recordType: 'Credit',
          service: EC2,
          usageType: 'BoxUsage:p5.48xlarge',
          resourceId: 'i-1',
          hour: hourOf('2026-08-20', 5),
          unblended: '-10',
        }),
      ],
    })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { lines, refused } = await read(bills, piece, around)

    expect(refused).toEqual([])
    expect(
      sums(lines, (line) => `${line.subAccountId} ${line.costType} ${line.resourceId} ${line.chargePeriodStart}`),
    ).toEqual({
      [`${MEMBER} Usage i-1 2026-08-20T05:00:00Z`]: '55.04',
      [`${MEMBER} Usage i-1 2026-08-20T06:00:00Z`]: '55.04',
      [`${PAYER} Usage i-2 2026-08-20T05:00:00Z`]: '1.861',
      [`${MEMBER} Usage null 2026-08-20T00:00:00Z`]: '14.18',
      [`${MEMBER} Tax null 2026-08-20T00:00:00Z`]: '0.5',
      [`${MEMBER} Credit i-1 2026-08-20T05:00:00Z`]: '-10',
    })
    // 55.04 x 2 + 1.861 + 7.09 x 2 + 0.5 - 10 = 116.621
    expect(sums(lines, () => 'all')).toEqual({ all: '116.621' })
    expect(world.asked.map(({ action, input }) => `${action} ${input.Granularity}`)).toEqual([
      'GetCostAndUsage DAILY',
      'GetCostAndUsage DAILY',
      'GetCostAndUsageWithResources HOURLY',
      'GetCostAndUsage DAILY',
      'GetCostAndUsageWithResources HOURLY',
      'GetCostAndUsage DAILY',
      'GetCostAndUsage DAILY',
      'GetCostAndUsageWithResources HOURLY',
      'GetCostAndUsage MONTHLY',
    ])
    expect(Math.max(...world.asked.map(({ input }) => input.GroupBy?.length ?? 0))).toBe(2)
  })

  test('says of both windows of each day that they were answered, and by which month they are billed', async () => {
    const { bills } = await aCloud({ charges: [charge({ unblended: '1', resourceId: 'i-1' })] })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { pages } = await read(bills, piece, around)

    const windows = pages.flatMap((page) => page.windows ?? [])
    expect(piece?.windows).toHaveLength(26)
    expect(windows.map(({ name }) => name)).toEqual(piece?.windows)
    expect(windows[0]).toEqual({
      name: '2026-08-10',
      provider: 'aws',
      invoiceIssuerName: 'Amazon Web Services, Inc.',
      billingAccountId: PAYER,
      billingPeriod: '2026-08-01',
      billingPeriodEnd: '2026-09-01',
      final: false,
    })
  })

  test('is as final as AWS says it is, day by day', async () => {
    const cloud = await aCloud({ charges: [charge({ unblended: '1', resourceId: 'i-1' })] })
    cloud.estimatedFrom = '2026-08-15'
    const around = asking({ now: NOW })
    const [piece] = (await cloud.bills.due(around)).slice(-1)

    const { pages } = await read(cloud.bills, piece, around)

    const final = pages.flatMap((page) => page.windows ?? []).filter((window) => window.final === true)
    expect(final.map(({ name }) => name)).toEqual(
      ['10', '11', '12', '13', '14'].flatMap((day) => [`2026-08-${day}`, `2026-08-${day}/hours`]),
    )
  })

  test('holds what its hours do not show yet as one line of the day without a resource', async () => {
    const { bills } = await aCloud({
      charges: [
        charge({ resourceId: 'i-1', hour: hourOf('2026-08-22', 5), unblended: '55.04' }),
        charge({ resourceId: 'i-1', hour: hourOf('2026-08-22', 6), unblended: '55.04', dailyOnly: true }),
      ],
    })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { lines } = await read(bills, piece, around)

    expect(
      lines.map(({ window, resourceId, chargeCategory, billedCost, consumedQuantity }) => ({
        window,
        resourceId,
        chargeCategory,
        billedCost,
        consumedQuantity,
      })),
    ).toEqual([
      {
        window: '2026-08-22/hours',
        resourceId: 'i-1',
        chargeCategory: 'Usage',
        billedCost: '55.04',
        consumedQuantity: '1',
      },
      {
        window: '2026-08-22',
        resourceId: null,
        chargeCategory: 'Adjustment',
        billedCost: '55.04',
        consumedQuantity: null,
      },
    ])
  })

  test('without hours switched on is days alone', async () => {
    const { bills, world } = await aCloud({
      charges: [charge({ resourceId: 'i-1', hour: hourOf('2026-08-22', 5), unblended: '55.04' })],
      settings: { hourly: false },
      manners: { resources: false },
    })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { lines } = await read(bills, piece, around)

    expect(lines).toMatchObject([
      { window: '2026-08-22', resourceId: null, billedCost: '55.04', consumedQuantity: '1', consumedUnit: 'Hrs' },
    ])
    expect(new Set(world.asked.map(({ action }) => action))).toEqual(new Set(['GetCostAndUsage']))
  })

  test('gives charges of no instance no resource', async () => {
    const { bills } = await aCloud({ charges: [charge({ unblended: '3', hour: hourOf('2026-08-20', 1) })] })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { lines } = await read(bills, piece, around)

    expect(lines).toMatchObject([{ window: '2026-08-20/hours', resourceId: null, billedCost: '3' }])
  })

  test('with a tag tells a service by its values too, and the parts are the whole', async () => {
    const endpoint = { service: SAGEMAKER, usageType: 'Host:ml.g5.12xlarge' }
    const { bills } = await aCloud({
      charges: [
        charge({ ...endpoint, unblended: '7.09', tags: { 'model-version': 'v1.2' } }),
        charge({ ...endpoint, unblended: '7.09', hour: hourOf('2026-08-20', 1), tags: { 'model-version': 'v1$3' } }),
        charge({ ...endpoint, unblended: '1', hour: hourOf('2026-08-20', 2) }),
      ],
      settings: { tag: { key: 'model-version', services: [SAGEMAKER] } },
    })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { lines, refused } = await read(bills, piece, around)

    expect(refused).toEqual([])
    expect(sums(lines, ({ tags }) => JSON.stringify(tags))).toEqual({
      '{"model-version":"v1.2"}': '7.09',
      '{"model-version":"v1$3"}': '7.09',
      '{}': '1',
    })
  })

  test('asks for hours in the form that AWS takes, without milliseconds', async () => {
    const { bills, world } = await aCloud({ charges: [charge({ unblended: '1', resourceId: 'i-1' })] })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    await read(bills, piece, around)

    const hours = world.asked.find(({ action }) => action === 'GetCostAndUsageWithResources')
    expect(hours?.input.TimePeriod).toEqual({ Start: '2026-08-10T00:00:00Z', End: '2026-08-23T00:00:00Z' })
  })
})

describe('AWS in China', () => {
  test('is another place, and bills yuan because its answers say so', async () => {
    const { bills } = await aCloud({
      charges: [charge({ resourceId: 'i-1', unblended: '288.627', usageType: 'CNW1-BoxUsage:p3.16xlarge' })],
      currency: 'CNY',
      settings: { partition: 'aws-cn', invoiceIssuer: 'NWCD' },
      manners: { region: 'cn-northwest-1' },
    })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { lines, pages } = await read(bills, piece, around)

    expect(lines).toMatchObject([{ billingCurrency: 'CNY', billedCost: '288.627', invoiceIssuerName: 'NWCD' }])
    expect(pages.at(-1)?.totals).toMatchObject([{ billingCurrency: 'CNY', total: '288.627' }])
  })
})

describe('the total', () => {
  test('is what AWS says of the month apart from its lines, up to today', async () => {
    const { bills, world } = await aCloud({
      charges: [
        charge({ resourceId: 'i-1', unblended: '55.04' }),
        charge({ resourceId: 'i-1', unblended: '12', hour: hourOf('2026-08-01', 3) }),
        charge({ resourceId: 'i-1', unblended: '99', hour: hourOf('2026-08-23', 3) }),
      ],
    })
    const around = asking({ now: NOW })
    const [piece] = (await bills.due(around)).slice(-1)

    const { pages } = await read(bills, piece, around)

    expect(world.asked.at(-1)?.input.TimePeriod).toEqual({ Start: '2026-08-01', End: '2026-08-23' })
    expect(pages.at(-1)?.totals).toEqual([
      {
        provider: 'aws',
        billingAccountId: PAYER,
        billingPeriod: '2026-08-01',
        billingCurrency: 'USD',
        invoiceId: '',
        total: '67.04',
        notInLines: '0',
        source: 'GetCostAndUsage',
      },
    ])
  })
})
