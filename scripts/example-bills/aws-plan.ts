import type { Hour } from '../../src/units/hour.js'
import { commitment, p5First, p5Second, plan } from './aws-fleet.js'
import { amount, august, costs, inHour, times } from './charge.js'
import type { Line } from './csv.js'

/**
 * An hour of the Savings Plan of $40: the first p5 takes 33.024 of it. While the second runs, the other 6.976 buy it
 * 6.976 / 33.024 = 0.2112403101 of its hour and the rest of that hour is on demand; else they are unused.
 */
export function planLines(hour: Hour): Line[] {
  const bought: Line = {
    ...plan,
    ...inHour(hour),
    ...costs('40', '40', '40', '0'),
    ChargeCategory: 'Purchase',
    ChargeDescription: '1 year No Upfront Compute Savings Plan, $40.00 per hour',
    CommitmentDiscountQuantity: '40',
    PricingQuantity: '1',
    PricingUnit: 'Hrs',
    ListUnitPrice: '40',
    ContractedUnitPrice: '40',
  }
  const first = covered(p5First, hour, '1', '33.024')
  if (hour < august(10)) return [bought, first, unused(hour)]
  const rest = '0.7887596899'
  const onTop: Line = { ...p5Second, ...inHour(hour), ...amount(rest, 'Hrs', '55.04'), ...costs(times(rest, '55.04')) }
  return [bought, first, covered(p5Second, hour, '0.2112403101', '6.976'), onTop]
}

function covered(machine: Line, hour: Hour, quantity: string, effective: string): Line {
  const list = times(quantity, '55.04')
  return {
    ...machine,
    ...commitment,
    ...inHour(hour),
    ...amount(quantity, 'Hrs', '55.04'),
    ...costs(list, list, '0', effective),
    CommitmentDiscountQuantity: effective,
    CommitmentDiscountStatus: 'Used',
  }
}

function unused(hour: Hour): Line {
  return {
    ...plan,
    ...inHour(hour),
    ...costs('0', '0', '0', '6.976'),
    ChargeCategory: 'Usage',
    ChargeDescription: 'Unused part of the commitment',
    CommitmentDiscountQuantity: '6.976',
    CommitmentDiscountStatus: 'Unused',
  }
}
