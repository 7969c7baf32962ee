/** What ran where: the dated map first, labels where it is silent, as intervals that never overlap. */
import { describe, expect } from 'vitest'
import { demandApart } from '../../../src/store/usage/deployments.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { deploymentsOf, entry, mapTo, read, readHours, replica, telemetry } from '../../support/telemetry.js'

const START = '2026-08-01T00:00Z'

describe('by labels', () => {
  test('hours that follow each other with the same labels are one interval, whatever order they come in', async ({
    ledger,
  }) => {
    const [v1, v2] = ['v1', 'v2'].map((versionLabel) => [replica({ versionLabel })])

    await readHours(ledger, '2026-08-01T02:00Z', [v1 ?? [], v2 ?? []])
    await readHours(ledger, START, [v1 ?? [], v1 ?? []])

    expect(await deploymentsOf(ledger)).toEqual([
      'r-1 08-01 00 08-01 03 i-1 v1 label',
      'r-1 08-01 03 08-01 04 i-1 v2 label',
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('an hour in which it was not seen parts two intervals', async ({ ledger }) => {
    await readHours(ledger, START, [[replica()], [], [replica()]])

    expect(await deploymentsOf(ledger)).toEqual([
      'r-1 08-01 00 08-01 01 i-1 - label',
      'r-1 08-01 02 08-01 03 i-1 - label',
    ])
  })

  test('an hour whose label is restated is cut out of its interval', async ({ ledger }) => {
    await readHours(ledger, START, [[replica()], [replica()], [replica()]])

    await read(ledger, telemetry('2026-08-01T01:00Z', [replica({ resourceLabel: 'i-2' })]))

    expect(await deploymentsOf(ledger)).toEqual([
      'r-1 08-01 00 08-01 01 i-1 - label',
      'r-1 08-01 01 08-01 02 i-2 - label',
      'r-1 08-01 02 08-01 03 i-1 - label',
    ])
    expect(await ledger.rows('select resource_id, hour from fact.presence_hour order by hour')).toMatchObject([
      { resource_id: 'i-1' },
      { resource_id: 'i-2' },
      { resource_id: 'i-1' },
    ])
  })

  test('what nothing matches is told, with the work it did', async ({ ledger }) => {
    await readHours(ledger, START, [[replica({ resourceLabel: null })], [replica()]])

    expect(
      await ledger.rows('select replica, lacks, hours, tokens from report.usage_unmatched order by lacks'),
    ).toEqual([
      { replica: 'r-1', lacks: 'bill', hours: '1', tokens: '15' },
      { replica: 'r-1', lacks: 'resource', hours: '1', tokens: '15' },
      { replica: 'r-1', lacks: 'version', hours: '2', tokens: '30' },
    ])
  })

  test('the ids of a label are those of the provider of its source', async ({ ledger }) => {
    await read(ledger, telemetry(START, [replica({ gpusLabel: '4' })]), { providers: { prod: 'aws' } })

    expect(await ledger.rows('select provider, resource_id, gpus from report.deployment')).toEqual([
      { provider: 'aws', resource_id: 'i-1', gpus: '4.000000' },
    ])
    expect(await ledger.value('select provider from fact.presence_hour')).toBe('aws')
  })
})

describe('by the map', () => {
  test('an entry holds from its date on, before and after what was seen', async ({ ledger }) => {
    const entries = [
      entry({ resource: 'i-7', version: 'v1', from: '2026-07-01T00:00:00Z', to: '2026-08-01T01:00:00Z' }),
      entry({ resource: 'i-8', version: 'v2', from: '2026-08-01T01:00:00Z' }),
    ]

    await readHours(ledger, START, [[replica()], [replica()]], { entries })

    expect(await deploymentsOf(ledger)).toEqual(['r-1 07-01 00 08-01 01 i-7 v1 map', 'r-1 08-01 01 open i-8 v2 map'])
    expect(await ledger.rows('select resource_id from fact.presence_hour order by hour')).toEqual([
      { resource_id: 'i-7' },
      { resource_id: 'i-8' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('the first entry that fits wins, and a pattern takes the rest', async ({ ledger }) => {
    const entries = [
      entry({ replica: 'prod/qwen-0', resource: 'i-0', from: '2026-08-01T00:00:00Z', to: '2026-08-02T00:00:00Z' }),
      entry({ replica: 'prod/qwen-*', resource: 'i-9', from: '2026-07-31T00:00:00Z' }),
      entry({ replica: '*', resource: 'i-none' }),
    ]
    const names = ['prod/qwen-0', 'prod/qwen-1', 'prod/qwen_2']

    await read(
      ledger,
      telemetry(
        START,
        names.map((name) => replica({ replica: name })),
      ),
      { entries },
    )

    expect(await deploymentsOf(ledger)).toEqual([
      'prod/qwen-0 07-31 00 08-01 00 i-9 - map',
      'prod/qwen-0 08-01 00 08-02 00 i-0 - map',
      'prod/qwen-0 08-02 00 open i-9 - map',
      'prod/qwen-1 07-31 00 open i-9 - map',
      'prod/qwen_2 08-01 00 open i-none - map',
    ])
  })

  test('an underscore and a percent sign in a name stand for themselves', async ({ ledger }) => {
    const entries = [entry({ replica: 'a_b%', resource: 'i-9' })]
    const names = ['a_b%', 'axb%', 'a_bc']

    await read(
      ledger,
      telemetry(
        START,
        names.map((name) => replica({ replica: name, resourceLabel: null })),
      ),
      { entries },
    )

    expect(await deploymentsOf(ledger)).toEqual(['a_b% 08-01 00 open i-9 - map'])
  })

  test('what an entry does not say comes from the labels, for the hours that have them', async ({ ledger }) => {
    const entries = [entry({ version: 'v3', from: '2026-08-01T00:00:00Z', to: '2026-08-01T04:00:00Z' })]

    await readHours(ledger, '2026-08-01T01:00Z', [[replica()], [replica()]], { entries })

    expect(await deploymentsOf(ledger)).toEqual([
      'r-1 08-01 00 08-01 01 - v3 map',
      'r-1 08-01 01 08-01 03 i-1 v3 map',
      'r-1 08-01 03 08-01 04 - v3 map',
    ])
  })

  test('an entry of another source or another model does not fit', async ({ ledger }) => {
    const entries = [
      entry({ source: 'test', resource: 'i-2' }),
      entry({ servedModel: 'llama', resource: 'i-3' }),
      entry({ source: 'prod', servedModel: 'qwen', resource: 'i-4', model: 'Qwen 2.5' }),
    ]

    await read(ledger, telemetry(START, [replica()]), { entries })

    expect(await ledger.rows('select resource_id, model from report.usage_hour')).toEqual([
      { resource_id: 'i-4', model: 'Qwen 2.5' },
    ])
  })

  test('a map that changed is applied to all hours, and applied once', async ({ ledger }) => {
    await readHours(ledger, START, [[replica()], [replica()]])
    const entries = [entry({ resource: 'i-5', from: '2026-08-01T01:00:00Z' })]

    const applied = await mapTo(ledger, entries)
    const before = await contentsOf(ledger)
    const again = await mapTo(ledger, entries)

    expect(applied?.deployments).toEqual({ came: 2, gone: 1 })
    expect(again).toBeUndefined()
    expect(await contentsOf(ledger)).toEqual(before)
    expect(await deploymentsOf(ledger)).toEqual(['r-1 08-01 00 08-01 01 i-1 - label', 'r-1 08-01 01 open i-5 - map'])
    expect(await ledger.rows('select resource_id from fact.presence_hour order by hour')).toEqual([
      { resource_id: 'i-1' },
      { resource_id: 'i-5' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('two entries of one name at one time are refused, both named', () => {
    const entries = [
      entry({ resource: 'i-1', to: '2026-08-03T00:00:00Z' }),
      entry({ replica: 'r-*', resource: 'i-2' }),
      entry({ resource: 'i-3', from: '2026-08-02T23:00:00Z' }),
    ]

    expect(() => demandApart(entries)).toThrow(
      'usage.deployments[0] and usage.deployments[2] both say what r-1 runs from 2026-08-02T23:00:00Z',
    )
  })

  test('entries that follow each other without a gap are not in each other’s way', () => {
    const entries = [entry({ to: '2026-08-03T00:00:00Z' }), entry({ from: '2026-08-03T00:00:00Z' })]

    expect(() => demandApart(entries)).not.toThrow()
  })
})

test('the database itself refuses two deployments of one replica that overlap', async ({ ledger }) => {
  const put = (from: string) =>
    ledger.rows(
      `insert into fact.deployment (deployment_key, source, replica, served_model, from_hour, to_hour, matched_by)
       values (1, 'prod', 'r', 'm', $1, '2026-08-05T00:00Z', 'map')`,
      [from],
    )
  await put('2026-08-01T00:00Z')

  await expect(put('2026-08-04T00:00Z')).rejects.toMatchObject({ code: '23P01' })
})
