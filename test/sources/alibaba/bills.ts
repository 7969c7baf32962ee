/** An Alibaba account for tests: a far end on loopback that ends with the test, and rows as they come. */
import { onTestFinished } from 'vitest'
import { nextDay, parseDay } from '../../../src/units/billing-day.js'
import { Secret } from '../../../src/config/index.js'
import type { BillLine, RefusedLine } from '../../../src/records/bill-line.js'
import type { BillPage, BillSource } from '../../../src/records/bill-source.js'
import { type AlibabaSettings, alibabaBills } from '../../../src/sources/alibaba/index.js'
import {
  ALIBABA_KEY,
  type AlibabaBill,
  type AlibabaManners,
  type AlibabaRow,
  type AlibabaWorld,
  startAlibaba,
} from '../../../src/world/alibaba.js'
import { asking, type AskingGiven, type AskingTold } from '../../support/asking.js'

export const ACCOUNT = '1830000000000001'

/** A machine's day: 24 h at 10.8035 yuan after 15 % off a list price of 12.71, of which a coupon paid 9.284. */
export const machine: AlibabaRow = {
  BillingDate: '2026-08-22',
  BillAccountID: ACCOUNT,
  OwnerID: ACCOUNT,
  ProductCode: 'ecs',
  ProductName: '云服务器 ECS',
  ProductType: '',
  PipCode: 'ecs',
  CommodityCode: 'ecs',
  SubscriptionType: 'PayAsYouGo',
  Item: 'PayAsYouGoBill',
  BillingItem: '云服务器配置',
  BillingItemCode: 'instance_type',
  InstanceID: 'i-bp1example',
  InstanceSpec: 'ecs.gn7i-c32g1.8xlarge\t',
  Region: '华东1（杭州）',
  Zone: 'Hangzhou Zone B\n',
  Tag: 'key:team value:chat; key:env value:prod',
  ServicePeriod: '86400',
  ServicePeriodUnit: '秒',
  Usage: '24',
  UsageUnit: 'Hour\n',
  ListPrice: '12.71',
  Currency: 'CNY',
  PretaxGrossAmount: '305.04',
  InvoiceDiscount: '45.756',
  AfterDiscountAmount: '259.284',
  DeductedByCoupons: '9.284',
  PretaxAmount: '250',
  DeductedByCashCoupons: '250',
  CashAmount: '0',
  PaymentAmount: '0',
  CostUnit: '未分配\t',
}

export function aBill(rows: readonly AlibabaRow[], more: Partial<AlibabaBill> = {}): AlibabaBill {
  return {
    accountId: ACCOUNT,
    rows: (month) => rows.filter((row) => row['BillingDate']?.startsWith(month) === true),
    ...more,
  }
}

/** Metered hours of a machine, from each of these. */
export function metered(id: string, ...hours: readonly string[]): AlibabaRow[] {
  return hours.map((hour) => {
    const end = new Date(Date.parse(`${hour}:00:00Z`) + 3_600_000).toISOString().slice(0, 19)
    return { InstanceId: id, StartTime: `${hour}:00:00Z`, EndTime: `${end}Z`, CPUs: '32', Region: 'cn-hangzhou' }
  })
}

export async function anAlibaba(bill: AlibabaBill, manners: AlibabaManners = {}): Promise<AlibabaWorld> {
  const world = await startAlibaba(bill, { now: () => new Date('2026-08-24T02:00:00Z'), ...manners })
  onTestFinished(() => world.close())
  return world
}

export function settingsFor(endpoint: string, more: Partial<AlibabaSettings> = {}): AlibabaSettings {
  return {
    name: 'alibaba',
    site: 'china',
    endpoint,
    accessKeyId: new Secret(ALIBABA_KEY.accessKeyId),
    accessKeySecret: new Secret(ALIBABA_KEY.accessKeySecret),
    securityToken: undefined,
    accountId: undefined,
    billOwnerId: undefined,
    from: undefined,
    usageTables: [],
    requestsPerSecond: 10,
    timeoutMs: 20_000,
    patience: { retries: 0, firstWaitMs: 1 },
    ...more,
  }
}

export interface Reading {
  readonly pages: readonly BillPage[]
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
  readonly around: AskingTold
}

/** A day as the source reads it. */
export async function reading(source: BillSource, day: string, given: AskingGiven = {}): Promise<Reading> {
  const around = asking(given)
  const [piece] = source.pieces(day, nextDay(parseDay(day, 'UTC+8')).date)
  if (piece === undefined) throw new Error(`no piece for ${day}`)
  const pages: BillPage[] = []
  for await (const page of source.read(piece, around)) pages.push(page)
  return { pages, lines: pages.flatMap(({ lines }) => lines), refused: pages.flatMap(({ refused }) => refused), around }
}

/** The 22nd of August 2026 with these rows on it, read on the 24th. */
export async function readingOf(
  rows: readonly AlibabaRow[],
  manners: AlibabaManners = {},
  more: Partial<AlibabaSettings> = {},
): Promise<Reading> {
  const { url } = await anAlibaba(aBill(rows), manners)
  return reading(alibabaBills(settingsFor(url, more)), '2026-08-22')
}
