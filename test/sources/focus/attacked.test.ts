/** What an adversary tried: names and texts that mean something to one of the programs a line passes through. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'

async function put(ledger: Ledger, name: string, lines: readonly Line[]): Promise<string> {
  const path = join(ledger.folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, csv(lines))
  return path
}

const billed = (ledger: Ledger) => ledger.value('select trim_scale(sum(billed_cost)) from fact.resource_hour')

describe('names of files and folders', () => {
  test('brackets and stars in a path are letters, and no neighbour is read in its stead', async ({ ledger }) => {
    await put(ledger, 'all/run1/x.csv', [{ BilledCost: '1' }])
    await put(ledger, 'all/run1/y.csv', [{ BilledCost: '10', ResourceId: 'i-2' }])
    await put(ledger, 'all/run[1]/y.csv', [{ BilledCost: '100', ResourceId: 'i-3' }])
    await put(ledger, 'all/*.csv', [{ BilledCost: '1000', ResourceId: 'i-4' }])

    await ledger.load([join(ledger.folder, 'all')])

    expect(await billed(ledger)).toBe('1111')
  })

  test('a folder named like a column does not speak for the column', async ({ ledger }) => {
    const path = await put(ledger, 'BillingCurrency=CNY/billedcost=7/x.csv', [{ BilledCost: '1.5' }])

    await ledger.load([path])

    expect(await ledger.rows('select billing_currency, trim_scale(billed_cost) as billed from fact.bill_line')).toEqual(
      [{ billing_currency: 'USD', billed: '1.5' }],
    )
  })
})

describe('columns of their own', () => {
  test('a custom column named like ours does not take its place', async ({ ledger }) => {
    const path = await put(ledger, 'x.csv', [
      { BilledCost: '1.5', billed_cost: '99', consumed_quantity: '77', record: '5' },
    ])

    await ledger.load([path])

    expect(await billed(ledger)).toBe('1.5')
    expect(await ledger.value('select consumed_quantity from fact.bill_line')).toBe(null)
  })

  test('two columns of one name are refused, because which of them counts cannot be told', async ({ ledger }) => {
    const text = csv([{ BilledCost: '1.5' }]).split('\n')
    const path = await ledger.file('x.csv', `BilledCost,${text[0]}\n"99",${text[1]}\n`)

    const refused = ledger.load([path])

    await expect(refused).rejects.toThrow('has two columns BilledCost')
  })

  test('capitals of a header are part of its name, and the message says so', async ({ ledger }) => {
    const path = await ledger.file('x.csv', csv([{}]).replace('BilledCost', 'billedcost'))

    const refused = ledger.load([path])

    await expect(refused).rejects.toThrow(/writes billedcost, and FOCUS spells its columns with capitals: BilledCost/)
  })
})

describe('one account', () => {
  test('an Azure account in either case is one window, replaced and not added', async ({ ledger }) => {
    const azure = { InvoiceIssuerName: 'Microsoft', ProviderName: 'Microsoft' }
    await ledger.load([await put(ledger, 'a.csv', [{ ...azure, BillingAccountId: '/billingAccounts/ABC' }])])

    await ledger.load([await put(ledger, 'b.csv', [{ ...azure, BillingAccountId: '/billingaccounts/abc' }])])

    expect(await ledger.value('select count(*) from ops.window')).toBe('1')
    expect(await billed(ledger)).toBe('1')
  })
})

describe('characters and texts that somebody downstream cannot hold', () => {
  test.for(['BillingAccountId', 'ProviderName', 'BillingCurrency', 'SubAccountId', 'InvoiceIssuerName', 'ServiceName'])(
    'U+001F in %s rejects its line and no other',
    async (column, { ledger }) => {
      const path = await put(ledger, 'x.csv', [{ BilledCost: '2' }, { [column]: 'U\u001FSD', ResourceId: 'i-2' }])

      const loaded = await ledger.load([path])

      expect([loaded.linesAccepted, loaded.linesRejected]).toEqual([1n, 1n])
      expect(await billed(ledger)).toBe('2')
    },
  )

  test.for(['BillingAccountId', 'ProviderName', 'BillingCurrency', 'ServiceName'])(
    'U+0000 in %s rejects its line and no other',
    async (column, { ledger }) => {
      const path = await put(ledger, 'x.csv', [{ BilledCost: '2' }, { [column]: 'U\u0000SD', ResourceId: 'i-2' }])

      const loaded = await ledger.load([path])

      expect([loaded.linesAccepted, loaded.linesRejected]).toEqual([1n, 1n])
      expect(await billed(ledger)).toBe('2')
    },
  )

  test.for([
    ['nested deeper than jsonb goes', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['a number longer than numeric goes', `{"a":${'9'.repeat(140_000)}}`],
  ] as const)('a tag %s stays a text and loses no money', async ([, tags], { ledger }) => {
    const path = await put(ledger, 'x.csv', [{ BilledCost: '2', Tags: tags }])

    await ledger.load([path])

    expect(await ledger.value('select jsonb_typeof(tags) from fact.bill_line')).toBe('string')
    expect(await billed(ledger)).toBe('2')
  })

  test('a moment that no calendar has rejects its line and no other', async ({ ledger }) => {
    const path = await put(ledger, 'x.csv', [{}, { ChargePeriodEnd: '294247-01-10T04:00:54Z', ResourceId: 'i-2' }])

    const loaded = await ledger.load([path])

    expect([loaded.linesAccepted, loaded.linesRejected]).toEqual([1n, 1n])
  })
})
