/** Parquet: amounts that are floating point or decimals, tags that are maps or lists, times with and without a zone. */
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { line, writeParquet } from '../../support/parquet.js'

const loaded = async (ledger: Ledger, query: string, options: Parameters<Ledger['load']>[1] = {}) =>
  ledger.load([await writeParquet(join(ledger.folder, 'bill.parquet'), query)], options)

describe('amounts', () => {
  test('a DOUBLE counts as the shortest text that means it', async ({ ledger }) => {
    const query = [`0.1::double`, `1e-7::double`, `55.04::double`]
      .map((cost, i) => line({ BilledCost: cost, ResourceId: `'i-${i}'` }))
      .join(' union all ')

    await loaded(ledger, query)

    expect(await ledger.rows('select billed_cost from fact.bill_line order by resource_id')).toEqual([
      { billed_cost: '0.100000000000000000' },
      { billed_cost: '0.000000100000000000' },
      { billed_cost: '55.040000000000000000' },
    ])
  })

  test('sums of DOUBLE amounts do not drift', async ({ ledger }) => {
    const query = `${line({ BilledCost: '0.1::double' })} from range(1000)`

    await loaded(ledger, query)

    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '1000', billed_cost: '100.000000000000000000' },
    ])
  })

  test('a DECIMAL of 18 decimals keeps each of them', async ({ ledger }) => {
    const cost = '12345678901234567890.123456789012345678'
    const query = line({
      BilledCost: `'${cost}'::decimal(38, 18)`,
      ListCost: `'-0.25'::decimal(9, 2)`,
      ContractedCost: '3::integer',
    })

    await loaded(ledger, query)

    expect(await ledger.rows('select billed_cost, list_cost, contracted_cost from fact.bill_line')).toEqual([
      { billed_cost: cost, list_cost: '-0.250000000000000000', contracted_cost: '3.000000000000000000' },
    ])
  })

  test('a DECIMAL of more than 18 decimals is taken where its last ones are zero and rejected where not', async ({
    ledger,
  }) => {
    const fine = line({ BilledCost: `'0.5'::decimal(38, 20)` })
    const long = line({ BilledCost: `'0.00000000000000000001'::decimal(38, 20)` })

    const { linesRejected } = await loaded(ledger, `${fine} union all ${long}`)

    expect(linesRejected).toBe(1n)
    expect(await ledger.rows('select record, column_name from raw.rejected')).toEqual([
      { record: '2', column_name: 'BilledCost' },
    ])
    expect(await ledger.value('select sum(billed_cost) from fact.bill_line')).toBe('0.500000000000000000')
  })

  const fine = '1.2345678901234567e-05::double'

  test('a DOUBLE of more than 18 decimals is rejected with its number', async ({ ledger }) => {
    const query = `${line()} union all ${line({ BilledCost: fine })}`

    const { linesRejected, linesAccepted } = await loaded(ledger, query)

    expect([linesAccepted, linesRejected]).toEqual([1n, 1n])
    expect(await ledger.rows('select record, column_name, reason from raw.rejected')).toEqual([
      { record: '2', column_name: 'BilledCost', reason: 'is not a decimal of at most 18 decimals' },
    ])
  })

  test('who asks for it gets such a DOUBLE rounded to 18 decimals', async ({ ledger }) => {
    const { linesRejected } = await loaded(ledger, line({ BilledCost: fine }), { roundDoubles: true })

    expect(linesRejected).toBe(0n)
    // 0.000012345678901234567: the 19th decimal is 5, so the 18th goes up.
    expect(await ledger.value('select billed_cost from fact.bill_line')).toBe('0.000012345678901235')
  })

  test('rounding is for DOUBLE only: a text of more than 18 decimals is rejected all the same', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '0.0000000000000000015' }]))

    const { linesRejected } = await ledger.load([path], { roundDoubles: true })

    expect(linesRejected).toBe(1n)
  })

  test('a DOUBLE that is not a number is rejected, rounded or not', async ({ ledger }) => {
    const { linesRejected } = await loaded(ledger, line({ BilledCost: `'nan'::double` }), { roundDoubles: true })

    expect(linesRejected).toBe(1n)
  })

  test('an amount that is absent stays unknown', async ({ ledger }) => {
    await loaded(ledger, line({ ListCost: 'null::double', ContractedCost: 'null::decimal(38, 18)' }))

    expect(await ledger.rows('select list_cost, contracted_cost from fact.bill_line')).toEqual([
      { list_cost: null, contracted_cost: null },
    ])
  })
})

describe('tags', () => {
  test('a MAP as AWS writes it becomes an object', async ({ ledger }) => {
    await loaded(ledger, line({ Tags: `map {'user:team': 'search', 'aws:createdBy': null}` }))

    expect(await ledger.value('select tags from fact.bill_line')).toEqual({
      'user:team': 'search',
      'aws:createdBy': null,
    })
  })

  test('an empty and an absent MAP are both no tags', async ({ ledger }) => {
    const none = line({ Tags: 'null::map(varchar, varchar)' })

    await loaded(ledger, `${line({ Tags: 'map {}::map(varchar, varchar)' })} union all ${none}`)

    expect(await ledger.rows('select tags, line_count from fact.bill_line')).toEqual([{ tags: null, line_count: '2' }])
  })

  test('the labels and tags of Google, lists of structs, stand in for the Tags that it has not', async ({ ledger }) => {
    const labels = `[{'Key': 'k8s-namespace', 'Value': 'serving'}]`
    const tags = `[{'Key': 'gcp-product', 'Value': 'vertex_ai', 'x_Inherited': true, 'x_Namespace': 'system'}]`

    await loaded(ledger, line({ x_Labels: labels, x_Tags: tags, ProviderName: `'Google Cloud'` }))

    expect(await ledger.value('select tags from fact.bill_line')).toEqual({
      'k8s-namespace': 'serving',
      'gcp-product': 'vertex_ai',
    })
  })

  test('a resource without labels has no tags', async ({ ledger }) => {
    const type = 'struct("Key" varchar, "Value" varchar)[]'

    await loaded(ledger, `${line({ x_Labels: `null::${type}` })} union all ${line({ x_Labels: `[]::${type}` })}`)

    expect(await ledger.rows('select tags, line_count from fact.bill_line')).toEqual([{ tags: null, line_count: '2' }])
  })

  test('the details of a price are kept, whether they came as a struct or as JSON', async ({ ledger }) => {
    await loaded(ledger, line({ SkuPriceDetails: `{'GpuCount': 8, 'InstanceType': 'p5.48xlarge'}` }))

    expect(await ledger.value('select details from fact.bill_line')).toEqual({
      SkuPriceDetails: { GpuCount: 8, InstanceType: 'p5.48xlarge' },
    })
  })
})

describe('times', () => {
  test('a time with a zone and one without are the same moment in UTC', async ({ ledger }) => {
    const zoned = line({
      ChargePeriodStart: `timestamptz '2026-08-01 08:00:00+08'`,
      ChargePeriodEnd: `timestamptz '2026-08-01 09:00:00+08'`,
      BillingPeriodStart: `date '2026-08-01'`,
      BillingPeriodEnd: `date '2026-09-01'`,
    })
    const [a, b] = ['a.parquet', 'b.parquet'].map((name) => join(ledger.folder, name))
    const paths = [await writeParquet(a ?? '', zoned), await writeParquet(b ?? '', line())]

    await ledger.load(paths)

    expect(await ledger.rows('select charge_period_start, line_count from fact.bill_line')).toEqual([
      { charge_period_start: '2026-08-01 00:00:00+00', line_count: '2' },
    ])
  })

  test('a CSV and a Parquet of one export are one snapshot', async ({ ledger }) => {
    const parquet = await writeParquet(join(ledger.folder, 'a.parquet'), line({ BilledCost: '0.75::double' }))
    const text = await ledger.file('b.csv', csv([{ BilledCost: '0.5' }]))

    await ledger.load([parquet, text])

    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '2', billed_cost: '1.250000000000000000' },
    ])
  })
})
