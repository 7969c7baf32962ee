/** What CSV files do: marks at their beginning, newlines in their fields, and several of them together. */
import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'

const billed = (ledger: Ledger) => ledger.value('select sum(billed_cost) from fact.bill_line')

describe('the text of a file', () => {
  test('a byte order mark is no part of the first column', async ({ ledger }) => {
    const plain = await ledger.file('plain.csv', `\uFEFF${csv([{ BilledCost: '2.5' }])}`)
    const quoted = await ledger.file(
      'quoted.csv',
      `\uFEFF"x_Note",${csv([{ BilledCost: '4.5' }]).replace('\n', '\n"",')}`,
    )

    await ledger.load([plain, quoted])

    expect(await billed(ledger)).toBe('7.000000000000000000')
  })

  test('Windows line ends are line ends', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '2' }, { BilledCost: '3' }]).replaceAll('\n', '\r\n'))

    const { linesAccepted } = await ledger.load([path])

    expect(linesAccepted).toBe(2n)
    expect(await billed(ledger)).toBe('5.000000000000000000')
    expect(await ledger.value('select distinct service_name from fact.bill_line')).toBe('Amazon Elastic Compute Cloud')
  })

  test('a newline, a quote and a comma inside a field end neither field nor line, in the first record or the last', async ({
    ledger,
  }) => {
    const odd = 'web "blue",\nthen\r\ngreen'
    const many = Array.from({ length: 5000 }, (_, i) => ({ ChargeDescription: `line ${i}` }))
    const path = await ledger.file(
      'bill.csv',
      csv([{ ResourceId: odd, ChargeDescription: 'a\nb' }, ...many, { ResourceId: odd, ChargeDescription: 'c\n\nd' }]),
    )

    const { linesAccepted } = await ledger.load([path])

    expect(linesAccepted).toBe(5002n)
    expect(await ledger.rows('select resource_id, line_count from fact.bill_line order by line_count')).toEqual([
      { resource_id: odd, line_count: '2' },
      { resource_id: 'i-1', line_count: '5000' },
    ])
  })

  test('a newline in the name of a custom column does no harm', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([{ 'x_Cost\nCenter': '42', BilledCost: '6' }]).replace('x_Cost\nCenter', '"x_Cost\nCenter"'),
    )

    await ledger.load([path])

    expect(await billed(ledger)).toBe('6.000000000000000000')
  })

  test('Chinese names come through as they were written', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ ServiceName: '云服务器 ECS', ResourceId: '实例-一' }]))

    await ledger.load([path])

    expect(await ledger.rows('select service_name, resource_id from report.bill_line')).toEqual([
      { service_name: '云服务器 ECS', resource_id: '实例-一' },
    ])
  })

  test('columns in any order, and columns nobody knows, change nothing', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([{}], {
        Id: '7',
        x_Unheard: 'of',
        ChargePeriodEnd: '2026-08-01T01:00:00Z',
        BilledCost: '9',
        ServiceName: 'S',
        ProviderName: 'AWS',
        ChargeCategory: 'Usage',
        BillingPeriodEnd: '2026-09-01T00:00:00Z',
        BillingAccountId: '1',
        BillingPeriodStart: '2026-08-01T00:00:00Z',
        BillingCurrency: 'USD',
        ChargePeriodStart: '2026-08-01T00:00:00Z',
      }),
    )

    await ledger.load([path])

    expect(await ledger.rows('select service_name, billed_cost, effective_cost from fact.bill_line')).toEqual([
      { service_name: 'S', billed_cost: '9.000000000000000000', effective_cost: null },
    ])
  })
})

describe('several files of one snapshot', () => {
  test('a file that is packed is read like one that is not', async ({ ledger }) => {
    const path = await ledger.file('bill.csv.gz', gzipSync(csv([{ BilledCost: '1.25' }, { BilledCost: '2.25' }])))

    const { linesAccepted } = await ledger.load([path])

    expect(linesAccepted).toBe(2n)
    expect(await billed(ledger)).toBe('3.500000000000000000')
  })

  test('parts of one export add up, and equal lines in two parts are two lines', async ({ ledger }) => {
    const one = await ledger.file('one.csv', csv([{ BilledCost: '1.5' }]))
    const two = await ledger.file(
      'two.csv.gz',
      gzipSync(csv([{ BilledCost: '1.5', ChargeDescription: 'the other half' }])),
    )

    const { linesAccepted } = await ledger.load([one, two])

    expect(linesAccepted).toBe(2n)
    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '2', billed_cost: '3.000000000000000000' },
    ])
  })

  test('files with different columns are one snapshot, and what one of them lacks is unknown', async ({ ledger }) => {
    const long = await ledger.file(
      'long.csv',
      csv([{ SkuMeter: 'BoxUsage', CapacityReservationId: 'cr-1', BilledCost: '5' }]),
    )
    const short = await ledger.file('short.csv', csv([{ Tags: '{"team":"search"}', BilledCost: '7' }]))

    await ledger.load([long, short])

    expect(
      await ledger.rows(
        'select billed_cost, capacity_reservation_id, details, tags from fact.bill_line order by billed_cost',
      ),
    ).toEqual([
      {
        billed_cost: '5.000000000000000000',
        capacity_reservation_id: 'cr-1',
        details: { SkuMeter: 'BoxUsage' },
        tags: null,
      },
      { billed_cost: '7.000000000000000000', capacity_reservation_id: null, details: null, tags: { team: 'search' } },
    ])
  })

  test('a column that one file has and another lacks does not split their equal lines', async ({ ledger }) => {
    const long = await ledger.file('long.csv', csv([{ SkuMeter: null, x_Operation: null }]))
    const short = await ledger.file('short.csv', csv([{}]))

    await ledger.load([long, short])

    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '2', billed_cost: '2.000000000000000000' },
    ])
  })
})

describe('files that hold nothing', () => {
  test('a header alone brings no window and takes none away', async ({ ledger }) => {
    const full = await ledger.file('full.csv', csv([{}]))
    const header = await ledger.file('header.csv', `${csv([{}]).split('\n')[0]}\n`)
    await ledger.load([full])

    const { linesAccepted, linesRejected } = await ledger.load([header])

    expect([linesAccepted, linesRejected]).toEqual([0n, 0n])
    expect(await billed(ledger)).toBe('1.000000000000000000')
    expect(await ledger.value('select count(*) from ops.window')).toBe('1')
  })
})
