/** Processes that end and begin: restarts, replacements, short lives. */
import { ALWAYS, minute, pod, request, scenario, type Scenario, tokens } from './scenarios.js'

const before = request(minute(-30), 5_000, 500)

export const lives: readonly Scenario[] = [
  scenario(
    'a replica that never stops is counted to the token, cache and reasons apart',
    'steady',
    [
      pod('a', ALWAYS, [
        before,
        request(minute(10), 1_000, 100, { cached: 250, seconds: 60 }),
        request(minute(20), 200, 30, { reason: 'length', seconds: 0.4 }),
        request(minute(70), 40, 4, { cached: 10 }),
      ]),
    ],
    {
      ten: {
        usage: [
          {
            replica: 'ns/a',
            ...tokens(1_200n, 130n, 2n),
            cachedTokens: 250n,
            cachedFrom: 'by_source',
            requestsByReason: { stop: 1n, length: 1n, abort: 0n },
            // Seen to run at 10:09:10 and 10:09:40, and no longer at 10:10:10.
            runningMs: 60_000,
            waitingMs: 0,
            busyMs: 60_000,
            quality: 'exact',
            unobservedMs: 0,
            resets: 0,
            samples: 120,
            coverage: '1.000000',
          },
        ],
        latency: [{ replica: 'ns/a', metric: 'e2e', bounds: [0.5, 1, 5, Infinity], counts: [1n, 0n, 0n, 1n] }],
      },
      eleven: {
        usage: [{ replica: 'ns/a', ...tokens(40n, 4n, 1n), cachedTokens: 10n, quality: 'exact' }],
        latency: [{ replica: 'ns/a', metric: 'e2e', bounds: [0.5, 1, 5, Infinity], counts: [0n, 1n, 0n, 0n] }],
      },
    },
  ),
  scenario(
    'a restart loses nothing that a scrape saw, before or after it',
    'restart',
    [
      pod('a', { from: ALWAYS.from, to: minute(29, 55) }, [before, request(minute(10), 1_000, 100)]),
      pod('a', { from: minute(30, 25), to: ALWAYS.to }, [request(minute(40), 300, 30), request(minute(70), 20, 2)]),
    ],
    {
      ten: {
        usage: [
          {
            replica: 'ns/a',
            ...tokens(1_300n, 130n, 2n),
            quality: 'lower_bound',
            qualityReasons: ['restart'],
            // From the last scrape of the old process, 10:29:40, to the start of the new one, 10:30:25.
            unobservedMs: 45_000,
            resets: 1,
          },
        ],
      },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact', resets: 0 }] },
    },
  ),
  scenario(
    'a restart between two scrapes that overtakes the old count is still a restart',
    'hidden',
    [
      pod('a', { from: ALWAYS.from, to: minute(29, 41) }, [before, request(minute(10), 1_000, 100)]),
      // Back at 10:29:45, and at 10:30:05 it has already counted 7,000: more than the 6,000 of the old process.
      pod('a', { from: minute(29, 45), to: ALWAYS.to }, [
        request(minute(30, 5), 7_000, 700),
        request(minute(70), 20, 2),
      ]),
    ],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(8_000n, 800n, 2n), quality: 'lower_bound' }] },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact' }] },
    },
  ),
  scenario(
    'a replica replaced in mid-hour leaves two rows, each with its own work',
    'replaced',
    [
      pod('a', { from: ALWAYS.from, to: minute(30) }, [before, request(minute(10), 1_000, 100)]),
      pod('b', { from: minute(32), to: ALWAYS.to }, [request(minute(40), 300, 30), request(minute(70), 20, 2)]),
    ],
    {
      ten: {
        usage: [
          { replica: 'ns/a', ...tokens(1_000n, 100n, 1n) },
          { replica: 'ns/b', ...tokens(300n, 30n, 1n), quality: 'exact' },
        ],
      },
      eleven: { usage: [{ replica: 'ns/b', ...tokens(20n, 2n, 1n), quality: 'exact' }] },
    },
  ),
  scenario(
    'a replica whose series lived for one scrape is counted from zero',
    'once',
    [pod('a', { from: minute(15, 45), to: minute(16, 20) }, [request(minute(16, 5), 1_234, 56)])],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(1_234n, 56n, 1n), samples: 1 }] },
      eleven: { usage: [] },
    },
  ),
  scenario(
    'a fall of a tenth is a restart like any other',
    'small-fall',
    [
      // VictoriaMetrics' increase() takes 10,000, 9,000, 9,500 for 500.
      pod('a', { from: ALWAYS.from, to: minute(29, 55) }, [request(minute(-30), 10_000, 1_000)], { startless: true }),
      pod(
        'a',
        { from: minute(30, 1), to: ALWAYS.to },
        [request(minute(30, 5), 9_000, 900), request(minute(40), 500, 50)],
        {
          startless: true,
        },
      ),
    ],
    {
      ten: { usage: [{ replica: 'ns/a', promptTokens: 9_500n, generatedTokens: 950n, quality: 'lower_bound' }] },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(0n, 0n, 0n), quality: 'exact' }] },
    },
  ),
  scenario(
    'a replica that does not tell its start is counted from its first sample on, and says so',
    'startless',
    [
      pod('a', { from: minute(32), to: ALWAYS.to }, [request(minute(32, 5), 300, 30), request(minute(40), 40, 4)], {
        startless: true,
      }),
    ],
    {
      ten: { usage: [{ replica: 'ns/a', ...tokens(40n, 4n, 1n), quality: 'baseline_unknown' }] },
      eleven: { usage: [{ replica: 'ns/a', ...tokens(0n, 0n, 0n), quality: 'exact' }] },
    },
  ),
  scenario(
    'changed buckets after a restart are two layouts, never added up',
    'buckets',
    [
      pod(
        'a',
        { from: ALWAYS.from, to: minute(30) },
        [
          request(minute(10), 10, 1, { seconds: 0.25 }),
          request(minute(11), 10, 1, { seconds: 0.75 }),
          request(minute(12), 10, 1, { seconds: 0.75 }),
        ],
        { bounds: [0.5, 1] },
      ),
      pod(
        'a',
        { from: minute(31), to: ALWAYS.to },
        [
          request(minute(40), 10, 1, { seconds: 0.75 }),
          request(minute(41), 10, 1, { seconds: 3 }),
          request(minute(42), 10, 1, { seconds: 9 }),
        ],
        { bounds: [1, 5] },
      ),
    ],
    {
      ten: {
        usage: [{ replica: 'ns/a', ...tokens(60n, 6n, 6n), resets: 1 }],
        latency: [
          { replica: 'ns/a', metric: 'e2e', bounds: [0.5, 1, Infinity], counts: [1n, 2n, 0n] },
          { replica: 'ns/a', metric: 'e2e', bounds: [1, 5, Infinity], counts: [1n, 1n, 1n] },
        ],
      },
      eleven: {
        usage: [{ replica: 'ns/a', ...tokens(0n, 0n, 0n), quality: 'exact' }],
        latency: [{ replica: 'ns/a', metric: 'e2e', bounds: [1, 5, Infinity], counts: [0n, 0n, 0n] }],
      },
    },
  ),
]
