/** Machines that nobody held: known to be idle, not known, or not known to anybody. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { entry, mapTo, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { costs, hourly, p5, priceList, single } from './given.js'

const whole = { gpusLabel: '1', busyMs: 3_600_000 }
const load = async (ledger: Ledger, lines: Parameters<typeof csv>[0]) =>
  ledger.load([await ledger.file('bill.csv', csv(lines))])

describe('an hour in which nobody held the machine', () => {
  test('is cold idle where telemetry read the hour whole', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 2))

    await readHours(ledger, '2026-08-01T00:00Z', [[replica(whole)], []])

    expect(await costs(ledger)).toEqual(['00 i-1 qwen serving 8', '01 i-1 cold_idle 8'])
  })

  test('is without telemetry where a part of the hour could not be read, or none of it was', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 3))

    await readHours(ledger, '2026-08-01T00:00Z', [[replica(whole)]])
    await read(ledger, telemetry('2026-08-01T01:00Z', [], { complete: false, warnings: ['a store was down'] }))

    expect(await costs(ledger)).toEqual([
      '00 i-1 qwen serving 8',
      '01 i-1 unattributed no_telemetry 8',
      '02 i-1 unattributed no_telemetry 8',
    ])
  })

  test('is unmapped where no telemetry ever knew the machine', async ({ ledger }) => {
    await priceList(ledger)

    await load(ledger, [single, { ...p5, ResourceId: 'i-2' }])
    await readHours(ledger, '2026-08-01T00:00Z', [[replica(whole)]])

    expect(await costs(ledger)).toEqual(['00 i-1 qwen serving 8', '00 i-2 unattributed unmapped 55.04'])
  })

  test('is not yet mapped before telemetry knew the machine for the first time', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 2))

    await readHours(ledger, '2026-08-01T00:00Z', [[], [replica(whole)]])

    expect(await costs(ledger)).toEqual(['00 i-1 unattributed unmapped 8', '01 i-1 qwen serving 8'])
  })

  test('is without telemetry once the dated map names the machine, whoever was seen there', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 2))

    await mapTo(ledger, [entry({ replica: 'r-7', resource: 'i-1', from: '2026-08-01T01:00:00Z' })])

    expect(await costs(ledger)).toEqual(['00 i-1 unattributed unmapped 8', '01 i-1 unattributed no_telemetry 8'])
  })
})

test('the GPUs of a machine that nobody held are without telemetry where the hour was not read whole', async ({
  ledger,
}) => {
  await priceList(ledger)
  await load(ledger, [p5])

  await read(
    ledger,
    telemetry('2026-08-01T00:00Z', [replica({ ...whole, gpusLabel: '6' })], { complete: false, warnings: ['a gap'] }),
  )

  expect(await costs(ledger)).toEqual(['00 i-1 unattributed no_telemetry 13.76', '00 i-1 qwen serving 41.28'])
})

test('a machine that was not seen for 35 days is without telemetry, not idle', async ({ ledger }) => {
  await priceList(ledger)
  const late = { ChargePeriodStart: '2026-09-05T00:00:00Z', ChargePeriodEnd: '2026-09-05T01:00:00Z' }
  const later = { ChargePeriodStart: '2026-09-05T01:00:00Z', ChargePeriodEnd: '2026-09-05T02:00:00Z' }
  await readHours(ledger, '2026-08-01T00:00Z', [[replica(whole)]])
  await readHours(ledger, '2026-09-05T00:00Z', [[], []])

  await load(ledger, [
    { ...single, ...late },
    { ...single, ...later },
  ])

  expect(await costs(ledger)).toEqual(['00 i-1 cold_idle 8', '01 i-1 unattributed no_telemetry 8'])
})

test('an idle hour of a machine whose GPUs nobody tells counts for next to nothing beside one of which they are told', async ({
  ledger,
}) => {
  await priceList(ledger)
  await load(ledger, [single, ...hourly({ ...single, x_UsageType: null, ConsumedUnit: null }, 1, 1)])

  await readHours(ledger, '2026-08-01T00:00Z', [[replica({ ...whole, present: [{ from: 0, to: 60_000 }] })], []])

  expect(
    await ledger.rows(
      `select to_char(hour, 'HH24') as hour, sum(gpu_ms) as ms from fact.share_hour group by 1 order by 1`,
    ),
  ).toEqual([
    { hour: '00', ms: '3600000' },
    { hour: '01', ms: '1' },
  ])
})
