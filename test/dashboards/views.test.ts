/** The views that dashboards read, on days that one can add up in the head; those that know of today reckon from the calendar. */
import { expect } from 'vitest'
import { textOf } from '../../src/store/statements.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { aDay } from './fleet.js'

/** A row of a version's day: what it cost and did. */
interface Day {
  /** Days before today; -1 is tomorrow. */
  readonly ago: number
  readonly version?: string
  readonly provider?: string
  readonly usd: number | null
  readonly kind?: string
  readonly reason?: string
  readonly requests?: number | null
  readonly gpuSeconds?: number
  readonly coverage?: number
  readonly status?: string
}

/** Yuan are seven times the dollars. */
async function days(ledger: Ledger, rows: readonly Day[]): Promise<void> {
  for (const version of new Set(rows.map((row) => row.version ?? 'v1'))) {
    await ledger.rows('insert into fact.model_version values ($1, $2, $3)', [idOf(version), 'qwen', version])
  }
  for (const row of rows) {
    const { ago, version = 'v1', provider = 'aws', usd, kind = 'serving', reason = '', status = 'final' } = row
    const { requests = 1, gpuSeconds = 3600, coverage = 1 } = row
    await ledger.rows(
      `insert into report.model_day (version_id, provider, billing_account_id, region_id, kind, reason, status, day,
         effective_usd, effective_cny, list_unknown, billed_unknown, effective_unknown, unconverted_usd, unconverted_cny,
         resource_hours, rates_provisional, gpu_seconds, requests, replica_hours, replica_hours_not_exact, coverage)
       select $1, $2, '1', '', $3, $4, $5, today - $6::int, $7::numeric, 7 * $7::numeric, 0, 0, 0, 0, 0, 24, 0, $8, $9, $10, 0, $11
       from report.calendar`,
      [
        version === '' ? 0 : idOf(version),
        provider,
        kind,
        reason,
        status,
        ago,
        usd,
        gpuSeconds,
        requests,
        kind === 'serving' ? 24 : 0,
        kind === 'serving' ? coverage : null,
      ],
    )
  }
  const told = await ledger.value('select array_agg(distinct day) from report.model_day')
  await ledger.rows('delete from report.sum_day where day = any($1::date[])', [told])
  await ledger.rows(await textOf('79_sum_day_put'), [told])
}

const idOf = (version: string): number => 1000 + version.charCodeAt(version.length - 1)
const each = (agos: readonly number[], said: Omit<Day, 'ago'>): Day[] => agos.map((ago) => ({ ago, ...said }))

test('a day is held against the mean of the seven days before it: days without a cost count as nothing, days before the first do not count', async ({
  ledger,
}) => {
  // $7 on the first day, nothing for two days, $21, and $30 today: of four days before today (7 + 21) / 4 = 7 is the mean.
  await days(ledger, [
    { ago: 4, usd: 7 },
    { ago: 1, usd: 21, status: 'preliminary' },
    { ago: 0, usd: 20 },
    { ago: 0, usd: 10, kind: 'warm_idle' },
  ])

  const rows = await ledger.rows(
    `select (select today from report.calendar) - day as ago, status, trim_scale(cost_usd) as cost, mean_days, trim_scale(mean_usd) as mean,
       trim_scale(limit_cny) as limit_cny, trim_scale(of_mean_usd) as of_mean
     from report.day_over_mean order by day`,
  )

  expect(rows).toEqual([
    { ago: 4, status: 'final', cost: '7', mean_days: 0, mean: null, limit_cny: null, of_mean: null },
    { ago: 1, status: 'preliminary', cost: '21', mean_days: 3, mean: '2.333333333333', limit_cny: '19.6', of_mean: '9' },
    { ago: 0, status: 'final', cost: '30', mean_days: 4, mean: '7', limit_cny: '58.8', of_mean: '4.285714' },
  ])
})

test('after more than a week the mean is of seven days, and not known where one of them is not', async ({ ledger }) => {
  await days(ledger, [
    { ago: 9, usd: null },
    ...each([8, 7, 6, 5, 4, 3, 2, 1], { usd: 7 }),
    { ago: 0, usd: 14 },
  ])

  const rows = await ledger.rows(
    `select mean_days, trim_scale(mean_usd) as mean from report.day_over_mean order by day desc limit 3`,
  )

  expect(rows).toEqual([
    { mean_days: 7, mean: '7' },
    { mean_days: 7, mean: '7' },
    { mean_days: 7, mean: null },
  ])
})

test('to be pruned is what cost money for seven days without a request, under eyes that were open', async ({ ledger }) => {
  const week = [1, 2, 3, 4, 5, 6, 7]
  const idle = { kind: 'warm_idle', requests: 0 }
  const silent = { usd: 0, requests: 0 }
  await days(ledger, [
    ...each([9], { version: 'a', usd: 1, requests: 3 }),
    ...each(week, { version: 'a', usd: 10, ...idle }),
    ...each(week, { version: 'a', ...silent }),
    // One request in the week; six days only; telemetry that saw half of it; requests that are not told; at no cost.
    ...each(week, { version: 'b', usd: 10, ...idle }),
    ...each([3], { version: 'b', usd: 0, requests: 1 }),
    ...each([1, 2, 4, 5, 6, 7], { version: 'b', ...silent }),
    ...each([1, 2, 3, 4, 5, 6], { version: 'c', ...silent, usd: 9 }),
    ...each(week, { version: 'd', ...silent, usd: 9, coverage: 0.5 }),
    ...each(week, { version: 'e', usd: 9, requests: null }),
    ...each(week, { version: 'f', ...silent }),
  ])

  const rows = await ledger.rows(
    `select version, providers, (select today from report.calendar) - last_request_day as last, days_without, trim_scale(cost_usd) as cost,
       trim_scale(saving_cny_month) as saving, trim_scale(coverage) as coverage from report.prune_list`,
  )

  expect(rows).toEqual([
    { version: 'a', providers: 'aws', last: 9, days_without: 8, cost: '70', saving: '2130.625', coverage: '1' },
  ])
})

test('little used is what had requests and worked less than four tenths of its time', async ({ ledger }) => {
  // A quarter of the time at work: kept at work for 60 % of it, 1 - 0.25 / 0.6 of 70 x 30.4375 / 7 = $304.375 a month is saved.
  await days(ledger, [
    ...each([1, 2, 3, 4, 5, 6, 7], { version: 'a', usd: 4, gpuSeconds: 900 }),
    ...each([1, 2, 3, 4, 5, 6, 7], { version: 'a', usd: 6, gpuSeconds: 2700, kind: 'warm_idle', requests: 0 }),
    ...each([1, 2, 3], { version: 'b', usd: 4, gpuSeconds: 3600 }),
    ...each([1, 2, 3], { version: 'c', usd: 4, gpuSeconds: 0, requests: 0 }),
  ])

  const rows = await ledger.rows(
    `select version, days, trim_scale(utilisation) as utilisation, round(saving_usd_month, 6) as saving from report.low_utilisation`,
  )

  expect(rows).toEqual([{ version: 'a', days: '7', utilisation: '0.25', saving: '177.552083' }])
})

test('the month so far is its whole days, without today, and the rest of it costs what the last week did', async ({
  ledger,
}) => {
  const [{ done = 0, length = 0 } = {}] = await ledger.rows(
    `select today - month as done, (month + interval '1 month')::date - month as length from report.calendar`,
  )
  // $7 on each of the last seven whole days, in this month or the one before; $100 today.
  await days(ledger, [...each([1, 2, 3, 4, 5, 6, 7], { usd: 7 }), { ago: 0, usd: 100 }])

  const [row = {}] = await ledger.rows(
    `select provider, days, days_of_month, trim_scale(coalesce(cost_usd, 0)) as cost, round(coalesce(forecast_usd, 0), 6) as forecast from report.month_to_date`,
  )

  const inMonth = Math.min(7, Number(done))
  expect(row).toMatchObject({ provider: 'aws', days: done, days_of_month: length, cost: String(7 * inMonth) })
  if (inMonth > 0) expect(Number(row['forecast'])).toBe(7 * inMonth + 7 * (Number(length) - Number(done)))
})

test('each source tells up to when it reaches, a bill never beyond its load', async ({ ledger }) => {
  await aDay(ledger)

  const rows = await ledger.rows(
    `select kind, source, to_char(reaches, 'YYYY-MM-DD HH24:MI') as reaches, state, age_seconds > 0 as past from report.data_age order by kind, source`,
  )

  expect(rows).toEqual([
    { kind: 'bill', source: 'alibaba cn', reaches: '2026-08-01 01:00', state: 'preliminary', past: true },
    { kind: 'bill', source: 'aws 111122223333', reaches: '2026-08-01 02:00', state: 'preliminary', past: true },
    { kind: 'rate', source: 'USD/CNY', reaches: '2026-07-31 16:00', state: 'provisional', past: true },
    { kind: 'telemetry', source: 'prod', reaches: '2026-08-01 03:00', state: 'complete', past: true },
  ])
})

test('a new version and a restated hour are marked, in both languages', async ({ ledger }) => {
  await aDay(ledger)
  const line = { ConsumedQuantity: '1', ConsumedUnit: 'Hours', x_UsageType: 'BoxUsage:p3.2xlarge' }
  const dearer = { ...line, BilledCost: '10', EffectiveCost: '10' }
  await ledger.load([await ledger.file('aws.csv', csv([dearer]))], { covering: 'shrunk' })

  const rows = await ledger.rows(
    `select kind, model, version, text_en, text_zh from report.event where kind <> 'price' and text_en not like '%telemetry%' order by kind`,
  )

  expect(rows).toEqual([
    {
      kind: 'deployment',
      model: 'qwen',
      version: 'v1',
      text_en: 'qwen v1: seen for the first time',
      text_zh: 'qwen v1：首次出现',
    },
    // From $8 to $10 in the first hour, from $8 to nothing in the second.
    {
      kind: 'restatement',
      model: 'qwen',
      version: 'v1',
      text_en: 'qwen v1: 2 h restated (bill), -6.00 USD',
      text_zh: 'qwen v1：重述 2 小时（bill），-6.00 美元',
    },
  ])
})
