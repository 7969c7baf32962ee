/** What could be saved, in money: each lever on a week that one can add up in the head (levers-given.ts). */
import { expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { read, telemetry } from '../../support/telemetry.js'
import { aWeek, GIB, on, price, pricesInForce, serving } from './levers-given.js'

const TODAY = '2026-08-08'
const machines = (...said: readonly string[]) => `machine_prices:\n${said.map((one) => price(one)).join('')}`
const money = (of: string) => `trim_scale(${of}_usd_month) as ${of}_usd, trim_scale(${of}_cny_month) as ${of}_cny`

test('what a version ran on and needed there is kept by day, and costs what the version did', async ({ ledger }) => {
  await aWeek(ledger)

  const days = await ledger.rows(
    `select day::text, provider, region_id, instance_type, purchase, trim_scale(effective_usd) as usd, trim_scale(effective_cny) as cny,
       trim_scale(gpu_seconds) as seconds from report.machine_day order by day limit 2`,
  )
  const memory = await ledger.rows(
    `select distinct memory_peak_bytes as peak, memory_total_bytes as total, kv_cache_peak as cache, trim_scale(replica_gpus) as gpus from report.memory_day`,
  )

  const machine = { provider: 'aws', region_id: 'us-east-1', instance_type: 'p5.4xlarge', purchase: 'on_demand' }
  expect(days).toEqual([
    { day: '2026-08-01', ...machine, usd: '12', cny: '84', seconds: '3600' },
    { day: '2026-08-02', ...machine, usd: '12', cny: '84', seconds: '3600' },
  ])
  expect(memory).toEqual([{ peak: '77309411328', total: '85899345920', cache: '0.250000', gpus: '1' }])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a day of machines that no longer costs what its versions did breaks a law', async ({ ledger }) => {
  await aWeek(ledger)

  await ledger.rows(`update report.machine_day set effective_usd = 11 where day = '2026-08-03'`)

  expect(await complaintsOf(ledger)).toEqual({ machines_differ_from_versions: expect.anything() })
})

test('telemetry that is read again changes what a version needed', async ({ ledger }) => {
  await aWeek(ledger)

  await read(ledger, telemetry('2026-08-07T00:00Z', [serving({ kvCachePeak: '0.75' })]))

  expect(
    await ledger.rows(`select day::text, kv_cache_peak as cache from report.memory_day where kv_cache_peak > 0.5`),
  ).toEqual([{ day: '2026-08-07', cache: '0.750000' }])
})

test('the list price of the bill comes before that of a file, and only on demand', async ({ ledger }) => {
  await aWeek(ledger, { prices: machines('p5.4xlarge on_demand 99', 'p5.4xlarge spot 6', 'p5.4xlarge reserved 9') })

  const rows = await on(
    ledger,
    TODAY,
    `select purchase, trim_scale(usd) as usd, trim_scale(cny) as cny, price_from, source, as_of::text from report.price order by purchase`,
  )

  const file = { price_from: 'file', source: 'ours', as_of: '2026-08-01' }
  expect(rows).toEqual([
    {
      purchase: 'on_demand',
      usd: '12',
      cny: '84',
      price_from: 'bill',
      source: 'list cost of the bill',
      as_of: '2026-08-07',
    },
    { purchase: 'reserved', usd: '9', cny: '63', ...file },
    { purchase: 'spot', usd: '6', cny: '42', ...file },
  ])
})

test.for([
  ['of spot', { PricingCategory: 'Dynamic' }],
  ['that nobody says the purchase of', { PricingCategory: null }],
  ['of a service that asks more for a machine', { ServiceName: 'Amazon SageMaker' }],
  ['that corrects another', { ChargeClass: 'Correction' }],
  ['without a list cost', { ListCost: null }],
] as const)('a line %s tells no list price', async ([, line], { ledger }) => {
  await aWeek(ledger, { line })

  expect(await ledger.rows('select * from fact.list_price')).toEqual([])
})

test('a price of a file holds until the next one of the same begins', async ({ ledger }) => {
  await pricesInForce(
    ledger,
    `machine_prices:\n${price('g6e.xlarge spot 2')}${price('g6e.xlarge spot 3', 'from: 2026-08-08, ')}${price('g6e.xlarge spot 4', 'from: 2026-08-20, to: 2026-08-25, ')}`,
  )

  const told = async (day: string) => on(ledger, day, `select trim_scale(amount) as amount from report.price`)
  expect([
    await told('2026-08-07'),
    await told('2026-08-08'),
    await told('2026-08-20'),
    await told('2026-08-25'),
  ]).toEqual([[{ amount: '2' }], [{ amount: '3' }], [{ amount: '4' }], []])
  await pricesInForce(ledger, '')
  expect(await told('2026-08-07')).toEqual([])
})

const rightSize = `select now_type, then_type, trim_scale(need_gb) as need, ${money('cost')}, ${money('then')}, ${money('saving')},
  assumption, warning, unknown, price_from from report.right_size`
const now = { now_type: 'p5.4xlarge', cost_usd: '365.25', cost_cny: '2556.75', price_from: 'file' }

test('a cheaper type that holds weights and the most of the cache saves its price, GPU for GPU', async ({ ledger }) => {
  // 59.604645 + 0.25 x (72 - 59.604645) GiB: too much for the 44.7 GB of an L40S, not for 96. 7 hours at $4 are $28 a week.
  await aWeek(ledger, {
    prices: machines('g6e.xlarge on_demand 2', 'g7e.2xlarge on_demand 4', 'g7e.8xlarge on_demand 5'),
  })

  expect(await on(ledger, TODAY, rightSize)).toEqual([
    {
      ...now,
      then_type: 'g7e.2xlarge',
      need: '62.703484',
      then_usd: '121.75',
      then_cny: '852.25',
      saving_usd: '243.5',
      saving_cny: '1704.5',
      assumption: 'weights_and_cache_fit',
      warning: 'speed_unknown',
      unknown: null,
    },
  ])
})

test('a cheaper type that no longer holds the model stands with a warning and promises nothing', async ({ ledger }) => {
  await aWeek(ledger, { prices: machines('g6e.xlarge on_demand 2', 'g6.xlarge on_demand 1') })

  // The next cheaper one, not the cheapest: an L40S is as fast as it has to be, an L4 is not (0.25 x 989.5 / 121).
  expect(await on(ledger, TODAY, rightSize)).toEqual([])
  await read(ledger, telemetry('2026-08-01T00:00Z', [serving({ busyMs: 0 })]))
  for (const day of [2, 3, 4, 5, 6, 7])
    await read(ledger, telemetry(`2026-08-0${day}T00:00Z`, [serving({ busyMs: 720_000 })]))

  expect(await on(ledger, TODAY, rightSize)).toEqual([
    {
      ...now,
      then_type: 'g6e.xlarge',
      need: '62.703484',
      then_usd: '60.875',
      then_cny: '426.125',
      saving_usd: null,
      saving_cny: null,
      assumption: 'weights_and_cache_fit',
      warning: 'does_not_fit',
      unknown: 'does_not_fit',
    },
  ])
})

test.for([
  ['no other type has a price', { prices: machines('g7e.2xlarge spot 4') }, 'no_price'],
  ['no exporter tells of memory', { peak: null }, 'no_memory'],
  ['telemetry saw nine tenths of the week', { worked: { coverage: '0.900000' } }, 'coverage'],
  [
    'the machine is paid for anyway',
    { line: { PricingCategory: 'Committed', CommitmentDiscountStatus: 'Used', CommitmentDiscountId: 'sp' } },
    'committed',
  ],
] as const)('a saving on the type is unknown and says why when %s', async ([, said, unknown], { ledger }) => {
  await aWeek(ledger, { prices: machines('g7e.2xlarge on_demand 4'), ...said })

  expect(await on(ledger, TODAY, 'select saving_usd_month, saving_cny_month, unknown from report.right_size')).toEqual([
    { saving_usd_month: null, saving_cny_month: null, unknown },
  ])
})

test('without a word on its weights a version needs the most memory that it took', async ({ ledger }) => {
  await aWeek(ledger, {
    prices: machines('g6e.xlarge on_demand 2'),
    worked: { servedModel: 'qwen', versionLabel: 'v1', busyMs: 720_000 },
    peak: 40n * GIB,
  })

  // 40 of 44.7 GB are within nine tenths; at work 0.2 x 989.5 / 362 of the time.
  expect(
    await on(
      ledger,
      TODAY,
      `select trim_scale(need_gb) as need, assumption, busy_then, warning, trim_scale(saving_usd_month) as saving from report.right_size`,
    ),
  ).toEqual([{ need: '40', assumption: 'peak_memory_fits', busy_then: '0.546685', warning: null, saving: '304.375' }])
})

test('machines on demand are held against spot, and have no saving where spot has no price', async ({ ledger }) => {
  await aWeek(ledger, { prices: machines('p5.4xlarge spot 6') })

  const spot = `select ${money('then')}, ${money('saving')}, assumption, unknown from report.spot`
  expect(await on(ledger, TODAY, spot)).toEqual([
    {
      then_usd: '182.625',
      then_cny: '1278.375',
      saving_usd: '182.625',
      saving_cny: '1278.375',
      assumption: 'may_be_interrupted',
      unknown: null,
    },
  ])
  await pricesInForce(ledger, '')
  expect(await on(ledger, TODAY, spot)).toEqual([])
  await pricesInForce(ledger, machines('g7e.2xlarge spot 4'))
  expect(await on(ledger, TODAY, spot)).toMatchObject([{ then_usd: null, saving_usd: null, unknown: 'no_price' }])
})

const seller = (name: string, prices: string, currency = 'USD') =>
  `  - { provider: ${name}, model: qwen2.5-32b, ${prices}, currency: ${currency}, source: ours, as_of: 2026-08-01 }\n`

test('tokens of our own are held against those of the cheapest seller, cached ones at their own price', async ({
  ledger,
}) => {
  // 4.2 M at $2, 2.8 M at $0.50 and 1.4 M at $6 are $18.20 a week; the other seller asks $2 for cached ones, too: ¥156.80.
  const prices = `token_prices:\n${seller('dear', `input: '14', output: '42'`, 'CNY')}${seller('cheap', `input: '2', cached: '0.5', output: '6'`)}`
  await aWeek(ledger, { prices })

  expect(
    await on(ledger, TODAY, `select seller, ${money('then')}, ${money('saving')}, unknown from report.token_price`),
  ).toEqual([
    {
      seller: 'cheap',
      then_usd: '79.1375',
      then_cny: '553.9625',
      saving_usd: '286.1125',
      saving_cny: '2002.7875',
      unknown: null,
    },
  ])
})

test('a sibling in another quantisation that makes its tokens for less is told with what it would save', async ({
  ledger,
}) => {
  await aWeek(ledger)
  const second = serving({
    replica: 'r-2',
    versionLabel: 'v1-fp8',
    promptTokens: 3_000_000n,
    generatedTokens: 600_000n,
    resourceLabel: 'i-1',
    busyMs: 900_000,
  })
  for (const day of [1, 2, 3, 4, 5, 6, 7]) {
    const half = { gpusLabel: '0.5' }
    await read(ledger, telemetry(`2026-08-0${day}T00:00Z`, [serving(half), { ...second, ...half }]))
  }
  await pricesInForce(ledger, '')

  // Each has half a GPU, $42 a week: $5 for a million tokens of fp16 (8.4 M), $1.666666666667 of fp8 (25.2 M).
  const rows = await on(
    ledger,
    TODAY,
    `select version, sibling, trim_scale(usd_per_1m_tokens) as per, sibling_usd_per_1m_tokens as sibling_per, round(saving_usd_month, 6) as saving from report.quantisation`,
  )
  expect(rows).toEqual([
    {
      version: 'v1-fp16',
      sibling: 'qwen2.5-32b v1-fp8',
      per: '5',
      sibling_per: '1.666666666667',
      saving: '121.750000',
    },
  ])
})

test('of the levers of a version the one that saves most is counted, so that no money is counted twice', async ({
  ledger,
}) => {
  await aWeek(ledger, {
    prices: `${machines('g7e.2xlarge on_demand 4', 'p5.4xlarge spot 6')}token_prices:\n${seller('cheap', `input: '2', cached: '0.5', output: '6'`)}`,
  })

  const rows = await on(
    ledger,
    TODAY,
    `select lever, trim_scale(saving_usd_month) as saving, assumption, counted from report.lever order by saving_usd_month desc`,
  )

  // Shrunk to work 60 % of the time: 365.25 x (1 - 0.25 / 0.6).
  expect(rows).toEqual([
    { lever: 'token_price', saving: '286.1125', assumption: 'seller_serves_the_same', counted: true },
    { lever: 'right_size', saving: '243.5', assumption: 'weights_and_cache_fit', counted: false },
    { lever: 'shrink', saving: '213.0625', assumption: 'works_60_percent', counted: false },
    { lever: 'spot', saving: '182.625', assumption: 'may_be_interrupted', counted: false },
  ])
})

test('a type in use that has no price on demand is told, and is an alert once prices are kept', async ({ ledger }) => {
  await aWeek(ledger, { line: { ListCost: null } })
  const alerts = async () => on(ledger, TODAY, `select subject, value, now_cny from report.alert_price_missing`)

  expect(await alerts()).toEqual([])
  await pricesInForce(ledger, machines('p5.4xlarge spot 6'))

  expect(await on(ledger, TODAY, 'select instance_type, gpu_hours, since::text from report.price_missing')).toEqual([
    { instance_type: 'p5.4xlarge', gpu_hours: '7.000000', since: '2026-08-01' },
  ])
  expect(await alerts()).toMatchObject([
    { subject: 'aws us-east-1 p5.4xlarge', value: '7.000000', now_cny: '588.000000000000000000' },
  ])
  await pricesInForce(ledger, machines('p5.4xlarge on_demand 12'))
  expect(await alerts()).toEqual([])
})
