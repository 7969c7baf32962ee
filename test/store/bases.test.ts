/** List, contracted, billed, effective: what each of them counts, and what a sum says that does not know. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

describe('bases', () => {
  const hourly = { ListCost: '43.413', ContractedCost: '43.413' }
  const commitment = { CommitmentDiscountId: 'sp-1' }
  const lines: readonly Line[] = [
    {
      ...commitment,
      ChargeCategory: 'Purchase',
      ResourceId: 'sp-1',
      ListCost: '40',
      ContractedCost: '40',
      BilledCost: '40',
      EffectiveCost: '0',
    },
    {
      ...commitment,
      ...hourly,
      CommitmentDiscountStatus: 'Used',
      ResourceId: 'i-1',
      BilledCost: '0',
      EffectiveCost: '33.024',
    },
    {
      ...commitment,
      CommitmentDiscountStatus: 'Unused',
      ResourceId: 'sp-1',
      ListCost: '0',
      ContractedCost: '0',
      BilledCost: '0',
      EffectiveCost: '6.976',
    },
    { ...hourly, ResourceId: 'i-2', BilledCost: '43.413', EffectiveCost: '43.413' },
  ]

  test('a commitment of 40 an hour and two machines: effective 83.413, billed 83.413, and list without the purchase', async ({
    ledger,
  }) => {
    await load(ledger, lines)

    // effective 33.024 + 6.976 + 43.413; billed 40 + 43.413; list 2 x 43.413, where a naive sum says 126.826
    expect(
      await ledger.rows(
        `select sum(list_cost) as list, sum(contracted_cost) as contracted, sum(billed_cost) as billed, sum(effective_cost) as effective
         from fact.resource_hour`,
      ),
    ).toEqual([
      {
        list: '86.826000000000000000',
        contracted: '86.826000000000000000',
        billed: '83.413000000000000000',
        effective: '83.413000000000000000',
      },
    ])
    expect(await ledger.rows('select list_cost, billed_cost, effective_cost from report.cost_by_service')).toEqual([
      {
        list_cost: '86.826000000000000000',
        billed_cost: '83.413000000000000000',
        effective_cost: '83.413000000000000000',
      },
    ])
  })

  test('the purchase itself keeps its list cost on its line', async ({ ledger }) => {
    await load(ledger, lines)

    expect(await ledger.value(`select list_cost from report.bill_line where charge_category = 'Purchase'`)).toBe(
      '40.000000000000000000',
    )
  })

  test('a purchase without a commitment counts on every basis', async ({ ledger }) => {
    await load(ledger, [{ ChargeCategory: 'Purchase', ListCost: '5' }])

    expect(await ledger.value('select list_cost from fact.resource_hour')).toBe('5.000000000000000000')
  })

  test('a sum that contains an unknown is unknown and says how many', async ({ ledger }) => {
    await load(ledger, [
      { ListCost: null, EffectiveCost: null },
      { ListCost: null },
      { ListCost: '3', BilledCost: '2' },
    ])

    expect(
      await ledger.rows(
        `select list_cost, billed_cost, effective_cost, lines_without_list_cost, lines_without_effective_cost, line_count
         from report.cost_by_service`,
      ),
    ).toEqual([
      {
        list_cost: null,
        billed_cost: '4.000000000000000000',
        effective_cost: null,
        lines_without_list_cost: '2',
        lines_without_effective_cost: '1',
        line_count: '3',
      },
    ])
    expect(await ledger.rows('select list_cost, lines_without_list_cost from report.resource_hour')).toEqual([
      { list_cost: null, lines_without_list_cost: '2' },
    ])
    expect(
      await ledger.rows('select list_difference, effective_difference, billed_difference from report.law'),
    ).toEqual([
      {
        list_difference: '0.000000000000000000',
        effective_difference: '0.000000000000000000',
        billed_difference: '0.000000000000000000',
      },
    ])
  })
})
