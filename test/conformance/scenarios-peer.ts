/**
 * Where the best-known peer is wrong: opencost#4005 sums the replicas at both ends of a window before it subtracts, loses
 * what was counted before a reset, and does the former still where series have no pod.
 */
import { ALWAYS, minute, pod, type Row, request, scenario, type Scenario, tokens } from './scenarios.js'
import type { Process } from './simulator.js'

/** At 10:00 the old replica stands at 900 and the new one is not there; at 11:00 the new one stands at 1,000: 100 by ends. */
const replaced = [
  pod('old', { from: ALWAYS.from, to: minute(5) }, [request(minute(-30), 900, 9)]),
  pod('new', { from: minute(6), to: ALWAYS.to }, [request(minute(30), 1_000, 10)]),
] as const

/** The same without a pod: Prometheus outside Kubernetes knows the instance only. */
const podless: readonly Process[] = replaced.map((process) => ({
  ...process,
  target: { instance: process.target['instance'] ?? '' },
}))

function rowsOfReplaced(old: string, young: string): readonly Row[] {
  return [
    { replica: young, ...tokens(1_000n, 10n, 1n) },
    { replica: old, ...tokens(0n, 0n, 0n) },
  ]
}

export const peer: readonly Scenario[] = [
  scenario('1,000 tokens of a new replica are 1,000, not the 100 of the peer', 'undercount', replaced, {
    ten: { usage: rowsOfReplaced('ns/old', 'ns/new') },
    eleven: { usage: [{ replica: 'ns/new', ...tokens(0n, 0n, 0n) }] },
  }),
  scenario('and still 1,000 where the series have no pod', 'undercount-podless', podless, {
    ten: { usage: rowsOfReplaced('old:8000', 'new:8000') },
    eleven: { usage: [{ replica: 'new:8000', ...tokens(0n, 0n, 0n) }] },
  }),
  scenario(
    '150 tokens are 150, not the 250 of the peer, when a replica misses the scrape at the start of the window',
    'overcount',
    [
      // 50 at 10:00 and 150 at 11:00.
      pod('a', ALWAYS, [request(minute(-30), 50, 5), request(minute(30), 100, 10)]),
      // 100 at 10:00, but silent from 9:58 to 10:02, and 150 at 11:00: by ends 150 + 150 - 50 = 250.
      pod('b', ALWAYS, [request(minute(-30), 100, 10), request(minute(40), 50, 5)], {
        silent: [[minute(-2), minute(2)]],
      }),
    ],
    {
      ten: {
        usage: [
          { replica: 'ns/a', ...tokens(100n, 10n, 1n) },
          { replica: 'ns/b', ...tokens(50n, 5n, 1n) },
        ],
      },
      eleven: {
        usage: [
          { replica: 'ns/a', ...tokens(0n, 0n, 0n) },
          { replica: 'ns/b', ...tokens(0n, 0n, 0n) },
        ],
      },
    },
  ),
  scenario(
    'what a replica counted before a reset is kept: 800, not the 300 that stand there at the end',
    'before-the-reset',
    [
      pod('a', { from: ALWAYS.from, to: minute(40) }, [request(minute(-30), 400, 4), request(minute(20), 500, 5)]),
      pod('a', { from: minute(41), to: ALWAYS.to }, [request(minute(50), 300, 3)]),
    ],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(800n, 8n, 2n), quality: 'lower_bound', resets: 1 }] },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(0n, 0n, 0n), quality: 'exact' }] },
    },
  ),
]
