/** The official sample of the FOCUS project, 1,000 lines of real providers. It is not ours to ship: see data-not-ours.ts. */
import { describe, expect } from 'vitest'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { sample } from '../../support/data-not-ours.js'
import { test } from '../../support/ledger.js'

describe('the sample of FOCUS 1.0', () => {
  test('lines and hours hold what the sample says, to the last digit', async ({ ledger }) => {
    const { linesAccepted, linesRejected } = await ledger.load([sample])

    const sums = { billed: '20.520226728990000000', effective: '14.976514185860000000', lines: '1000' }
    expect([linesAccepted, linesRejected]).toEqual([1000n, 0n])
    expect(
      await ledger.rows(
        'select sum(billed_cost) as billed, sum(effective_cost) as effective, sum(line_count) as lines from fact.bill_line',
      ),
    ).toEqual([sums])
    expect(
      await ledger.rows(
        'select sum(billed_cost) as billed, sum(effective_cost) as effective, sum(line_count) as lines from fact.resource_hour',
      ),
    ).toEqual([sums])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('the 75 lines of the sample without a resource stay visible under their service', async ({ ledger }) => {
    await ledger.load([sample])

    const lines = await ledger.value(
      `select sum(line_count) from report.cost_by_resource where resource_id like 'none:%'`,
    )

    expect(lines).toBe('75')
  })

  test('loading the sample a second time writes no row', async ({ ledger }) => {
    await ledger.load([sample])
    const before = await contentsOf(ledger)

    const { replaced } = await ledger.load([sample])

    expect(replaced).toBeUndefined()
    expect(await contentsOf(ledger)).toEqual(before)
  })
})
