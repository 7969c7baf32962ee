/** Percentiles of a version from whatever its replicas count in: against the definition, worked out one bucket after the other. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { testOfOne as test } from '../../support/ledger.js'

/** Bounds that have some in common; the last is open. */
const LAYOUTS = [
  [0.1, 0.5, 1, 2, Infinity],
  [0.5, 1, 5, Infinity],
  [0.25, 1, 2, 5, 10, Infinity],
] as const

const counts = (layout: number) => {
  const length = LAYOUTS[layout]?.length ?? 0
  return fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1_000_000 })), { minLength: length, maxLength: length }) // prettier-ignore
}
const histogram = fc.record({
  version: fc.integer({ min: 1, max: 2 }),
  metric: fc.constantFrom('e2e', 'ttft'),
  layouts: fc
    .subarray([0, 1, 2], { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((layout) => counts(layout).map((counted) => ({ layout, counted }))))),
})
const told = fc.uniqueArray(histogram, { minLength: 1, maxLength: 4, selector: ({ version, metric }) => `${version} ${metric}` }) // prettier-ignore

/** The bucket in which a rank falls, divided evenly; only bounds that all layouts have are told apart. */
function percentile(layouts: readonly { layout: number; counted: readonly number[] }[], hundredths: number) {
  const common = (LAYOUTS[layouts[0]?.layout ?? 0] ?? []).filter((bound) =>
    layouts.every(({ layout }) => LAYOUTS[layout]?.some((other) => other === bound)),
  )
  const upto = common.map((bound) =>
    layouts.reduce(
      (sum, { layout, counted }) => sum + counted.reduce((so, count, i) => ((LAYOUTS[layout]?.[i] ?? Infinity) <= bound ? so + count : so), 0), // prettier-ignore
      0,
    ),
  )
  const requests = upto.at(-1) ?? 0
  const place = upto.findIndex((count) => count * 100 >= hundredths * requests)
  const lower = common[place - 1] ?? 0
  const below = upto[place - 1] ?? 0
  const upper = common[place] ?? Number.NaN
  const open = upper === Infinity
  const within = ((hundredths * requests) / 100 - below) / ((upto[place] ?? Number.NaN) - below)
  return { requests, open, seconds: open ? lower : lower + (upper - lower) * within }
}

test('of an hour and of a day, replicas in other buckets are added on the bounds that all of them have', async ({
  ledger,
}) => {
  for (const [i, bounds] of LAYOUTS.entries())
    await ledger.rows('insert into fact.bucket_layout values ($1, $2)', [i + 1, bounds])
  let merged = 0
  await fc.assert(
    fc.asyncProperty(told, async (histograms) => {
      await ledger.rows('truncate report.latency_hour, report.latency_day')
      for (const { version, metric, layouts } of histograms)
        for (const { layout, counted } of layouts) {
          await ledger.rows(`insert into report.latency_hour (version_id, metric, layout_id, hour, counts, count) values ($1, $2, $3, '2026-08-01T05:00Z', $4, 0)`, [version, metric, layout + 1, counted]) // prettier-ignore
          await ledger.rows(`insert into report.latency_day (version_id, metric, layout_id, day, counts) values ($1, $2, $3, '2026-08-01', $4)`, [version, metric, layout + 1, counted]) // prettier-ignore
        }

      const expected = histograms
        .map(({ version, metric, layouts }) => {
          const [half, most, last] = [50, 95, 99].map((rank) => percentile(layouts, rank))
          return { key: `${version} ${metric}`, requests: half?.requests, p50: half?.seconds, p95: most?.seconds, p99: last?.seconds, saturated: last?.open } // prettier-ignore
        })
        .filter(({ requests = 0 }) => requests > 0)
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      merged += histograms.filter(({ layouts }) => layouts.length > 1).length
      for (const grain of ['hour', 'day']) {
        const rows = await ledger.rows(
          `select version_id || ' ' || metric as key, requests::int, p50_seconds as p50, p95_seconds as p95, p99_seconds as p99, saturated
           from report.latency_by_version_${grain} order by version_id, metric`,
        )
        expect(rows).toEqual(
          expected.map((one) => ({
            ...one,
            p50: expect.closeTo(one.p50 ?? Number.NaN, 9) as number,
            p95: expect.closeTo(one.p95 ?? Number.NaN, 9) as number,
            p99: expect.closeTo(one.p99 ?? Number.NaN, 9) as number,
          })),
        )
      }
    }),
    { numRuns: 80 },
  )
  expect(merged).toBeGreaterThan(20)
})
