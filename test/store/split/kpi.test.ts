/** The key figures of a version, reckoned by hand. */
import { expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { latency, read, replica, telemetry } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { single } from './given.js'
import { inForce } from './settings-given.js'

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

/** 45 minutes of an hour at work: 5,000 tokens read, 5,000 from the cache, 625 generated, in 100 requests. */
const worked = replica({
  gpusLabel: '1',
  versionLabel: 'v1',
  busyMs: 2_700_000,
  promptTokens: 10_000n,
  cachedTokens: 5_000n,
  generatedTokens: 625n,
  requests: 100n,
})

const figures = (ledger: Ledger, per: 'hour' | 'day') =>
  ledger.rows(
    `select trim_scale(cost_usd) as usd, trim_scale(cost_cny) as cny, trim_scale(serving_usd) as serving,
       trim_scale(warm_idle_usd) as warm_idle, tokens, requests, trim_scale(usd_per_1k_tokens) as per_1k,
       trim_scale(cny_per_1m_tokens) as cny_per_1m, trim_scale(usd_per_1m_input_tokens) as input,
       trim_scale(usd_per_1m_output_tokens) as output, trim_scale(cny_per_1m_output_tokens) as cny_output,
       trim_scale(usd_per_request) as request, trim_scale(utilisation) as utilisation, trim_scale(idle_share) as idle,
       trim_scale(cache_hit_ratio) as cache, trim_scale(generated_per_gpu_second) as speed, replica_hours
     from report.kpi_${per}`,
  )

// $8 and ¥56 for 10,625 tokens. Weighted, input is 5,000 + 5,000 x 0.1 = 5,500 and output 625 x 4 = 2,500: $5.50 and $2.50.
const hour = {
  usd: '8',
  cny: '56',
  serving: '6',
  warm_idle: '2',
  tokens: '10625',
  requests: '100',
  per_1k: '0.752941176471',
  cny_per_1m: '5270.588235294118',
  input: '550',
  output: '4000',
  cny_output: '28000',
  request: '0.08',
  utilisation: '0.75',
  idle: '0.25',
  cache: '0.5',
  speed: '0.173611',
  replica_hours: '1',
}

test('an hour at $8 that worked 45 minutes costs 0.75 a thousand tokens, 550 a million read, 4,000 a million generated', async ({
  ledger,
}) => {
  await inForce(ledger)
  await rates(ledger, { '2026-07-31': '7' })
  await load(ledger, [single])

  await read(ledger, telemetry('2026-08-01T00:00Z', [worked]))

  expect(await figures(ledger, 'hour')).toEqual([hour])
})

test('a day of two such hours costs twice as much, and a token of it the same', async ({ ledger }) => {
  await inForce(ledger)
  await rates(ledger, { '2026-07-31': '7' })
  const next: Line = { ChargePeriodStart: '2026-08-01T01:00:00Z', ChargePeriodEnd: '2026-08-01T02:00:00Z' }
  await load(ledger, [single, { ...single, ...next }])

  for (const at of ['2026-08-01T00:00Z', '2026-08-01T01:00Z']) await read(ledger, telemetry(at, [worked]))

  const twice = { usd: '16', cny: '112', serving: '12', warm_idle: '4', tokens: '21250', requests: '200' }
  expect(await figures(ledger, 'day')).toEqual([{ ...hour, ...twice, replica_hours: '2' }])
})

test('without a token and a request nothing costs anything per token, and all of it is idle', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single])
  const idle = { promptTokens: 0n, cachedTokens: 0n, generatedTokens: 0n, requests: 0n, busyMs: 0 }

  await read(ledger, telemetry('2026-08-01T00:00Z', [{ ...worked, ...idle }]))

  const [row] = await figures(ledger, 'hour')
  expect(row).toMatchObject({ usd: '8', serving: '0', warm_idle: '8', tokens: '0', per_1k: null, request: null })
  expect(row).toMatchObject({ input: null, output: null, utilisation: '0', idle: '1', cache: null, cny: null })
})

test('work on a machine that is not billed yet stays out of the ratios and is told beside them', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single])
  const elsewhere = { ...worked, replica: 'r-2', resourceLabel: 'i-2', promptTokens: 7n, generatedTokens: 3n }

  await read(ledger, telemetry('2026-08-01T00:00Z', [worked, elsewhere]))

  const [row] = await ledger.rows(
    'select status, tokens, unbilled_tokens, trim_scale(usd_per_request) as request, replica_hours from report.kpi_hour',
  )
  expect(row).toEqual({
    status: 'estimated',
    tokens: '10625',
    unbilled_tokens: '10',
    request: '0.08',
    replica_hours: '2',
  })
})

test('latency of replicas with other buckets is added on the bounds that all of them have', async ({ ledger }) => {
  const [a, b] = [worked, { ...worked, replica: 'r-2' }]
  const buckets = [
    latency({ bounds: [1, 2, 4, Infinity], counts: [20n, 20n, 10n, 0n] }),
    latency({ replica: 'r-2', bounds: [2, 4, Infinity], counts: [40n, 10n, 0n] }),
  ]

  await read(ledger, telemetry('2026-08-01T00:00Z', [a, b], { latency: buckets }))

  // Of 100 requests 80 took up to 2 s and 20 up to 4: the 50th at 2 x 50/80, the 95th at 2 + 2 x 15/20, the 99th at 2 + 2 x 19/20.
  for (const per of ['hour', 'day']) {
    const [row] = await ledger.rows(
      `select p50_seconds::float8 as p50, p95_seconds::float8 as p95, p99_seconds::float8 as p99, saturated from report.kpi_${per}`,
    )
    expect(row).toMatchObject({ saturated: false })
    expect(row?.['p50']).toBeCloseTo(1.25, 12)
    expect(row?.['p95']).toBeCloseTo(3.5, 12)
    expect(row?.['p99']).toBeCloseTo(3.9, 12)
  }
})

test('a rank beyond the last bound that all have is at least that, and says so', async ({ ledger }) => {
  const buckets = [
    latency({ bounds: [1, 2, Infinity], counts: [40n, 10n, 0n] }),
    latency({ replica: 'r-2', bounds: [2, 4, Infinity], counts: [30n, 20n, 0n] }),
  ]

  await read(ledger, telemetry('2026-08-01T00:00Z', [worked, { ...worked, replica: 'r-2' }], { latency: buckets }))

  const rows = await ledger.rows(
    'select p50_seconds::float8 as p50, p99_seconds::float8 as p99, saturated from report.kpi_hour',
  )
  expect(rows).toEqual([{ p50: 1.25, p99: 2, saturated: true }])
})
