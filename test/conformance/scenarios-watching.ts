/** The same processes, seen badly or oddly: pairs of scrapers, missing scrapes, other names. */
import type { LatencyHour } from '../../src/records/usage-hour.js'
import { ALWAYS, minute, pod, request, scenario, type Scenario, tokens } from './scenarios.js'
import { scraper } from './simulator.js'

const before = request(minute(-30), 5_000, 500)
const one = request(minute(30), 1_000, 100)
const later = request(minute(70), 20, 2)
/** Each request took a second. */
const took = (requests: bigint): readonly Partial<LatencyHour>[] => [
  { replica: 'ns/a', metric: 'e2e', bounds: [0.5, 1, 5, Infinity], counts: [0n, requests, 0n, 0n] },
]

export const watching: readonly Scenario[] = [
  scenario(
    'of two scrapers the one that saw more is believed, and nothing is counted twice',
    'pair',
    [pod('a', ALWAYS, [before, one, request(minute(50), 300, 30), later])],
    {
      ten: {
        usage: [{ replica: 'ns/a', ...tokens(1_300n, 130n, 2n), quality: 'exact', scraper: 'b', samples: 120 }],
        latency: took(2n),
      },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact' }], latency: took(1n) },
    },
    [
      { ...scraper, labels: { prometheus_replica: 'a' }, down: [[minute(20), minute(40)]] },
      { ...scraper, labels: { prometheus_replica: 'b' }, offset: 20 },
    ],
  ),
  scenario(
    'a scraper that is down over the turn of the hour costs no token and counts none twice',
    'pair-at-the-turn',
    [pod('a', ALWAYS, [before, one, request(minute(57), 300, 30), later])],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(1_300n, 130n, 2n) }], latency: took(2n) },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n) }], latency: took(1n) },
    },
    [
      // In the first hour b saw more, in the second a did; b alone saw nothing of 10:57.
      { ...scraper, labels: { prometheus_replica: 'a' }, down: [[minute(20), minute(40)]] },
      { ...scraper, labels: { prometheus_replica: 'b' }, offset: 20, down: [[minute(55), minute(65)]] },
    ],
  ),
  scenario(
    'what a counter counted while nobody scraped is there when the scrapes are back',
    'missing',
    [pod('a', ALWAYS, [before, one, later])],
    {
      ten: {
        // The process is the same before and after. 80 of 120 scrapes.
        usage: [{ replica: 'ns/a', ...tokens(1_000n, 100n, 1n), quality: 'exact', samples: 80, coverage: '0.666667' }],
      },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact' }] },
    },
    [{ ...scraper, down: [[minute(20), minute(40)]] }],
  ),
  scenario(
    'after a gap over the turn of the hour the next hour has the rest, longer than telemetry looks back',
    'missing-at-the-turn',
    [pod('a', ALWAYS, [before, one, request(minute(65), 300, 30), later])],
    {
      ten: {
        usage: [
          {
            replica: 'ns/a',
            ...tokens(1_000n, 100n, 1n),
            quality: 'lower_bound',
            qualityReasons: ['gap'],
            // From 10:49:40.
            unobservedMs: 620_000,
          },
        ],
      },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(320n, 32n, 2n) }] },
    },
    [{ ...scraper, down: [[minute(50), minute(66)]] }],
  ),
  scenario('an engine that nobody asked anything has a row of zeros, not a hole', 'idle', [pod('a', ALWAYS, [])], {
    ten: {
      usage: [{ replica: 'ns/a', ...tokens(0n, 0n, 0n), cachedTokens: 0n, runningMs: 0, busyMs: 0, quality: 'exact' }],
    },
    eleven: { usage: [{ replica: 'ns/a', ...tokens(0n, 0n, 0n), quality: 'exact' }] },
  }),
  scenario(
    'a reason that V0 shows for the first time begins at zero, for its replica was seen without it',
    'v0',
    [pod('a', ALWAYS, [before, one, request(minute(40), 7, 3, { reason: 'length' }), later], { v0: true })],
    {
      ten: {
        usage: [
          {
            replica: 'ns/a',
            ...tokens(1_007n, 103n, 2n),
            requestsByReason: { stop: 1n, length: 1n },
            cachedTokens: null,
            cachedFrom: null,
            quality: 'exact',
          },
        ],
      },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact' }] },
    },
  ),
  scenario(
    'the twin that KServe makes of every name is not counted beside it',
    'twin',
    [pod('a', ALWAYS, [before, one, later], { prefixes: ['vllm:', 'kserve_vllm:'] })],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(1_000n, 100n, 1n), quality: 'exact' }] },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact' }] },
    },
  ),
  scenario(
    'the ranks of a data-parallel engine are one replica',
    'ranks',
    // In turn: rank 0 has 5,000 and 300, rank 1 has 1,000 and 20.
    [pod('a', ALWAYS, [before, one, request(minute(40), 300, 30), later], { engines: ['0', '1'] })],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(1_300n, 130n, 2n), quality: 'exact', samples: 120 }] },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact' }] },
    },
  ),
]
