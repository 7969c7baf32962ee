/** What registries say, from when to when, and which version hours are of by it. */
import { describe, expect } from 'vitest'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'
import { answer, named, register, registered, servedOf } from '../../support/registry.js'
import { entry, mapTo, readHours, replica } from '../../support/telemetry.js'

const v1 = registered()
const v2 = registered({ version: '2', createdAt: '2026-08-01T12:00:00.000Z' })
const MORNING = '2026-08-01T10:00Z'
const fourHours = Array.from({ length: 4 }, () => [replica()])
const AUGUST_2 = '2026-08-02T02:00Z'

describe('a served name', () => {
  test('that is pointed to another version at noon is split at noon', async ({ ledger }) => {
    await readHours(ledger, MORNING, fourHours)

    await register(ledger, AUGUST_2, answer([v1, v2], [named(), named({ version: '2' })]))

    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 10 08-01 12 chat 1 label tag',
      'r-1 08-01 12 08-01 14 chat 2 label tag',
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('stands for the same versions whether telemetry or the registry came first', async ({ ledger }) => {
    await register(ledger, AUGUST_2, answer([v1, v2], [named(), named({ version: '2' })]))

    await readHours(ledger, MORNING, fourHours)

    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 10 08-01 12 chat 1 label tag',
      'r-1 08-01 12 08-01 14 chat 2 label tag',
    ])
  })

  test('goes back to the version before when the later one loses it, and its past stays', async ({ ledger }) => {
    await readHours(ledger, MORNING, fourHours)
    await register(ledger, '2026-08-01T12:30Z', answer([v1, v2], [named(), named({ version: '2' })]))

    await register(ledger, '2026-08-01T13:00Z', answer([v1, v2], [named()]))

    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 10 08-01 12 chat 1 label tag',
      'r-1 08-01 12 08-01 13 chat 2 label tag',
      'r-1 08-01 13 08-01 14 chat 1 label tag',
    ])
  })

  test('that a known version gets later holds from when that was seen, and from its own date where it has one', async ({
    ledger,
  }) => {
    await readHours(ledger, MORNING, fourHours)
    await register(ledger, MORNING, answer([v1]))

    await register(ledger, '2026-08-01T12:20Z', answer([v1], [named()]))
    const seen = await servedOf(ledger)
    await register(ledger, AUGUST_2, answer([v1], [named({ from: '2026-08-01T11:00:00.000Z' })]))

    expect(seen).toEqual(['r-1 08-01 10 08-01 13 qwen - label -', 'r-1 08-01 13 08-01 14 chat 1 label tag'])
    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 10 08-01 11 qwen - label -',
      'r-1 08-01 11 08-01 14 chat 1 label tag',
    ])
  })

  test('keeps its version when another tag of that version changes', async ({ ledger }) => {
    await readHours(ledger, MORNING, fourHours)
    const names = [named(), named({ version: '2' })]
    await register(ledger, '2026-08-01T12:30Z', answer([v1, v2], names))
    const before = await servedOf(ledger)

    const written = await register(ledger, '2026-08-01T13:00Z', answer([{ ...v1, tags: { owner: 'ml' } }, v2], names))

    expect(written).toMatchObject({ came: 1, gone: 1, deployments: { came: 0, gone: 0 } })
    expect(await servedOf(ledger)).toEqual(before)
  })
})

describe('who is believed', () => {
  const said = answer([v1], [named(), named({ rule: 'alias', name: 'champion' })])

  test('the map before a label, a label before a tag', async ({ ledger }) => {
    await register(ledger, AUGUST_2, said)
    await readHours(ledger, MORNING, [
      [replica()],
      [replica({ versionLabel: 'v7' })],
      [replica({ versionLabel: 'v7' })],
    ])

    await mapTo(ledger, [entry({ version: 'v9', from: '2026-08-01T12:00:00Z', to: '2026-08-01T13:00:00Z' })])

    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 10 08-01 11 chat 1 label tag',
      'r-1 08-01 11 08-01 12 qwen v7 label label',
      'r-1 08-01 12 08-01 13 qwen v9 map map',
    ])
  })

  test('a tag before the name itself, and the name before nothing', async ({ ledger }) => {
    const nothing = { resourceLabel: null }
    const replicas = ['chat-v1.2-fp16', 'chat-v1.3-fp16', 'gpt2', 'models:/chat/7'].map((servedModel) =>
      replica({ ...nothing, servedModel }),
    )
    await readHours(ledger, MORNING, [replicas])

    await register(ledger, AUGUST_2, answer([v1], [named({ name: 'chat-v1.2-fp16' })]))

    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 10 08-01 11 chat 1 tag tag',
      'r-1 08-01 10 08-01 11 chat-v1.3-fp16 v1.3.0 name name',
      'r-1 08-01 10 08-01 11 models:/chat/7 7 name name',
    ])
  })

  test('where the map names a machine and no version, the registry does, also of hours in which nothing was seen', async ({
    ledger,
  }) => {
    await register(ledger, AUGUST_2, answer([v1, v2], [named(), named({ version: '2' })]))

    await readHours(ledger, MORNING, [[replica()]], {
      entries: [entry({ resource: 'i-9', to: '2026-08-01T14:00:00Z' })],
    })

    expect(await servedOf(ledger)).toEqual([
      'r-1 08-01 00 08-01 12 chat 1 map tag',
      'r-1 08-01 12 08-01 14 chat 2 map tag',
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('an alias from when it was seen on, under its own names, and under that of its model where settings say so', async ({
    ledger,
  }) => {
    const replicas = ['chat', 'chat@champion', 'models:/chat@champion'].map((servedModel) => replica({ servedModel }))
    await readHours(ledger, MORNING, [replicas, replicas])

    await register(ledger, '2026-08-01T11:00Z', said)
    const before = await servedOf(ledger)
    await register(ledger, AUGUST_2, said, { servedAlias: 'champion' })

    expect(before).toEqual([
      'r-1 08-01 10 08-01 12 chat - label -',
      'r-1 08-01 10 08-01 11 chat@champion - label -',
      'r-1 08-01 11 08-01 12 chat 1 label alias',
      'r-1 08-01 10 08-01 11 models:/chat@champion - label -',
      'r-1 08-01 11 08-01 12 chat 1 label alias',
    ])
    expect((await servedOf(ledger)).slice(0, 2)).toEqual([
      'r-1 08-01 10 08-01 11 chat - label -',
      'r-1 08-01 11 08-01 12 chat 1 label alias',
    ])
  })
})

describe('what a registry held', () => {
  test('and has no longer keeps its rows, with their end', async ({ ledger }) => {
    await register(ledger, '2026-08-01T12:00Z', answer([v1, v2], [named()]))

    await register(ledger, AUGUST_2, answer([v2]))

    expect(await ledger.rows('select version, from_at, to_at from fact.registered_version order by version')).toEqual([
      { version: '1', from_at: '2026-07-01 00:00:00+00', to_at: '2026-08-02 02:00:00+00' },
      { version: '2', from_at: '2026-08-01 12:00:00+00', to_at: 'infinity' },
    ])
    expect(await ledger.rows('select to_hour, version from fact.served_version')).toEqual([
      { to_hour: '2026-08-02 02:00:00+00', version: '1' },
    ])
  })

  test('is written once, in whatever order it is listed, and an empty answer ends it only when that is wished', async ({
    ledger,
  }) => {
    await register(ledger, '2026-08-01T12:00Z', answer([v1, v2], [named(), named({ version: '2' })]))
    const before = await contentsOf(ledger)

    const again = await register(ledger, '2026-08-01T13:00Z', answer([v2, v1], [named({ version: '2' }), named()]))
    const empty = await register(ledger, '2026-08-01T14:00Z', answer([]))

    expect([again.outcome, empty.outcome]).toEqual(['unchanged', 'kept_empty'])
    expect(Object.keys(before)).toContain('fact.registered_version')
    expect({ ...(await contentsOf(ledger)), 'ops.registry_read': [] }).toEqual({ ...before, 'ops.registry_read': [] })
    const wished = await register(ledger, '2026-08-01T15:00Z', answer([]), { allowEmpty: true })
    expect(wished).toMatchObject({ outcome: 'written', came: 0, gone: 2 })
  })

  test('is not read by a clock that runs behind', async ({ ledger }) => {
    await register(ledger, AUGUST_2, answer([v1]))

    await expect(register(ledger, '2026-08-01T00:00Z', answer([v2]))).rejects.toThrow(
      'The registry prod was read at 2026-08-02T02:00:00Z already',
    )
  })
})

test('a name that turns out to have meant another version moves the money of those hours and of no other', async ({
  ledger,
}) => {
  const lines = [10, 11, 12, 13].map((hour) => ({
    BillingCurrency: 'CNY',
    BilledCost: '7',
    EffectiveCost: '7',
    ConsumedQuantity: '1',
    ConsumedUnit: 'Hours',
    x_UsageType: 'BoxUsage:p3.2xlarge',
    ResourceId: 'i-1',
    ChargePeriodStart: `2026-08-01T${hour}:00:00Z`,
    ChargePeriodEnd: `2026-08-01T${hour + 1}:00:00Z`,
  }))
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
  const busy = Array.from({ length: 4 }, () => [replica({ gpusLabel: '1', busyMs: 3_600_000 })])
  await readHours(ledger, MORNING, busy)
  await register(ledger, '2026-08-01T14:30Z', answer([v1], [named()]))

  const { loadId } = await register(ledger, AUGUST_2, answer([v1, v2], [named(), named({ version: '2' })]))

  const cost = await ledger.rows(
    `select v.model, v.version, sum(m.effective_cny)::float8::text as cny, min(m.hour)::text as first from report.model_hour m
     join fact.model_version v using (version_id) where v.version_id <> 0 group by 1, 2 order by 2`,
  )
  expect(cost).toEqual([
    { model: 'chat', version: '1', cny: '14', first: '2026-08-01 10:00:00+00' },
    { model: 'chat', version: '2', cny: '14', first: '2026-08-01 12:00:00+00' },
  ])
  const moved = await ledger.rows(
    'select distinct hour::text from ops.model_restatement where load_id = $1 order by 1',
    [loadId],
  )
  expect(moved).toEqual([{ hour: '2026-08-01 12:00:00+00' }, { hour: '2026-08-01 13:00:00+00' }])
  expect(await complaintsOf(ledger)).toEqual({})
})
