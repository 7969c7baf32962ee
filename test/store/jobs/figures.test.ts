/** Figures of the ledger, on a ledger of so few rows that one can count them. */
import { expect } from 'vitest'
import { lawFigures, ledgerFigures, withClient } from '../../../src/store/index.js'
import { bill, hourLine, rates } from '../rates/given.js'
import { test } from '../../support/ledger.js'
import { read, replica, telemetry } from '../../support/telemetry.js'

const seconds = (iso: string): number => Date.parse(iso) / 1000

test('an empty ledger reaches nowhere, lacks nothing and breaks no law', async ({ ledger }) => {
  const figures = await withClient(ledger.pool, ledgerFigures)
  const laws = await withClient(ledger.pool, lawFigures)

  expect(figures).toMatchObject({ billsUpTo: [], usageUpTo: [], ratesUpTo: [], hoursWithoutTelemetry: [] })
  expect(figures.unmatchedReplicas).toEqual(
    ['bill', 'resource', 'version'].map((lacks) => ({ of: { lacks }, value: 0 })),
  )
  expect(laws.length).toBeGreaterThan(5)
  expect(laws.filter(({ value }) => value !== 0)).toEqual([])
})

test('figures say how far bills, rates and telemetry reach, and what lies between is lacking', async ({ ledger }) => {
  await rates(ledger, { '2026-08-06': '7.00', '2026-08-07': '7.00' })
  await bill(ledger, [hourLine('2026-08-06T05', '1'), hourLine('2026-08-07T05', '1'), hourLine('2026-09-30T05', '1')])
  await read(ledger, telemetry('2026-08-06T05:00Z', [replica()]))
  await read(
    ledger,
    telemetry('2026-08-06T08:00Z', [replica({ resourceLabel: null })], { complete: false, warnings: ['x'] }),
  )

  const figures = await withClient(ledger.pool, ledgerFigures)

  const prod = { source: 'prod' }
  expect(figures).toMatchObject({
    billsUpTo: [{ of: { feed: 'focus', provider: 'aws' }, value: seconds('2026-09-30T05:59:00Z') }],
    ratesUpTo: [{ of: {}, value: seconds('2026-08-06T16:00:00Z') }],
    usageUpTo: [{ of: prod, value: seconds('2026-08-06T09:00:00Z') }],
    hoursWithoutTelemetry: [{ of: prod, value: 2 }],
    incompleteHours: [{ of: prod, value: 1 }],
    hoursWithoutRate: [
      { of: { reason: 'no_fixing' }, value: 1 },
      { of: { reason: 'not_quoted' }, value: 0 },
    ],
  })
})

test('a law that somebody broke from outside is counted by its name', async ({ ledger }) => {
  await bill(ledger, [hourLine('2026-08-06T05', '1')])
  await ledger.rows('update fact.resource_hour set billed_cost = billed_cost + 1')

  const laws = await withClient(ledger.pool, lawFigures)

  const broken = laws.filter(({ value }) => value > 0).map(({ of }) => of['law'])
  expect(broken).toContain('hours_differ_from_lines')
})
