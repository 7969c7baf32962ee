/** Every query of every dashboard, as Grafana would send it, on a ledger whose figures are known. */
import { describe, expect } from 'vitest'
import { aDay } from './fleet.js'
import { type Answer, answer, questions, RANGES, sqlOf, test } from './shown.js'

const all = questions()

/** What is wrong with an answer for the panel that it is for. */
function faults({ columns, rows }: Answer, format: string): string[] {
  const odd = columns.filter((column) => !/ (text|float8|timestamptz)$/.test(column))
  if (format !== 'time_series') return odd.map((column) => `a column that Grafana may not know: ${column}`)
  const times = rows.map(({ time }) => (time instanceof Date ? time.getTime() : Number.NaN))
  return [
    ...odd.map((column) => `a column that Grafana may not know: ${column}`),
    ...(columns[0] === 'time timestamptz' ? [] : [`no time first: ${columns[0]}`]),
    ...(times.some(Number.isNaN) ? ['a time that is none'] : []),
    ...(times.every((time, i) => i === 0 || (times[i - 1] ?? 0) <= time) ? [] : ['not in the order of time']),
    ...(columns.some((column) => column.endsWith(' float8')) ? [] : ['no number']),
    ...(columns.includes('metric text') ? ['a column `metric`, which takes the name of the amount'] : []),
  ]
}

test('every query is answered in both currencies, over a day and over a year, with texts of quotes, to a role that reads only report', async ({
  ledger,
  reader,
}) => {
  await aDay(ledger)
  const wrong: string[] = []

  for (const { dashboard, name, format, sql } of all) {
    for (const [length, range] of Object.entries(RANGES)) {
      for (const currency of ['usd', 'cny']) {
        for (const model of length === '24 hours' ? [['qwen'], ["O'Brien"], ['qwen', "O'Brien"]] : [["O'Brien"]]) {
          const variables = { currency, model, team: ["o'team", '(none)'], provider: ['aws', "o'cloud", 'alibaba'] }
          const told = await answer(reader, sql, { range, variables }).then(
            (said) => faults(said, format),
            (error: unknown) => [String(error)],
          )
          wrong.push(...told.map((one) => `${dashboard.uid} ${name} ${length} ${currency}: ${one}`))
        }
      }
    }
  }

  expect(all.length).toBeGreaterThan(20)
  expect([...new Set(wrong)]).toEqual([])
})

test('the reader of these tests may not read another schema, nor write', async ({ reader }) => {

  const fact = reader.query('select * from fact.bill_line')
  const write = reader.query('delete from report.model_hour')

  await expect(fact).rejects.toThrow('permission denied for schema fact')
  await expect(write).rejects.toThrow(/permission denied|read-only/)
})

describe.each(Object.entries(RANGES))('over %s', (length, range) => {
  test(`over ${length} the overview tells the bills, and where they went`, async ({ ledger, reader }) => {
    await aDay(ledger)
    const ask = async (id: number, variables = {}) => (await answer(reader, sqlOf('overview', id), { range, variables })).rows
    const totals = (rows: readonly Record<string, unknown>[], key: string, amount = 'cost_usd'): Record<string, number> => {
      const sums: Record<string, number> = {}
      for (const row of rows) sums[String(row[key])] = (sums[String(row[key])] ?? 0) + Number(row[amount])
      return sums
    }

    expect(await ask(1)).toEqual([{ cost_usd: 19.5 }])
    expect(await ask(1, { currency: 'cny' })).toEqual([{ cost_cny: 136.5 }])
    expect(await ask(1, { provider: ['alibaba'] })).toEqual([{ cost_usd: 2 }])
    // 2 x 10,625 tokens for $16.
    expect(await ask(4)).toEqual([{ price_usd: expect.closeTo(752.941176, 6) }])
    expect(await ask(4, { per: '1000', currency: 'cny' })).toEqual([{ price_cny: expect.closeTo(5.270588, 6) }])
    expect(await ask(5)).toEqual([{ at_work: 0.75 }])
    // The tax and the bucket, of 19.5.
    expect(await ask(6)).toEqual([{ unallocated: expect.closeTo(3.5 / 19.5, 12) }])
    expect(await ask(7)).toEqual([{ final: 0 }])
    expect(await ask(8)).toMatchObject([{ cost_unknown: 0, no_rate: 0, not_billed: 1 }])
    expect(totals(await ask(9), 'provider')).toEqual({ alibaba: 2, aws: 17.5 })
    expect(totals(await ask(10), 'model')).toEqual({ qwen: 16 })
    expect(totals(await ask(11), 'kind')).toEqual({ serving: 12, warm_idle: 4, unattributed: 3.5 })
    expect((await ask(12)).at(-1)).toMatchObject({ cost_usd: 19.5 })
    // A million tokens read is 550, a million generated 4,000: see kpi.test.ts.
    expect((await ask(14))[0]).toMatchObject({ input_usd: 550, output_usd: 4000 })
    expect(await ask(16)).toEqual([{ name: 'qwen v1', cost_usd: 16 }])
    // None of these lines has a tag of a team.
    expect(await ask(23)).toEqual([{ team: '(none)', cost_usd: 19.5 }])
    expect(totals(await ask(25), 'team')).toEqual({ '(none)': 19.5 })
    expect(await ask(19)).toMatchObject([
      {
        model: 'qwen',
        version: 'v1',
        cost_usd: 16,
        price_usd: expect.closeTo(752.941176, 6),
        utilisation: 0.75,
        cache_hits: 0.5,
        requests: 200,
        coverage: 1,
        state: 'estimated',
      },
    ])
  })

  test(`over ${length} a version's dashboard tells what it cost and did`, async ({ ledger, reader }) => {
    await aDay(ledger)
    const ask = async (id: number) => (await answer(reader, sqlOf('version', id), { range })).rows
    const days = length !== '24 hours' && length !== '7 days'

    expect(await ask(1)).toEqual([{ cost_usd: 16 }])
    expect(await ask(2)).toEqual([
      { time: new Date('2026-07-31T16:00:00Z'), final_usd: null, preliminary_usd: 16, mean_usd: null, limit_usd: null },
    ])
    expect(await ask(3)).toEqual([{ price_usd: expect.closeTo(752.941176, 6) }])
    expect(await ask(4)).toEqual([{ request_usd: 0.08 }])
    expect(await ask(5)).toEqual([{ utilisation: 0.75 }])
    // All of its requests lie in the bucket up to a second, which is divided evenly.
    expect(await ask(6)).toEqual([{ p99: expect.closeTo(0.99, 12) }])
    expect(await ask(7)).toEqual([{ cache_hits: 0.5, coverage: 1 }])
    expect(await ask(8)).toMatchObject([{ state: 'estimated', unbilled: '1 h' }])
    expect((await ask(9))[0]).toMatchObject({ input_usd: 550, output_usd: 4000 })
    // Three hours of 5,000, 5,000 and 625 tokens, or a day of 24 hours in which they were the only ones.
    expect(await ask(10)).toMatchObject(
      days
        ? [{ worked_out: 625, cached: 625, generated: 78.125 }]
        : [1, 2, 3].map(() => ({ worked_out: 5000, cached: 5000, generated: 625 })),
    )
    expect((await ask(16)).reduce((together, { cost_usd: cost }) => together + Number(cost), 0)).toBe(16)
    // 1,250 tokens in the two hours that are billed.
    expect(await ask(18)).toMatchObject([{ cost_usd: 16, request_usd: 0.08, pace: expect.closeTo(1250 / 7200, 12) }])
    expect(await ask(19)).toMatchObject([{ version: 'v1', replica: 'r-1', resource_id: 'i-1', gpus: 1 }])
    expect(await ask(20)).toMatchObject([{ provider: 'aws', cost_usd: 16 }])
    expect(await ask(23)).toEqual([{ name: 'qwen v1', price_usd: expect.closeTo(752.941176, 6) }])
    // It ran in the first three hours of the day, by UTC, and then no more.
    expect(await ask(24)).toEqual([
      { time: new Date('2026-08-01T00:00:00Z'), replica: 'r-1', gpus: 1 },
      { time: new Date('2026-08-01T03:00:00Z'), replica: 'r-1', gpus: null },
    ])
  })
})

test('the reconciliation tells where each bill went, in its own currency', async ({ ledger, reader }) => {
  await aDay(ledger)

  const ask = async (id: number) => (await answer(reader, sqlOf('reconciliation', id))).rows

  expect(await ask(1)).toEqual([{ broken: 0 }])
  expect(await ask(2)).toEqual([{ unallocated: expect.closeTo(3.5 / 19.5, 12) }])
  expect(await ask(5)).toMatchObject([
    { provider: 'alibaba', currency: 'CNY', bill: 14, serving: 0, unmapped: 14, other: 0, difference: 0, unknown: 0 },
    { provider: 'aws', currency: 'USD', bill: 17.5, serving: 12, warm_idle: 4, unmapped: 0, other: 1.5, difference: 0 },
  ])
  // ¥14 at 7.
  expect(await ask(10)).toEqual([
    { provider: 'alibaba', service: 'Object Storage Service', reason: 'unmapped', cost_usd: 2 },
  ])
  // Three hours of the day were read; it has 24.
  expect(await ask(7)).toMatchObject([{ source: 'prod', complete: 0.125 }])
  // Two clouds whose bills are preliminary, and telemetry of three hours of the day.
  expect((await ask(17)).map(({ source, state }) => [source, state]).toSorted()).toEqual([
    ['alibaba', 3],
    ['aws', 3],
    ['prod', 1],
  ])
  expect((await ask(9)).map(({ replica_hours: hours }) => hours)).toEqual([1])
  expect((await ask(11)).map(({ provider, state }) => [provider, state])).toEqual([
    ['alibaba', 'preliminary'],
    ['aws', 'preliminary'],
  ])
})

test('regions that are chosen are shown, those that nothing names among them, and no others', async ({ ledger, reader }) => {
  await aDay(ledger)
  await ledger.rows(`update report.region_hour set region_id = 'cn-hangzhou' where provider = 'alibaba'`)
  const ask = async (region: readonly string[]) =>
    (await answer(reader, sqlOf('clouds', 1), { variables: { region, currency: 'usd' } })).rows.map((row) => Object.values(row))

  expect(await ask(['(none)', 'cn-hangzhou'])).toEqual([['aws ', 17.5], ['alibaba cn-hangzhou', 2]])
  expect(await ask(['cn-hangzhou'])).toEqual([['alibaba cn-hangzhou', 2]])
  expect(await ask(['us-east-1'])).toEqual([])
})

test('levers tell at which hours of the day machines are idle', async ({ ledger, reader }) => {
  await aDay(ledger)

  const { rows } = await answer(reader, sqlOf('levers', 7))

  // $2 of $8 in each of the two hours that are billed: eight and nine o'clock in Shanghai.
  const day = new Date('2026-07-31T16:00:00Z')
  expect(rows.toSorted((a, b) => (String(a['hour_of_day']) < String(b['hour_of_day']) ? -1 : 1))).toEqual([
    { time: day, hour_of_day: '08:00', idle: 0.25 },
    { time: day, hour_of_day: '09:00', idle: 0.25 },
  ])
})

test('the page of rates tells each account in its own currency, in dollars and in yuan', async ({ ledger, reader }) => {
  await aDay(ledger)

  const ask = async (id: number) => (await answer(reader, sqlOf('fx', id))).rows

  expect((await ask(1)).map(({ rate }) => rate)).toEqual([7])
  expect(await ask(4)).toMatchObject([
    { provider: 'aws', currency: 'USD', own: 17.5, cost_usd: 17.5, cost_cny: 122.5, rate: 7, unconverted: 0 },
    { provider: 'alibaba', currency: 'CNY', own: 14, cost_usd: 2, cost_cny: 14, rate: 7, unconverted: 0 },
  ])
  expect((await ask(5)).map(({ effect }) => effect)).toEqual([0, 0])
  // $8 for an hour of one GPU; the list price of these lines is $1.
  expect((await ask(6)).map(({ provider, discount }) => [provider, discount])).toContainEqual(['aws', -7])
})

test('the bridge from one day to the next adds up: more hours at the old price, their price, and the rate', async ({ ledger, reader }) => {
  const bill = (day: string, own: number, usd: number, cny: number): Promise<unknown> =>
    ledger.rows(
      `insert into report.account_day (provider, billing_account_id, billing_period, billing_currency, kind, reason, list_known, contracted_known,
         billed_cost, effective_known, list_unknown, contracted_unknown, effective_unknown, billed_usd, effective_usd, billed_cny, effective_cny,
         unconverted_usd, unconverted_cny, day)
       values ('aws', '1', '2026-08-01', 'USD', 'serving', '', 0, 0, 0, $2, 0, 0, 0, 0, $3, 0, $4, 0, 0, $1)`,
      [day, own, usd, cny],
    )
  const work = (day: string, hours: number): Promise<unknown> =>
    ledger.rows(
      `insert into report.region_day (provider, region_id, of_version, kind, reason, status, effective_unknown, unconverted_usd, unconverted_cny,
         rates_provisional, gpu_seconds, replica_hours, day) values ('aws', '', true, 'serving', '', 'final', 0, 0, 0, 0, $2, 0, $1)`,
      [day, hours * 3600],
    )
  // Ten GPU hours at $10 and 7 yuan, then twelve at $12.50 and 7.2.
  await Promise.all([bill('2026-07-31', 100, 100, 700), bill('2026-08-01', 150, 150, 1080), work('2026-07-31', 10), work('2026-08-01', 12)])
  const bridge = async (currency: string) => (await answer(reader, sqlOf('fx', 11), { variables: { currency } })).rows.map((row) => Object.values(row)[1])

  expect(await bridge('cny')).toEqual([700, 140, 210, 30, 1080])
  expect(await bridge('usd')).toEqual([100, 20, 30, 0, 150])
  // A part that has no rate makes the difference unknown, and not smaller.
  await ledger.rows(`update report.account_day set unconverted_cny = 1 where day = '2026-08-01'`)
  expect(await bridge('cny')).toEqual([null, null, null, null, null])
})
