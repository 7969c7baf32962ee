/** FOCUS 1.0 to 1.4 by the columns present, whose bill it is, and one id in several spellings. */
import { describe, expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'

describe('versions', () => {
  test('FOCUS 1.0 without InvoiceId and FOCUS 1.2 with it are both read', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{}]))
    const newer = await ledger.file('newer.csv', csv([{ InvoiceId: 'EUINV-1', BillingAccountId: '2' }]))

    await ledger.load([path, newer])

    expect(await ledger.rows('select invoice_id from fact.bill_line order by billing_account_id')).toEqual([
      { invoice_id: null },
      { invoice_id: 'EUINV-1' },
    ])
  })

  test('FOCUS 1.3 names the provider twice, FOCUS 1.4 only as the provider of the service', async ({ ledger }) => {
    const both = await ledger.file(
      'both.csv',
      csv([{ ServiceProviderName: 'AWS', HostProviderName: 'AWS', BilledCost: '2' }]),
    )
    const [header = '', row = ''] = csv([
      { ServiceProviderName: 'AWS', HostProviderName: 'AWS', BilledCost: '3' },
    ]).split('\n')
    const only = await ledger.file('only.csv', `${header.replace('ProviderName,', 'x_Dropped,')}\n${row}\n`)

    await ledger.load([both, only])

    expect(await ledger.rows('select provider, line_count, billed_cost from fact.bill_line')).toEqual([
      { provider: 'aws', line_count: '2', billed_cost: '5.000000000000000000' },
    ])
  })

  test('whose bill it is, is told by the custom columns where no name is', async ({ ledger }) => {
    const nobody = { ProviderName: null, InvoiceIssuerName: null }
    const path = await ledger.file(
      'bill.csv',
      csv([{ ...nobody, x_Project: '{}', x_Credits: '[]', x_CostType: 'regular' }]),
    )

    await ledger.load([path])

    expect(await ledger.rows('select provider, invoice_issuer_name from ops.window')).toEqual([
      { provider: 'gcp', invoice_issuer_name: 'gcp' },
    ])
  })

  test('a marketplace bill belongs to its provider and to who issues it', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ InvoiceIssuerName: 'Amazon Web Services EMEA SARL' }, {}]))

    await ledger.load([path])

    expect(await ledger.rows('select provider, invoice_issuer_name from ops.window order by 2')).toEqual([
      { provider: 'aws', invoice_issuer_name: 'Amazon Web Services EMEA SARL' },
      { provider: 'aws', invoice_issuer_name: 'Amazon Web Services, Inc.' },
    ])
  })

  test('a provider nobody has heard of is known by its name', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ ProviderName: 'Hetzner Online GmbH', BillingCurrency: 'EUR' }]))

    await ledger.load([path])

    expect(await ledger.value('select provider from ops.window')).toBe('hetzner-online-gmbh')
  })
})

describe('one id in two spellings', () => {
  const azure = { ProviderName: 'Microsoft', InvoiceIssuerName: 'Microsoft' }
  const upper = '/subscriptions/1/resourceGroups/Chat/providers/Microsoft.Compute/virtualMachines/GPU'

  test('lines of one resource in both cases are added up before they are stored', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([
        { ...azure, ResourceId: upper, BilledCost: '1.5' },
        { ...azure, ResourceId: upper.toLowerCase(), BilledCost: '2.25' },
        { ...azure, ResourceId: upper.toUpperCase(), BilledCost: null },
      ]),
    )

    const { linesAccepted, linesRejected } = await ledger.load([path])

    expect([linesAccepted, linesRejected]).toEqual([2n, 1n])
    expect(await ledger.rows('select resource_id, line_count, billed_cost from fact.bill_line')).toEqual([
      { resource_id: upper.toLowerCase(), line_count: '2', billed_cost: '3.750000000000000000' },
    ])
  })

  test('the same holds when the window was there before', async ({ ledger }) => {
    const first = await ledger.file('first.csv', csv([{ ...azure, ResourceId: upper }]))
    const second = await ledger.file(
      'second.csv',
      csv([
        { ...azure, ResourceId: upper },
        { ...azure, ResourceId: upper.toLowerCase(), BilledCost: '4' },
      ]),
    )
    await ledger.load([first])

    await ledger.load([second])

    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '2', billed_cost: '5.000000000000000000' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })
})
