/** Levers that ended: what was promised, what came of it, and when that is not known. The week is that of levers-given.ts. */
import { expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { gpu } from '../../support/gpus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { read, telemetry } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { aWeek, GIB, look, on, price, serving } from './levers-given.js'

const PRICES = `machine_prices:\n${price('g7e.2xlarge on_demand 4')}`
const worked = { busyMs: 1_800_000 }

const at = (day: number): string => `2026-08-${String(day).padStart(2, '0')}T00:00`

/** The machine costs $12 in an hour of each of the first seven days and $4 in one of each of the next, up to `last`. */
async function cheaper(ledger: Ledger, last: number, seenUpTo = last): Promise<void> {
  const hour = (day: number): Line => ({
    ConsumedQuantity: '1',
    ConsumedUnit: 'Hours',
    x_UsageType: 'BoxUsage:p5.4xlarge',
    RegionId: 'us-east-1',
    PricingCategory: 'Standard',
    ChargePeriodStart: `${at(day)}:00Z`,
    ChargePeriodEnd: `${at(day).replace('T00', 'T01')}:00Z`,
  })
  const cost = (amount: string): Line => ({ ListCost: amount, BilledCost: amount, EffectiveCost: amount })
  await rates(ledger, { '2026-07-31': '7', '2026-08-07': '7', '2026-08-14': '7', '2026-08-21': '7' })
  const days = Array.from({ length: last }, (_, i) => i + 1)
  await ledger.load([
    await ledger.file('bill.csv', csv(days.map((day) => ({ ...hour(day), ...cost(day < 8 ? '12' : '4') })))),
  ])
  const card = gpu({ memoryMeanBytes: 72n * GIB, memoryPeakBytes: 72n * GIB, memoryTotalBytes: 80n * GIB })
  for (const day of days.filter((one) => one > 7 && one <= seenUpTo))
    await read(ledger, telemetry(`${at(day)}Z`, [serving(worked)], { gpus: [card] }))
}

const DONE = `select lever, model, version, providers, from_day::text, ended_day::text, days, trim_scale(promised_usd_month) as promised,
  trim_scale(before_usd_month) as before, trim_scale(now_usd_month) as now, trim_scale(saved_usd_month) as saved, trim_scale(saved_usd) as so_far,
  trim_scale(saved_cny_month) as saved_cny, unknown, counted from report.lever_done`

test('a lever that is pulled ends, and its version costs less since', async ({ ledger }) => {
  await aWeek(ledger, { prices: PRICES, worked })
  const first = await look(ledger, '2026-08-08')
  const again = await look(ledger, '2026-08-08')
  const stands = await ledger.rows(
    'select lever, provider, from_day::text, last_day::text, ended_day, trim_scale(saving_usd_month) as saving from ops.lever_seen',
  )

  await cheaper(ledger, 22)
  await look(ledger, '2026-08-15')

  expect([first, again]).toEqual([true, false])
  // $84 a week are 365.25 a month; as g7e 121.75.
  expect(stands).toEqual([
    {
      lever: 'right_size',
      provider: 'aws',
      from_day: '2026-08-08',
      last_day: '2026-08-08',
      ended_day: null,
      saving: '243.5',
    },
  ])
  // Seven days at $4 (the 15th to the 21st; of the 22nd the bill tells an hour) are 28, so 121.75 a month.
  expect(await on(ledger, '2026-08-23', DONE)).toEqual([
    {
      lever: 'right_size',
      model: 'qwen2.5-32b',
      version: 'v1-fp16',
      providers: 'aws',
      from_day: '2026-08-08',
      ended_day: '2026-08-15',
      days: 7,
      promised: '243.5',
      before: '365.25',
      now: '121.75',
      saved: '243.5',
      so_far: '56', // 7 x (12 - 4)
      saved_cny: '1704.5',
      unknown: null,
      counted: true,
    },
  ])
  // On the day it ended no whole day since is billed.
  expect(await on(ledger, '2026-08-15', DONE)).toMatchObject([
    { days: 0, saved: null, unknown: 'no_bill', counted: false },
  ])
})

test('where telemetry stopped, a version that costs nothing any more has saved nothing that is known', async ({
  ledger,
}) => {
  await aWeek(ledger, { prices: PRICES, worked })
  await look(ledger, '2026-08-08')
  await cheaper(ledger, 22, 14)

  await look(ledger, '2026-08-15')

  expect(await on(ledger, '2026-08-23', DONE)).toMatchObject([
    { days: 7, saved: null, so_far: null, unknown: 'coverage', counted: false },
  ])
})

test('a lever that stands goes on, and one that opens again ends what the first has saved', async ({ ledger }) => {
  await aWeek(ledger, { prices: PRICES, worked })
  await look(ledger, '2026-08-08')
  await ledger.rows(`update ops.lever_seen set from_day = '2026-08-01', last_day = '2026-08-07', saving_usd_month = 1`)
  await ledger.rows('delete from ops.lever_look')
  await look(ledger, '2026-08-08')
  const goesOn = await ledger.rows(
    'select from_day::text, last_day::text, trim_scale(saving_usd_month) as saving from ops.lever_seen',
  )

  await cheaper(ledger, 22)
  await look(ledger, '2026-08-15')
  await ledger.rows(
    `insert into ops.lever_seen select lever, model, version, provider, '2026-08-18', '2026-08-18', null, providers, 1, 1, 1, 1 from ops.lever_seen`,
  )

  expect(goesOn).toEqual([{ from_day: '2026-08-01', last_day: '2026-08-08', saving: '243.5' }])
  // The 15th, 16th and 17th.
  expect(await on(ledger, '2026-08-23', DONE)).toMatchObject([{ days: 3, so_far: '24' }])
})

test('of a version whose telemetry has holes a lever does not end', async ({ ledger }) => {
  await aWeek(ledger, { prices: PRICES, worked })
  await look(ledger, '2026-08-08')
  await cheaper(ledger, 14)
  await ledger.rows('update report.model_day set coverage = 0.5 where coverage is not null')

  await look(ledger, '2026-08-15')

  expect(await ledger.rows('select ended_day from ops.lever_seen')).toEqual([{ ended_day: null }])
})
