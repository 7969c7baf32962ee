/** Samples that come late move what an hour ends with, and so what the next one with samples begins from. */
import { expect, onTestFinished } from 'vitest'
import { loadUsage, type LoadUsageOptions } from '../../../jobs/usage.js'
import { readHours } from '../../../src/sources/prometheus/index.js'
import { parseHour } from '../../../src/units/hour.js'
import { startPrometheus, type WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, settingsFor, TEN } from '../../sources/prometheus/reading.js'
import { type Ledger, test } from '../../support/ledger.js'

const MINUTE = 60_000
const target = { job: 'vllm', instance: 'a:1', namespace: 'n', pod: 'p' }

/** A token a second since 09:00, by one process of long ago, scraped each minute but for a hole. */
function world(from: number, to: number): WorldSeries[] {
  const at = Array.from({ length: 301 }, (_, i) => TEN - HOUR + i * MINUTE).filter(
    (moment) => moment <= TEN + from * MINUTE || moment >= TEN + to * MINUTE,
  )
  const series = (name: string, labels: Record<string, string>, value: (moment: number) => number): WorldSeries => ({
    labels: { __name__: name, ...target, ...labels },
    samples: at.map((moment) => [moment, value(moment)] as const),
  })
  return [
    series('vllm:generation_tokens_total', { model_name: 'q' }, (moment) => (moment - TEN + HOUR) / 1000),
    series('process_start_time_seconds', {}, () => (TEN - 10 * HOUR) / 1000),
    series('up', {}, () => 1),
  ]
}

/** What the world says from now on. */
async function told(series: readonly WorldSeries[]): Promise<LoadUsageOptions['sources'][number]> {
  const { url, close } = await startPrometheus(series)
  onTestFinished(close)
  return { name: 'prod', scrapeIntervalMs: undefined, read: (hours, ask) => readHours(settingsFor(url), hours, ask) }
}

const load = (
  ledger: Ledger,
  source: LoadUsageOptions['sources'][number],
  range: { from?: string; to?: string } = {},
): ReturnType<typeof loadUsage> =>
  loadUsage(ledger.store, {
    sources: [source],
    rules: { entries: [], providers: {} },
    rereadHours: 1,
    from: range.from === undefined ? undefined : parseHour(range.from),
    to: range.to === undefined ? undefined : parseHour(range.to),
    allowEmpty: false,
    dryRun: false,
    now: new Date(TEN + 4 * HOUR + 5 * MINUTE),
    onStep: () => undefined,
  })

const tokens = async (ledger: Ledger): Promise<string[]> =>
  (
    await ledger.rows(
      `select to_char(hour, 'HH24') || ' ' || generated_tokens as row from fact.usage_hour where samples > 0 order by hour`,
    )
  ).map(({ row }) => String(row))

const all = { from: '2025-06-02T09:00:00Z', to: '2025-06-02T13:00:00Z' }
const ten = { from: '2025-06-02T10:00:00Z', to: '2025-06-02T11:00:00Z' }

test('late samples before a gap of more than an hour are taken from the hour behind it', async ({ ledger }) => {
  await load(ledger, await told(world(20, 130)), all)
  const first = await tokens(ledger)

  await load(ledger, await told(world(50, 130)), ten)

  // 09:00 to 13:00 are 14,400 tokens; seen up to 10:20 (4,800) at first, then up to 10:50 (6,600).
  expect(first).toEqual(['09 3600', '10 1200', '12 9600'])
  expect(await tokens(ledger)).toEqual(['09 3600', '10 3000', '12 7800'])
})

test('a run that is killed between a restated hour and the next leaves the next to be read', async ({ ledger }) => {
  await load(ledger, await told(world(20, 70)), { ...all, to: '2025-06-02T14:00:00Z' })
  const source = await told(world(50, 70))
  let reads = 0
  const killed: typeof source = {
    ...source,
    read: (hours, ask) => {
      reads += 1
      if (reads > 1) throw new Error('killed')
      return source.read(hours, ask)
    },
  }
  await expect(load(ledger, killed, ten)).rejects.toThrow('killed')
  const between = await tokens(ledger)

  await load(ledger, source)

  // 10:50 to 12:00 are 4,200 tokens in the hour in which they were seen again.
  expect(between).toEqual(['09 3600', '10 3000', '11 6000', '12 3600', '13 3600'])
  expect(await tokens(ledger)).toEqual(['09 3600', '10 3000', '11 4200', '12 3600', '13 3600'])
  expect(await ledger.value('select count(*) from ops.telemetry_hour where stale')).toBe('0')
})

test('hours that were never read between others are read when it is time', async ({ ledger }) => {
  const source = await told(world(240, 240))
  await load(ledger, source, { from: '2025-06-02T09:00:00Z', to: '2025-06-02T10:00:00Z' })
  await load(ledger, source, { from: '2025-06-02T12:00:00Z', to: '2025-06-02T13:00:00Z' })

  await load(ledger, source)

  expect(await tokens(ledger)).toEqual(['09 3600', '10 3600', '11 3600', '12 3600', '13 3600'])
})
