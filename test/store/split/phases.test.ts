/** What input and output cost where prefill and decode are apart: by machines, not by the weights of tokens. */
import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { withClient } from '../../../src/store/index.js'
import { refold } from '../../../src/store/split/refold.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { read, telemetry } from '../../support/telemetry.js'
import { p5 } from './given.js'
import { billed, both, decode, figures, hourAt, phases, prefill } from './phases-given.js'

describe('a version with prefill and decode apart', () => {
  test('costs what machines cost that read for input, and what machines cost that answer for output', async ({
    ledger,
  }) => {
    await billed(ledger, { 'i-1': '8', 'i-2': '2' })

    await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2')]))

    // $8 for 10,000 tokens read, $2 for 625 generated.
    expect(await figures(ledger, 'hour')).toEqual([
      { usd: '10', input: '800', output: '3200', cny_output: '22400', phases_from: 'roles' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('costs the other way round where answers stand on the dearer machine, whatever tokens weigh', async ({
    ledger,
  }) => {
    await billed(ledger, { 'i-1': '2', 'i-2': '8' })

    await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2')]))

    expect(await figures(ledger, 'hour')).toEqual([
      { usd: '10', input: '200', output: '12800', cny_output: '89600', phases_from: 'roles' },
    ])
  })

  test('shares a machine by the GPUs that each of the two held', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '8' }, p5)

    await read(ledger, telemetry(hourAt(0), [prefill('i-1', { gpusLabel: '6' }), decode('i-1', { gpusLabel: '2' })]))

    expect(await phases(ledger)).toEqual([{ input: '6', output: '2', phases_from: 'roles' }])
  })

  test('shares a machine by weighted tokens where nobody says how many GPUs each held', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '10' })

    await read(ledger, telemetry(hourAt(0), [prefill('i-1', { gpusLabel: null }), decode('i-1', { gpusLabel: null })]))

    expect(await phases(ledger)).toEqual([{ input: '8', output: '2', phases_from: 'roles,weights' }])
  })

  test('has replicas that do both beside them by their own weighted tokens', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '2', 'i-2': '8', 'i-3': '5' })

    await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2'), both('i-3')]))

    // Of $5 four fifths: 2 + 4 and 8 + 1.
    expect(await phases(ledger)).toEqual([{ input: '6', output: '9', phases_from: 'roles,weights' }])
  })

  test('has no cost of input where replicas that do both do not tell their tokens', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '2', 'i-3': '5' })

    await read(ledger, telemetry(hourAt(0), [prefill('i-1'), both('i-3', { promptTokens: null })]))

    expect(await phases(ledger)).toEqual([{ input: null, output: null, phases_from: 'roles,weights' }])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('costs in a day its hours apart as they say, and the others by the weights of the day', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '2', 'i-2': '8' })

    await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2')]))
    const first = await figures(ledger, 'day')
    await read(ledger, telemetry(hourAt(1), [both('i-1'), both('i-2')]))

    // The second hour is not apart: $10 by the weights of 30,000 and 1,875 tokens, 30,000 to 7,500. Input is 2 + 8, output 8 + 2.
    expect(first).toMatchObject([{ usd: '10', input: '200', output: '12800', phases_from: 'roles' }])
    expect(await figures(ledger, 'day')).toEqual([
      {
        usd: '20',
        input: '333.333333333333',
        output: '5333.333333333333',
        cny_output: '37333.333333333333',
        phases_from: 'roles,weights',
      },
    ])
  })

  test('comes to the cost of its machines to the last digit, also of thirds', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '10' }, p5)
    const three = [prefill('i-1'), decode('i-1'), both('i-1', { promptTokens: 7n, generatedTokens: 1n })]

    await read(ledger, telemetry(hourAt(0), three))

    expect(
      await ledger.value(
        `select (p.input_usd + p.output_usd - k.cost_usd, p.input_cny + p.output_cny - k.cost_cny) = (0, 0)
         from report.phase_hour p join report.kpi_hour k using (hour)`,
      ),
    ).toBe(true)
    expect(await complaintsOf(ledger)).toEqual({})
  })
})

describe('roles', () => {
  test('that nobody tells leave the weights, and the figures say so', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '10' })

    await read(ledger, telemetry(hourAt(0), [both('i-1')]))

    expect(await phases(ledger)).toEqual([])
    expect(await figures(ledger, 'hour')).toEqual([
      { usd: '10', input: '800', output: '3200', cny_output: '22400', phases_from: 'weights' },
    ])
    expect(await figures(ledger, 'day')).toMatchObject([{ input: '800', output: '3200', phases_from: 'weights' }])
  })

  test('told late move the cost, told again write nothing, and taken back leave the weights', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '2', 'i-2': '8' })
    const [told, untold] = [
      telemetry(hourAt(0), [prefill('i-1', { replica: 'a' }), decode('i-2', { replica: 'b' })]),
      telemetry(hourAt(0), [prefill('i-1', { replica: 'a', role: null }), decode('i-2', { replica: 'b', role: null })]),
    ]
    await read(ledger, untold)
    const before = await contentsOf(ledger)
    await read(ledger, told)
    const apart = [await phases(ledger), await contentsOf(ledger)]
    await read(ledger, told)
    const again = [await phases(ledger), await contentsOf(ledger)]
    await read(ledger, untold)

    expect(apart[0]).toEqual([{ input: '2', output: '8', phases_from: 'roles' }])
    expect(again).toEqual(apart)
    expect(await phases(ledger)).toEqual([])
    expect(before).not.toEqual(apart[1])
  })

  test('are asked of the bill anew when that says otherwise', async ({ ledger }) => {
    await billed(ledger, { 'i-1': '2', 'i-2': '8' })
    await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2')]))

    await billed(ledger, { 'i-1': '3', 'i-2': '8' })

    expect(await phases(ledger)).toEqual([{ input: '3', output: '8', phases_from: 'roles' }])
  })
})

test('input and output that do not come to what the machines cost are told', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '2', 'i-2': '8' })
  await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2')]))

  await ledger.rows('update report.phase_hour set input_usd = input_usd + 0.000000000000000001')

  expect(Object.keys(await complaintsOf(ledger))).toEqual(['phases_differ_from_versions'])
})

test('hours with roles that were reported before their phases were kept are due, and fold tells their phases', async ({
  ledger,
}) => {
  await billed(ledger, { 'i-1': '2', 'i-2': '8' })
  await read(ledger, telemetry(hourAt(0), [prefill('i-1'), decode('i-2')]))
  await read(ledger, telemetry(hourAt(1), [both('i-1')]))
  await ledger.rows('truncate report.phase_hour')
  await ledger.rows(`update ops.split_settings set due = '{}'`)
  const migration = readFileSync(shipped('migrations/0013_measured.sql'), 'utf8')

  await ledger.rows(migration.slice(migration.indexOf('update ops.split_settings')))
  const due = await ledger.rows(
    `select to_char(lower(one), 'HH24') as from, to_char(upper(one), 'HH24') as to
     from ops.split_settings cross join unnest(due) as one`,
  )
  await withClient(ledger.pool, (client) =>
    refold(client, { from: '2026-08-01T00:00Z', to: '2026-08-01T01:00Z' }, () => undefined),
  )

  expect(due).toEqual([{ from: '00', to: '01' }])
  expect(await phases(ledger)).toEqual([{ input: '2', output: '8', phases_from: 'roles' }])
})
