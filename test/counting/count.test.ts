/** Pairs of samples, one by one: what was counted between them, and what is said about it. */
import { expect, test } from 'vitest'
import { type Baseline, countWay, type Frame, noNotes } from '../../src/counting/count.js'
import type { Life } from '../../src/counting/life.js'
import type { Samples } from '../../src/counting/samples.js'
import { wayThrough } from '../../src/counting/way.js'

/** An hour from 0 on, scraped every minute. Times are seconds. */
const HOUR_S = 3_600
const nothing: Life = { epochs: [], falls: [], ups: new Float64Array(0), activity: new Float64Array(0) }

function series(...pairs: readonly (readonly [at: number, value: number])[]): Samples {
  return { at: Float64Array.from(pairs, ([at]) => at * 1000), value: Float64Array.from(pairs, ([, value]) => value) }
}

function starts(...pairs: readonly (readonly [at: number, start: number])[]): Life {
  return { ...nothing, epochs: pairs.map(([at, start]) => ({ at: at * 1000, start: start * 1000 })) }
}

interface Found {
  readonly counted: number
  readonly reasons: readonly string[]
  readonly unobserved: readonly (readonly [number, number])[]
  readonly restarts: number
}

function count(twins: readonly Samples[], life = nothing, baseline: Baseline = { kind: 'unknown' }): Found {
  const frame: Frame = { from: 0, to: HOUR_S * 1000, interval: 60_000, most: 150_000, reach: 300_000, life }
  const notes = noNotes()
  let counted = 0
  countWay(wayThrough(twins, 0, frame.from, frame.to), twins, baseline, frame, notes, (more) => (counted += more))
  return {
    counted,
    reasons: [...notes.reasons].toSorted(),
    unobserved: notes.unobserved.map(({ from, to }) => [from / 1000, to / 1000] as const),
    restarts: notes.restarts.size,
  }
}

test('a counter that rises counted the rise', () => {
  const found = count([series([-10, 5_000], [50, 5_040], [110, 5_100])])

  expect(found).toEqual({ counted: 100, reasons: [], unobserved: [], restarts: 0 })
})

test('the sample at the very beginning of an hour is the baseline, that at its end is counted', () => {
  const found = count([series([0, 10], [60, 30], [3_600, 70], [3_660, 1_000])])

  expect(found.counted).toBe(60)
})

test('a counter that fell began again at 0, and what the old process counted last is lost', () => {
  const found = count([series([-10, 10_000], [50, 9_000], [110, 9_500])])

  expect(found).toEqual({ counted: 9_500, reasons: ['restart'], unobserved: [[-10, 50]], restarts: 1 })
})

test('what was lost at a restart ran at most until the new process began', () => {
  const life = starts([-10, -9_000], [50, 30], [110, 30])

  const found = count([series([-10, 100], [50, 20], [110, 25])], life)

  expect(found).toEqual({ counted: 25, reasons: ['restart'], unobserved: [[-10, 30]], restarts: 1 })
})

test('another process whose count is higher is still another process', () => {
  const life = starts([-10, -9_000], [50, 30])

  const found = count([series([-10, 100], [50, 7_000])], life)

  expect(found).toMatchObject({ counted: 7_000, reasons: ['restart'], restarts: 1 })
})

test('a hole is exact when the same process answers after it', () => {
  const life = starts([50, -9_000], [1_250, -9_000])

  const found = count([series([-10, 100], [50, 120], [1_250, 500])], life)

  expect(found).toEqual({ counted: 400, reasons: [], unobserved: [], restarts: 0 })
})

test('a hole is a lower bound when nobody knows which process answers after it', () => {
  const found = count([series([-10, 100], [50, 120], [1_250, 500])])

  expect(found).toEqual({ counted: 400, reasons: ['gap'], unobserved: [[50, 1_250]], restarts: 0 })
})

test('a hole from before the hour is counted after it, and the hour says so', () => {
  const life = starts([600, -9_000])
  const earlier = { kind: 'sample', sample: { at: -4_000_000, value: 100 } } as const

  const found = count([series([600, 500])], life, earlier)

  expect(found).toEqual({ counted: 400, reasons: ['caught_up'], unobserved: [], restarts: 0 })
})

test('a counter that falls although its process is the same one counts from 0 again', () => {
  const life = starts([-10, -9_000], [50, -9_000])

  const found = count([series([-10, 100], [50, 3])], life)

  expect(found).toMatchObject({ counted: 3, reasons: ['restart'] })
})

test.each<readonly [string, Baseline, number, readonly string[]]>([
  ['one that was born since counted it all', { kind: 'zero' }, 1_234, []],
  ['one whose past is unknown counted what came after its first sample', { kind: 'unknown' }, 0, ['first_seen']],
])('of a series with a single sample, %s', (_, baseline, counted, reasons) => {
  const found = count([series([1_800, 1_234])], nothing, baseline)

  expect(found).toMatchObject({ counted, reasons })
})

test('of twins one is walked, and the way begins and ends at the latest sample of either', () => {
  // 100 at -5, by the second; the first has most samples up to 120, and the second saw 190 at 3,590.
  const first = series([-50, 90], [10, 110], [70, 120])
  const second = series([-5, 100], [3_590, 190])

  const found = count([first, second], starts([-50, -9e3], [-5, -9e3], [10, -9e3], [70, -9e3], [3_590, -9e3]))

  expect(found).toMatchObject({ counted: 90, reasons: [] })
})

test('a twin that looked a moment earlier than its clock says is no restart, and takes nothing away twice', () => {
  // The second twin saw 105 already when the first, by its clock later, still saw 104.
  const first = series([-50, 90], [10, 104], [70, 120])
  const second = series([-5, 105], [55, 118])

  const found = count([first, second])

  expect(found).toMatchObject({ counted: 15, reasons: [], restarts: 0 })
})

test('a fall from twin to twin is a restart when the twin fell on its own', () => {
  const first = series([-50, 100], [10, 4], [70, 20])
  const second = series([-5, 105])

  const found = count([first, second])

  expect(found).toMatchObject({ counted: 20, reasons: ['restart'], restarts: 1 })
})

test('a fall to a twin that is new is a restart unless the other one goes on', () => {
  const goesOn = count([series([10, 104], [70, 120]), series([-5, 105], [55, 118])])
  const falls = count([series([10, 4], [70, 20]), series([-5, 105], [55, 18])])

  expect(goesOn).toMatchObject({ counted: 15, restarts: 0 })
  expect(falls).toMatchObject({ counted: 20, restarts: 1 })
})
