/** Which hours are read, and what an hour knows of series that were there before it. */
import { describe, expect } from 'vitest'
import { loadUsage, type LoadUsageOptions, type UsageSource } from '../../../jobs/usage.js'
import type { Checkpoint, TelemetryHour } from '../../../src/records/usage-hour.js'
import { withClient } from '../../../src/store/index.js'
import { checkpointsBefore, pruneCheckpoints } from '../../../src/store/usage/index.js'
import { parseHour } from '../../../src/units/hour.js'
import { type Ledger, test } from '../../support/ledger.js'
import { read, replica, telemetry } from '../../support/telemetry.js'

type Tell = (hour: string) => TelemetryHour

/** A source that tells the same of every hour, and remembers what it was asked for. */
function aSource(tell: Tell = (hour) => telemetry(hour, [replica()])): UsageSource & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    name: 'prod',
    scrapeIntervalMs: 15_000,
    asked,
    async *read(hours) {
      for (const hour of hours) {
        asked.push(hour.slice(8, 13))
        yield tell(hour)
      }
    },
  }
}

async function load(ledger: Ledger, now: string, source: UsageSource, options: Partial<LoadUsageOptions> = {}) {
  return loadUsage(ledger.store, {
    sources: [source],
    rules: { entries: [], providers: {} },
    rereadHours: 3,
    from: undefined,
    to: undefined,
    allowEmpty: false,
    dryRun: false,
    now: new Date(now),
    onStep: () => undefined,
    ...options,
  })
}

describe('the hours to read', () => {
  test('are the last 24 at first, then the last three again and what came since', async ({ ledger }) => {
    const source = aSource()
    await load(ledger, '2026-08-02T06:10:00Z', source)
    const first = source.asked.splice(0)

    await load(ledger, '2026-08-02T08:10:00Z', source)

    expect([first.length, first[0], first.at(-1)]).toEqual([24, '01T06', '02T05'])
    expect(source.asked).toEqual(['02T03', '02T04', '02T05', '02T06', '02T07'])
  })

  test('of a range that ends in the future are those that have been, and it says where it was cut', async ({
    ledger,
  }) => {
    const source = aSource()
    const [from, to] = [parseHour('2026-08-02T04:00Z'), parseHour('2026-08-03T00:00Z')]

    const { cutAt } = await load(ledger, '2026-08-02T06:10:00Z', source, { from, to })
    const whole = await load(ledger, '2026-08-02T06:10:00Z', source, { from, to: parseHour('2026-08-02T06:00Z') })

    expect(source.asked).toEqual(['02T04', '02T05', '02T04', '02T05'])
    expect([cutAt, whole.cutAt]).toEqual(['2026-08-02T06:00:00Z', undefined])
  })

  test('of a range in the future are refused, to the first hour that has not ended', async ({ ledger }) => {
    const from = parseHour('2026-08-02T06:00Z')

    const asked = load(ledger, '2026-08-02T06:10:00Z', aSource(), { from, to: undefined })

    await expect(asked).rejects.toThrow('lies in the future: what can be read by now ends at 2026-08-02T06:00:00Z')
  })

  test('end a minute and a half before now', async ({ ledger }) => {
    const plan = async (now: string) =>
      (await load(ledger, now, aSource(), { dryRun: true })).planned[0]?.hours.at(-1)?.slice(8, 13)

    expect([await plan('2026-08-02T06:01:29Z'), await plan('2026-08-02T06:01:30Z')]).toEqual(['02T04', '02T05'])
    expect(await ledger.value('select count(*) from ops.telemetry_hour')).toBe('0')
  })

  test('are those that were asked for, up to and without the end, as far as they are over', async ({ ledger }) => {
    const source = aSource()
    const [from, to] = [parseHour('2026-08-01T00:00Z'), parseHour('2026-08-01T02:00Z')]

    await load(ledger, '2026-08-02T06:10:00Z', source, { from, to })
    await load(ledger, '2026-08-01T01:10:00Z', source, { from, to })

    expect(source.asked).toEqual(['01T00', '01T01', '01T00'])
  })

  test('with warnings are asked for again until they come without', async ({ ledger }) => {
    const half = { complete: false, warnings: ['partial'] }
    await load(
      ledger,
      '2026-08-02T06:10:00Z',
      aSource((hour) => telemetry(hour, [replica()], hour.includes('T01') ? half : {})),
    )
    const source = aSource()

    await load(ledger, '2026-08-02T06:20:00Z', source)
    const mended = source.asked.splice(0)
    await load(ledger, '2026-08-02T06:30:00Z', source)

    expect(mended).toEqual(['02T01', '02T03', '02T04', '02T05'])
    expect(source.asked).toEqual(['02T03', '02T04', '02T05'])
  })

  test('go on to the hour after one whose checkpoints moved', async ({ ledger }) => {
    const at = (value: number) => ({ checkpoints: new Map([['r-1', [{ series: 1n, atMs: 5, value }]]]) })
    await load(
      ledger,
      '2026-08-02T06:10:00Z',
      aSource((hour) => telemetry(hour, [replica()], at(1))),
    )
    const source = aSource((hour) => telemetry(hour, [replica()], at(hour.includes('02T01') ? 2 : 1)))
    const [from, to] = [parseHour('2026-08-02T01:00Z'), parseHour('2026-08-02T02:00Z')]

    await load(ledger, '2026-08-02T06:10:00Z', source, { from, to })

    expect(source.asked).toEqual(['02T01', '02T02'])
  })

  test('of one source are read although another fails', async ({ ledger }) => {
    const broken: UsageSource = {
      name: 'broken',
      scrapeIntervalMs: undefined,
      // oxlint-disable-next-line require-yield -- it fails before it tells anything
      async *read() {
        throw new Error('no answer')
      },
    }

    const both = load(ledger, '2026-08-02T06:10:00Z', broken, { sources: [broken, aSource()] })

    await expect(both).rejects.toThrow('no answer')
    expect(await ledger.value(`select count(*) from ops.telemetry_hour where source = 'prod'`)).toBe('24')
  })

  test('cannot end without a beginning', async ({ ledger }) => {
    const endless = load(ledger, '2026-08-02T06:10:00Z', aSource(), { to: parseHour('2026-08-01T00:00Z') })

    await expect(endless).rejects.toThrow('Add --from.')
  })
})

describe('a checkpoint', () => {
  const points = (...series: readonly [bigint, number][]) =>
    series.map(([one, value]): Checkpoint => ({ series: one, atMs: value, value }))
  const before = (ledger: Ledger, hour: string, series: readonly bigint[], source = 'prod') =>
    withClient(ledger.pool, async (client) => [
      ...(await checkpointsBefore(client, source, parseHour(hour), series)).values(),
    ])

  test('is the last one before the hour, of the same source, at most 35 days old', async ({ ledger }) => {
    const hours = { '2026-07-01T00:00Z': 1, '2026-08-01T00:00Z': 2, '2026-08-01T02:00Z': 3 }
    for (const [hour, value] of Object.entries(hours)) {
      const checkpoints = new Map([['r-1', points([5n, value], [6n, value])]])
      await read(ledger, telemetry(hour, [replica()], { checkpoints }))
    }

    expect(await before(ledger, '2026-08-01T02:00Z', [5n, 99n])).toEqual(points([5n, 2]))
    expect(await before(ledger, '2026-08-01T03:00Z', [5n, 6n])).toEqual(points([5n, 3], [6n, 3]))
    expect(await before(ledger, '2026-07-31T00:00Z', [6n])).toEqual(points([6n, 1]))
    expect(await before(ledger, '2026-09-06T00:00Z', [6n])).toEqual([])
    expect(await before(ledger, '2026-08-01T02:00Z', [5n], 'other')).toEqual([])
  })

  test('that no hour will ask for is forgotten, and its series with it', async ({ ledger }) => {
    await read(
      ledger,
      telemetry('2026-07-01T00:00Z', [replica()], { checkpoints: new Map([['old', points([1n, 1])]]) }),
    )
    await read(
      ledger,
      telemetry('2026-08-09T00:00Z', [replica()], { checkpoints: new Map([['new', points([2n, 1])]]) }),
    )

    const forgotten = await withClient(ledger.pool, (client) =>
      pruneCheckpoints(client, 'prod', parseHour('2026-08-10T00:00Z')),
    )

    expect(forgotten).toBe(1)
    expect(await ledger.rows('select replica from ops.series')).toEqual([{ replica: 'new' }])
  })
})
