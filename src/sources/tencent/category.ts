/** What sort of charge a component of a row is, by codes: names follow the language of the account. */
import type { BillLine } from '../../records/bill-line.js'
import { type Fields, textOf, Unfit } from './fields.js'

export type Sort = Pick<
  BillLine,
  'chargeCategory' | 'chargeFrequency' | 'pricingCategory' | 'commitmentDiscountId' | 'commitmentDiscountType'
>

type Way = 'prepaid' | 'by use' | 'adjusted' | 'commitment'

/** Codes as the SDKs list them (AnalyseActionTypeDetail, and DescribeBillDetail of intlpartnersmgt). */
const wayOf: ReadonlyMap<string, Way> = new Map(
  (
    [
      ['prepaid', 'prepay_purchase prepay_renew prepay_modify pre_purchase pre_renew pre_upgrade pre_downgrade'],
      ['prepaid', 'prePurchase preRenew preUpgrade preDowngrade'],
      ['by use', 'postpay_deduct postpay_deduct_h postpay_deduct_d postpay_deduct_m postpay_deduct_s'],
      ['adjusted', 'prepay_return pre_to_post recon_deduct recon_increase recon_increase_f recon_guarantee'],
      ['adjusted', 'billVirtualId'],
      ['commitment', 'ripay_purchase ri_hour_pay svp_hour_pay'],
    ] as const
  ).flatMap(([way, codes]) => codes.split(' ').map((code) => [code, way] as const)),
)

/** The difference between eight decimals billed and two decimals paid, once a month (document/product/555/7465). */
export const PRECISION = 'billVirtualId'

/** A row has the name of how it is paid, not its code: both sites' names, as samples show them. */
const PREPAID = /^(包年包月|monthly subscription|yearly\/monthly subscription|pre-?paid|prepay)$/i
const BY_USE = /^(按量计费|pay-as-you-go( resources)?|post-?paid|postpay)$/i

export interface Charge {
  readonly row: Fields
  readonly component: Fields
  readonly resourceId: string | null
  readonly negative: boolean
  /** It has a beginning and no length, as refunds and conversions have. */
  readonly moment: boolean
}

/** @throws Unfit when neither the code nor the name of how it is paid is known */
export function sortOf(charge: Charge): Sort {
  const code = textOf(charge.row, 'ActionType') ?? ''
  const way = wayOf.get(code) ?? wayByName(charge)
  const commitment = way === 'commitment'
  return {
    ...kindOf(way, charge),
    pricingCategory: pricingOf(textOf(charge.component, 'InstanceType'), code),
    // With an id, list and contracted leave it out: what it covers already says them (ledger.md 4).
    commitmentDiscountId: commitment ? charge.resourceId : null,
    commitmentDiscountType: commitment ? (code === 'svp_hour_pay' ? 'Savings Plan' : 'Reserved Instance') : null,
  }
}

function wayByName({ row }: Charge): Way {
  const name = textOf(row, 'PayModeName')
  if (name !== null && PREPAID.test(name)) return 'prepaid'
  if (name !== null && BY_USE.test(name)) return 'by use'
  const code = textOf(row, 'ActionType')
  throw new Unfit(
    'PayModeName',
    name ?? '',
    `says neither prepaid nor by use, and ActionType ${code ?? ''} is not known`,
  )
}

function kindOf(way: Way, { negative, moment }: Charge): Pick<Sort, 'chargeCategory' | 'chargeFrequency'> {
  if (way === 'adjusted' || (moment && negative)) return { chargeCategory: 'Adjustment', chargeFrequency: 'One-Time' }
  // Less of what is prepaid (a smaller machine until the month is over) is bought like more of it: with a minus.
  if (way !== 'by use') return { chargeCategory: 'Purchase', chargeFrequency: moment ? 'One-Time' : 'Recurring' }
  if (negative) return { chargeCategory: 'Adjustment', chargeFrequency: 'One-Time' }
  return { chargeCategory: 'Usage', chargeFrequency: 'Usage-Based' }
}

/** `InstanceType` is no type of a machine: it says what a charge is covered by, and nothing for what is not. */
function pricingOf(marker: string | null, code: string): string {
  if (code === 'postpay_deduct_s' || /^(spot|竞价)/i.test(marker ?? '')) return 'Dynamic'
  if (marker === null) return 'Standard'
  return /^(ri|sp|预留|节省|资源包|reserved|savings)/i.test(marker) ? 'Committed' : 'Other'
}
