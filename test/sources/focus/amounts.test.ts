/** How much: every digit as billed, whatever the spelling, and nothing that is not there. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'

describe('spellings of an amount', () => {
  const spellings: readonly (readonly [written: string, billed: string])[] = [
    ['1E-7', '0.000000100000000000'],
    ['1.5e+2', '150.000000000000000000'],
    ['-4.40E-05', '-0.000044000000000000'],
    ['0E-10', '0.000000000000000000'],
    ['.5', '0.500000000000000000'],
    ['+7.', '7.000000000000000000'],
    ['0.123456789012345678', '0.123456789012345678'],
    ['-0.000000000000000001', '-0.000000000000000001'],
    ['0.50000000000000000000000', '0.500000000000000000'],
    ['99999999999999999999.999999999999999999', '99999999999999999999.999999999999999999'],
  ]

  test.for(spellings)('%s is billed as %s', async ([written, billed], { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: written }]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(0n)
    expect(await ledger.rows('select billed_cost from fact.bill_line')).toEqual([{ billed_cost: billed }])
    expect(await ledger.rows('select billed_cost from fact.resource_hour')).toEqual([{ billed_cost: billed }])
  })

  const broken = [
    '0.0000000000000000001',
    '1e-19',
    '100000000000000000000',
    '1,000.00',
    'NaN',
    'Infinity',
    '1e',
    '0x10',
  ]

  test.for(broken)('%s is no amount and its line is rejected', async (written, { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: written }, {}]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(1n)
    expect(await ledger.rows('select record, column_name, value, reason from raw.rejected')).toEqual([
      { record: '1', column_name: 'BilledCost', value: written, reason: 'is not a decimal of at most 18 decimals' },
    ])
    expect(await ledger.value('select sum(billed_cost) from fact.bill_line')).toBe('1.000000000000000000')
  })
})

describe('an amount that is not there', () => {
  test('an empty basis stays unknown and a zero stays zero', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ ListCost: null, ContractedCost: '0', EffectiveCost: '' }]))

    await ledger.load([path])

    expect(await ledger.rows('select list_cost, contracted_cost, effective_cost from fact.bill_line')).toEqual([
      { list_cost: null, contracted_cost: '0.000000000000000000', effective_cost: null },
    ])
  })

  test('the word NULL means nothing in every column, amounts and texts alike', async ({ ledger }) => {
    const line = { ListCost: 'NULL', ResourceId: 'NULL', SkuId: 'NULL', ChargeClass: 'NULL', Tags: 'NULL' }
    const path = await ledger.file('bill.csv', csv([line]).replaceAll('"NULL"', 'NULL'))

    await ledger.load([path])

    expect(await ledger.rows('select list_cost, resource_id, sku_id, charge_class, tags from fact.bill_line')).toEqual([
      {
        list_cost: null,
        resource_id: 'none:Amazon Elastic Compute Cloud',
        sku_id: null,
        charge_class: null,
        tags: null,
      },
    ])
  })

  test('a quoted NULL means nothing, too', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ ListCost: 'NULL', RegionId: 'NULL' }]))

    await ledger.load([path])

    expect(await ledger.rows('select list_cost, region_id from fact.bill_line')).toEqual([
      { list_cost: null, region_id: null },
    ])
  })

  test('lines that know a basis and lines that do not are never one group', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ ListCost: null }, { ListCost: '3' }, { ListCost: '4' }]))

    await ledger.load([path])

    expect(await ledger.rows('select line_count, list_cost from fact.bill_line order by list_cost')).toEqual([
      { line_count: '2', list_cost: '7.000000000000000000' },
      { line_count: '1', list_cost: null },
    ])
    expect(await ledger.rows('select list_cost, list_known, list_unknown from fact.resource_hour')).toEqual([
      { list_cost: null, list_known: '7.000000000000000000', list_unknown: '1' },
    ])
  })
})

describe('grouping at the door', () => {
  test('lines that differ only in description are one row with their sum', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([
        { ChargeDescription: 'first', BilledCost: '0.1' },
        { ChargeDescription: 'second', BilledCost: '0.2' },
        { ChargeDescription: 'third', BilledCost: '-0.3' },
      ]),
    )

    await ledger.load([path])

    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '3', billed_cost: '0.000000000000000000' },
    ])
  })

  const apart = [
    'SkuId',
    'SkuPriceId',
    'InvoiceId',
    'ChargeClass',
    'PricingCategory',
    'CapacityReservationId',
    'RegionId',
  ]

  test.for(apart)('lines that differ in %s stay apart', async (column, { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ [column]: 'one' }, { [column]: 'other' }, { [column]: null }]))

    await ledger.load([path])

    expect(await ledger.value('select count(*) from fact.bill_line')).toBe('3')
  })
})
