import { describe, expect } from 'vitest'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const aws = { provider: 'aws', billingAccountId: '111122223333', to: undefined }

const deliver = async (ledger: Ledger, feed: string, cost: string, options = {}) =>
  ledger.load([await ledger.file(`${feed}.csv`, csv([{ BilledCost: cost }]))], { feed, ...options })

const counted = (ledger: Ledger) => ledger.value('select trim_scale(sum(billed_cost)) from fact.resource_hour')

describe('a declaration that is taken back', () => {
  test('gives the account back to the feed that came first, even when no file changed', async ({ ledger }) => {
    await deliver(ledger, 'focus', '10')
    await deliver(ledger, 'cur', '12', { declared: [{ ...aws, feed: 'cur', from: '2026-01-01' }] })
    const declared = await counted(ledger)

    await deliver(ledger, 'cur', '12')

    expect(declared).toBe('12')
    expect(await counted(ledger)).toBe('10')
    expect(await ledger.rows('select feed, declared from ops.source_of_record')).toEqual([
      { feed: 'focus', declared: false },
    ])
  })
})

describe('days that no feed is declared for', () => {
  test('show up as money that counts nowhere', async ({ ledger }) => {
    await deliver(ledger, 'focus', '10', { declared: [{ ...aws, feed: 'focus', from: '2026-08-02' }] })

    const nowhere = await ledger.rows(
      'select feed, lines, trim_scale(billed_cost) as billed from law.lines_that_count_nowhere',
    )

    expect(nowhere).toEqual([{ feed: 'focus', lines: '1', billed: '10' }])
    expect(await counted(ledger)).toBe(null)
  })
})
