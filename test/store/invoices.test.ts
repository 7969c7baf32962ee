/** What each invoice comes to is kept by the lines that come and go, and is held against what the provider says. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { shipped } from '../../src/shipped.js'
import { complaintsOf } from '../support/contents.js'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const line = (resource: string, invoice: string | null, cost: string, more: Line = {}): Line => ({
  ResourceId: resource,
  InvoiceId: invoice,
  BilledCost: cost,
  EffectiveCost: cost,
  ListCost: cost,
  ContractedCost: cost,
  ...more,
})

const deliver = async (ledger: Ledger, lines: readonly Line[], feed = 'focus') =>
  ledger.load([await ledger.file('bill.csv', csv(lines))], { feed })

const texts = async (ledger: Ledger, question: string): Promise<string[]> =>
  (await ledger.rows(question)).map((row) => String(Object.values(row)[0]))

const kept = (ledger: Ledger) =>
  texts(
    ledger,
    `select concat_ws(' ', coalesce(nullif(invoice_id, ''), '(none)'), line_count, trim_scale(list_known), trim_scale(contracted_known),
       trim_scale(billed_cost), trim_scale(effective_known)) from report.invoice_bill order by invoice_id`,
  )

const invoices = (ledger: Ledger) =>
  texts(
    ledger,
    `select concat_ws(' ', coalesce(nullif(invoice_id, ''), '(all)'), trim_scale(billed), coalesce(trim_scale(provider_total)::text, '?'),
       coalesce(trim_scale(provider_difference)::text, '?')) from report.invoice order by invoice_id`,
  )

const tells = (ledger: Ledger, invoice: string, total: string) =>
  ledger.rows(
    `insert into ops.provider_total
     select 'focus', provider, billing_account_id, billing_period, billing_currency, '${invoice}', ${total}, 0, 'test', now()
     from report.account_bill`,
  )

test('lines move between invoices, and an invoice without any is gone', async ({ ledger }) => {
  const first = [line('i-1', 'INV-1', '10'), line('i-2', 'INV-1', '2.5'), line('i-3', 'INV-2', '4'), line('i-4', null, '0.000000000000000001')] // prettier-ignore
  await deliver(ledger, first)
  const before = await kept(ledger)

  await deliver(ledger, [line('i-1', 'INV-1', '10'), line('i-2', 'INV-3', '2.25'), line('i-3', 'INV-3', '4'), line('i-4', null, '1')]) // prettier-ignore

  expect(before).toEqual(['(none) 1 0.000000000000000001 0.000000000000000001 0.000000000000000001 0.000000000000000001', 'INV-1 2 12.5 12.5 12.5 12.5', 'INV-2 1 4 4 4 4']) // prettier-ignore
  expect(await kept(ledger)).toEqual(['(none) 1 1 1 1 1', 'INV-1 1 10 10 10 10', 'INV-3 2 6.25 6.25 6.25 6.25'])
  expect(await texts(ledger, `select concat_ws(' ', line_count, trim_scale(billed_cost)) from report.account_bill`)).toEqual(['4 17.25']) // prettier-ignore
  expect(await complaintsOf(ledger)).toEqual({})
})

test('purchases of commitments count as billed only, and what lines leave open is not in the sums', async ({
  ledger,
}) => {
  const bought = {
    ChargeCategory: 'Purchase',
    ChargeFrequency: 'One-Time',
    CommitmentDiscountId: 'sp-1',
    EffectiveCost: '0',
  }
  await deliver(ledger, [line('i-1', 'INV-1', '100', bought), line('i-2', 'INV-1', '7', { ListCost: null })])

  expect(await kept(ledger)).toEqual(['INV-1 2 0 7 107 7'])
})

test('only lines of record are of an invoice', async ({ ledger }) => {
  await deliver(ledger, [line('i-1', 'INV-1', '10')])
  await deliver(ledger, [line('i-1', 'INV-9', '11')], 'cur')

  expect(await kept(ledger)).toEqual(['INV-1 1 10 10 10 10'])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a total of an invoice stands beside its lines, one of the period beside all of them', async ({ ledger }) => {
  await deliver(ledger, [line('i-1', 'INV-1', '10'), line('i-2', 'INV-2', '2.5'), line('i-3', null, '1')])
  const silent = await invoices(ledger)

  await tells(ledger, 'INV-1', '10.01')
  const one = await invoices(ledger)
  await ledger.rows('delete from ops.provider_total')
  await tells(ledger, '', '13.5')

  expect(silent).toEqual(['(all) 1 ? ?', 'INV-1 10 ? ?', 'INV-2 2.5 ? ?'])
  expect(one).toEqual(['(all) 1 ? ?', 'INV-1 10 10.01 -0.01', 'INV-2 2.5 ? ?'])
  expect(await invoices(ledger)).toEqual(['(all) 13.5 13.5 0'])
})

test('an invoice changed by hand breaks a law, and a ledger that kept none is brought up to date', async ({
  ledger,
}) => {
  await deliver(ledger, [line('i-1', 'INV-1', '10'), line('i-2', 'INV-2', '2.5'), line('i-3', null, '1')])
  const before = await kept(ledger)

  await ledger.rows(`update report.invoice_bill set invoice_id = 'INV-3' where invoice_id = 'INV-2'`)
  const broken = await complaintsOf(ledger)
  const filled = readFileSync(shipped('migrations/0025_invoice_bill.sql'), 'utf8').split('-- What is reported already.')
  await ledger.rows(filled[1] ?? '')

  expect(Object.keys(broken)).toEqual(['bills_differ_from_lines'])
  expect(await kept(ledger)).toEqual(before)
  expect(await complaintsOf(ledger)).toEqual({})
})
