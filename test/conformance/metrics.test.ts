/** The metrics of a scheduler, held against Prometheus's own check. */
import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { jobOf } from '../../jobs/index.js'
import { metricsOf } from '../../jobs/schedule/metrics.js'
import { Watch } from '../../jobs/schedule/watch.js'
import { createLog } from '../../src/log.js'
import { test } from '../support/ledger.js'
import { read, replica, telemetry } from '../support/telemetry.js'
import { prometheusPrograms } from './prometheus.js'

test('promtool finds nothing to say about the metrics of a scheduler', async ({ ledger }) => {
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica()], { source: 'a"b\\c' }))
  const watch = new Watch([{ job: jobOf('usage'), cron: '6 * * * *', zone: 'UTC' }], Date.now())
  await watch.gather(ledger.store, createLog('silent'), Date.now(), 'whole')
  watch.note('usage', { job: 'usage', outcome: 'loaded', exitCode: 0, says: '', seconds: 1.5, loadIds: [] })

  const said = execFileSync(prometheusPrograms().promtool, ['check', 'metrics'], {
    input: metricsOf(watch, '1.0.0'),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  })

  expect(said).toBe('')
})
