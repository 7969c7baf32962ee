/**
 * What Cost Explorer's record types are. It spells them as its console does or as the Cost and Usage Report does
 * (`SavingsPlanCoveredUsage`, `Savings Plan Covered Usage`); one that is not in the table is refused, never guessed.
 */
import type { BillLine } from '../../records/bill-line.js'

export const CHARGE_KINDS = [
  'usage',
  'covered_by_plan',
  'covered_by_reservation',
  'negation',
  'discount',
  'plan_fee',
  'reservation_fee',
  'purchase',
  'support',
  'tax',
  'credit',
  'refund',
] as const
export type ChargeKind = (typeof CHARGE_KINDS)[number]

const KINDS: Readonly<Record<string, ChargeKind>> = {
  usage: 'usage',
  savingsplancoveredusage: 'covered_by_plan',
  discountedusage: 'covered_by_reservation',
  reservationappliedusage: 'covered_by_reservation',
  savingsplannegation: 'negation',
  savingsplanrecurringfee: 'plan_fee',
  savingsplanupfrontfee: 'purchase',
  rifee: 'reservation_fee',
  recurringreservationfee: 'reservation_fee',
  fee: 'purchase',
  upfrontreservationfee: 'purchase',
  support: 'support',
  supportfee: 'support',
  tax: 'tax',
  credit: 'credit',
  refund: 'refund',
  discount: 'discount',
  bundleddiscount: 'discount',
  edpdiscount: 'discount',
  enterprisediscountprogramdiscount: 'discount',
  privateratediscount: 'discount',
  sppdiscount: 'discount',
  solutionproviderprogramdiscount: 'discount',
  distributordiscount: 'discount',
}

/** Undefined: nobody told what it is. */
export function kindOf(recordType: string, told: Readonly<Record<string, ChargeKind>>): ChargeKind | undefined {
  return told[recordType] ?? KINDS[recordType.toLowerCase().replaceAll(/[\s_-]/g, '')]
}

/** Charges that an instance has by the hour; fees and taxes are of the account. */
export function hasResources(kind: ChargeKind): boolean {
  return !['plan_fee', 'reservation_fee', 'purchase', 'support', 'tax'].includes(kind)
}

type Sort = Pick<
  BillLine,
  'chargeCategory' | 'chargeFrequency' | 'pricingCategory' | 'commitmentDiscountType' | 'commitmentDiscountStatus'
>

const PLAN = 'Savings Plan'
const RESERVATION = 'Reserved Instance'

/** The columns of FOCUS that a kind of charge decides. */
export function sortOf(kind: ChargeKind, usageType: string): Sort {
  const spot = usageType.includes('SpotUsage')
  switch (kind) {
    case 'usage':
      return sort('Usage', 'Usage-Based', spot ? 'Dynamic' : 'Standard')
    case 'covered_by_plan':
      return sort('Usage', 'Usage-Based', 'Committed', PLAN, 'Used')
    case 'covered_by_reservation':
      return sort('Usage', 'Usage-Based', 'Committed', RESERVATION, 'Used')
    case 'negation':
      return sort('Adjustment', 'Usage-Based', 'Committed', PLAN)
    case 'discount':
      return sort('Adjustment', 'Usage-Based', null)
    case 'plan_fee':
      return sort('Purchase', 'Recurring', 'Committed', PLAN)
    case 'reservation_fee':
      return sort('Purchase', 'Recurring', 'Committed', RESERVATION)
    case 'purchase':
      return sort('Purchase', 'One-Time', null)
    case 'support':
      return sort('Purchase', 'Recurring', null)
    case 'tax':
      return sort('Tax', null, null)
    case 'credit':
    case 'refund':
      return sort('Credit', 'One-Time', null)
    default:
      return kind satisfies never
  }
}

/** What nobody used of a commitment: a charge of its own beside the fee, as FOCUS has it. */
export function unusedOf(kind: ChargeKind): Sort | undefined {
  if (kind === 'plan_fee') return sort('Usage', 'Recurring', 'Committed', PLAN, 'Unused')
  if (kind === 'reservation_fee') return sort('Usage', 'Recurring', 'Committed', RESERVATION, 'Unused')
  return undefined
}

function sort(
  chargeCategory: Sort['chargeCategory'],
  chargeFrequency: Sort['chargeFrequency'],
  pricingCategory: string | null,
  commitmentDiscountType: string | null = null,
  commitmentDiscountStatus: Sort['commitmentDiscountStatus'] = null,
): Sort {
  return { chargeCategory, chargeFrequency, pricingCategory, commitmentDiscountType, commitmentDiscountStatus }
}
