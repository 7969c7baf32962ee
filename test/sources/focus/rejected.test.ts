/** A line that breaks a rule we depend on counts nowhere, and says where it stands and why. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { complaintsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'

const told = 'select file, record, column_name, value, reason from raw.rejected order by file, record'

describe('the rules', () => {
  const rules: readonly (readonly [rule: string, line: Line, column: string, value: string | null, reason: string])[] =
    [
      ['no BilledCost', { BilledCost: null }, 'BilledCost', null, 'is empty'],
      [
        'a BilledCost in words',
        { BilledCost: 'free' },
        'BilledCost',
        'free',
        'is not a decimal of at most 18 decimals',
      ],
      [
        'a BilledCost with a U+0000',
        { BilledCost: '1\u0000' },
        'BilledCost',
        '1',
        'is not a decimal of at most 18 decimals',
      ],
      [
        'an EffectiveCost of 19 decimals',
        { EffectiveCost: '0.0000000000000000001' },
        'EffectiveCost',
        '0.0000000000000000001',
        'is not a decimal of at most 18 decimals',
      ],
      ['a ListCost with a comma', { ListCost: '1,5' }, 'ListCost', '1,5', 'is not a decimal of at most 18 decimals'],
      [
        'a ContractedCost with its currency',
        { ContractedCost: '$1' },
        'ContractedCost',
        '$1',
        'is not a decimal of at most 18 decimals',
      ],
      [
        'a ConsumedQuantity that is none',
        { ConsumedQuantity: 'many' },
        'ConsumedQuantity',
        'many',
        'is not a decimal of at most 18 decimals',
      ],
      [
        'a PricingQuantity that is none',
        { PricingQuantity: '-' },
        'PricingQuantity',
        '-',
        'is not a decimal of at most 18 decimals',
      ],
      ['no account', { BillingAccountId: null }, 'BillingAccountId', null, 'is empty'],
      [
        'nobody who provides or issues',
        { ProviderName: null, InvoiceIssuerName: null },
        'ProviderName',
        null,
        'is empty, and so is InvoiceIssuerName',
      ],
      [
        'a currency that no state has',
        { BillingCurrency: 'BTC' },
        'BillingCurrency',
        'BTC',
        'is not an ISO 4217 currency',
      ],
      ['no currency', { BillingCurrency: null }, 'BillingCurrency', null, 'is empty'],
      [
        'a billing period without beginning',
        { BillingPeriodStart: null },
        'BillingPeriodStart',
        null,
        'is not a time such as 2026-08-01T00:00:00Z',
      ],
      [
        'a billing period that ends never',
        { BillingPeriodEnd: 'never' },
        'BillingPeriodEnd',
        'never',
        'is not a time such as 2026-09-01T00:00:00Z',
      ],
      [
        'a billing period backwards',
        { BillingPeriodEnd: '2026-07-01T00:00:00Z' },
        'BillingPeriodEnd',
        '2026-07-01T00:00:00Z',
        'is not after BillingPeriodStart',
      ],
      [
        'a charge on 30 February',
        { ChargePeriodStart: '2026-02-30T00:00:00Z' },
        'ChargePeriodStart',
        '2026-02-30T00:00:00Z',
        'is not a time such as 2026-08-01T00:00:00Z',
      ],
      [
        'a charge without an end',
        { ChargePeriodEnd: null },
        'ChargePeriodEnd',
        null,
        'is not a time such as 2026-08-01T01:00:00Z',
      ],
      [
        'a charge backwards',
        { ChargePeriodEnd: '2026-07-31T23:00:00Z' },
        'ChargePeriodEnd',
        '2026-07-31T23:00:00Z',
        'is before ChargePeriodStart',
      ],
      [
        'a charge of eleven years',
        { ChargePeriodEnd: '2037-08-01T00:00:00Z' },
        'ChargePeriodEnd',
        '2037-08-01T00:00:00Z',
        'is more than ten years after ChargePeriodStart',
      ],
      [
        'a charge to the end of time',
        { ChargePeriodEnd: 'infinity' },
        'ChargePeriodEnd',
        'infinity',
        'is not a time such as 2026-08-01T01:00:00Z',
      ],
      [
        'a category that FOCUS has not',
        { ChargeCategory: 'Gift' },
        'ChargeCategory',
        'Gift',
        'is not one of Usage, Purchase, Tax, Credit, Adjustment',
      ],
      [
        'no category',
        { ChargeCategory: null },
        'ChargeCategory',
        null,
        'is not one of Usage, Purchase, Tax, Credit, Adjustment',
      ],
      [
        'a separator of ours inside a name',
        { ServiceName: 'a\u001Fb' },
        '',
        null,
        'holds the control character U+001F',
      ],
    ]

  test.for(rules)('%s is a reason', async ([, line, column, value, reason], { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '2' }, line, { BilledCost: '4' }]))

    const { linesAccepted, linesRejected } = await ledger.load([path])

    expect([linesAccepted, linesRejected]).toEqual([2n, 1n])
    expect(await ledger.rows(told)).toEqual([{ file: path, record: '2', column_name: column, value, reason }])
    expect(await ledger.value('select sum(billed_cost) from fact.resource_hour')).toBe('6.000000000000000000')
    expect(await ledger.value('select complete from ops.run')).toBe(false)
    expect(await complaintsOf(ledger)).toEqual({})
  })
})
