/** The dashboard of levers, on a week that one can add up in the head (levers-given.ts). */
import { expect } from 'vitest'
import { csv } from '../support/focus.js'
import { aWeek, look, price, pricesInForce } from '../store/split/levers-given.js'
import { answer, sqlOf, test } from './shown.js'

const TODAY = '2026-08-08'

test('the levers are shown with their money, their assumption and why a saving is not known', async ({
  ledger,
  reader,
}) => {
  const prices = ['g7e.2xlarge on_demand 4', 'p5.4xlarge spot 6'].map((one) => price(one)).join('')
  await aWeek(ledger, { prices: `machine_prices:\n${prices}`, worked: { busyMs: 1_800_000 } })
  await reader.query(`select set_config('tokenledger.today', $1, false)`, [TODAY])
  const ask = async (id: number, currency = 'usd') =>
    (await answer(reader, sqlOf('levers', id), { variables: { currency } })).rows

  expect(await ask(1)).toEqual([{ saving_usd: 243.5, unknown: 0 }])
  await look(ledger, TODAY)
  expect(await ask(1)).toEqual([{ saving_usd: 243.5, unknown: 0 }])
  expect(await ask(1, 'cny')).toEqual([{ saving_cny: 1704.5, unknown: 0 }])
  expect(await ask(10)).toMatchObject([
    { lever: 'right_size', cost_usd: 365.25, after_usd: 121.75, saving_usd: 243.5, then_is: 'g7e.2xlarge', counted: 'yes' },
    { lever: 'spot', cost_usd: 365.25, after_usd: 182.625, saving_usd: 182.625, then_is: 'spot', counted: 'no' },
  ])
  expect(await ask(5)).toMatchObject([{ now_type: 'p5.4xlarge', memory: 80, then_memory: 96, warning: 'speed_unknown' }])
  expect(await ask(11)).toMatchObject([{ type: 'p5.4xlarge', saving_usd: 182.625, unknown: null, price_from: 'file' }])
  expect([await ask(12), await ask(13), await ask(14)]).toEqual([[], [], []])
})

test('levers are read as a job kept them, until something is loaded, a price changes or another day is asked for', async ({
  ledger,
  reader,
}) => {
  const prices = (amount: string): string => `machine_prices:\n${price(`g7e.2xlarge on_demand ${amount}`)}`
  await aWeek(ledger, { prices: prices('4'), worked: { busyMs: 1_800_000 } })
  const saving = async (today: string): Promise<unknown> => {
    await reader.query(`select set_config('tokenledger.today', $1, false)`, [today])
    return (await answer(reader, sqlOf('levers', 1), { variables: { currency: 'usd' } })).rows[0]?.['saving_usd']
  }
  const keep = async (): Promise<void> => {
    await look(ledger, TODAY)
    await ledger.rows('update report.lever_now set saving_usd_month = 1')
  }

  await keep()
  expect(await saving(TODAY)).toBe(1)
  // A day later the first of the seven is out: $72 of which two thirds are saved, of a mean month.
  expect(await saving('2026-08-09')).toBeCloseTo(208.714286, 6)
  await ledger.load([await ledger.file('more.csv', csv([{ BillingAccountId: '222', SubAccountId: '222', ResourceId: 'bucket' }]))])
  expect(await saving(TODAY)).toBe(243.5)
  await keep()
  expect(await saving(TODAY)).toBe(1)
  await pricesInForce(ledger, prices('3'))
  expect(await saving(TODAY)).toBe(273.9375)
})

test('prices in force stand with who says them, and what machines cost by how they were bought', async ({ ledger, reader }) => {
  const prices = ['g7e.2xlarge on_demand 4', 'p5.4xlarge spot 6'].map((one) => price(one)).join('')
  await aWeek(ledger, { prices: `machine_prices:\n${prices}`, worked: { busyMs: 1_800_000 } })
  await reader.query(`select set_config('tokenledger.today', $1, false)`, [TODAY])
  const range: [string, string] = ['2026-07-31T16:00:00Z', '2026-08-07T16:00:00Z']

  const listed = await answer(reader, sqlOf('fx', 10), { variables: { currency: 'cny' } })
  const bought = await answer(reader, sqlOf('levers', 15), { range, variables: { currency: 'usd' } })

  // $4, the $12 that each hour is billed at, and $6, at 7 yuan.
  expect(listed.rows).toMatchObject([
    { item: 'g7e.2xlarge', purchase: 'on_demand', currency: 'USD', amount: 4, same_cny: 28, price_from: 'file' },
    { item: 'p5.4xlarge', purchase: 'on_demand', currency: 'USD', amount: 12, same_cny: 84, price_from: 'bill' },
    { item: 'p5.4xlarge', purchase: 'spot', currency: 'USD', amount: 6, same_cny: 42, price_from: 'file' },
  ])
  const days = Array.from({ length: 7 }, (_, i) => new Date(Date.UTC(2026, 6, 31 + i, 16)))
  expect(bought.rows).toEqual(days.map((time) => ({ time, purchase: 'on_demand', cost_usd: 12 })))
})

test('an alert that is open is shown until it is over, in the currency that is chosen', async ({ ledger, reader }) => {
  await ledger.rows(
    `insert into ops.alert_event (rule, subject, model, version, provider, value, threshold, now_usd, now_cny, usual_usd, usual_cny, since, resolved_at)
     values ('day_over_mean', 'a', 'qwen', 'v1', 'aws', 150, 120, 15, 105, 10, 70, '2026-08-01T16:00Z', null),
       ('day_over_mean', 'b', 'qwen', 'v2', 'aws', 150, 120, 15, 105, 10, 70, '2026-08-01T16:00Z', now()),
       ('rate_missing', '', '', '', '', 1, 0, null, null, null, null, '2026-08-01T16:00Z', null)`,
  )

  const { rows } = await answer(reader, sqlOf('overview', 22), { variables: { currency: 'cny' } })

  expect(rows).toMatchObject([
    { rule: 'rate_missing', provider: null, model: null, version: null, value: 1, threshold: 0, now_cny: null },
    { rule: 'day_over_mean', provider: 'aws', model: 'qwen', version: 'v1', value: 150, threshold: 120, now_cny: 105, usual_cny: 70 },
  ])
})

test('a budget stands beside what the month comes to, in its own currency', async ({ ledger, reader }) => {
  await ledger.rows(`insert into ops.budget values ('all', '', '', 'CNY', 1000)`)
  await ledger.rows(
    `insert into report.model_hour (version_id, provider, billing_account_id, region_id, kind, reason, status, hour, effective_usd,
       effective_cny, list_unknown, billed_unknown, effective_unknown, unconverted_usd, unconverted_cny, resource_hours,
       rates_provisional, replica_hours, replica_hours_not_exact)
     select 0, 'aws', '1', '', 'shared', '', 'final', date_bin('1 hour', now(), '1970-01-01Z') - h * interval '1 hour', 1, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0
     from generate_series(1, 240) h`,
  )

  const { rows } = await answer(reader, sqlOf('overview', 21))

  const forecast = await ledger.value('select round(now_cny, 2) from report.alert_budget_forecast')
  expect(rows).toEqual([{ name: `all: ${String(forecast)} / 1000.00 CNY`, share: expect.closeTo(Number(forecast) / 1000, 3) }])
})
