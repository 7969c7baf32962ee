/** GPUs of an hour in the ledger: replaced where they differ, restated, and cards from their slices. */
import { describe, expect } from 'vitest'
import type { GpuHour } from '../../../src/records/gpu-hour.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { gpu } from '../../support/gpus.js'
import { test } from '../../support/ledger.js'
import { read, replica, telemetry } from '../../support/telemetry.js'

const HOUR = '2026-08-01T05:00Z'

const hour = (gpus: readonly GpuHour[] | null) => telemetry(HOUR, [replica()], { gpus })

describe('an hour of GPUs', () => {
  test('is told with shares of time and memory, and energy in kilowatt-hours', async ({ ledger }) => {
    await read(ledger, hour([gpu({ pods: ['prod/qwen-0'] })]))

    expect(
      await ledger.rows(
        'select utilisation, busy_from, memory_peak_share, energy_kwh, coverage, pods from report.gpu_hour',
      ),
    ).toEqual([
      {
        utilisation: '0.250000', // 15 of 60 minutes
        busy_from: 'gr_engine_active',
        memory_peak_share: '0.250000',
        energy_kwh: '0.200000000000', // 720 kJ of 3,600 kJ
        coverage: '1.000000',
        pods: ['prod/qwen-0'],
      },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('read again and the same writes nothing, and one that differs is restated alone', async ({ ledger }) => {
    const other = gpu({ device: 'aa02' })
    await read(ledger, hour([gpu(), other]))
    const before = await contentsOf(ledger)
    const again = await read(ledger, hour([gpu(), other]))
    const unchanged = await contentsOf(ledger)
    const stands = await ledger.value(`select xmin from fact.gpu_hour where device = 'aa02'`)

    await read(ledger, hour([gpu({ busyMs: 1_000_000 }), other]))

    expect([again.outcome, unchanged]).toEqual(['unchanged', before])
    expect(await ledger.value(`select xmin from fact.gpu_hour where device = 'aa02'`)).toBe(stands)
    expect(await ledger.rows('select device, busy_ms_before, busy_ms_after from report.gpu_restatement')).toEqual([
      { device: 'aa01', busy_ms_before: '900000', busy_ms_after: '1000000' },
    ])
  })

  test('that nobody asks for any more stays, and one that the server has forgotten stays, too', async ({ ledger }) => {
    await read(ledger, hour([gpu()]))

    const notAsked = await read(ledger, telemetry(HOUR, [replica({ promptTokens: 11n })], { gpus: null }))
    const forgotten = await read(ledger, telemetry(HOUR, [replica({ promptTokens: 12n })], { gpus: [] }))
    const held = await ledger.value('select count(*) from fact.gpu_hour')
    const letGo = await read(ledger, telemetry(HOUR, [replica({ promptTokens: 12n })], { gpus: [] }), {
      allowEmpty: true,
    })

    expect([notAsked.outcome, forgotten.outcome, letGo.outcome]).toEqual(['replaced', 'kept_empty', 'replaced'])
    expect([held, await ledger.value('select count(*) from fact.gpu_hour')]).toEqual(['1', '0'])
    expect(await ledger.rows('select device, energy_mj_before, energy_mj_after from report.gpu_restatement')).toEqual([
      { device: 'aa01', energy_mj_before: '720000000', energy_mj_after: null },
    ])
  })

  test('of a kind not asked for before is news and no restatement', async ({ ledger }) => {
    await read(ledger, hour(null))

    await read(ledger, hour([gpu()]))

    expect(await ledger.value('select count(*) from fact.gpu_hour')).toBe('1')
    expect(await ledger.value('select count(*) from ops.gpu_restatement')).toBe('0')
  })
})

describe('a card in slices', () => {
  const slice = (said: Partial<GpuHour>) => gpu({ energyMj: null, energyFrom: null, ofSlices: 7, ...said })
  const parent = gpu({ busyMs: null, busyFrom: null, reasons: ['mig'] })
  const [three, two] = [
    slice({ slice: '1', slices: 3, busyMs: 1_800_000, migProfile: '3g.40gb' }),
    slice({ slice: '5', slices: 2, busyMs: 3_600_000, migProfile: '2g.20gb' }),
  ]

  test('is as busy as its slices, each by its sevenths, and what lies in none is idle', async ({ ledger }) => {
    await read(ledger, hour([parent, three, two]))

    expect(await ledger.rows('select busy_ms, busy_from, sliced, energy_mj from report.gpu_card_hour')).toEqual([
      // 1,800,000 x 3/7 + 3,600,000 x 2/7 = (5,400,000 + 7,200,000) / 7
      { busy_ms: '1800000', busy_from: 'gr_engine_active', sliced: '0.714286', energy_mj: '720000000' },
    ])
  })

  test('of which one slice tells nothing is not known', async ({ ledger }) => {
    await read(ledger, hour([parent, three, slice({ slice: '5', slices: 2, busyMs: null, busyFrom: null })]))

    expect(await ledger.rows('select busy_ms, sliced from report.gpu_card_hour')).toEqual([
      { busy_ms: null, sliced: '0.714286' },
    ])
  })

  test('that is not in slices is itself', async ({ ledger }) => {
    await read(ledger, hour([gpu()]))

    expect(await ledger.rows('select busy_ms, sliced, memory_peak_bytes from report.gpu_card_hour')).toEqual([
      { busy_ms: '900000', sliced: null, memory_peak_bytes: '2000' },
    ])
  })
})
