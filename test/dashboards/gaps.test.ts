/** Panels of what changed, what is missing and what fails; every figure is worked out beside it. */
import { expect } from 'vitest'
import { csv, type Line } from '../support/focus.js'
import { read, telemetry } from '../support/telemetry.js'
import { aWeek, price, pricesInForce, serving } from '../store/split/levers-given.js'
import { hourOf, single } from '../store/split/given.js'
import { aDay } from './fleet.js'
import { answer, sqlOf, test } from './shown.js'

const AUGUST: readonly [string, string] = ['2026-07-31T16:00:00Z', '2026-08-31T16:00:00Z']
const TODAY = `select set_config('tokenledger.today', '2026-08-08', false)`

test('a price that became another stands with what it was, and is a mark; what a bill rounds is no change', async ({ ledger, reader }) => {
  await ledger.rows(
    `insert into fact.price (provider, region_id, item, purchase, per, from_day, to_day, currency, amount, source, as_of)
     select 'aws', 'us-east-1', 'p5', 'spot', 'machine_hour', f::date, t::date, c, a, 'https://example.com/prices', '2026-08-01'
     from (values ('-infinity', '2026-08-03', 'USD', 0.80), ('2026-08-03', '2026-08-05', 'USD', 0.60), ('2026-08-05', 'infinity', 'CNY', 4.2)) p(f, t, c, a)`,
  )
  await ledger.rows(
    `insert into fact.list_price (provider, region_id, instance_type, currency, day, amount, load_id)
     values ('aws', 'us-east-1', 'p5', 'USD', '2026-08-01', 12, 0), ('aws', 'us-east-1', 'p5', 'USD', '2026-08-02', 12.000000000001, 0),
       ('aws', 'us-east-1', 'p5', 'USD', '2026-08-03', 15, 0), ('alibaba', 'cn-shanghai', 'gn7i', 'CNY', '2026-08-01', 10, 0),
       ('alibaba', 'cn-shanghai', 'gn7i', 'CNY', '2026-08-02', 10.000416666667, 0), ('alibaba', 'cn-shanghai', 'gn7i', 'CNY', '2026-08-03', 9.9, 0)`,
  )

  const changed = (await answer(reader, sqlOf('fx', 12), { range: AUGUST })).rows
  const marks = await reader.query(`select text_en from report.event where kind = 'price' order by at, text_en`)
  const before = (await answer(reader, sqlOf('fx', 12), { range: ['2026-08-03T16:00:00Z', AUGUST[1]] })).rows

  // 240.01 for 24 hours in place of 240 is a cent, 0.00004 of it; 9.9 is 1.004 % less than 10.000416666667.
  expect(changed).toMatchObject([
    { day: '2026-08-05', purchase: 'spot', before: 0.6, amount: 4.2, currency: 'CNY', change: null, price_from: 'file' },
    { day: '2026-08-03', provider: 'alibaba', before: 10.000416666667, amount: 9.9, change: -0.010041, price_from: 'bill' },
    { day: '2026-08-03', purchase: 'on_demand', amount: 15, change: 0.25, price_from: 'bill' },
    { day: '2026-08-03', purchase: 'spot', before: 0.8, amount: 0.6, change: -0.25, price_from: 'file' },
  ])
  expect(before).toHaveLength(1)
  // Of Beijing days, in the order of their words.
  expect(marks.rows.map(({ text_en: text }) => String(text))).toEqual([
    'alibaba cn-shanghai gn7i (machine hour): 9.9 CNY, was 10.000416666667 CNY',
    'aws us-east-1 p5 (machine hour): 0.6 USD, was 0.8 USD',
    'aws us-east-1 p5 (machine hour): 15 USD, was 12.000000000001 USD',
    'aws us-east-1 p5 (machine hour): 4.2 CNY, was 0.6 USD',
  ])
})

test('a model that nobody sells by the token is listed until somebody does, and then its break-even is known', async ({ ledger, reader }) => {
  await aWeek(ledger)
  await reader.query(TODAY)
  const missing = async () => (await answer(reader, sqlOf('fx', 13), {})).rows
  const unsold = await missing()

  // 4.2 M tokens at 5, 2.8 M from the cache at 2.5 and 1.4 M generated at 10 are 21 + 7 + 14 = 42 of the 84 that the machine cost.
  await aWeek(ledger, {
    prices: `token_prices:\n  - { provider: seller, model: qwen2.5-32b, input: '5', cached: '2.5', output: '10', currency: USD, source: ours, as_of: 2026-08-01 }\n`,
  })

  // 7 x 1.2 M tokens, $84.
  expect(unsold).toEqual([{ model: 'qwen2.5-32b', versions: 1, tokens: 8_400_000, week_usd: 84 }])
  expect(await missing()).toEqual([])
  expect((await answer(reader, sqlOf('clouds', 7), {})).rows).toMatchObject([
    { seller: 'seller', tokens: 1_200_000, break_even: 2_400_000, of_it: 0.5, cost_usd: 365.25, bought_usd: 182.625, unknown: null },
  ])
})

test('a version of which neither a token nor a machine has a price is listed until one has', async ({ ledger, reader }) => {
  // Spot alone, so that the bill lists no price.
  const spot = { line: { PricingCategory: 'Dynamic' } }
  await aWeek(ledger, spot)
  await reader.query(TODAY)
  const lacking = async () => (await answer(reader, sqlOf('fx', 14), {})).rows
  // Of seven hours of 1.2 M tokens at $12.
  const row = { model: 'qwen2.5-32b', version: 'v1-fp16', tokens: 8_400_000, week_usd: 84 }
  expect(await lacking()).toEqual([{ ...row, lacks: 'price', types: 'aws p5.4xlarge' }])

  await pricesInForce(ledger, `machine_prices:\n${price('p5.4xlarge spot 12')}`)
  expect(await lacking()).toEqual([])

  await pricesInForce(ledger, `machine_prices:\n${price('g6e.xlarge spot 1')}`)
  expect(await lacking()).toHaveLength(1)

  await pricesInForce(
    ledger,
    `token_prices:\n  - { provider: seller, model: qwen2.5-32b, input: '5', output: '10', currency: USD, source: ours, as_of: 2026-08-01 }\n`,
  )
  expect(await lacking()).toEqual([])
})

test('a version that worked where no bill tells of a machine has no type, and its cost is unknown', async ({ ledger, reader }) => {
  await read(ledger, telemetry('2026-08-01T00:00Z', [serving()]))
  await reader.query(TODAY)

  expect((await answer(reader, sqlOf('fx', 14), {})).rows).toEqual([
    { model: 'qwen2.5-32b', version: 'v1-fp16', lacks: 'type', types: null, tokens: 1_200_000, week_usd: null },
  ])
})

test('a version shows the types that it ran on, day by day, and what its cache saved', async ({ ledger, reader }) => {
  await aDay(ledger)
  const saved = (await answer(reader, sqlOf('version', 26), {})).rows
  // An hour costs $8 for 5,000 x 1 + 5,000 x 0.1 + 625 x 4 = 8,000 weighted tokens; 5,000 cached ones save 0.9 each: $4.50.
  expect(saved.map(({ saved_usd: usd }) => usd)).toEqual([4.5, 4.5])
  // In yuan, and over a day: two hours.
  const day = (await answer(reader, sqlOf('version', 26), { range: AUGUST, variables: { currency: 'cny' } })).rows
  expect(day.map(({ saved_cny: cny }) => cny)).toEqual([63])

  // One V100 was billed for two hours of the day; a third was worked and is not billed.
  const types = (await answer(reader, sqlOf('version', 25), {})).rows
  expect(types).toEqual([{ time: new Date('2026-07-31T16:00:00Z'), type: 'aws p3.2xlarge', gpus: expect.closeTo(2 / 24, 6) }])
})

test('devices at the edge cost what their lines are for, and energy is what these leave', async ({ ledger, reader }) => {
  const edge = (sku: string, cost: string, more: Line = {}): Line => ({
    ProviderName: 'edge',
    InvoiceIssuerName: 'edge',
    BillingAccountId: 'edge',
    SubAccountId: 'shop-12',
    BillingCurrency: 'CNY',
    ServiceName: 'edge',
    ResourceId: 'jetson-1',
    SkuId: sku,
    ChargePeriodEnd: '2026-09-01T00:00:00Z',
    BilledCost: cost,
    EffectiveCost: cost,
    ...more,
  })
  const hour = { ChargePeriodStart: '2026-08-01T05:00:00Z', ChargePeriodEnd: '2026-08-01T06:00:00Z' }
  await ledger.load([
    await ledger.file(
      'edge.csv',
      csv([
        edge('device', '200'),
        edge('device', '100', { ResourceId: 'jetson-2' }),
        edge('transfer', '32'),
        edge('energy', '0.02', hour),
        edge('energy', '0.03', { ...hour, ResourceId: 'jetson-2' }),
        edge('energy', '0.03', { ...hour, ResourceId: 'jetson-3' }),
        edge('energy', '0.01', { ...hour, ResourceId: 'jetson-4' }),
        edge('write-off', '10', { ChargeCategory: 'Adjustment', ChargePeriodStart: '2026-08-31T00:00:00Z', ResourceId: null }),
      ]),
    ),
  ])

  // 200 + 100 of wear, 32, 10 and 0.02 + 0.03 + 0.03 + 0.01. Two devices are written off and draw on; what was written off names none.
  expect((await answer(reader, sqlOf('clouds', 8), { range: AUGUST })).rows).toEqual([
    { period: '2026-08-01', account: 'edge', currency: 'CNY', devices: 4, billed: 342.09, device: 300, energy: 0.09, transfer: 32, write_off: 10 },
  ])
})

test('what no version got is told by service and reason, and is all of it', async ({ ledger, reader }) => {
  await aDay(ledger)
  const more = (line: Line, cost: string): Line => ({ BilledCost: cost, EffectiveCost: cost, ...line })
  await ledger.load([
    await ledger.file(
      'more.csv',
      csv(
        [
          more({ ...single, ...hourOf(3) }, '8'),
          more({ ResourceId: 'bucket-1', ServiceName: 'Amazon S3' }, '2'),
          more({ ResourceId: 'bucket-2', ServiceName: 'Amazon S3' }, '0.25'),
          more({ ResourceId: 'mixed', ServiceName: 'Amazon S3' }, '1'),
          more({ ResourceId: 'mixed', ServiceName: 'AWS Backup' }, '1.25'),
          more({ ResourceId: null, ServiceName: 'AWS Support' }, '0.5'),
        ].map((line) => ({ ...line, BillingAccountId: 'another' })),
      ),
    ),
  ])
  const gaps = async (currency: string) =>
    (await answer(reader, sqlOf('reconciliation', 20), { range: AUGUST, variables: { currency } })).rows
  const row = (provider: string, service: string, reason: string, usd: number, cloud: number) => ({
    provider,
    service,
    reason,
    cost_usd: usd,
    of_cloud: expect.closeTo(usd / cloud, 12),
  })

  // AWS charged 8 + 8 + 1.5 of tax, and 8 + 2 + 0.25 + 1 + 1.25 + 0.5 at another account: $30.50. Alibaba ¥14, so $2.
  const compute = 'Amazon Elastic Compute Cloud'
  expect(await gaps('usd')).toEqual([
    row('aws', compute, 'no_telemetry', 8, 30.5),
    row('aws', '(several)', 'unmapped', 2.25, 30.5),
    row('aws', 'Amazon S3', 'unmapped', 2.25, 30.5),
    row('alibaba', 'Object Storage Service', 'unmapped', 2, 2),
    row('aws', compute, 'tax', 1.5, 30.5),
    row('aws', 'AWS Support', 'support', 0.5, 30.5),
  ])
  expect((await gaps('cny')).map(({ cost_cny: cny }) => cny)).toEqual([56, 15.75, 15.75, 14, 10.5, 3.5])
  expect(await ledger.rows('select * from law.unattributed_differs_from_accounts')).toEqual([])
})

test('since a job fails its source is in error, and a run that goes well ends it', async ({ ledger, reader }) => {
  await aDay(ledger)
  const ran = (job: string, at: string, outcome: string): Promise<unknown> =>
    ledger.rows(
      `insert into ops.job_run (job, command, started_at, finished_at, outcome, error) values ($1, 'run', $2, $2, $3, $4)`,
      [job, at, outcome, outcome === 'failed' ? 'The token expired.' : null],
    )
  await ran('bills:aws:1', '2026-07-31T20:00Z', 'loaded')
  await ran('bills:aws:1', '2026-08-01T20:00Z', 'failed')
  await ran('bills:aws:1', '2026-08-02T20:00Z', 'failed')
  await ran('usage:prod', '2026-08-01T20:00Z', 'failed')
  await ran('usage:prod', '2026-08-01T21:00Z', 'unchanged')
  await reader.query(`select set_config('tokenledger.today', '2026-08-03', false)`)
  const week: [string, string] = ['2026-07-31T16:00:00Z', '2026-08-07T16:00:00Z']
  const states = async () =>
    (await answer(reader, sqlOf('reconciliation', 17), { range: week })).rows
      .filter(({ source }) => source === 'aws')
      .map(({ time, state }) => [time instanceof Date ? time.toISOString().slice(0, 10) : time, state])

  expect((await answer(reader, sqlOf('reconciliation', 18), {})).rows).toMatchObject([
    { job: 'bills:aws:1', since: new Date('2026-08-01T20:00Z'), last_at: new Date('2026-08-02T20:00Z'), runs: 2, error: 'The token expired.' },
  ])
  // 1 August in Shanghai is preliminary; from the 2nd, on which it began to fail, up to today, the 3rd, it is in error.
  expect(await states()).toEqual([
    ['2026-07-31', 3],
    ['2026-08-01', -1],
    ['2026-08-02', -1],
  ])

  await ran('bills:aws:1', '2026-08-03T01:00Z', 'loaded')

  expect((await answer(reader, sqlOf('reconciliation', 18), {})).rows).toEqual([])
  expect(await states()).toEqual([['2026-07-31', 3]])
})

test('a version of which registries lack something is listed with what, and what it cost', async ({ ledger, reader }) => {
  await aWeek(ledger)
  await reader.query(TODAY)
  const lacking = async () => (await answer(reader, sqlOf('reconciliation', 19), {})).rows
  // Its name tells 32b and fp16, and no registry is read.
  expect(await lacking()).toEqual([])

  await ledger.rows(
    `insert into ops.registry_read (registry, content, served_alias, read_at, versions, load_id) values ('prod', '', null, now(), 0, 0);
     update fact.version_hint set quantisation = null`,
  )

  expect(await lacking()).toEqual([
    { model: 'qwen2.5-32b', version: 'v1-fp16', registries: null, lacks: 'registration, format', week_usd: 84 },
  ])

  await ledger.rows(
    `insert into fact.registered_version (registry, model, version, from_at, to_at, tags, load_id)
     values ('prod', 'qwen2.5-32b', 'v1-fp16', '-infinity', 'infinity', '{}', 0); update fact.version_hint set quantisation = 'fp16'`,
  )

  expect(await lacking()).toEqual([])
})
