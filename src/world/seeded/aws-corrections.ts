/** What AWS takes off whole days after a fortnight, when hours are no longer told: only the day's bill knows it. */
import type { Charge as CostRow } from '../aws-cost-explorer.js'
import { type Atto, atto, textOf, times } from './amounts.js'
import { ALWAYS, type Charge, type Posted } from './charges.js'
import type { Dice } from './dice.js'
import { DAY, HOUR } from './moments.js'

/** Less than a cent is rounding. */
const LEAST: Atto = atto('0.02')

/** So many percent of a day's use of one type of machine: each hour bears its own part, which comes out even. */
export function correctionsOf(dice: Dice, bill: readonly Posted<CostRow>[]): Posted<CostRow>[] {
  const days = new Map<string, Posted<CostRow>[]>()
  for (const one of bill) {
    const { recordType, resourceId, hour, usageType } = one.row
    if (recordType !== 'Usage' || resourceId === undefined || one.until !== ALWAYS) continue
    const key = `${hour.slice(0, 10)} ${usageType}`
    days.set(key, [...(days.get(key) ?? []), one])
  }
  return [...days].flatMap(([key, hours]) => {
    const own = dice.of(key)
    return own.chance(50) ? correction(own, hours) : []
  })
}

function correction(dice: Dice, hours: readonly Posted<CostRow>[]): Posted<CostRow>[] {
  const [first] = hours
  if (first === undefined) return []
  const percent = dice.within(5, 20)
  const off = (amount: Atto): Atto => -times(amount, percent, 100)
  const charges = hours.flatMap((one) => one.charges).map((charge) => corrected(charge, off))
  const whole = charges.reduce((sum, { billed }) => sum + billed, 0n)
  if (-whole < LEAST) return []
  const { account, recordType, service, usageType, hour } = first.row
  const day = Date.parse(`${hour.slice(0, 10)}T00:00:00Z`) / 1000
  const row: CostRow = {
    account,
    recordType,
    service,
    usageType,
    hour: `${hour.slice(0, 10)}T00:00:00Z`,
    unblended: textOf(whole),
    amortized: textOf(whole),
    dailyOnly: true,
  }
  return [{ from: day + 15 * DAY + HOUR * dice.within(0, 12), until: ALWAYS, row, charges }]
}

/** No GPU runs longer or shorter for it. */
function corrected(charge: Charge, off: (amount: Atto) => Atto): Charge {
  const { billed, effective } = charge
  return { ...charge, gpuSeconds: [0, 1], category: 'Adjustment', billed: off(billed), effective: off(effective) }
}
