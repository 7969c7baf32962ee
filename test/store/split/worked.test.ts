/** The worked figures of the law book: what each version's hour of a machine costs. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { costs, p5, priceList, single } from './given.js'

const load = async (ledger: Ledger, lines: Parameters<typeof csv>[0]) =>
  ledger.load([await ledger.file('bill.csv', csv(lines))])

const MINUTE = 60_000
const serving = (version: string, gpus: string) =>
  replica({ replica: version, versionLabel: version, gpusLabel: gpus, busyMs: 3_600_000, runningMs: 3_600_000 })

describe('a p5 at $55.04 with three versions', () => {
  test('v1 on four GPUs costs 27.52, v2 on two 13.76 though it was down for six minutes, v3 6.88, and the free one 6.88', async ({
    ledger,
  }) => {
    await priceList(ledger)
    await load(ledger, [p5])
    const down = [
      { from: 0, to: 20 * MINUTE },
      { from: 26 * MINUTE, to: 60 * MINUTE },
    ]

    await readHours(ledger, '2026-08-01T00:00Z', [
      [serving('v1', '4'), { ...serving('v2', '2'), present: down, busyMs: 54 * MINUTE }, serving('v3', '1')],
    ])

    expect(await costs(ledger)).toEqual([
      '00 i-1 cold_idle 6.88',
      '00 i-1 qwen v1 serving 27.52',
      '00 i-1 qwen v2 serving 12.384',
      '00 i-1 qwen v2 warm_idle 1.376',
      '00 i-1 qwen v3 serving 6.88',
    ])
    expect(
      await ledger.rows('select version, trim_scale(cost_usd) as cost from report.kpi_hour order by version'),
    ).toEqual([
      { version: 'v1', cost: '27.52' },
      { version: 'v2', cost: '13.76' },
      { version: 'v3', cost: '6.88' },
    ])
  })

  test('the same when telemetry was read before the bill came', async ({ ledger }) => {
    await priceList(ledger)
    await readHours(ledger, '2026-08-01T00:00Z', [[serving('v1', '4'), serving('v2', '2'), serving('v3', '1')]])

    await load(ledger, [p5])

    expect(await costs(ledger, 'effective_usd')).toEqual([
      '00 i-1 cold_idle 6.88',
      '00 i-1 qwen v1 serving 27.52',
      '00 i-1 qwen v2 serving 13.76',
      '00 i-1 qwen v3 serving 6.88',
    ])
  })
})

describe('several versions on one card', () => {
  const beside = (version: string, said: Parameters<typeof replica>[0] = {}) =>
    replica({ replica: 'r-1', servedModel: version, gpusLabel: '1', busyMs: 3_600_000, runningMs: 1000, ...said })

  test('share by weighted tokens: 100 uncached, 100 cached and 25 generated weigh 210, 790 uncached weigh 790', async ({
    ledger,
  }) => {
    await priceList(ledger)
    await load(ledger, [single])

    await readHours(ledger, '2026-08-01T00:00Z', [
      [
        beside('a', { promptTokens: 200n, cachedTokens: 100n, generatedTokens: 25n }),
        beside('b', { promptTokens: 790n, cachedTokens: 0n, generatedTokens: 0n }),
      ],
    ])

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 1.68', '00 i-1 b serving 6.32'])
  })

  test('share by running seconds where one of them does not tell its tokens', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [single])

    await readHours(ledger, '2026-08-01T00:00Z', [
      [
        beside('a', { promptTokens: null, runningMs: 900_000, busyMs: null }),
        beside('b', { runningMs: 300_000, busyMs: null }),
      ],
    ])

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 6', '00 i-1 b serving 2'])
  })

  test('share equally where nothing else tells', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [single])
    const silent = { promptTokens: null, runningMs: null, busyMs: null }

    await readHours(ledger, '2026-08-01T00:00Z', [[beside('a', silent), beside('b', silent)]])

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 4', '00 i-1 b serving 4'])
  })
})
