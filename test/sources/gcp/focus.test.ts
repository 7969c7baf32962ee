/** Google's native FOCUS 1.2 export: FOCUS's own columns, and what Google leaves out of them. */
import { expect, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import type { BillLine } from '../../../src/records/bill-line.js'
import { gcpBills, type GcpSettings } from '../../../src/sources/gcp/index.js'
import type { BigQueryWorld, ExportRow, ExportTable } from '../../../src/world/bigquery.js'
import { asking } from './asking.js'
import { anExport, focusTable, hour, markOf, readDue, settingsOf } from './given.js'

function charge(start: string, end: string, also: ExportRow = {}): ExportRow {
  return {
    BilledCost: '2.433908',
    BillingAccountId: '010101-F0FFF0-61C528',
    BillingCurrency: 'USD',
    BillingPeriodStart: '2026-08-01T07:00:00Z',
    BillingPeriodEnd: '2026-09-01T07:00:00Z',
    ChargeCategory: 'Usage',
    ChargePeriodStart: start,
    ChargePeriodEnd: end,
    ConsumedQuantity: '3600',
    ConsumedUnit: 'seconds',
    ContractedCost: '2.933908',
    EffectiveCost: '2.933908',
    ListCost: '3.5',
    PricingCategory: 'Standard',
    PricingQuantity: '1',
    PricingUnit: 'hour',
    ProviderName: 'Google Cloud',
    RegionId: 'us-central1',
    AvailabilityZone: 'us-central1-a',
    ResourceId: '//compute.googleapis.com/projects/chat-prod/zones/us-central1-a/instances/gpu-7',
    ResourceName: 'gpu-7',
    ServiceName: 'Compute Engine',
    SkuId: '039F-D0DA-4055',
    SubAccountId: 'chat-prod',
    x_CostType: 'regular',
    x_Credits: [{ Name: 'Trial', Amount: '-0.5', FullName: 'Trial', Id: 't', Type: 'PROMOTION' }],
    x_CurrencyConversionRate: '1',
    x_ExportTime: '2026-08-23T05:40:00.123456Z',
    x_ServiceId: '6F81-5844-456A',
    x_Labels: [{ Key: 'team', Value: 'search' }],
    x_SystemLabels: [{ Key: 'compute.googleapis.com/machine_spec', Value: 'a2-highgpu-1g' }],
    ...also,
  }
}

const settings = (world: BigQueryWorld, table: ExportTable = focusTable): GcpSettings =>
  settingsOf(world, { feed: 'gcp-focus', table: { project: 'finops', dataset: 'billing', table: table.table } })

async function linesOf(rows: readonly ExportRow[], table = focusTable): Promise<readonly BillLine[]> {
  const world = await anExport({}, [table])
  world.load(rows)
  return (await readDue(gcpBills(settings(world, table)), asking())).lines
}

test('the four costs are those of FOCUS, and credits that are in them are not taken off again', async () => {
  const lines = await linesOf([charge(hour('22T05'), hour('22T06'))])

  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    window: '2026-08-22T05',
    provider: 'gcp',
    invoiceIssuerName: 'Google Cloud',
    billingPeriodStart: '2026-08-01T07:00:00Z',
    chargeCategory: 'Usage',
    listCost: '3.5',
    contractedCost: '2.933908',
    billedCost: '2.433908',
    effectiveCost: '2.933908',
    resourceId: 'chat-prod/us-central1-a/gpu-7',
    costType: 'regular',
    pricingCategory: 'Standard',
    tags: { team: 'search' },
  })
  expect(lines[0]?.details.x_SystemLabels).toBe(
    '[{"key":"compute.googleapis.com/machine_spec","value":"a2-highgpu-1g"}]',
  )
})

test('hours are touched by x_ExportTime, and totals are of the billing period', async () => {
  const world = await anExport({}, [focusTable])
  world.load([charge(hour('22T05'), hour('22T06'))])
  const first = await readDue(gcpBills(settings(world)), asking())
  world.load([charge(hour('22T05'), hour('22T06'), { x_ExportTime: '2026-08-23T05:40:00.123457Z', BilledCost: '-1' })])

  const second = await readDue(gcpBills(settings(world)), asking({ mark: markOf(first) }))

  expect(second.lines.map(({ billedCost }) => billedCost)).toEqual(['1.433908'])
  expect(second.pages.at(-1)?.totals).toMatchObject([
    {
      billingPeriod: '2026-08-01',
      billingCurrency: 'USD',
      total: '1.433908',
      source: 'BilledCost per BillingPeriodStart',
    },
  ])
  expect(markOf(second)).toBe('2026-08-23T05:40:00.123457Z')
})

test('a cost that is NULL is refused where it is billed, and unknown where it is not', async () => {
  const world = await anExport({}, [focusTable])
  world.load([
    charge(hour('22T05'), hour('22T06'), { ListCost: null }),
    charge(hour('22T05'), hour('22T06'), { BilledCost: null, SkuId: 'other' }),
  ])

  const reading = await readDue(gcpBills(settings(world)), asking())

  expect(reading.pages.flatMap(({ refused }) => refused)).toMatchObject([
    { column: 'billed', reason: 'is empty on one of its rows' },
  ])
  expect(reading.lines.map(({ listCost }) => listCost)).toEqual([null])
  expect(markOf(reading)).toBeUndefined()
})

test.each([
  ['ChargeCategory', 'Fee', 'category'],
  ['BillingCurrency', 'RMB', 'currency'],
  ['ChargeClass', 'Mistake', 'class'],
])('%s %s is refused', async (column, value, said) => {
  const world = await anExport({}, [focusTable])
  world.load([charge(hour('22T05'), hour('22T06'), { [column]: value })])
  const source = gcpBills(settings(world))
  const around = asking()
  const [piece] = await source.due(around)
  if (piece === undefined) throw new Error('a piece is due')

  const { value: page } = await source.read(piece, around).next()

  expect(page.refused).toMatchObject([{ column: said, value }])
  expect(page.lines).toEqual([])
})

test('a preview that loses what it may lose is read on, and one that loses a cost is not', async () => {
  const without = (...names: string[]): ExportTable => ({
    ...focusTable,
    schema: focusTable.schema.filter(({ name }) => !names.includes(name)),
  })
  const fewer = without('x_Labels', 'x_SystemLabels', 'SkuPriceId', 'ChargeClass', 'AvailabilityZone')
  const row = charge(hour('22T05'), hour('22T06'))
  const { x_Labels: _, x_SystemLabels: __, AvailabilityZone: ___, ...rest } = row

  const lines = await linesOf([rest], fewer)
  const world = await anExport({}, [without('EffectiveCost')])

  expect(lines[0]).toMatchObject({ billedCost: '2.433908', tags: {}, skuPriceId: null })
  await expect(readDue(gcpBills(settings(world)), asking())).rejects.toBeInstanceOf(MalformedBill)
})
