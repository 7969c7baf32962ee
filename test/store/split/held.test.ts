/** Who held a machine: with GPUs or without, longer than it was seen, and more than there is. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { entry, mapTo, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { costs, hourly, p5, priceList, single } from './given.js'

const MINUTE = 60_000
const busy = { busyMs: 3_600_000 }
const on = (version: string, gpus: string | null, said: Parameters<typeof replica>[0] = {}) =>
  replica({ replica: version, versionLabel: version, gpusLabel: gpus, ...busy, ...said })
const load = async (ledger: Ledger, lines: Parameters<typeof csv>[0]) =>
  ledger.load([await ledger.file('bill.csv', csv(lines))])

describe('the whole of an hour', () => {
  test('is what was held where that is more than was billed', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [single])

    await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', '3'), on('v2', '1')]])

    expect(await costs(ledger)).toEqual(['00 i-1 qwen v1 serving 6', '00 i-1 qwen v2 serving 2'])
    expect(await ledger.rows('select distinct whole_ms, over from fact.share_hour')).toEqual([
      { whole_ms: String(4 * 3_600_000), over: true },
    ])
  })

  test('is what was held where the bill gives back more GPU time than it takes', async ({ ledger }) => {
    await priceList(ledger)
    const back = { ...p5, ConsumedQuantity: '-1', BilledCost: '-55.04', ChargeClass: 'Correction' }
    await load(ledger, [...hourly(back, 0, 2)])

    await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', '2')], []])

    expect(await costs(ledger)).toEqual(['00 i-1 qwen v1 serving -55.04', '01 i-1 cold_idle -55.04'])
  })

  test('is told in longer units where a cluster is billed as one resource of 10,000 GPUs', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [{ ...single, ConsumedQuantity: '10000', BilledCost: '80000' }])

    await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', '2500'), on('v2', '5000')]])

    expect(await costs(ledger)).toEqual([
      '00 i-1 cold_idle 20000',
      '00 i-1 qwen v1 serving 20000',
      '00 i-1 qwen v2 serving 40000',
    ])
  })

  test('is idle in longer units where nobody held such a cluster', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly({ ...single, ConsumedQuantity: '10000', BilledCost: '80000' }, 0, 2))

    await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', '10000')], []])

    expect(await costs(ledger)).toEqual(['00 i-1 qwen v1 serving 80000', '01 i-1 cold_idle 80000'])
  })
})

describe('replicas that do not tell their GPUs', () => {
  test('share what the others leave, by how long each was there', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [p5])
    const silent = { promptTokens: null, runningMs: null, busyMs: null }
    const half = [{ from: 0, to: 30 * MINUTE }]

    await readHours(ledger, '2026-08-01T00:00Z', [
      [on('v1', '2'), on('v2', null, silent), on('v3', null, { ...silent, present: half })],
    ])

    expect(await costs(ledger)).toEqual([
      '00 i-1 qwen v1 serving 13.76',
      '00 i-1 qwen v2 serving 27.52',
      '00 i-1 qwen v3 serving 13.76',
    ])
  })

  test('hold one GPU each where the others leave nothing', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [{ ...single, BilledCost: '9' }])

    await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', '1'), on('v2', null), on('v3', null)]])

    expect(await costs(ledger)).toEqual([
      '00 i-1 qwen v1 serving 3',
      '00 i-1 qwen v2 serving 3',
      '00 i-1 qwen v3 serving 3',
    ])
  })

  test('share a machine whose GPUs nobody tells, which leaves nothing idle', async ({ ledger }) => {
    await load(ledger, [{ ...single, x_UsageType: null, ConsumedUnit: null, ConsumedQuantity: null }])
    const half = [{ from: 30 * MINUTE, to: 60 * MINUTE }]

    await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', null, { present: half, busyMs: 15 * MINUTE })]])

    expect(await costs(ledger)).toEqual(['00 i-1 qwen v1 serving 4', '00 i-1 qwen v1 warm_idle 4'])
  })
})

test('a replica that restarts across the full hour holds the machine all the while', async ({ ledger }) => {
  await priceList(ledger)
  await load(ledger, hourly(single, 0, 2))
  const until = (minute: number) => [{ from: 0, to: minute * MINUTE }]
  const since = (minute: number) => [{ from: minute * MINUTE, to: 60 * MINUTE }]

  await readHours(ledger, '2026-08-01T00:00Z', [
    [on('v1', '1', { present: until(55), busyMs: 45 * MINUTE })],
    [on('v1', '1', { present: since(5), busyMs: 30 * MINUTE })],
  ])

  expect(await costs(ledger)).toEqual([
    '00 i-1 qwen v1 serving 6',
    '00 i-1 qwen v1 warm_idle 2',
    '01 i-1 qwen v1 serving 4',
    '01 i-1 qwen v1 warm_idle 4',
  ])
})

describe('the dated map', () => {
  const placed = entry({ replica: 'r-1', resource: 'i-1', gpus: '1', version: 'v1' })
  const elsewhere = replica({ replica: 'r-2', resourceLabel: 'i-2' })

  test('places a replica by its name for hours in which it was not seen, where they were read whole', async ({
    ledger,
  }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 3))
    await mapTo(ledger, [placed])
    const rules = { entries: [placed] }

    await readHours(ledger, '2026-08-01T00:00Z', [[elsewhere], [replica({ ...busy, resourceLabel: null })]], rules)
    await read(ledger, telemetry('2026-08-01T02:00Z', [elsewhere], { complete: false, warnings: ['a gap'] }), rules)

    expect(await costs(ledger)).toEqual([
      '00 i-1 qwen v1 warm_idle 8',
      '01 i-1 qwen v1 serving 8',
      '02 i-1 unattributed no_telemetry 8',
    ])
  })

  test('does not know by a pattern that a replica still exists', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 2))
    const pattern = { ...placed, replica: 'r-*' }
    await mapTo(ledger, [pattern])
    const half = [{ from: 0, to: 30 * MINUTE }]

    await readHours(
      ledger,
      '2026-08-01T00:00Z',
      [[replica({ present: half, busyMs: 30 * MINUTE })], [replica({ replica: 'q-1', resourceLabel: 'i-2' })]],
      { entries: [pattern] },
    )

    expect(await costs(ledger)).toEqual(['00 i-1 cold_idle 4', '00 i-1 qwen v1 serving 4', '01 i-1 cold_idle 8'])
  })
})

test('a machine of two billing periods and two currencies goes by the same shares in each of them', async ({
  ledger,
}) => {
  await priceList(ledger)
  const july = { BillingPeriodStart: '2026-07-01T00:00:00Z', BillingPeriodEnd: '2026-08-01T00:00:00Z' }
  const credit = { ...single, ...july, BilledCost: '-4', ConsumedQuantity: '0' }
  await load(ledger, [single, credit, { ...single, BillingCurrency: 'CNY', BilledCost: '2', ConsumedQuantity: '0' }])

  await readHours(ledger, '2026-08-01T00:00Z', [[on('v1', '0.75'), on('v2', '0.25')]])

  const periods = `select to_char(billing_period, 'MM') || ' ' || billing_currency || ' ' || version || ' ' || trim_scale(billed_cost)
    as row from fact.model_cost_hour join fact.model_version using (version_id) order by billing_period, billing_currency, version`
  expect((await ledger.rows(periods)).map(({ row }) => row)).toEqual([
    '07 USD v1 -3',
    '07 USD v2 -1',
    '08 CNY v1 1.5',
    '08 CNY v2 0.5',
    '08 USD v1 6',
    '08 USD v2 2',
  ])
  expect(await ledger.rows('select sum(gpu_seconds) as seconds from report.model_hour')).toEqual([
    { seconds: '3600.000' },
  ])
})
