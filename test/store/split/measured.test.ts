/** Versions that share a card and are measured there, process by process. */
import { describe, expect } from 'vitest'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { gpu, pod } from '../../support/gpus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { entry, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { costs, p5, priceList, single } from './given.js'

const FIRST = '2026-08-01T00:00Z'

async function billed(ledger: Ledger, line: Parameters<typeof csv>[0][number]): Promise<void> {
  await priceList(ledger)
  await ledger.load([await ledger.file('bill.csv', csv([line]))])
}

/** By tokens a would get 210 of 1,000, and b the rest. */
const tokens = {
  a: { promptTokens: 200n, cachedTokens: 100n, generatedTokens: 25n },
  b: { promptTokens: 790n, cachedTokens: 0n, generatedTokens: 0n },
}
const on = (device: string, model: 'a' | 'b', busyMs: number, said: Partial<UsageHour> = {}) =>
  replica({
    replica: model,
    servedModel: model,
    runningMs: 1000,
    busyMs: 3_600_000,
    sharedCard: { device, busyMs },
    ...tokens[model],
    ...said,
  })

const rules = (ledger: Ledger) => ledger.rows('select distinct split_by, over from fact.share_hour')

describe('versions that are measured on one card', () => {
  test('share it by what they did: 45 % and 15 % of the hour are 6 and 2 of $8, whatever tokens say', async ({
    ledger,
  }) => {
    await billed(ledger, single)

    await readHours(ledger, FIRST, [[on('aa01', 'a', 1_620_000), on('aa01', 'b', 540_000)]])

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 6', '00 i-1 b serving 2'])
    expect(await rules(ledger)).toEqual([{ split_by: 'measured', over: false }])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('have one card of a larger machine, and what nobody held is idle', async ({ ledger }) => {
    await billed(ledger, p5)

    await readHours(ledger, FIRST, [[on('aa01', 'a', 1_620_000), on('aa01', 'b', 540_000)]])

    // A card is 6.88.
    expect(await costs(ledger)).toEqual(['00 i-1 cold_idle 48.16', '00 i-1 a serving 5.16', '00 i-1 b serving 1.72'])
  })

  test('never get more than their own card, however busy that of others was', async ({ ledger }) => {
    await billed(ledger, p5)
    const busy = [on('aa01', 'a', 3_000_000), on('aa01', 'b', 600_000)]
    const quiet = [on('aa02', 'a', 3, { replica: 'a2' }), on('aa02', 'b', 1, { replica: 'b2' })]

    await readHours(ledger, FIRST, [[...busy, ...quiet]])

    // a has 5/6 and 3/4 of a card, b 1/6 and 1/4: 6.88 times 19/12 and 5/12.
    expect(
      await ledger.rows(
        'select version_id, sum(gpu_ms)::text as ms from fact.share_hour where version_id <> 0 group by 1 order by 2 desc',
      ),
    ).toMatchObject([{ ms: '5700000' }, { ms: '1500000' }])
    expect(await ledger.value('select sum(billed_cost) = 55.04 from fact.model_cost_hour')).toBe(true)
  })

  test('share it by tokens where nothing was measured of any of them', async ({ ledger }) => {
    await billed(ledger, single)

    await readHours(ledger, FIRST, [[on('aa01', 'a', 0), on('aa01', 'b', 0)]])

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 1.68', '00 i-1 b serving 6.32'])
    expect(await rules(ledger)).toEqual([{ split_by: 'tokens', over: false }])
  })

  test('yield to the map, where that says for one of them what part it has', async ({ ledger }) => {
    await billed(ledger, single)
    const both = telemetry(FIRST, [on('aa01', 'a', 1_620_000), on('aa01', 'b', 540_000)])

    await read(ledger, both, { entries: [entry({ replica: 'b', resource: 'i-1', gpus: '0.75' })] })

    // What the bill says beyond is a's.
    expect(await costs(ledger)).toEqual(['00 i-1 a serving 2', '00 i-1 b serving 6'])
    expect(await rules(ledger)).toEqual([{ split_by: 'gpus', over: false }])
  })

  test('that are measured anew are split anew, and the same again writes nothing', async ({ ledger }) => {
    await billed(ledger, single)
    const hour = (a: number) => telemetry(FIRST, [on('aa01', 'a', a), on('aa01', 'b', 540_000)])
    await read(ledger, hour(1_620_000))

    await read(ledger, hour(540_000))
    const before = await contentsOf(ledger)
    const again = await read(ledger, hour(540_000))

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 4', '00 i-1 b serving 4'])
    expect([again.outcome, await contentsOf(ledger)]).toEqual(['unchanged', before])
    expect(
      await ledger.rows(
        `select model, trim_scale(billed_usd_before) as before, trim_scale(billed_usd_after) as after
         from report.model_restatement where cause = 'telemetry' and billed_usd_before <> 0 and model <> '' order by model`,
      ),
    ).toEqual([
      { model: 'a', before: '6', after: '4' },
      { model: 'b', before: '2', after: '4' },
    ])
  })
})

test('the measured parts of a card are told beside what its pods ask for, and come to no more than the card', async ({
  ledger,
}) => {
  const gpus = [gpu({ pods: ['prod/a', 'prod/b', 'prod/c'], podBusyMs: { 'prod/a': 1, 'prod/b': 1, 'prod/c': 1 } })]

  await read(ledger, telemetry(FIRST, [replica()], { gpus, pods: ['a', 'b', 'c'].map((name) => pod({ pod: name })) }))

  expect(await ledger.rows('select pod, measured, over from report.gpu_share_hour order by pod')).toEqual(
    ['a', 'b', 'c'].map((name) => ({ pod: name, measured: '0.333333333333333333', over: true })),
  )
})
