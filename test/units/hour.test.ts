import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hourAt, hourRange, hoursBetween, hoursOf, parseHour, plusHours } from '../../src/units/hour.js'
import { epochSeconds, instantAt, parseInstant } from '../../src/units/instant.js'

const anHour = fc.integer({ min: 0, max: 1_000_000 }).map((hours) => parseHour(instantAt(hours * 3600)))

test.each([
  '2026-08-01T00:00:00Z',
  '2026-08-01T00:00Z',
  '2026-08-01T00:00:00.000Z',
  '2026-08-01 00:00:00+00',
  '2026-08-01T00:00:00+00:00',
])('%s is the first hour of August', (text) => {
  const hour = parseHour(text)

  expect(hour).toBe('2026-08-01T00:00:00Z')
})

test.each([
  '2026-08-01T00:00:00',
  '2026-08-01',
  '2026-08-01T00:00:00+08:00',
  '2026-02-30T00:00:00Z',
  '2026-08-01T24:00:00Z',
  '2026-08-01T00:00:00.5Z',
  '2026-8-1T00:00:00Z',
  '0050-08-01T25:00:00Z',
  '',
])('%j is no moment in UTC', (text) => {
  expect(() => parseHour(text)).toThrow(
    new RangeError(`${JSON.stringify(text)} is not a moment in UTC such as 2026-08-01T00:00:00Z.`),
  )
})

test('a half hour is a moment but not an hour', () => {
  const moment = parseInstant('2026-08-01T00:30:00Z')

  expect(moment).toBe('2026-08-01T00:30:00Z')
  expect(() => parseHour(moment)).toThrow('"2026-08-01T00:30:00Z" is not a whole hour.')
})

test('the hour after the last of February 2028 is on the 29th', () => {
  const last = parseHour('2028-02-28T23:00:00Z')

  const next = plusHours(last, 1)

  expect(next).toBe('2028-02-29T00:00:00Z')
  expect(plusHours(next, -1)).toBe(last)
})

test('a part of an hour cannot be added, and time ends with the year 9999', () => {
  expect(() => plusHours(parseHour('2026-08-01T00:00:00Z'), 0.5)).toThrow('0.5 is not a whole number of hours.')
  expect(() => plusHours(parseHour('9999-12-31T23:00:00Z'), 1)).toThrow('is outside the years 0 to 9999.')
})

test('a range holds its first hour and not its last', () => {
  const range = hourRange(parseHour('2026-07-31T22:00:00Z'), parseHour('2026-08-01T01:00:00Z'))

  const hours = [...hoursOf(range)]

  expect(hours).toEqual(['2026-07-31T22:00:00Z', '2026-07-31T23:00:00Z', '2026-08-01T00:00:00Z'])
  expect(hoursBetween(range.from, range.to)).toBe(3)
})

test('a range may be empty but not run backwards', () => {
  const noon = parseHour('2026-08-01T12:00:00Z')

  expect([...hoursOf(hourRange(noon, noon))]).toEqual([])
  expect(() => hourRange(noon, plusHours(noon, -1))).toThrow(
    'The range from 2026-08-01T12:00:00Z ends before it begins, at 2026-08-01T11:00:00Z.',
  )
})

test('going some hours on is undone by coming as many back, and counted right', () => {
  const there = fc.property(anHour, fc.integer({ min: -10_000, max: 10_000 }), (hour, hours) => {
    const reached = plusHours(hour, hours)

    expect(plusHours(reached, -hours)).toBe(hour)
    expect(hoursBetween(hour, reached)).toBe(hours)
  })

  fc.assert(there)
})

test('hours sort as text the way they sort in time', () => {
  const sorted = fc.property(anHour, anHour, (one, other) => {
    expect(one < other).toBe(epochSeconds(one) < epochSeconds(other))
  })

  fc.assert(sorted)
})

test('a moment is in the hour that began last', () => {
  expect(hourAt(new Date('2026-08-01T23:59:59.999Z'))).toBe('2026-08-01T23:00:00Z')
  expect(hourAt(new Date('2026-08-02T00:00:00Z'))).toBe('2026-08-02T00:00:00Z')
})
