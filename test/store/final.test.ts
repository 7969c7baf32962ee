/** An hour is preliminary while its provider may still change it, and final from then on. */
import { expect } from 'vitest'
import { csv } from '../support/focus.js'
import { contentsOf } from '../support/contents.js'
import { test } from '../support/ledger.js'

const bill = csv([{}, { ResourceId: 'i-2' }])

test('a bill read fourteen days after its month is preliminary and fifteen days after it final', async ({ ledger }) => {
  const path = await ledger.file('bill.csv', bill)
  const status = () => ledger.rows('select distinct status from fact.resource_hour')

  await ledger.load([path], { finalAfterDays: 15, now: new Date('2026-09-15T23:59:59Z') })

  expect(await status()).toEqual([{ status: 'preliminary' }])
  expect(await ledger.value('select final from ops.window')).toBe(false)
})

test('the same file read again once its month is final makes its hours final and moves no line', async ({ ledger }) => {
  const path = await ledger.file('bill.csv', bill)
  await ledger.load([path], { finalAfterDays: 15, now: new Date('2026-09-15T23:59:59Z') })

  const { replaced } = await ledger.load([path], { finalAfterDays: 15, now: new Date('2026-09-16T00:00:00Z') })

  expect([replaced?.came, replaced?.gone, replaced?.hours]).toEqual([0n, 0n, 2n])
  expect(await ledger.rows('select distinct status from fact.resource_hour')).toEqual([{ status: 'final' }])
  expect(await ledger.value('select count(*) from ops.restatement')).toBe('0')
})

test('what is final is not read again', async ({ ledger }) => {
  const path = await ledger.file('bill.csv', bill)
  await ledger.load([path], { now: new Date('2026-10-01T00:00:00Z') })
  const before = await contentsOf(ledger)

  const { replaced } = await ledger.load([path], { now: new Date('2026-10-02T00:00:00Z') })

  expect(replaced).toBeUndefined()
  expect(await contentsOf(ledger)).toEqual(before)
})

test('an hour on two bills is final only when both are', async ({ ledger }) => {
  const later = { BillingPeriodStart: '2026-09-01T00:00:00Z', BillingPeriodEnd: '2026-10-01T00:00:00Z' }
  const path = await ledger.file('bill.csv', csv([{}, later, { InvoiceIssuerName: 'A reseller' }]))

  await ledger.load([path], { finalAfterDays: 15, now: new Date('2026-09-20T00:00:00Z') })

  expect(await ledger.rows('select billing_period, status from fact.resource_hour order by 1')).toEqual([
    { billing_period: '2026-08-01', status: 'final' },
    { billing_period: '2026-09-01', status: 'preliminary' },
  ])
})

test('how long a month stays open is a setting', async ({ ledger }) => {
  const path = await ledger.file('bill.csv', bill)

  await ledger.load([path], { finalAfterDays: 0, now: new Date('2026-09-01T00:00:00Z') })

  expect(await ledger.value('select final from ops.window')).toBe(true)
})
