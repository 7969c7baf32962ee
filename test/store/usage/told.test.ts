/** What is told at the end of a run. */
import { describe, expect } from 'vitest'
import { withClient } from '../../../src/store/index.js'
import { silentHours, tokensByModel, unmatchedReplicas } from '../../../src/store/usage/index.js'
import { parseHour } from '../../../src/units/hour.js'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'
import { entry, mapTo, read, replica, telemetry } from '../../support/telemetry.js'

describe('what a model did', () => {
  test('is covered by the share of all that its replicas ran, and graded hour by hour', async ({ ledger }) => {
    const half = replica({
      replica: 'r-2',
      present: [{ from: 0, to: 1_800_000 }],
      coverage: '0.5',
      quality: 'lower_bound',
      qualityReasons: ['died'],
    })
    await read(ledger, telemetry('2026-08-01T05:00Z', [replica(), half]))

    const told = await withClient(ledger.pool, (client) =>
      tokensByModel(client, ['prod'], [parseHour('2026-08-01T05:00Z')]),
    )

    // (1 × 3600 s + 0.5 × 1800 s) / 5400 s
    expect(told).toMatchObject([
      { replica_hours: '2', exact: '1', lower_bound: '1', baseline_unknown: '0', coverage: '0.833333' },
    ])
  })
})

describe('a machine that no bill names', () => {
  test('is told until a bill names it', async ({ ledger }) => {
    await read(ledger, telemetry('2026-08-01T05:00Z', [replica({ versionLabel: 'v1' })]))
    const before = await withClient(ledger.pool, unmatchedReplicas)

    await ledger.load([await ledger.file('bill.csv', csv([{ ResourceId: 'i-1' }]))])
    const after = await withClient(ledger.pool, unmatchedReplicas)

    expect(before).toMatchObject([{ replica: 'r-1', lacks: 'bill', resource_id: 'i-1', hours: '1', tokens: '15' }])
    expect(after).toEqual([])
  })

  test('is told when the bill that names it is of another provider', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{ ResourceId: 'i-1' }]))])
    await read(ledger, telemetry('2026-08-01T05:00Z', [replica()]))

    await mapTo(ledger, [entry({ resource: 'i-1', provider: 'azure', version: 'v1' })])

    expect(await withClient(ledger.pool, unmatchedReplicas)).toMatchObject([{ lacks: 'bill', resource_id: 'i-1' }])
  })
})

describe('hours without a series', () => {
  const told = ['2026-08-01T05:00Z', '2026-08-01T07:00Z', '2026-09-06T07:00Z'].map(parseHour)

  test('are told within 35 days of one that had some', async ({ ledger }) => {
    await read(ledger, telemetry('2026-08-01T05:00Z', []))
    await read(ledger, telemetry('2026-08-01T06:00Z', [replica()]))
    await read(ledger, telemetry('2026-08-01T07:00Z', []))
    await read(ledger, telemetry('2026-09-06T07:00Z', []))

    const silent = await withClient(ledger.pool, (client) => silentHours(client, ['prod'], told))

    expect(silent).toEqual([{ source: 'prod', hours: '1' }])
  })

  test('are told of a source that never had any', async ({ ledger }) => {
    await read(ledger, telemetry('2026-08-01T05:00Z', []))
    await read(ledger, telemetry('2026-08-01T07:00Z', []))

    const silent = await withClient(ledger.pool, (client) => silentHours(client, ['prod'], told))

    expect(silent).toEqual([{ source: 'prod', hours: '2' }])
  })
})
