/**
 * What of a device's price is written off by when: in a straight line, each month of the calendar the same whatever its
 * length. A device that was bought within a month has of that month the days from then on, and of the last one what it
 * lacks. Sums that run are rounded and parts are their differences, so that all parts add up to price less residual value.
 */
import { monthStart, plusDays } from '../../units/billing-day.js'
import { attoOf, divideHalfEven } from '../../units/decimal.js'
import type { Day, Device } from './file.js'

type Written = Pick<Device, 'bought' | 'lifetimeMonths' | 'price' | 'residual'>

/** Units of 1e-18 of its currency that are written off before the day begins. */
export function writtenOffBy(device: Written, day: Day): bigint {
  const { bought, lifetimeMonths, price, residual } = device
  const whole = attoOf(price) - attoOf(residual)
  const end = endOfLife(device)
  if (day.date <= bought.date) return 0n
  if (day.date >= end.date) return whole
  const length = daysIn(bought)
  if (monthOf(day) === monthOf(bought)) {
    return divideHalfEven(whole * BigInt(dayOfMonth(day) - dayOfMonth(bought)), BigInt(length * lifetimeMonths))
  }
  // Days of the month in which it was bought, as parts of `length`.
  const begun = length - dayOfMonth(bought) + 1 + (monthsBetween(bought, day) - 1) * length
  const [part, of] =
    monthOf(day) === monthOf(end)
      ? [(dayOfMonth(bought) - 1) * (dayOfMonth(day) - 1), dayOfMonth(end) - 1]
      : [length * (dayOfMonth(day) - 1), daysIn(day)]
  return divideHalfEven(whole * BigInt(begun * of + part), BigInt(length * of * lifetimeMonths))
}

/** The first day on which it is written off: of 31 January and one month 28 February. */
export function endOfLife({ bought, lifetimeMonths }: Pick<Device, 'bought' | 'lifetimeMonths'>): Day {
  let month = monthStart(bought)
  for (let i = 0; i < lifetimeMonths; i += 1) month = nextMonth(month)
  return plusDays(month, Math.min(dayOfMonth(bought), daysIn(month)) - 1)
}

export function nextMonth(day: Day): Day {
  return monthStart(plusDays(monthStart(day), 31))
}

export function daysIn(day: Day): number {
  return dayOfMonth(plusDays(nextMonth(day), -1))
}

/** How many days `to` lies behind `from`. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to.date) - Date.parse(from.date)) / 86_400_000)
}

/** `2026-08`. */
export function monthOf({ date }: Day): string {
  return date.slice(0, 7)
}

/** The first days of the months that the days `[from, to)` touch. */
export function monthsTouched(from: Day, to: Day): readonly Day[] {
  const months: Day[] = []
  for (let month = monthStart(from); month.date < to.date; month = nextMonth(month)) months.push(month)
  return months
}

export function laterOf(left: Day, right: Day): Day {
  return left.date > right.date ? left : right
}

export function earlierOf(left: Day, right: Day | undefined): Day {
  return right === undefined || left.date < right.date ? left : right
}

function dayOfMonth({ date }: Day): number {
  return Number(date.slice(8))
}

function monthsBetween(from: Day, to: Day): number {
  const count = ({ date }: Day): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7))
  return count(to) - count(from)
}
