/** Money that comes back: on a day on which the machine never ran, at one moment, or in the hour it was paid for. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { during, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { costs, hourly, hourOf, priceList, single } from './given.js'

const load = async (ledger: Ledger, lines: Parameters<typeof csv>[0], name = 'bill.csv') =>
  ledger.load([await ledger.file(name, csv(lines))], { covering: 'shrunk' })
const day = (number: number, cost: string): Line => ({
  ...hourOf(24 * (number - 1), 24),
  BilledCost: cost,
  EffectiveCost: cost,
})
const serving = (version: string, gpus: string) =>
  replica({ replica: version, versionLabel: version, gpusLabel: gpus, busyMs: 3_600_000 })
const another = replica({ replica: 'r-9', resourceLabel: 'i-9' })
/** Three quarters v1 on 1 August, half of its hours; nothing on the 2nd, on which other machines were seen. */
const ran = (three = '3') =>
  during('2026-08-01T00:00Z', '2026-08-03T00:00Z', (_, hour) =>
    hour < 12 ? [serving('v1', three), serving('v2', '1')] : [another],
  )

const refunds = async (ledger: Ledger) => {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(hour, 'DD HH24'), nullif(version, ''), kind, nullif(reason, ''), trim_scale(billed_cost)) as row
     from fact.model_cost_hour join fact.model_version using (version_id) where hour >= '2026-08-02' order by version, kind`,
  )
  return rows.map(({ row }) => row)
}

describe('a refund the day after', () => {
  test('goes by the shares of the last day on which the machine ran', async ({ ledger }) => {
    await load(ledger, [day(1, '24'), day(2, '-8')])

    await readHours(ledger, '2026-08-01T00:00Z', ran())

    expect(await refunds(ledger)).toEqual(['02 00 v1 serving -6', '02 00 v2 serving -2'])
  })

  test('goes by the same shares when its bill comes last', async ({ ledger }) => {
    await load(ledger, [day(1, '24')])
    await readHours(ledger, '2026-08-01T00:00Z', ran())

    await load(ledger, [day(1, '24'), day(2, '-8')], 'later.csv')

    expect(await refunds(ledger)).toEqual(['02 00 v1 serving -6', '02 00 v2 serving -2'])
  })

  test('moves with the day it goes by, when telemetry says otherwise of that', async ({ ledger }) => {
    await load(ledger, [day(1, '24'), day(2, '-8')])
    await readHours(ledger, '2026-08-01T00:00Z', ran())

    await readHours(ledger, '2026-08-01T00:00Z', ran('7').slice(0, 12))

    expect(await refunds(ledger)).toEqual(['02 00 v1 serving -7', '02 00 v2 serving -1'])
  })

  test('is without telemetry where the day it goes by is not billed', async ({ ledger }) => {
    await readHours(ledger, '2026-08-01T00:00Z', ran())

    await load(ledger, [day(2, '-8')])

    expect(await refunds(ledger)).toEqual(['02 00 unattributed no_telemetry -8'])
  })

  test('finds its shares when the day it goes by is billed after it', async ({ ledger }) => {
    await readHours(ledger, '2026-08-01T00:00Z', ran())
    await load(ledger, [day(2, '-8')])

    await load(ledger, [day(1, '24'), day(2, '-8')], 'later.csv')

    expect(await refunds(ledger)).toEqual(['02 00 v1 serving -6', '02 00 v2 serving -2'])
  })
})

test('a refund without length belongs to whoever held the machine at that moment', async ({ ledger }) => {
  await priceList(ledger)
  const moment = { ChargePeriodStart: '2026-08-01T01:20:00Z', ChargePeriodEnd: '2026-08-01T01:20:00Z' }

  await load(ledger, [...hourly(single, 0, 2), { ...single, ...moment, BilledCost: '-3', ConsumedQuantity: null }])
  await readHours(ledger, '2026-08-01T00:00Z', [[serving('v1', '1')], [serving('v2', '1')]])

  expect(await costs(ledger)).toEqual(['00 i-1 qwen v1 serving 8', '01 i-1 qwen v2 serving 5'])
})

test('the last digit that is given back goes to one of three versions and is not lost', async ({ ledger }) => {
  await priceList(ledger)
  await load(ledger, [{ ...single, BilledCost: '-0.000000000000000001' }])

  await read(ledger, telemetry('2026-08-01T00:00Z', [serving('v1', '1'), serving('v2', '1'), serving('v3', '1')]))

  const parts = await ledger.rows('select sum(billed_cost) as sum, count(*) as parts from fact.model_cost_hour')
  expect(parts).toEqual([{ sum: '-0.000000000000000001', parts: '3' }])
})
