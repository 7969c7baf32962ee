/** An export that was refused for being incomplete is refused once: running it again writes nothing and says why again. */
import { describe, expect } from 'vitest'
import { reasonsOf, withClient } from '../../src/store/index.js'
import { contentsOf } from '../support/contents.js'
import { csv } from '../support/focus.js'
import { test } from '../support/ledger.js'

const old = new Date('2026-10-20T00:00:00Z')

describe('a refused export', () => {
  test('of a month that is old enough to be final is not written down again', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{}]))])
    const broken = await ledger.file('broken.csv', csv([{ BilledCost: '2' }, { BilledCost: 'two' }]))
    const { replaced } = await ledger.load([broken], { now: old })
    const before = await contentsOf(ledger)

    const again = await ledger.load([broken], { now: old })

    expect(replaced?.windows.map(({ outcome }) => outcome)).toEqual(['kept'])
    expect([again.replaced, again.linesRejected]).toEqual([undefined, 1n])
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('of a month that has become final since is not written down again, either', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{}]))])
    const broken = await ledger.file('broken.csv', csv([{ BilledCost: '2' }, { BilledCost: 'two' }]))
    await ledger.load([broken])
    const before = await contentsOf(ledger)

    await ledger.load([broken], { now: old })

    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('gives its own reasons again, not those of another load', async ({ ledger }) => {
    const mine = await ledger.file('mine.csv', csv([{}, { BilledCost: 'two' }]))
    const other = await ledger.file(
      'other.csv',
      csv([{ BillingAccountId: '2' }, { BillingAccountId: '2', BillingCurrency: '?' }]),
    )
    const first = await ledger.load([mine])
    await ledger.load([other])

    const again = await ledger.load([mine])

    expect([again.replaced, again.loadId]).toEqual([undefined, first.replaced?.loadId])
    const reasons = await withClient(ledger.pool, (client) => reasonsOf(client, again.loadId ?? ''))
    expect(reasons.map(({ column_name: column, value }) => [column, value])).toEqual([['BilledCost', 'two']])
  })
})
