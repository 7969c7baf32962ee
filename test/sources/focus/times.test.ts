/** When a charge happened: FOCUS asks for 2026-08-01T00:00:00Z, and real files write it in many other ways. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'

const hours = (ledger: Ledger) => ledger.rows('select hour, billed_cost from fact.resource_hour order by hour')

describe('spellings of one moment', () => {
  const spellings = [
    '2026-08-01T03:00:00Z',
    '2026-08-01 03:00:00',
    '2026-08-01T03:00:00',
    '2026-08-01 03:00:00Z',
    '2026-08-01T03:00Z',
    '2026-08-01 03:00',
    '2026-08-01T03:00:00.0000000Z',
    '2026-08-01T11:00:00+08:00',
    '2026-07-31T23:00:00-04:00',
    '2026-08-01 03:00:00 UTC',
  ]

  test.for(spellings)('%s is three in the morning in UTC', async (spelling, { ledger }) => {
    const line = { ChargePeriodStart: spelling, ChargePeriodEnd: '2026-08-01T04:00:00Z' }
    const path = await ledger.file('bill.csv', csv([line]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(0n)
    expect(await hours(ledger)).toEqual([{ hour: '2026-08-01 03:00:00+00', billed_cost: '1.000000000000000000' }])
  })

  test('lines that spell one hour in two ways are two lines of one group', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([
        { ChargePeriodStart: '2026-08-01T03:00:00Z', ChargePeriodEnd: '2026-08-01T04:00:00Z', BilledCost: '0.25' },
        { ChargePeriodStart: '2026-08-01 03:00', ChargePeriodEnd: '2026-08-01 04:00', BilledCost: '0.5' },
      ]),
    )

    await ledger.load([path])

    expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
      { line_count: '2', billed_cost: '0.750000000000000000' },
    ])
  })

  test('a billing period written as days is the month it names', async ({ ledger }) => {
    const line = { BillingPeriodStart: '2026-08-01', BillingPeriodEnd: '2026-09-01' }
    const path = await ledger.file('bill.csv', csv([line]))

    await ledger.load([path])

    expect(await ledger.rows('select billing_period, billing_period_end from ops.window')).toEqual([
      { billing_period: '2026-08-01', billing_period_end: '2026-09-01' },
    ])
  })

  test('a Beijing month begins at 16:00 UTC of the day before and is called by its own first day', async ({
    ledger,
  }) => {
    const line = {
      ProviderName: 'Alibaba Cloud',
      InvoiceIssuerName: 'Alibaba Cloud',
      BillingCurrency: 'CNY',
      BillingPeriodStart: '2026-07-31T16:00:00Z',
      BillingPeriodEnd: '2026-08-31T16:00:00Z',
    }
    const path = await ledger.file('bill.csv', csv([line]))

    await ledger.load([path])

    expect(await ledger.rows('select provider, billing_period, billing_period_end from ops.window')).toEqual([
      { provider: 'alibaba', billing_period: '2026-08-01', billing_period_end: '2026-09-01' },
    ])
  })
})

describe('the zone of the machine', () => {
  const run = promisify(execFile)

  test.for(['Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati'])(
    'in %s a time without a zone is UTC all the same',
    async (zone, { ledger }) => {
      const times = { ChargePeriodStart: '2026-08-01 00:00:00', ChargePeriodEnd: '2026-08-01 01:00:00' }
      const period = { BillingPeriodStart: '2026-08-01 00:00:00', BillingPeriodEnd: '2026-09-01 00:00:00' }
      const path = await ledger.file('bill.csv', csv([{ ...times, ...period }]))
      const env = { PATH: process.env['PATH'], TZ: zone, DATABASE_URL: ledger.url, TOKENLEDGER_HOME: ledger.folder }

      await run(process.execPath, [shipped('dist/src/cli/main.js'), 'bills', 'focus', path], {
        env,
        cwd: ledger.folder,
      })

      expect(await hours(ledger)).toEqual([{ hour: '2026-08-01 00:00:00+00', billed_cost: '1.000000000000000000' }])
      expect(await ledger.rows('select billing_period, first_charge, last_charge from ops.window')).toEqual([
        {
          billing_period: '2026-08-01',
          first_charge: '2026-08-01 00:00:00+00',
          last_charge: '2026-08-01 01:00:00+00',
        },
      ])
    },
  )
})
