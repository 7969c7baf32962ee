/** Percentiles of latency come from buckets that were added, never from other percentiles. */
import { expect } from 'vitest'
import { type Ledger, test } from '../../support/ledger.js'
import { latency, read, replica, telemetry } from '../../support/telemetry.js'

const told = (ledger: Ledger) =>
  ledger.rows(
    `select requests::int, p50_seconds as p50, p95_seconds as p95, p99_seconds as p99, saturated, mean_seconds as mean
     from report.latency order by requests`,
  )

test('two replicas of a model are one distribution', async ({ ledger }) => {
  const buckets = [
    latency({ replica: 'a', counts: [2n, 0n, 0n], sumSeconds: 1 }),
    latency({ replica: 'b', counts: [0n, 2n, 0n], sumSeconds: 3 }),
  ]

  await read(
    ledger,
    telemetry('2026-08-01T05:00Z', [replica({ replica: 'a' }), replica({ replica: 'b' })], { latency: buckets }),
  )

  // Of four requests the 2nd ends the bucket up to 1 s; the 3.8th and 3.96th lie 0.9 and 0.98 into that from 1 to 2 s.
  const [row] = await told(ledger)
  expect(row).toMatchObject({ requests: 4, p50: 1, saturated: false, mean: 1 })
  expect(row?.['p95']).toBeCloseTo(1.9, 12)
  expect(row?.['p99']).toBeCloseTo(1.98, 12)
})

test('a rank beyond the last bound is at least that bound, and says so', async ({ ledger }) => {
  const buckets = [latency({ counts: [9n, 0n, 1n] })]

  await read(ledger, telemetry('2026-08-01T05:00Z', [replica()], { latency: buckets }))

  expect(await told(ledger)).toMatchObject([{ requests: 10, p99: 2, saturated: true }])
})

test('an hour without a request has no percentile', async ({ ledger }) => {
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica()], { latency: [latency({ counts: [0n, 0n, 0n] })] }))

  expect(await told(ledger)).toEqual([])
})

test('buckets with other bounds are not added', async ({ ledger }) => {
  const buckets = [latency({ replica: 'a' }), latency({ replica: 'b', bounds: [1, 3, Infinity], counts: [0n, 2n, 0n] })]

  await read(
    ledger,
    telemetry('2026-08-01T05:00Z', [replica({ replica: 'a' }), replica({ replica: 'b' })], { latency: buckets }),
  )

  expect(await told(ledger)).toMatchObject([
    { requests: 1, p50: 0.5 },
    { requests: 2, p50: 2 },
  ])
})

test('what one replica does not tell is unknown of its model, and quality is that of the worst', async ({ ledger }) => {
  const silent = replica({
    replica: 'b',
    promptTokens: null,
    quality: 'lower_bound',
    coverage: '0.500000',
    unobservedMs: 60_000,
  })

  await read(ledger, telemetry('2026-08-01T05:00Z', [replica({ replica: 'a' }), silent]))

  expect(
    await ledger.rows(
      `select model, replicas, prompt_tokens, generated_tokens, quality, coverage, trim_scale(unobserved_seconds) as unobserved
       from report.usage_by_model`,
    ),
  ).toEqual([
    {
      model: 'qwen',
      replicas: '2',
      prompt_tokens: null,
      generated_tokens: '10',
      quality: 'lower_bound',
      coverage: '0.500000',
      unobserved: '60',
    },
  ])
})
