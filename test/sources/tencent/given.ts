/** A Tencent Cloud for tests: one account, rows written by hand, and its source over real HTTP. */
import { onTestFinished } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import type { BillLine, RefusedLine } from '../../../src/records/bill-line.js'
import type { BillPage, BillSource, ProviderTotal } from '../../../src/records/bill-source.js'
import { tencentBills, type TencentSettings } from '../../../src/sources/tencent/index.js'
import {
  startTencent,
  type TencentBill,
  type TencentManners,
  type TencentRow,
  type TencentWorld,
} from '../../../src/world/tencent.js'
import { asking, type Given, type Remembered } from './asking.js'

export const ACCOUNT = '100000000001'
export const credentials = { secretId: 'id-of-a-test', secretKey: 'key-of-a-test' }

export const component: TencentRow = {
  ComponentCodeName: '运算组件',
  ItemCodeName: '运算组件-PNV4-28核116G',
  ItemCode: 'virtual_v_cvm_compute_pnv4',
  PriceUnit: '元/个/小时',
  SinglePrice: '14.39856',
  UsedAmount: '1',
  UsedAmountUnit: '个',
  TimeSpan: '1',
  TimeUnitName: '小时',
  Cost: '14.39856000',
  RealCost: '12.52674720',
  CashPayAmount: '12.52674720',
  InstanceType: null,
  ComponentConfig: null,
}

/** An hour of a machine with one A10: 31 July, 23:00 to 24:00 in Beijing, deducted on 1 August. */
export const row: TencentRow = {
  Id: '1725547686519644160',
  ActionType: 'postpay_deduct_h',
  ActionTypeName: '按量计费小时结',
  BillMonth: '2026-08-01 00:00:00',
  BusinessCode: 'p_cvm',
  BusinessCodeName: '云服务器CVM',
  ProductCode: 'sp_cvm_pnv4',
  PayModeName: '按量计费',
  PayTime: '2026-08-01 00:12:22',
  FeeBeginTime: '2026-07-31 23:00:00',
  FeeEndTime: '2026-07-31 23:59:59',
  PayerUin: ACCOUNT,
  OwnerUin: '100000000002',
  ProjectId: 0,
  RegionId: '1',
  RegionName: '华南地区（广州）',
  ZoneName: '广州六区',
  ResourceId: 'ins-ex4mple1',
  Tags: [{ TagKey: 'model', TagValue: 'qwen2.5-7b' }],
  ComponentSet: [component],
}

/** A row with other fields, and its one component with others, too. */
export function rowOf(fields: TencentRow, parts: TencentRow = {}): TencentRow {
  return { ...row, ComponentSet: [{ ...component, ...parts }], ...fields }
}

/** So many rows of one cent each, with an Id of their own. */
export function cents(many: number, first = 1): TencentRow[] {
  return Array.from({ length: many }, (_, i) => rowOf({ Id: `9000000000000000${first + i}` }, { RealCost: '0.01' }))
}

export function settingsOf(url: string, more: Partial<TencentSettings> = {}): TencentSettings {
  return {
    name: 'tencent',
    account: ACCOUNT,
    currency: 'CNY',
    secretId: new Secret(credentials.secretId),
    secretKey: new Secret(credentials.secretKey),
    token: undefined,
    endpoint: url,
    language: 'zh-CN',
    proxy: undefined,
    from: '2026-08-01',
    member: false,
    pageSize: 300,
    instanceTypes: new Map(),
    timeoutMs: 20_000,
    patience: { retries: 2, firstWaitMs: 1 },
    clock: () => 0,
    ...more,
  }
}

export interface Cloud {
  readonly world: TencentWorld
  readonly source: BillSource
}

/** A cloud that ends with the test. */
export async function aTencent(
  bill: Partial<TencentBill>,
  manners: TencentManners = {},
  more: Partial<TencentSettings> = {},
): Promise<Cloud> {
  const now = () => new Date('2026-08-15T02:40:00Z')
  const world = await startTencent({ account: ACCOUNT, rows: () => [], ...bill }, credentials, { now, ...manners })
  onTestFinished(() => world.close())
  return { world, source: tencentBills(settingsOf(world.url, more)) }
}

export interface Read {
  readonly pages: readonly BillPage[]
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
  readonly totals: readonly ProviderTotal[]
  readonly around: Remembered
}

/** A month, read. */
export async function monthOf(source: BillSource, month = '2026-08', given: Given = {}): Promise<Read> {
  const around = asking(given)
  const [piece] = source.pieces(`${month}-01`, `${month}-02`)
  if (piece === undefined) throw new Error('no piece')
  const pages: BillPage[] = []
  for await (const page of source.read(piece, around)) pages.push(page)
  return {
    pages,
    lines: pages.flatMap(({ lines }) => lines),
    refused: pages.flatMap(({ refused }) => refused),
    totals: pages.flatMap(({ totals }) => totals ?? []),
    around,
  }
}
