/** Which months are to be read: never all of them, for a device of years ago would be counted hour by hour each time. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Asking } from '../../records/bill-source.js'
import { parseDay, plusDays } from '../../units/billing-day.js'
import type { Day, Device } from './file.js'
import { daysOf } from './month.js'
import { monthOf, monthsTouched } from './wear.js'

/** Telemetry reads what it missed for 35 days, and so may say otherwise of months that ended since. */
export const READ_AGAIN_DAYS = 36

/** The months that telemetry may still change, those that the file says otherwise than before, and those it says no more. */
export function dueMonths(devices: readonly Device[], today: Day, { held, mark }: Asking): readonly Day[] {
  const open = monthOf(plusDays(today, -READ_AGAIN_DAYS))
  const marks = marksOf(mark)
  const [first] = [...held.keys(), ...devices.map(({ bought }) => monthOf(bought))].toSorted()
  if (first === undefined) return []
  return monthsTouched(parseDay(`${first}-01`, 'UTC'), plusDays(today, 1)).filter((month) => {
    const had = held.get(monthOf(month))
    if (devicesIn(devices, month).length === 0) return had !== undefined && had.lines > 0n
    return had?.complete !== true || monthOf(month) >= open || marks[monthOf(month)] !== saidOf(devices, month)
  })
}

/** What the file says of a month, as a hash: telemetry is not in it. */
export function saidOf(devices: readonly Device[], month: Day): string {
  const said = JSON.stringify(devicesIn(devices, month))
  return createHash('sha256').update(said).digest('hex').slice(0, 16)
}

function devicesIn(devices: readonly Device[], first: Day): readonly Device[] {
  return devices.filter((one) => daysOf(one, { first }) !== undefined)
}

/** What the file said of each month when it was read last. */
export type Marks = Readonly<Record<string, string>>

const form = z.record(z.string(), z.string())

/** Of a mark that is none of ours, nothing: then every month is read again. */
export function marksOf(mark: string | undefined): Marks {
  try {
    return form.parse(JSON.parse(mark ?? '{}'))
  } catch {
    return {}
  }
}

export function markText(marks: Marks): string {
  return JSON.stringify(Object.fromEntries(Object.entries(marks).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}
