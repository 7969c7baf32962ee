/** What a row of the detailed export means: its bases, its resource, its labels. Every trap of it has a test here. */
import { describe, expect, test } from 'vitest'
import type { BillLine } from '../../../src/records/bill-line.js'
import { gcpBills } from '../../../src/sources/gcp/index.js'
import { DETAILED, type ExportRow } from '../../../src/world/bigquery.js'
import { asking } from './asking.js'
import { anExport, gpu, hour, readDue, settingsOf, table } from './given.js'

async function linesOf(rows: readonly ExportRow[]): Promise<readonly BillLine[]> {
  const world = await anExport()
  world.load(rows)
  return (await readDue(gcpBills(settingsOf(world)), asking())).lines
}

const bases = ({ costType, listCost, contractedCost, billedCost, effectiveCost }: BillLine) =>
  [costType, listCost, contractedCost, billedCost, effectiveCost].join(' ')

const credit = (type: string, amount: string, name = type) => ({ type, amount, name, full_name: name, id: name })

describe('credits', () => {
  test('are a line for each type: two discounts, a promotion and a free tier beside a cost that counts once', async () => {
    const lines = await linesOf([
      gpu(hour('22T05'), {
        cost: '2.5',
        cost_at_list: '3',
        credits: [
          credit('SUSTAINED_USAGE_DISCOUNT', '-0.25'),
          credit('COMMITTED_USAGE_DISCOUNT', '-0.5'),
          credit('PROMOTION', '-0.125', 'Free trial'),
          credit('PROMOTION', '-0.125', 'Startups'),
          credit('FREE_TIER', '-0.0625'),
        ],
      }),
    ])

    // billed = 2.5 - 1.0625 = 1.4375; effective = billed without promotion and free tier = 2.5 - 0.75 = 1.75
    expect(lines.map(bases).toSorted()).toEqual([
      'COMMITTED_USAGE_DISCOUNT 0 0 -0.5 -0.5',
      'FREE_TIER 0 0 -0.0625 0',
      'PROMOTION 0 0 -0.25 0',
      'SUSTAINED_USAGE_DISCOUNT 0 0 -0.25 -0.25',
      'regular 3 2.5 2.5 2.5',
    ])
    expect(new Set(lines.map(({ resourceId }) => resourceId))).toEqual(new Set(['chat-prod/us-central1-a/gpu-7']))
    expect(lines.filter(({ chargeCategory }) => chargeCategory === 'Credit')).toHaveLength(4)
    expect(
      lines.every(({ chargeCategory, consumedQuantity }) => chargeCategory === 'Usage' || consumedQuantity === null),
    ).toBe(true)
  })

  test('without a type make their row unknown, for it may be a promotion', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05'), { credits: [{ ...credit('', '-0.5'), type: null }] })])

    const { pages, lines } = await readDue(gcpBills(settingsOf(world)), asking())

    expect(lines).toEqual([])
    expect(pages[0]?.refused).toMatchObject([
      { window: '2026-08-22T05', record: 1, column: 'type', reason: 'is empty' },
    ])
  })
})

describe('amounts', () => {
  test('are added as NUMERIC: a thousand times 0.1 is 100, which doubles miss', async () => {
    const lines = await linesOf(
      Array.from({ length: 1000 }, () => gpu(hour('22T05'), { cost: '0.1', cost_at_list: '0.1' })),
    )

    expect(lines.map(bases)).toEqual(['regular 100 100 100 100'])
  })

  test('keep their digits past the point where a Big turns to exponents', async () => {
    const lines = await linesOf([gpu(hour('22T05'), { cost: '0.000000001', cost_at_list: '1.5E-7' })])

    expect(lines.map(bases)).toEqual(['regular 0.00000015 0.000000001 0.000000001 0.000000001'])
  })

  test('of which one is not said are not said: no list price on one of two rows is no list cost', async () => {
    const lines = await linesOf([gpu(hour('22T05')), gpu(hour('22T05'), { cost_at_list: null })])

    expect(lines.map(bases)).toEqual(['regular  5.867816 5.867816 5.867816'])
  })

  test('without a cost are refused, and not passed over by the sum', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05')), gpu(hour('22T05'), { cost: null })])

    const { pages } = await readDue(gcpBills(settingsOf(world)), asking())

    expect(pages[0]?.refused[0]).toMatchObject({ column: 'cost', reason: 'is empty on one of its rows' })
  })
})

describe('a machine with a GPU', () => {
  test('is three SKUs on one resource, however its parts are spelt', async () => {
    const numbers = '//compute.googleapis.com/projects/123456789/zones/us-central1-a/instances/5550001'
    const lines = await linesOf([
      gpu(hour('22T05')),
      gpu(hour('22T05'), {
        sku: { id: 'CORE', description: 'A2 Instance Core running in Americas' },
        cost: '0.379332',
        resource: { name: 'gpu-7', global_name: numbers },
      }),
      gpu(hour('22T05'), {
        sku: { id: 'RAM', description: 'A2 Instance Ram running in Americas' },
        cost: '0.360145',
        resource: { name: 'projects/chat-prod/zones/us-central1-a/instances/gpu-7', global_name: numbers },
      }),
    ])

    expect(lines.map(({ skuId, resourceId, billedCost }) => [skuId, resourceId, billedCost])).toEqual([
      ['039F-D0DA-4055', 'chat-prod/us-central1-a/gpu-7', '2.933908'],
      ['CORE', 'chat-prod/us-central1-a/gpu-7', '0.379332'],
      ['RAM', 'chat-prod/us-central1-a/gpu-7', '0.360145'],
    ])
  })

  test('carries what its type is learnt from, and the reservation that it ran in', async () => {
    const [line] = await linesOf([
      gpu(hour('22T05'), {
        system_labels: [
          { key: 'compute.googleapis.com/reservation_name', value: 'a2-pool' },
          { key: 'compute.googleapis.com/machine_spec', value: 'a2-highgpu-1g' },
          { key: 'compute.googleapis.com/is_unused_reservation', value: 'true' },
          { key: 'compute.googleapis.com/reservation_project_id', value: 'shared' },
        ],
      }),
    ])

    expect(line?.details.x_SystemLabels).toMatch(/machine_spec","value":"a2-highgpu-1g"/)
    expect(line?.details.AvailabilityZone).toBe('us-central1-a')
    expect(line?.details.SkuMeter).toBe('Nvidia Tesla A100 GPU running in Americas')
    expect(line?.details.x_ServiceId).toBe('6F81-5844-456A')
    expect([line?.capacityReservationId, line?.capacityReservationStatus]).toEqual(['shared/a2-pool', 'Unused'])
    expect([line?.consumedQuantity, line?.consumedUnit]).toEqual(['3600', 'seconds'])
  })

  test('in GKE carries cluster and namespace as tags, the same in whatever order they come', async () => {
    const labels = [
      { key: 'k8s-namespace', value: 'serving' },
      { key: 'goog-k8s-cluster-name', value: 'chat' },
    ]
    const lines = await linesOf([gpu(hour('22T05'), { labels }), gpu(hour('22T05'), { labels: labels.toReversed() })])

    expect(lines).toHaveLength(1)
    expect(lines[0]?.tags).toEqual({ 'goog-k8s-cluster-name': 'chat', 'k8s-namespace': 'serving' })
  })

  test('keeps the label where a tag of the hierarchy is called alike', async () => {
    const [line] = await linesOf([
      gpu(hour('22T05'), {
        labels: [{ key: 'team', value: 'search' }],
        tags: [
          { key: 'team', value: 'all', inherited: 'true', namespace: 'org' },
          { key: 'gcp-product', value: 'vertex_ai', inherited: 'true', namespace: 'org' },
        ],
      }),
    ])

    expect(line?.tags).toEqual({ team: 'search', 'gcp-product': 'vertex_ai' })
  })
})

describe('kinds of charges', () => {
  test.each([
    ['tax', 'Tax'],
    ['rounding_error', 'Adjustment'],
    ['adjustment', 'Adjustment'],
  ])('%s is %s, has no resource where Google names none, and no quantity', async (costType, category) => {
    const [line] = await linesOf([
      gpu(hour('22T05'), { cost_type: costType, project: null, resource: null, cost: '0.000001', cost_at_list: null }),
    ])

    expect(line).toMatchObject({
      chargeCategory: category,
      costType,
      resourceId: null,
      subAccountId: null,
      consumedQuantity: null,
    })
    expect(line?.billedCost).toBe('0.000001')
  })

  test.each(['Commitment v1: Nvidia L4 GPU in Iowa for 1 Year', 'Commitment - dollar based v1: GCE for 3 years'])(
    '"%s" buys a commitment, which covers what credits take off elsewhere',
    async (description) => {
      const [line] = await linesOf([
        gpu(hour('22T05'), { sku: { id: 'C', description }, resource: null, subscription: { instance_id: 'sub-1' } }),
      ])

      expect(line).toMatchObject({
        chargeCategory: 'Purchase',
        chargeFrequency: 'Recurring',
        commitmentDiscountId: 'sub-1',
      })
    },
  )

  test('a cost type that nobody knows is refused with its whole row, and the rows beside it are read', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05')), gpu(hour('22T05'), { cost_type: 'levy' })])

    const { pages, lines } = await readDue(gcpBills(settingsOf(world)), asking())

    expect(lines).toHaveLength(1)
    expect(pages[0]?.refused).toMatchObject([{ record: 2, column: 'cost_type', value: 'levy' }])
    expect(pages[0]?.refused[0]?.line).toContain('"039F-D0DA-4055"')
  })
})

describe('corrections', () => {
  const negation = { cost: '-2.933908', cost_at_list: '-2.933908', export_time: '2026-08-25T05:40:00Z' }
  const adjusted = { id: 'a', description: '', mode: 'COMPLETE_NEGATION_WITH_REMONETIZATION', type: 'PRICE_CORRECTION' }

  test('of the same month net out in the hour that was used', async () => {
    const lines = await linesOf([
      gpu(hour('22T05')),
      gpu(hour('22T05'), { ...negation, adjustment_info: adjusted }),
      gpu(hour('22T05'), {
        cost: '2',
        cost_at_list: '2.5',
        export_time: '2026-08-25T05:40:00Z',
        adjustment_info: adjusted,
      }),
    ])

    expect(lines.map(bases)).toEqual(['regular 2.5 2 2 2'])
    expect(lines[0]?.chargeClass).toBeNull()
  })

  test('of an invoice that is out already stay in the hour, on the invoice they are on, and say so', async () => {
    const lines = await linesOf([
      gpu(hour('22T05')),
      gpu(hour('22T05'), {
        ...negation,
        export_time: '2026-09-10T05:40:00Z',
        adjustment_info: adjusted,
        invoice: { month: '202609' },
      }),
    ])

    expect(
      lines.map(({ window, chargeClass, billingPeriodStart, billedCost }) => [
        window,
        chargeClass,
        billingPeriodStart,
        billedCost,
      ]),
    ).toEqual([
      ['2026-08-22T05', null, '2026-08-01T00:00:00Z', '2.933908'],
      ['2026-08-22T05', 'Correction', '2026-09-01T00:00:00Z', '-2.933908'],
    ])
  })
})

test('the last hours of a month in California are on its invoice, and one hour stands on two', async () => {
  const start = '2026-09-01T06:00:00Z'
  const lines = await linesOf([
    gpu(start, { invoice: { month: '202608' } }),
    gpu(start, { invoice: { month: '202609' }, sku: { id: 'LATE', description: 'A2 Instance Core' } }),
  ])

  expect(
    lines.map(({ window, billingPeriodStart, billingPeriodEnd }) => [window, billingPeriodStart, billingPeriodEnd]),
  ).toEqual([
    ['2026-09-01T06', '2026-08-01T00:00:00Z', '2026-09-01T00:00:00Z'],
    ['2026-09-01T06', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'],
  ])
})

test('a bill in yuan keeps the rate that Google made it with', async () => {
  const [line] = await linesOf([
    gpu(hour('22T05'), { currency: 'CNY', cost: '21.06', currency_conversion_rate: '7.1787' }),
  ])

  expect(line).toMatchObject({
    billingCurrency: 'CNY',
    billedCost: '21.06',
    tags: { currency_conversion_rate: '7.1787' },
  })
})

test('columns that an old table lacks are unknown: no list cost, no system labels, no rate', async () => {
  const old = new Set([
    'cost_at_list',
    'system_labels',
    'tags',
    'currency_conversion_rate',
    'adjustment_info',
    'subscription',
  ])
  const world = await anExport({}, [{ ...table, schema: DETAILED.filter(({ name }) => !old.has(name)) }])
  const row = Object.fromEntries(Object.entries(gpu(hour('22T05'))).filter(([name]) => !old.has(name)))
  world.load([row])

  const { lines } = await readDue(gcpBills(settingsOf(world)), asking())

  expect(lines.map(bases)).toEqual(['regular  2.933908 2.933908 2.933908'])
  expect(lines[0]?.details).not.toHaveProperty('x_SystemLabels')
})

test('columns that Google adds change nothing', async () => {
  const world = await anExport({}, [{ ...table, schema: [{ name: 'carbon', type: 'FLOAT' }, ...DETAILED] }])
  world.load([gpu(hour('22T05'), { carbon: '0.5' })])

  const { lines } = await readDue(gcpBills(settingsOf(world)), asking())

  expect(lines.map(bases)).toEqual(['regular 2.933908 2.933908 2.933908 2.933908'])
})

test('a time between seconds is refused: no hour is told to the second by it', async () => {
  const world = await anExport()
  world.load([gpu(hour('22T05'), { usage_end_time: '2026-08-22T05:59:59.5Z' })])

  const { pages } = await readDue(gcpBills(settingsOf(world)), asking())

  expect(pages[0]?.refused).toMatchObject([
    { column: 'ends', value: '2026-08-22T05:59:59.5Z', reason: 'is not a time to the second' },
  ])
})
