import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, hoursOfDay, monthStart, nextDay, parseDay, plusDays, previousDay } from '../../src/units/billing-day.js'
import { hoursBetween, hoursOf, parseHour } from '../../src/units/hour.js'

const zone = fc.constantFrom('UTC' as const, 'UTC+8' as const)
const aDay = fc
  .tuple(fc.integer({ min: -20_000, max: 20_000 }), zone)
  .map(([days, of]) => plusDays(parseDay('2026-08-22', of), days))

test('a Beijing day begins at 16:00 UTC the day before', () => {
  const day = parseDay('2026-08-22', 'UTC+8')

  const hours = hoursOfDay(day)

  expect(hours).toEqual({ from: '2026-08-21T16:00:00Z', to: '2026-08-22T16:00:00Z' })
})

test('a UTC day begins at its own midnight', () => {
  const day = parseDay('2026-08-22', 'UTC')

  const hours = hoursOfDay(day)

  expect(hours).toEqual({ from: '2026-08-22T00:00:00Z', to: '2026-08-23T00:00:00Z' })
})

test('the last UTC hours of July are already August in Beijing', () => {
  const hour = parseHour('2026-07-31T16:00:00Z')

  const days = [dayOf(hour, 'UTC').date, dayOf(hour, 'UTC+8').date]

  expect(days).toEqual(['2026-07-31', '2026-08-01'])
})

test('the day before the first of March is the 29th in a leap year', () => {
  const first = parseDay('2028-03-01', 'UTC')

  const before = previousDay(first)

  expect(before.date).toBe('2028-02-29')
  expect(nextDay(before)).toEqual(first)
})

test('a month starts on its first day, in the zone of the day', () => {
  const day = parseDay('2026-08-22', 'UTC+8')

  const start = monthStart(day)

  expect(start).toEqual(parseDay('2026-08-01', 'UTC+8'))
})

test.each(['2026-02-29', '2026-13-01', '2026-8-1', '20260801', '2026-08-01T00:00:00Z', ''])('%j is no day', (text) => {
  expect(() => parseDay(text, 'UTC')).toThrow(RangeError)
})

test('a part of a day cannot be added', () => {
  const day = parseDay('2026-08-22', 'UTC')

  expect(() => plusDays(day, 0.5)).toThrow('0.5 is not a whole number of days.')
})

test('every hour of a day belongs to that day, and there are 24', () => {
  const belongs = fc.property(aDay, (day) => {
    const range = hoursOfDay(day)

    expect(hoursBetween(range.from, range.to)).toBe(24)
    for (const hour of hoursOf(range)) expect(dayOf(hour, day.zone)).toEqual(day)
  })

  fc.assert(belongs)
})

test('days touch: one ends where the next begins', () => {
  const touching = fc.property(aDay, (day) => {
    expect(hoursOfDay(day).to).toBe(hoursOfDay(nextDay(day)).from)
    expect(previousDay(nextDay(day))).toEqual(day)
  })

  fc.assert(touching)
})
