/** Settings that change: what was decided, what is due, and what folding it again moves. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { withClient } from '../../../src/store/index.js'
import { hoursDue, refold } from '../../../src/store/split/index.js'
import { parseHour } from '../../../src/units/hour.js'
import { costs, single } from './given.js'
import { fold, inForce, rule, settings } from './settings-given.js'

const at = (hour: string, said: Line = {}): Line => {
  const from = new Date(`${hour}:00Z`)
  const to = new Date(from.getTime() + 3_600_000)
  return { ...said, ChargePeriodStart: from.toISOString(), ChargePeriodEnd: to.toISOString() }
}

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])
const due = async (ledger: Ledger) =>
  (await withClient(ledger.pool, hoursDue)).map(({ from, to }) => `${parseHour(from)} ${parseHour(to)}`)

async function restated(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', cause, to_char(hour, 'DD HH24'), nullif(model, ''), kind, nullif(reason, ''),
       trim_scale(effective_usd_before), trim_scale(effective_usd_after)) as row
     from report.model_restatement order by hour, model, kind, reason`,
  )
  return rows.map(({ row }) => String(row))
}

/** Everything that settings and folds write. */
async function written(ledger: Ledger): Promise<unknown> {
  return ledger.rows(
    `select (select count(*) from ops.split_settings)::int as settings, (select max(xmin::text::bigint) from fact.line_class)::text as class,
       (select max(xmin::text::bigint) from report.model_hour)::text as hours, (select max(xmin::text::bigint) from report.model_day)::text as days,
       (select max(xmin::text::bigint) from fact.resource_hour)::text as resource_hours, (select count(*) from ops.run)::int as runs,
       (select due::text from ops.split_settings order by load_id desc limit 1) as due`,
  )
}

describe('settings', () => {
  test('put in force twice write once', async ({ ledger }) => {
    await load(ledger, [single])

    const first = await inForce(ledger)
    const before = await written(ledger)
    const second = await inForce(ledger)

    expect(first).toMatchObject({ classes: 1 })
    expect(second).toBeUndefined()
    expect(await written(ledger)).toEqual(before)
  })

  test('of a ledger without an hour leave nothing due, and neither do the bills that come after', async ({
    ledger,
  }) => {
    await inForce(ledger)
    const before = await due(ledger)

    await load(ledger, [single])

    expect(before).toEqual([])
    expect(await fold(ledger)).toEqual({ applied: undefined, planned: [], folded: [] })
  })

  test('that change decide on every kind of charge again and leave all hours due', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T00'), at('2026-08-02T05', { ResourceId: 'ep-1' })])

    const applied = await inForce(ledger, rule({ resource: 'ep-*' }, { to: 'shared' }))

    expect(applied).toMatchObject({ classes: 2 })
    expect(await due(ledger)).toEqual(['2026-08-01T00:00:00Z 2026-08-02T06:00:00Z'])
    expect(await costs(ledger)).toEqual(['00 i-1 unattributed unmapped 1', '05 ep-1 unattributed unmapped 1'])
  })
})

describe('folding again what is due', () => {
  const changed = rule({ resource: 'ep-*' }, { to: 'shared' })

  test('moves the money, says with cause mapping what stood there, and leaves nothing due', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T00'), at('2026-08-02T05', { ResourceId: 'ep-1', EffectiveCost: '3' })])

    const first = await fold(ledger, changed)
    const before = await written(ledger)
    const second = await fold(ledger, changed)

    expect(first.planned.map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2026-08-01T00:00:00Z 2026-08-02T00:00:00Z',
      '2026-08-02T00:00:00Z 2026-08-02T06:00:00Z',
    ])
    expect(first.folded.map(({ versions }) => versions)).toEqual([0, 2])
    expect(await restated(ledger)).toEqual(['mapping 02 05 shared ours 0 3', 'mapping 02 05 unattributed unmapped 3 0'])
    expect(second).toMatchObject({ applied: undefined, planned: [], folded: [] })
    expect(await written(ledger)).toEqual(before)
  })

  test('that would move nothing writes nothing but that it is done', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T00')])

    const folded = await fold(ledger, changed)

    expect(folded.folded).toEqual([{ loadId: undefined, hours: 1, moved: 0, versions: 0 }])
    expect(await due(ledger)).toEqual([])
    expect(await restated(ledger)).toEqual([])
  })

  test('of a day of Beijing of which some are named restates none of its hours, for nothing moved', async ({
    ledger,
  }) => {
    await inForce(ledger)
    const day = { ChargePeriodStart: '2026-07-31T16:00:00Z', ChargePeriodEnd: '2026-08-01T16:00:00Z' }
    await load(ledger, [{ ...day, BilledCost: '24', EffectiveCost: '24' }])

    const folded = await withClient(ledger.pool, (client) =>
      refold(client, { from: '2026-08-01T00:00:00Z', to: '2026-08-02T00:00:00Z' }, () => undefined),
    )

    expect(folded).toEqual({ loadId: undefined, hours: 24, moved: 0, versions: 0 })
    expect(await ledger.rows('select from ops.hour_restatement')).toEqual([])
  })

  test('in a dry run tells the hours that the new settings would leave due, and writes nothing', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T00', { ResourceId: 'ep-1' })])
    const before = await written(ledger)

    const told = await fold(ledger, changed, { dryRun: true })

    expect(told).toEqual({
      applied: undefined,
      planned: [{ from: '2026-08-01T00:00:00Z', to: '2026-08-01T01:00:00Z' }],
      folded: [],
    })
    expect(await written(ledger)).toEqual(before)
  })

  test('goes on after the day at which it was killed', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T00', { ResourceId: 'ep-1' }), at('2026-08-02T05', { ResourceId: 'ep-1' })])
    const killed = fold(ledger, changed, {
      onStep: ({ done }) => {
        if (done === 1) throw new Error('killed')
      },
    })
    await expect(killed).rejects.toThrow('killed')

    const rest = await fold(ledger, changed)

    expect(rest.planned).toEqual([{ from: '2026-08-02T00:00:00Z', to: '2026-08-02T06:00:00Z' }])
    expect(await costs(ledger)).toEqual(['00 ep-1 shared ours 1', '05 ep-1 shared ours 1'])
  })

  test('takes hours that are named, due or not, and leaves the others due', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T00', { ResourceId: 'ep-1' }), at('2026-08-01T02', { ResourceId: 'ep-1' })])
    await inForce(ledger, changed)

    await withClient(ledger.pool, (client) =>
      refold(client, { from: '2026-08-01T01:00:00Z', to: '2026-08-01T03:00:00Z' }, () => undefined),
    )

    expect(await due(ledger)).toEqual(['2026-08-01T00:00:00Z 2026-08-01T01:00:00Z'])
    expect(await costs(ledger)).toEqual(['00 ep-1 unattributed unmapped 1', '02 ep-1 shared ours 1'])
  })
})

describe('what else a change of settings does', () => {
  const beside = (version: string, prompt: bigint, generated: bigint) =>
    replica({ replica: 'r-1', servedModel: version, gpusLabel: '1', promptTokens: prompt, generatedTokens: generated })

  test('other weights of tokens move the shares of versions on one card', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [single])
    const busy = { busyMs: 3_600_000 }
    await readHours(ledger, '2026-08-01T00:00Z', [
      [
        { ...beside('a', 100n, 0n), ...busy },
        { ...beside('b', 0n, 100n), ...busy },
      ],
    ])
    const usual = await costs(ledger)

    await fold(ledger, settings({ weights: { generated: 7 } }))

    // Of $8: 100 x 1 beside 100 x 4, and then beside 100 x 7.
    expect(usual).toEqual(['00 i-1 a serving 1.6', '00 i-1 b serving 6.4'])
    expect(await costs(ledger)).toEqual(['00 i-1 a serving 1', '00 i-1 b serving 7'])
    const moved = (await restated(ledger)).filter((row) => row.startsWith('mapping'))
    expect(moved).toEqual(['mapping 01 00 a serving 1.6 1', 'mapping 01 00 b serving 6.4 7'])
  })

  test('a model may have weights of its own', async ({ ledger }) => {
    await inForce(ledger, settings({ weights: { models: [{ model: 'b', generated: 1 }] } }))
    await load(ledger, [single])
    const busy = { busyMs: 3_600_000 }

    await readHours(ledger, '2026-08-01T00:00Z', [
      [
        { ...beside('a', 0n, 75n), ...busy },
        { ...beside('b', 0n, 100n), ...busy },
      ],
    ])

    expect(await costs(ledger)).toEqual(['00 i-1 a serving 6', '00 i-1 b serving 2'])
  })

  test('a type of machine that nobody knew tells how many GPUs stood idle', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [{ ...single, x_UsageType: 'BoxUsage:p99.large' }])
    await readHours(ledger, '2026-08-01T00:00Z', [[replica({ gpusLabel: '1', busyMs: 3_600_000 })]])
    const unknown = await costs(ledger)
    const ours = await ledger.file(
      'ours.yaml',
      'instance_types: [{ provider: aws, type: p99.large, gpus: 4, source: https://example.com, as_of: 2026-08-01 }]\n',
    )

    await fold(ledger, settings({}, { pricing: [ours] }))

    expect(unknown).toEqual(['00 i-1 qwen serving 8'])
    expect(await costs(ledger)).toEqual(['00 i-1 cold_idle 6', '00 i-1 qwen serving 2'])
  })

  test('days begin elsewhere as soon as the business time zone is another', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [at('2026-08-01T15'), at('2026-08-01T16')])
    const days = async () =>
      (
        await ledger.rows(
          `select to_char(day, 'MM-DD') as day, trim_scale(effective_usd) as usd from report.model_day order by day`,
        )
      ).map(({ day, usd }) => `${String(day)} ${String(usd)}`)
    const inShanghai = await days()

    await inForce(ledger, settings({}, { zone: 'UTC' }))

    expect(inShanghai).toEqual(['08-01 1', '08-02 1'])
    expect(await days()).toEqual(['08-01 2'])
    expect(await ledger.rows('select * from law.days_differ_from_hours')).toEqual([])
  })
})
