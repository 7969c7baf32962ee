/** Real requests, replayed as the counters of a vLLM that was scraped every 15 s. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { parseHour } from '../../../src/units/hour.js'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { requests as file } from '../../support/data-not-ours.js'
import { hoursFrom, inWorld, readAll, settingsFor } from './reading.js'

const requests = readFileSync(file, 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','))
  .map(([time = '', prompt, generated]) => ({
    // Seven digits of a second; a millisecond is enough to say which scrape sees it first.
    at: Date.parse(`${time.slice(0, 23).replace(' ', 'T')}Z`),
    prompt: Number(prompt),
    generated: Number(generated),
  }))

const SIX = Date.UTC(2023, 10, 16, 18)
const BEGAN = SIX + 600_000
const scrapes = Array.from({ length: 2 * 240 }, (_, i) => SIX + i * 15_000 + 4_000).filter((at) => at > BEGAN)
const target = { job: 'vllm', namespace: 'azure', pod: 'conv-0', instance: '10.0.0.7:8000' }

/** What stands on the page at each scrape: the sum over the requests that were there by then. */
function counter(name: string, of: (request: (typeof requests)[number]) => number, labels = {}): WorldSeries {
  let sum = 0
  let next = 0
  const samples = scrapes.map((at) => {
    for (; next < requests.length && (requests[next]?.at ?? Infinity) <= at; next += 1)
      sum += of(requests[next] ?? none)
    return [at, sum] as const
  })
  return { labels: { __name__: name, ...target, model_name: 'conv', engine: '0', ...labels }, samples }
}

const none = { at: 0, prompt: 0, generated: 0 }

test('19,366 real requests are 19,366 requests, with every token of theirs', async () => {
  const series = [
    counter('vllm:prompt_tokens_total', ({ prompt }) => prompt),
    counter('vllm:generation_tokens_total', ({ generated }) => generated),
    counter('vllm:request_success_total', () => 1, { finished_reason: 'stop' }),
    {
      labels: { __name__: 'process_start_time_seconds', ...target },
      samples: scrapes.map((at) => [at, BEGAN / 1000] as const),
    },
  ]

  const hours = await inWorld(series, {}, (url) =>
    readAll(settingsFor(url), hoursFrom(parseHour('2023-11-16T18:00:00Z'), 2)),
  )

  const rows = hours.flatMap(({ usage }) => usage)
  const sum = (of: (row: UsageHour) => bigint | null): bigint => rows.reduce((all, row) => all + (of(row) ?? 0n), 0n)
  expect(rows.map(({ quality }) => quality)).toEqual(['exact', 'exact'])
  // Summed up from the file with awk.
  expect(sum(({ requests: all }) => all)).toBe(19_366n)
  expect(sum(({ promptTokens }) => promptTokens)).toBe(22_361_870n)
  expect(sum(({ generatedTokens }) => generatedTokens)).toBe(4_088_665n)
})
