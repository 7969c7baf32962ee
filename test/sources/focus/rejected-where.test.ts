/** Where a rejected line stands in its file, what is kept of it, and what it means for its window. */
import { describe, expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'

describe('where a rejected line stands', () => {
  test('the number counts records and not the newlines inside them', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([
        { ChargeDescription: 'one\ntwo\nthree' },
        { ChargeCategory: 'Gift', ChargeDescription: 'four\nfive' },
        {},
        { BilledCost: null, ChargeDescription: '\n\n' },
      ]),
    )

    await ledger.load([path])

    expect(await ledger.rows('select record, column_name from raw.rejected order by record')).toEqual([
      { record: '2', column_name: 'ChargeCategory' },
      { record: '4', column_name: 'BilledCost' },
    ])
  })

  test('each file counts from one, whatever its columns', async ({ ledger }) => {
    const a = await ledger.file('a.csv', csv([{}, { BilledCost: 'x' }]))
    const b = await ledger.file('b.csv', csv([{ SkuId: '7', BilledCost: 'y' }, {}]))
    const c = await ledger.file('c.csv', csv([{}, {}, { BilledCost: 'z' }]))

    const { linesRejected } = await ledger.load([a, b, c])

    expect(linesRejected).toBe(3n)
    expect(await ledger.rows('select file, record, value from raw.rejected order by file')).toEqual([
      { file: a, record: '2', value: 'x' },
      { file: b, record: '1', value: 'y' },
      { file: c, record: '3', value: 'z' },
    ])
  })

  test('the last record of many is found by its number', async ({ ledger }) => {
    const good = Array.from({ length: 30_000 }, (_, i) => ({ ChargeDescription: `a long line\nof two, number ${i}` }))
    const path = await ledger.file('bill.csv', csv([...good, { BillingCurrency: 'XXX' }]))

    await ledger.load([path])

    expect(await ledger.rows('select record, column_name, value from raw.rejected')).toEqual([
      { record: '30001', column_name: 'BillingCurrency', value: 'XXX' },
    ])
  })

  test('a line that breaks several rules is told once, by the first', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: null, ChargeCategory: 'Gift' }, {}]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(1n)
    expect(await ledger.rows('select record, column_name from raw.rejected')).toEqual([
      { record: '1', column_name: 'BilledCost' },
    ])
  })

  test('the line itself is kept, whatever characters it holds', async ({ ledger }) => {
    const odd = { ChargeCategory: 'Gift', ChargeDescription: 'a "b",\n\\ \t 七', Tags: '{"team":"\\u0000"}' }
    const path = await ledger.file('bill.csv', csv([odd, {}]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(1n)
    expect(
      await ledger.rows(`select line ->> 'ChargeDescription' as told, line ->> 'ResourceId' as id from raw.rejected`),
    ).toEqual([{ told: 'a "b",\n\\ \t 七', id: 'i-1' }])
  })

  test('a line that holds the character no database can hold is rejected and kept without it', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ ServiceName: 'a\u0000b' }, {}]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(1n)
    expect(await ledger.rows(`select reason, line ->> 'ServiceName' as name from raw.rejected`)).toEqual([
      { reason: 'holds the control character U+0000', name: 'ab' },
    ])
  })
})

describe('whole files of bad lines', () => {
  test('a file of nothing but bad lines writes no cost and tells each of them', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: null }, { BilledCost: 'x' }]))

    const { linesAccepted, linesRejected } = await ledger.load([path])

    expect([linesAccepted, linesRejected]).toEqual([0n, 2n])
    expect(await ledger.value('select count(*) from fact.bill_line')).toBe('0')
    expect(await ledger.value('select count(*) from raw.rejected')).toBe('2')
    expect(await ledger.value('select complete from ops.window')).toBe(false)
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('a line whose account is unknown makes every window of its files incomplete', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{}, { BillingAccountId: '2' }, { BillingAccountId: null }]))

    await ledger.load([path])

    expect(await ledger.rows('select billing_account_id, complete from ops.window order by 1')).toEqual([
      { billing_account_id: '111122223333', complete: false },
      { billing_account_id: '2', complete: false },
    ])
  })

  test('a bad line of one account leaves the other accounts complete', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([{}, { BillingAccountId: '2' }, { BillingAccountId: '2', BilledCost: 'x' }]),
    )

    await ledger.load([path])

    expect(await ledger.rows('select billing_account_id, complete from ops.window order by 1')).toEqual([
      { billing_account_id: '111122223333', complete: true },
      { billing_account_id: '2', complete: false },
    ])
  })
})
