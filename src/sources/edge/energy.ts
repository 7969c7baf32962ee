/** What a device drew, hour by hour: as its exporter measured it, and where it did not, by its watts. */
import type { MachineHour } from '../../records/bill-source.js'
import type { BillLine } from '../../records/bill-line.js'
import { dayOf } from '../../units/billing-day.js'
import { attoOf, decimalOf, divideHalfEven, ONE } from '../../units/decimal.js'
import { type Hour, hourRange, hoursOf, plusHours } from '../../units/hour.js'
import type { Device } from './file.js'
import { type Charged, daysOf, lineOf, type Month, priceOn, startOf } from './month.js'

const HOUR_MS = 3_600_000
/** A kWh is 3,600,000,000 mJ. It is told to nine decimals, so that cost is quantity times price to the last digit. */
const MJ_PER_10_NKWH = 36n
const ATTO_PER_NANO = 10n ** 9n

/** Lines of the hours of a month that end up to `until`: what is yet to be read of telemetry is no energy yet. */
export function energyLines(
  device: Device,
  month: Month,
  until: Hour,
  measured: ReadonlyMap<Hour, MachineHour>,
): BillLine[] {
  const days = daysOf(device, month)
  if (days === undefined || device.energy.length === 0) return []
  const [from, to] = [startOf(days[0]), startOf(days[1])]
  const end = to < until ? to : until
  if (end <= from) return []
  const lines: BillLine[] = []
  for (const hour of hoursOf(hourRange(from, end))) {
    const price = priceOn(device.energy, dayOf(hour, 'UTC'))
    if (price === undefined) continue
    for (const { mj, costType } of drawn(device, measured.get(hour))) {
      const nkwh = divideHalfEven(mj * 10n, MJ_PER_10_NKWH)
      const charged: Charged = {
        from: hour,
        to: plusHours(hour, 1),
        amount: divideHalfEven(nkwh * ATTO_PER_NANO * attoOf(price.amount), ONE),
        currency: price.currency,
        sku: 'energy',
        quantity: decimalOf(nkwh * ATTO_PER_NANO),
        unit: 'kWh',
        costType,
      }
      lines.push(lineOf(device, month, charged))
    }
  }
  return lines
}

/** Millijoules of an hour: those that were measured, and of the rest of the hour by its watts at rest and at work. */
function drawn({ idleWatts, maxWatts }: Device, seen: MachineHour | undefined): { mj: bigint; costType: string }[] {
  const parts: { mj: bigint; costType: string }[] = []
  const isMeasured = seen !== undefined && seen.energyMj !== null
  if (isMeasured && seen.energyMj !== null) parts.push({ mj: seen.energyMj, costType: 'measured' })
  const rest = HOUR_MS - (isMeasured ? Math.min(seen.seenMs, HOUR_MS) : 0)
  if (rest === 0) return parts
  const atWork = BigInt(Math.min(seen?.busyMs ?? 0, HOUR_MS))
  const ofHour = BigInt(idleWatts * HOUR_MS) + BigInt(maxWatts - idleWatts) * atWork
  parts.push({ mj: divideHalfEven(ofHour * BigInt(rest), BigInt(HOUR_MS)), costType: 'assumed' })
  return parts
}
