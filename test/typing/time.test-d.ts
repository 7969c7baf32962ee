import { dayOf, hoursOfDay, parseDay } from '../../src/units/billing-day.js'
import type { BillingDay } from '../../src/units/billing-day.js'
import { hourRange, parseHour, plusHours } from '../../src/units/hour.js'
import type { Hour } from '../../src/units/hour.js'
import { parseInstant } from '../../src/units/instant.js'

const hour = parseHour('2026-08-01T00:00:00Z')
const utcDay = parseDay('2026-08-22', 'UTC')
const minus = (from: Hour, to: Hour): Hour => (from < to ? from : to)
const billed = (day: BillingDay<'UTC+8'>) => hoursOfDay(day)

export const earlier: Hour = plusHours(hour, -3)
export const beijing = billed(dayOf(hour, 'UTC+8'))

// @ts-expect-error an hour minus three of what? plusHours(hour, -3)
export const difference: unknown = hour - 3

// @ts-expect-error three is no hour
minus(hour, 3)

// @ts-expect-error text is no hour until parseHour has read it
hourRange('2026-08-01T00:00:00Z', hour)

// @ts-expect-error adding to the text of an hour makes text, not an hour
export const glued: Hour = hour + '1'

// @ts-expect-error a moment need not be a whole hour
plusHours(parseInstant('2026-08-01T00:30:00Z'), 1)

// @ts-expect-error a day of UTC is not a day of Beijing: eight hours lie between them
billed(utcDay)

// @ts-expect-error a day is made by parseDay or dayOf alone
export const invented: BillingDay<'UTC'> = { zone: 'UTC', date: '2026-02-30' }

// @ts-expect-error Beijing's days are those of UTC+8
parseDay('2026-08-22', 'Asia/Shanghai')
