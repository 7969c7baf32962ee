/** What /healthz and /metrics say of jobs that are silent, of a database that is gone, and of odd names. */
import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { expect } from 'vitest'
import { jobOf } from '../../jobs/index.js'
import type { JobResult } from '../../jobs/run.js'
import { healthOf } from '../../jobs/schedule/health.js'
import { metricsOf } from '../../jobs/schedule/metrics.js'
import { Watch } from '../../jobs/schedule/watch.js'
import { shipped } from '../../src/shipped.js'
import { beginJobRun, createPool, endJobRun, withClient } from '../../src/store/index.js'
import { bill, hourLine, rates } from '../store/rates/given.js'
import { parseExposition } from '../support/exposition.js'
import { test } from '../support/ledger.js'
import { read, replica, telemetry } from '../support/telemetry.js'

const HOUR = 3_600_000
const hourly = { job: jobOf('usage'), cron: '6 * * * *', zone: 'UTC' }
const quiet = pino({ level: 'silent' })
const result: JobResult = { job: 'usage', outcome: 'failed', exitCode: 3, says: 'refused.', seconds: 1.5, loadIds: [] }

test('a job may be silent for three of its pauses after the scheduler began, and then it is told why', async ({
  ledger,
}) => {
  const began = Date.parse('2026-08-01T00:00:00Z')
  const watch = new Watch([hourly], began)
  watch.note('usage', result)

  const early = await healthOf(ledger.store, watch, began + 3 * HOUR)
  const late = await healthOf(ledger.store, watch, began + 3 * HOUR + 1)

  expect(early).toMatchObject({ ok: true, reasons: [] })
  expect(late).toEqual({
    ok: false,
    reasons: ['usage has not succeeded since 2026-08-01T00:00:00Z. Its last run failed: refused.'],
    jobs: [{ job: 'usage', lastSuccess: null, allowedSilenceSeconds: 10_800 }],
  })
})

test('what another scheduler did is good for the health of this one', async ({ ledger }) => {
  await withClient(ledger.pool, async (client) => {
    const id = await beginJobRun(client, { job: 'usage', command: 'schedule', dueAt: undefined })
    await endJobRun(client, id ?? '0', { outcome: 'unchanged', exitCode: 0, says: '', error: undefined, loadIds: [] })
  })
  const now = Date.now()
  const watch = new Watch([hourly], now - 4 * HOUR)

  const health = await healthOf(ledger.store, watch, now)

  expect(health.ok).toBe(true)
})

test('a database that does not answer is a reason, and the metrics say so', async ({ ledger }) => {
  const pool = createPool({ connectionString: 'postgres://ledger:sesame@127.0.0.1:9/none' })
  const store = { ...ledger.store, pool }
  const watch = new Watch([hourly], Date.now())
  await watch.gather(ledger.store, quiet, Date.now(), 'quick')

  const health = await healthOf(store, watch, Date.now())
  await watch.gather(store, quiet, Date.now(), 'quick')
  await pool.end()

  expect(health.ok).toBe(false)
  expect(health.reasons.join()).toContain('PostgreSQL does not answer')
  expect(health.reasons.join()).not.toContain('sesame')
  expect(parseExposition(metricsOf(watch, '1.0.0')).get('tokenledger_database_up')?.samples.get('')).toBe(0)
})

test('metrics count every outcome from 0, and names of sources cannot break out of their quotes', async ({
  ledger,
}) => {
  const odd = 'a"b\\c\nd'
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica()], { source: odd }))
  const watch = new Watch([hourly], Date.now())
  await watch.gather(ledger.store, quiet, Date.now(), 'whole')
  watch.note('usage', result)
  watch.note('usage', { ...result, outcome: 'elsewhere', exitCode: 0 })

  const metrics = parseExposition(metricsOf(watch, '1.0.0'))

  const runs = [...(metrics.get('tokenledger_job_runs_total')?.samples ?? [])]
  expect(runs.map(([labels, value]) => [/outcome="(\w+)"/.exec(labels)?.[1], value])).toEqual([
    ['loaded', 0],
    ['unchanged', 0],
    ['incomplete', 0],
    ['failed', 1],
    ['elsewhere', 1],
  ])
  expect(metrics.get('tokenledger_job_last_exit_code')?.samples).toEqual(new Map([['{job="usage"}', 3]]))
  expect([...(metrics.get('tokenledger_usage_up_to_timestamp_seconds')?.samples ?? [])]).toEqual([
    ['{source="a\\"b\\\\c\\nd"}', Date.parse('2026-08-01T06:00:00Z') / 1000],
  ])
  expect(metrics.get('tokenledger_law_differences')?.samples.get('{law="hours_differ_from_lines"}')).toBe(0)
})

test.for(['docs/schedule.md', 'docs/schedule.zh-CN.md'])('%s names every metric there is', async (path, { ledger }) => {
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica()]))
  await rates(ledger, { '2026-08-03': '7.00' })
  await bill(ledger, [hourLine('2026-08-03T05', '1')])
  const watch = new Watch([hourly], Date.now())
  await watch.gather(ledger.store, quiet, Date.now(), 'whole')
  watch.learn([])
  watch.note('usage', { ...result, outcome: 'loaded' })
  for (const job of watch.jobs) job.succeededAt = Date.now()

  const there = [...parseExposition(metricsOf(watch, '1.0.0')).keys()].toSorted()

  const told = [...readFileSync(shipped(path), 'utf8').matchAll(/^\| `(tokenledger_\w+)` \|/gm)].map(([, name]) => name)
  expect(told.toSorted()).toEqual(there)
})
