/** Replicas at the edge, whose samples come every five minutes, beside one that is scraped twice a minute. */
import { expect, test } from 'vitest'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import type { WorldSample, WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, readOf, TEN } from './reading.js'

const MINUTE = 60_000

/** Counts one request a minute, and is at work at every second sample. `every` in minutes, `after` past the first. */
function served(
  instance: string,
  every: number,
  after: number,
  has: (minute: number) => boolean = () => true,
): WorldSeries[] {
  const [requests, running, started]: [WorldSample[], WorldSample[], WorldSample[]] = [[], [], []]
  for (let minute = after - 60; minute <= 120; minute += every) {
    if (!has(minute)) continue
    const at = TEN + minute * MINUTE
    requests.push([at, minute + 100])
    running.push([at, Math.round((minute - after) / every) % 2 === 0 ? 1 : 0])
    started.push([at, (TEN - 2 * HOUR) / 1000])
  }
  const labels = { job: 'vllm', instance, model_name: 'qwen', namespace: 'edge', pod: instance }
  return [
    { labels: { ...labels, __name__: 'vllm:request_success_total', finished_reason: 'stop' }, samples: requests },
    { labels: { ...labels, __name__: 'vllm:num_requests_running' }, samples: running },
    { labels: { ...labels, __name__: 'process_start_time_seconds' }, samples: started },
  ]
}

async function rowsOf(series: readonly WorldSeries[], scrapeIntervalMs?: number): Promise<Map<string, UsageHour>> {
  const [ten] = await readOf(series, 1, scrapeIntervalMs === undefined ? {} : { scrapeIntervalMs })
  return new Map((ten?.usage ?? []).map((row) => [row.replica, row]))
}

test.each([
  ['told', 300_000],
  ['not told', undefined],
])('samples five minutes apart cover their hour, their interval %s', async (_, interval) => {
  const rows = await rowsOf(served('jetson-01', 5, 2), interval)

  // Twelve samples at 2, 7, ... 57 past ten, and the one at 57 past nine: 60 requests between them and the last.
  expect(rows.get('edge/jetson-01')).toMatchObject({
    requests: 60n,
    samples: 12,
    coverage: '1.000000',
    quality: 'exact',
    qualityReasons: [],
    unobservedMs: 0,
    present: [{ from: 0, to: HOUR }],
    runningMs: 30 * MINUTE,
  })
})

test('a machine that is scraped twice a minute does not make holes of them', async () => {
  const rows = await rowsOf([...served('jetson-01', 5, 2), ...served('node-1', 0.5, 0)])

  expect(rows.get('edge/jetson-01')).toMatchObject({ samples: 12, coverage: '1.000000', quality: 'exact' })
  expect(rows.get('edge/node-1')).toMatchObject({ samples: 120, coverage: '1.000000', quality: 'exact' })
})

test('a gap of twenty minutes is one: what ran is counted, and present is what was seen', async () => {
  // Samples at 22, 27 and 32 past ten are missing, and the process is the same before and after.
  const rows = await rowsOf(served('jetson-01', 5, 2, (minute) => minute < 20 || minute > 35))

  expect(rows.get('edge/jetson-01')).toMatchObject({
    requests: 60n,
    samples: 9,
    coverage: '0.750000', // of twelve
    present: [
      { from: 0, to: 22 * MINUTE },
      { from: 37 * MINUTE, to: HOUR },
    ],
  })
})

test('a machine whose scrapes fail now and then is one with gaps, and not one that is read every few minutes', async () => {
  const rows = await rowsOf(served('node-1', 1, 0, (minute) => [1, 4, 9, 16, 25, 36, 49].includes(minute)))

  expect(Number(rows.get('edge/node-1')?.coverage)).toBeLessThan(0.2)
})
