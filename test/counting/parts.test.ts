/** The small parts of counting: samples, time, buckets, what is known of processes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baselineOf } from '../../src/counting/baseline.js'
import { distributed, merged } from '../../src/counting/buckets.js'
import { coverageOf, intervalIn, seenIn } from '../../src/counting/clock.js'
import { noNotes } from '../../src/counting/count.js'
import { epochsOf, fallsOf, type Life, wasGone } from '../../src/counting/life.js'
import { cleaned, union, upTo } from '../../src/counting/samples.js'
import { held, joined, length } from '../../src/counting/stretches.js'
import { timeAbove } from '../../src/counting/gauges.js'

const nothing: Life = { epochs: [], falls: [], ups: new Float64Array(0), activity: new Float64Array(0) }
const at = (...moments: number[]): Float64Array => Float64Array.from(moments)

test('samples come in order and once, the later of two at one moment', () => {
  const { samples, bad } = cleaned({ at: at(30, 10, 30), value: at(7, 5, 8) }, true)

  expect([...samples.at]).toEqual([10, 30])
  expect([...samples.value]).toEqual([5, 8])
  expect(bad).toEqual([])
})

test.each([
  ['below zero', -1],
  ['infinite', Infinity],
  ['a part of a token', 0.5],
  ['more than a number can hold', 2 ** 53],
  ['no number', Number.NaN],
])('a count that is %s is left out and told', (_, value) => {
  const { samples, bad } = cleaned({ at: at(10, 20, 30), value: at(1, value, 3) }, true)

  expect([...samples.at]).toEqual([10, 30])
  expect(bad).toEqual([20])
})

test('the marker that ends a series is left out without a word', () => {
  const { samples, bad } = cleaned({ at: at(10, 20, 30, 90, 100), value: at(1, 2, Number.NaN, 4, 5) }, true)

  expect([...samples.at]).toEqual([10, 20, 90, 100])
  expect(bad).toEqual([])
})

test('seconds may have parts, a histogram of latency sums them up', () => {
  const { samples } = cleaned({ at: at(10), value: at(0.5106480121612549) }, false)

  expect([...samples.value]).toEqual([0.5106480121612549])
})

test('stretches are joined where they touch', () => {
  const stretches = [
    { from: 50, to: 60 },
    { from: 0, to: 20 },
    { from: 10, to: 30 },
    { from: 30, to: 40 },
  ]

  expect(joined(stretches)).toEqual([
    { from: 0, to: 40 },
    { from: 50, to: 60 },
  ])
  expect(length(stretches)).toBe(50)
})

test('joining never changes which moments are covered', () => {
  const stretch = fc.tuple(fc.nat(50), fc.nat(20)).map(([from, long]) => ({ from, to: from + long }))
  fc.assert(
    fc.property(fc.array(stretch), fc.nat(70), (stretches, moment) => {
      const covers = (all: readonly { from: number; to: number }[]): boolean =>
        all.some(({ from, to }) => from <= moment && moment < to)

      expect(covers(joined(stretches))).toBe(covers(stretches))
    }),
  )
})

test('a sample holds until the next one, over a hole for one interval', () => {
  // Every 10, a hole is more than 25: 20 is the last before one, 100 reaches the end of the time looked at.
  const every10 = { from: -5, to: 120, interval: 10, most: 25 }

  expect(held(at(0, 10, 20, 100), every10, () => true)).toEqual([
    { from: 0, to: 30 },
    { from: 100, to: 120 },
  ])
  expect(held(at(0, 10, 20, 100), every10, (i) => i !== 1)).toEqual([
    { from: 0, to: 10 },
    { from: 20, to: 30 },
    { from: 100, to: 120 },
  ])
})

test('what a sample holds is cut to the hour', () => {
  const found = held(at(-20, -10, 0, 10, 100), { from: -5, to: 105, interval: 10, most: 25 }, () => true)

  expect(found).toEqual([
    { from: -5, to: 20 },
    { from: 100, to: 105 },
  ])
})

test('a gauge counts the time in which it stood above zero, from the sample before the hour on', () => {
  const frame = { from: 0, to: 3_600_000, interval: 60_000, most: 150_000, reach: 300_000, life: nothing }
  // 3 from -20 s, 0 from 40 s, 1 from 100 s and nothing more: 40 s and one interval.
  const running = { at: at(-20_000, 40_000, 100_000), value: at(3, 0, 1) }
  const rank = { at: at(40_000, 100_000), value: at(2, 0) }

  expect(length(timeAbove([[running]], 0, frame) ?? [])).toBe(100_000)
  // The other rank ran from 40 s to 100 s.
  expect(length(timeAbove([[running], [rank]], 0, frame) ?? [])).toBe(160_000)
  expect(timeAbove([], 0, frame)).toBeUndefined()
})

test('buckets lose what lies below them, and a wider one that counted less is told', () => {
  const fine = distributed(
    new Map([
      [Infinity, 10],
      [0.5, 3],
      [1, 7],
    ]),
    4.5,
  )
  const torn = distributed(
    new Map([
      [0.5, 3],
      [1, 2],
      [Infinity, 4],
    ]),
    null,
  )

  expect(fine).toEqual({
    layout: { bounds: [0.5, 1, Infinity], counts: [3n, 4n, 3n], sumSeconds: 4.5 },
    disagree: false,
  })
  expect(torn).toEqual({
    layout: { bounds: [0.5, 1, Infinity], counts: [3n, 0n, 1n], sumSeconds: null },
    disagree: true,
  })
})

test('only layouts of the same bounds are added up', () => {
  const one = { bounds: [1, Infinity], counts: [3n, 1n], sumSeconds: 2 }
  const other = { bounds: [2, Infinity], counts: [5n, 0n], sumSeconds: 1 }

  const found = merged([one, other, one])

  expect(found).toEqual([{ bounds: [1, Infinity], counts: [6n, 2n], sumSeconds: 4 }, other])
})

test('a start that differs by parts of a second is the same process', () => {
  const found = epochsOf([
    { at: 20, start: 5_400 },
    { at: 10, start: 5_000 },
    { at: 30, start: 9_000 },
  ])

  expect(found.map(({ start }) => start)).toEqual([5_000, 5_000, 9_000])
})

test('series that fell in overlapping intervals saw one restart, and two that follow each other two', () => {
  const found = fallsOf([
    { from: 0, to: 15 },
    { from: 10, to: 25 },
    { from: 25, to: 40 },
  ])

  expect(found).toEqual([
    { from: 10, to: 15 },
    { from: 25, to: 40 },
  ])
})

test('a target was gone when others were looked at and it was not', () => {
  const activity = at(0, 10, 20, 30, 40, 50, 60)

  expect(wasGone({ ...nothing, ups: at(0, 10), activity }, 11, 60, 15)).toBe(true)
  expect(wasGone({ ...nothing, ups: at(0, 10, 40), activity }, 11, 60, 15)).toBe(false)
  expect(wasGone({ ...nothing, ups: at(0, 10), activity: at(0, 10, 60) }, 11, 60, 15)).toBe(false)
  expect(wasGone({ ...nothing, activity }, 11, 60, 15)).toBe(false)
})

test('the baseline of a series is 0 where its target was seen without it, an earlier sample, or 0 for a new process', () => {
  const born = { ...nothing, epochs: [{ at: 500, start: 450 }] }
  const old = { ...nothing, epochs: [{ at: 500, start: 50 }] }
  const of = (life: Life, scrapes: Float64Array, earlier?: { at: number; value: number }) =>
    baselineOf({ first: 500, knownFrom: 100, life, scrapes, earlier })

  expect(of(old, at(400, 500), { at: 90, value: 7 })).toEqual({ kind: 'zero' })
  expect(of(old, at(500), { at: 90, value: 7 })).toEqual({ kind: 'sample', sample: { at: 90, value: 7 } })
  expect(of(born, at(500))).toEqual({ kind: 'zero' })
  expect(of(old, at(500))).toBeUndefined()
})

test('the interval is the usual distance, and none where scrapes are missing', () => {
  expect(intervalIn([at(0, 15_000, 30_001, 90_000, 105_000)], 0, 0, 3_600_000)).toBe(15_000)
  expect(intervalIn([at(0, 1_200_000)], 0, 0, 3_600_000)).toBeUndefined()
  expect(intervalIn([at(5)], 0, 0, 3_600_000)).toBeUndefined()
})

test('an interval of minutes is one when most distances are alike, and else scrapes are missing', () => {
  const minutes = (...moments: number[]) => intervalIn([at(...moments.map((one) => one * 60_000))], 0, 0, 3_600_000)

  expect(minutes(2, 7, 12, 17)).toBe(300_000)
  expect(minutes(2, 7, 12, 17.4, 22, 42, 47)).toBe(300_000) // 4.6 and 5.4 minutes are alike, 20 are a hole
  expect(minutes(2, 7, 12)).toBeUndefined()
  expect(minutes(2, 7, 12, 17, 32, 44, 55)).toBeUndefined() // three of six
  expect(minutes(2, 5, 9, 15, 22, 26, 33)).toBeUndefined()
  expect(minutes(0, 12, 24, 36, 48)).toBeUndefined()
})

test('coverage is what was seen of what should have been, holes within a life counted', () => {
  const frame = { from: 0, to: 3_600_000, interval: 60_000, most: 150_000, reach: 300_000, life: nothing }
  // Half an hour of scrapes each minute, and nobody knows what came then: 30 of 60.
  const clock = [Float64Array.from({ length: 31 }, (_, i) => i * 60_000)]

  const notes = noNotes()
  const { samples, expected, present } = seenIn(clock, 0, frame, notes)

  expect([samples, expected]).toEqual([30, 60])
  expect(coverageOf(samples, expected)).toBe('0.500000')
  expect(present).toEqual([{ from: 0, to: 1_860_000 }])
  expect([...notes.reasons]).toEqual(['gap'])
  expect(notes.unobserved).toEqual([{ from: 1_800_000, to: 3_600_000 }])
})

test('places among moments and unions of them', () => {
  expect([0, 9, 10, 30].map((moment) => upTo(at(10, 20, 30), moment))).toEqual([0, 0, 1, 3])
  expect([...union([at(1, 3), at(2, 3), at(1, 3)])]).toEqual([1, 2, 3])
})
