/** Cases worked out by hand, and what `increase()` makes of them: it guesses at the edges of its window. */
import { expect, test } from 'vitest'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, readOf, TEN, theRow } from './reading.js'

const target = { job: 'vllm', namespace: 'ns', pod: 'a', instance: 'a:8000' }

/** A counter scraped at these seconds after ten, and the start of its process at each. */
function scraped(samples: readonly (readonly [at: number, value: number, start?: number])[]): WorldSeries[] {
  const told = samples.flatMap(([at, , start]) => (start === undefined ? [] : [[TEN + at * 1000, TEN / 1000 + start]]))
  return [
    {
      labels: { __name__: 'vllm:generation_tokens_total', ...target, model_name: 'qwen', engine: '0' },
      samples: samples.map(([at, value]) => [TEN + at * 1000, value] as const),
    },
    {
      labels: { __name__: 'process_start_time_seconds', ...target },
      samples: told.map(([at = 0, value = 0]) => [at, value] as const),
    },
  ].filter((one) => one.samples.length > 0)
}

function every(seconds: number, from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / seconds) + 1 }, (_, i) => from + i * seconds)
}

test('50 tokens a second and a restart: 179,850, for 150 went with the old process; increase() says 179,849.37', async () => {
  // Scraped at 7, 22, 37 and 52 s; the process ends 3 s after the scrape of 10:29:37, and the next one begins at once.
  const death = 29 * 60 + 40
  const samples = every(15, -1_793, 3_600).map((at) =>
    at < death ? ([at, (at + 3_600) * 50, -3_600] as const) : ([at, (at - death) * 50, death] as const),
  )

  const [hour] = await readOf(scraped(samples))

  expect(theRow(hour)).toMatchObject({
    generatedTokens: 179_850n,
    quality: 'lower_bound',
    qualityReasons: ['restart'],
    resets: 1,
    unobservedMs: 3_000,
  })
})

test('a pod of six minutes whose first scrape shows 4,000 generated 30,400; increase() says 27,600', async () => {
  // Born at 10:52:00; 4,000 at 10:52:15 and 1,200 more each 15 s to 10:57:45.
  const samples = every(15, 52 * 60 + 15, 57 * 60 + 45).map((at, i) => [at, 4_000 + i * 1_200, 52 * 60] as const)

  const [hour] = await readOf(scraped(samples))

  expect(theRow(hour)).toMatchObject({ generatedTokens: 30_400n, resets: 0, samples: 23 })
})

test('a new series with a single sample in its hour counted all it shows; increase() has no answer', async () => {
  const [hour] = await readOf(scraped([[1_800, 1_234, 1_750]]))

  expect(theRow(hour)).toMatchObject({ generatedTokens: 1_234n, samples: 1 })
})

test('a fall of a tenth is a restart: 9,500, where VictoriaMetrics calls it partial and says 500', async () => {
  const [hour] = await readOf(scraped([[-10, 10_000] as const, [50, 9_000] as const, [110, 9_500] as const]))

  expect(theRow(hour)).toMatchObject({ generatedTokens: 9_500n, resets: 1 })
})

test('a series born high in its hour counted it all: 50,020, where VictoriaMetrics says 20', async () => {
  const [hour] = await readOf(
    scraped([[600, 50_000, 500] as const, [660, 50_010, 500] as const, [720, 50_020, 500] as const]),
  )

  expect(theRow(hour)).toMatchObject({ generatedTokens: 50_020n, quality: 'lower_bound', qualityReasons: ['gap'] })
})

test('and 20 where it was there before anybody looked, which the hour says', async () => {
  const [hour] = await readOf(
    scraped([[600, 50_000, -90_000] as const, [660, 50_010, -90_000] as const, [720, 50_020, -90_000] as const]),
  )

  expect(theRow(hour)).toMatchObject({ generatedTokens: 20n, quality: 'baseline_unknown' })
})

test('a day of bursts is counted in the hours in which they were scraped; increase() misses the worst by 82 %', async () => {
  // A burst of 1,000 + i tokens at minute (37 i) mod 1,440, each scraped on its minute.
  const bursts = every(1, 0, 199).map((i) => ({ minute: (37 * i) % 1_440, tokens: 1_000 + i }))
  const shown = (minute: number): number =>
    bursts.reduce((sum, burst) => (burst.minute <= minute ? sum + burst.tokens : sum), 0)
  const samples = every(1, -5, 24 * 60).map((minute) => [minute * 60, shown(minute), -3_600] as const)

  const hours = await readOf(scraped(samples), 24)

  const truth = hours.map((_, hour) => {
    const inside = bursts.filter(({ minute }) => minute > hour * 60 && minute <= hour * 60 + 60)
    return BigInt(inside.reduce((sum, { tokens }) => sum + tokens, 0))
  })
  expect(hours.map((hour) => theRow(hour).generatedTokens)).toEqual(truth)
  // All but the burst of minute 0, which the baseline holds: 200 x 1,000 + 199 x 100 - 1,000.
  expect(truth.reduce((a, b) => a + b, 0n)).toBe(218_900n)
  expect(hours).toHaveLength((24 * HOUR) / HOUR)
})
