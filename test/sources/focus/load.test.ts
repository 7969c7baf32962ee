import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'

describe('one hourly line', () => {
  test('a line of one hour stands in that hour, every digit as billed', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '0.000000000000000001', ListCost: null }]))

    await ledger.load([path])

    expect(
      await ledger.rows(
        'select hour, billed_cost, list_cost, grain_source, status, line_count from fact.resource_hour',
      ),
    ).toEqual([
      {
        hour: '2026-08-01 00:00:00+00',
        billed_cost: '0.000000000000000001',
        list_cost: null,
        grain_source: 'billed_hourly',
        status: 'preliminary',
        line_count: '1',
      },
    ])
  })
})
