/** What becomes of charges that no rule of tokenledger.yaml means: their nature decides. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { costs } from './given.js'

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

const charge = (resource: string, cost: string, said: Line = {}): Line => ({
  ResourceId: resource,
  BilledCost: cost,
  EffectiveCost: cost,
  ...said,
})

describe('where no rule says', () => {
  test('the nature of a charge without a resource is its reason', async ({ ledger }) => {
    const nature = (service: string, said: Line): Line => charge('', '1', { ServiceName: service, ...said })

    await load(ledger, [
      nature('A', { ChargeCategory: 'Tax' }),
      nature('B', { ChargeCategory: 'Credit' }),
      nature('C', { ChargeCategory: 'Adjustment' }),
      nature('D', { ChargeCategory: 'Purchase' }),
      nature('Premium Support', {}),
      nature('F', {}),
    ])

    expect(await costs(ledger)).toEqual([
      '00 none:A unattributed tax 1',
      '00 none:B unattributed credit 1',
      '00 none:C unattributed rounding 1',
      '00 none:D unattributed purchase 1',
      '00 none:F unattributed no_resource 1',
      '00 none:Premium Support unattributed support 1',
    ])
  })

  test('a commitment is a purchase and what of it nobody used is unused, a month of one machine is its own', async ({
    ledger,
  }) => {
    const plan: Line = { CommitmentDiscountId: 'sp-1', CommitmentDiscountCategory: 'Spend' }

    await load(ledger, [
      charge('sp-1', '40', { ...plan, ChargeCategory: 'Purchase' }),
      charge('sp-1', '6.976', { ...plan, CommitmentDiscountStatus: 'Unused' }),
      charge('cr-1', '5', { CapacityReservationId: 'cr-1', CapacityReservationStatus: 'Unused' }),
      charge('i-1', '30', { ChargeCategory: 'Purchase' }),
      charge('i-1', '2', { ChargeCategory: 'Tax' }),
    ])

    expect((await costs(ledger)).toSorted()).toEqual([
      '00 cr-1 unattributed unused_commitment 5',
      '00 i-1 unattributed unmapped 32',
      '00 sp-1 unattributed purchase 40',
      '00 sp-1 unattributed unused_commitment 6.976',
    ])
  })
})
