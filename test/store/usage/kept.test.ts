/** Sums of telemetry that panels read: requests by name and endpoint, GPUs of the fleet, of each device and of versions. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { complaintsOf } from '../../support/contents.js'
import { gpu } from '../../support/gpus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { read, replica, telemetry } from '../../support/telemetry.js'
import { fold, inForce, settings } from '../split/settings-given.js'

const CHAT = '/v1/chat/completions'

/** `05 served_model qwen 30`: all hours, or all days, of a table; what is NULL is `?`. */
async function kept(ledger: Ledger, table: string, columns: string): Promise<string[]> {
  const listed = columns.split(' ').map((column) => `coalesce(${column}::text, '?')`)
  const at = table.endsWith('_day') ? 'day' : `to_char(hour at time zone 'UTC', 'DD HH24')`
  const rows = await ledger.rows(
    `select concat_ws(' ', ${[at, ...listed].join(', ')}) as row from report.${table} order by 1`,
  )
  return rows.map(({ row }) => String(row))
}

test('requests are added up by served name and by endpoint, and are unknown where a replica does not tell', async ({
  ledger,
}) => {
  await inForce(ledger)
  const told = (requests: bigint | null, chat: bigint | null) =>
    replica({
      requests,
      requestsByReason: {},
      requestsByEndpoint: chat === null ? null : { [CHAT]: chat, '/v1/completions': 1n },
    })
  const other = replica({ replica: 'r-2', requests: 5n, requestsByReason: {} })

  await read(ledger, telemetry('2026-08-01T05:00Z', [told(10n, 9n), other]))
  await read(ledger, telemetry('2026-08-01T06:00Z', [told(20n, 19n)]))
  // In Shanghai the next day.
  await read(ledger, telemetry('2026-08-01T17:00Z', [told(null, null), other]))

  const [hours, days] = [
    await kept(ledger, 'request_hour', 'name requests'),
    await kept(ledger, 'request_day', 'name requests'),
  ]
  expect(hours).toEqual(
    [
      `01 05 ${CHAT} 9`,
      '01 05 /v1/completions 1',
      '01 05 qwen 15',
      `01 06 ${CHAT} 19`,
      '01 06 /v1/completions 1',
      '01 06 qwen 20',
      '01 17 qwen ?',
    ].toSorted(),
  )
  expect(days).toEqual(
    [`2026-08-01 ${CHAT} 28`, '2026-08-01 /v1/completions 2', '2026-08-01 qwen 35', '2026-08-02 qwen ?'].toSorted(),
  )
  expect(await complaintsOf(ledger)).toEqual({})
})

test('telemetry that says otherwise later moves them', async ({ ledger }) => {
  await inForce(ledger)
  await read(
    ledger,
    telemetry('2026-08-01T05:00Z', [replica({ requests: 10n, requestsByReason: {} })], { gpus: [gpu()] }),
  )

  await read(
    ledger,
    telemetry('2026-08-01T05:00Z', [replica({ requests: 12n, requestsByReason: {} })], {
      gpus: [gpu({ energyMj: null })],
    }),
  )

  expect(await kept(ledger, 'request_day', 'name requests')).toEqual(['2026-08-01 qwen 12'])
  expect(await kept(ledger, 'gpu_fleet_hour', 'devices energy_mj')).toEqual(['01 05 1 ?'])
  expect(await kept(ledger, 'gpu_fleet_day', 'devices energy_mj')).toEqual(['2026-08-01 1 ?'])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a day counts each card once, its slices and hours together, and follows the time zone', async ({ ledger }) => {
  await inForce(ledger)
  const slice = gpu({ device: 'bb01', slice: '0', slices: 3, ofSlices: 7, energyMj: null, energyFrom: null })
  const parent = gpu({ device: 'bb01', busyMs: null, busyFrom: null, energyMj: 5n, reasons: ['mig'] })
  const edge = gpu({ device: 'jetson-1', exporter: 'jetson', energyMj: 2n })

  // 23 and 0 o'clock in Shanghai, no engine in sight.
  await read(ledger, telemetry('2026-08-01T15:00Z', [], { gpus: [parent, slice, edge] }))
  await read(ledger, telemetry('2026-08-01T16:00Z', [], { gpus: [edge] }))

  expect(await kept(ledger, 'gpu_fleet_hour', 'exporter devices energy_mj')).toEqual([
    '01 15 dcgm 1 5',
    '01 15 jetson 1 2',
    '01 16 jetson 1 2',
  ])
  expect(await kept(ledger, 'gpu_fleet_day', 'exporter devices energy_mj')).toEqual([
    '2026-08-01 dcgm 1 5',
    '2026-08-01 jetson 1 2',
    '2026-08-02 jetson 1 2',
  ])
  // Of the card in slices, one tells how busy it was: 900 of 3,600 seconds. It and the card were seen an hour each.
  expect(await kept(ledger, 'gpu_device_day', 'device hours seen_ms busy_ms busy_of_ms')).toEqual([
    '2026-08-01 bb01 1 7200000 900000 3600000',
    '2026-08-01 jetson-1 1 3600000 900000 3600000',
    '2026-08-02 jetson-1 1 3600000 900000 3600000',
  ])
  await fold(ledger, settings({}, { zone: 'UTC' }))
  expect(await kept(ledger, 'gpu_device_day', 'device hours energy_mj')).toEqual([
    '2026-08-01 bb01 1 5',
    '2026-08-01 jetson-1 2 4',
  ])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a ledger from before has the same sums after its migration', async ({ ledger }) => {
  await inForce(ledger)
  const one = replica({
    gpusLabel: '1',
    versionLabel: 'v1',
    requests: 7n,
    requestsByReason: {},
    labels: { namespace: 'prod', pod: 'qwen-0' },
  })
  for (const hour of ['14', '17'])
    await read(
      ledger,
      telemetry(`2026-08-01T${hour}:00Z`, [one], {
        gpus: [gpu({ pods: ['prod/qwen-0'] }), gpu({ device: 'aa02', energyMj: null })],
      }),
    )
  const tables = [
    'pace_day',
    'request_hour',
    'request_day',
    'gpu_fleet_hour',
    'gpu_fleet_day',
    'gpu_device_day',
    'version_gpu_hour',
    'version_gpu_day',
  ]
  const all = async (): Promise<unknown[]> =>
    Promise.all(tables.map((table) => ledger.rows(`select to_jsonb(t) as row from report.${table} t order by t`)))
  const before = await all()
  await ledger.rows(tables.map((table) => `delete from report.${table}`).join('; '))
  const without = Object.keys(await complaintsOf(ledger))

  const fill =
    readFileSync(shipped('migrations/0021_kept_days.sql'), 'utf8').split('-- What is reported already.')[1] ?? ''
  await ledger.rows(`begin; ${fill}; commit`)

  expect(without.toSorted()).toEqual([
    'gpu_sums_differ_from_cards',
    'requests_differ_from_usage',
    'weeks_differ_from_days',
  ])
  expect(await all()).toEqual(before)
  expect(before.flat().length).toBeGreaterThan(10)
})
