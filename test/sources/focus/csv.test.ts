/** What CSV files do: marks at their beginning, newlines in their fields, compression, and ends that come too early. */
import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { csv } from '../../support/focus.js'
import { contentsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'

const billed = (ledger: Ledger) => ledger.value('select sum(billed_cost) from fact.bill_line')

describe('the text of a file', () => {
  test('a byte order mark is no part of the first column', async ({ ledger }) => {
    const plain = await ledger.file('plain.csv', `\uFEFF${csv([{ BilledCost: '2.5' }])}`)
    const quoted = await ledger.file('quoted.csv', `\uFEFF"x_Note",${csv([{ BilledCost: '4.5' }]).replace('\n', '\n"",')}`)

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
    const path = await ledger.file('bill.csv', csv([{ 'x_Cost\nCenter': '42', BilledCost: '6' }]).replace('x_Cost\nCenter', '"x_Cost\nCenter"'))

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
      csv([{}], { Id: '7', x_Unheard: 'of', ChargePeriodEnd: '2026-08-01T01:00:00Z', BilledCost: '9', ServiceName: 'S',
        ProviderName: 'AWS', ChargeCategory: 'Usage', BillingPeriodEnd: '2026-09-01T00:00:00Z', BillingAccountId: '1',
        BillingPeriodStart: '2026-08-01T00:00:00Z', BillingCurrency: 'USD', ChargePeriodStart: '2026-08-01T00:00:00Z' }),
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
    const two = await ledger.file('two.csv.gz', gzipSync(csv([{ BilledCost: '1.5', ChargeDescription: 'the other half' }])))

    const { linesAccepted } = await ledger.load([one, two])

    expect(linesAccepted).toBe(2n)
    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '2', billed_cost: '3.000000000000000000' },
    ])
  })

  test('files with different columns are one snapshot, and what one of them lacks is unknown', async ({ ledger }) => {
    const long = await ledger.file('long.csv', csv([{ SkuMeter: 'BoxUsage', CapacityReservationId: 'cr-1', BilledCost: '5' }]))
    const short = await ledger.file('short.csv', csv([{ Tags: '{"team":"search"}', BilledCost: '7' }]))

    await ledger.load([long, short])

    expect(
      await ledger.rows('select billed_cost, capacity_reservation_id, details, tags from fact.bill_line order by billed_cost'),
    ).toEqual([
      { billed_cost: '5.000000000000000000', capacity_reservation_id: 'cr-1', details: { SkuMeter: 'BoxUsage' }, tags: null },
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

describe('files that cannot be read', () => {
  const refused = async (ledger: Ledger, name: string, content: string | Uint8Array): Promise<string> => {
    const good = await ledger.file('a-good.csv', csv([{}]))
    const path = await ledger.file(name, content)
    const before = await contentsOf(ledger)
    const failure = await ledger.load([good, path]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MalformedBill)
    expect(await contentsOf(ledger)).toEqual(before)
    return failure instanceof Error ? failure.message : ''
  }

  test('a file that is no FOCUS export is refused with what it lacks and how it begins', async ({ ledger }) => {
    const message = await refused(ledger, 'cur.csv', 'identity/LineItemId,lineItem/UnblendedCost\nabc,1.00\n')

    expect(message).toMatch(/cur\.csv is not a FOCUS export: it has no column BilledCost, BillingAccountId/)
    expect(message).toMatch(/Its columns begin identity\/LineItemId, lineItem\/UnblendedCost\./)
  })

  test('a gzip that broke off loads nothing', async ({ ledger }) => {
    const lines = Array.from({ length: 20_000 }, (_, i) => ({ ResourceId: `i-${(i * 2654435761) % 4294967296}` }))
    const packed = gzipSync(csv(lines))

    const message = await refused(ledger, 'broken.csv.gz', packed.subarray(0, Math.floor(packed.length / 2)))

    expect(message).toMatch(/broken\.csv\.gz/)
  })

  test('a gzip without its last bytes loads nothing', async ({ ledger }) => {
    const packed = gzipSync(csv([{ BilledCost: '3' }]))

    const message = await refused(ledger, 'broken.csv.gz', packed.subarray(0, packed.length - 6))

    expect(message).toMatch(/broken\.csv\.gz/)
  })

  test('a file that breaks off in the middle of a row loads nothing', async ({ ledger }) => {
    const text = csv([{}, { BilledCost: '2' }]).slice(0, -60)

    const message = await refused(ledger, 'short.csv', text)

    expect(message).toMatch(/short\.csv/)
  })

  test('a row with too few columns loads nothing and is named', async ({ ledger }) => {
    const text = `${csv(Array.from({ length: 2500 }, () => ({})))}"1","2","3"\n`

    const message = await refused(ledger, 'short.csv', text)

    // One header, 2,500 lines, then the row.
    expect(message).toMatch(/short\.csv: .*CSV Error on Line: 2502\n.*\nExpected Number of Columns: 16 Found: 3$/)
  })

  test('a row with too many columns loads nothing and is named', async ({ ledger }) => {
    const text = csv(Array.from({ length: 2500 }, () => ({}))).replace(/\n$/, ',"more"\n')

    const message = await refused(ledger, 'long.csv', text)

    expect(message).toMatch(/long\.csv: .*CSV Error on Line: 2501\n/)
  })

  test('a short file with one row cut short is refused by its name, without advice to look away', async ({ ledger }) => {
    const message = await refused(ledger, 'short.csv', `${csv([{}])}"1","2","3"\n`)

    expect(message).toMatch(/short\.csv/)
    expect(message).not.toMatch(/strict_mode|ignore_errors/)
  })

  test('a file that is no text at all loads nothing', async ({ ledger }) => {
    const message = await refused(ledger, 'noise.parquet', Buffer.from([0x50, 0x4b, 3, 4, 0, 255, 254, 0]))

    expect(message).toMatch(/noise\.parquet/)
  })

  test('an empty file is refused and not taken for an empty bill', async ({ ledger }) => {
    const message = await refused(ledger, 'nothing.csv', '')

    expect(message).toMatch(/nothing\.csv/)
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
