/** What each rule says of a few hours that one can add up in the head, and that an event opens once and ends once. */
import { describe, expect } from 'vitest'
import { type Budget, evaluateAlerts } from '../../src/store/alerts.js'
import { withClient } from '../../src/store/index.js'
import { textOf } from '../../src/store/statements.js'
import { addedUp, hours, moved, tens } from '../support/alerts.js'
import { type Ledger, test } from '../support/ledger.js'

function said(ledger: Ledger, rule: string): Promise<Record<string, unknown>[]> {
  return ledger.rows(
    'select model, version, provider, value::text as value, now_usd::float8 as now, usual_usd::float8 as usual from report.alert where rule = $1 order by subject',
    [rule],
  )
}

function evaluated(ledger: Ledger, threshold = '120', rule = 'day_over_mean') {
  return withClient(ledger.pool, (client) => evaluateAlerts(client, [{ rule, threshold }]))
}

describe('a day against the mean of the seven before', () => {
  test('12.01 dollars after a week of 70 are 120.1 percent', async ({ ledger }) => {
    const week = ['10', '12', '8', '10', '10', '9', '11']
    await hours(
      ledger,
      week.map((usd, i) => ({ daysAgo: 2 + i, usd, cny: String(Number(usd) * 7) })),
    )
    await hours(ledger, [{ daysAgo: 1, usd: '12.01', cny: '84.07' }])

    expect(await said(ledger, 'day_over_mean')).toEqual([
      { model: 'qwen', version: 'v1', provider: 'aws', value: '120.10', now: 12.01, usual: 10 },
    ])
    expect(await evaluated(ledger)).toEqual({ fired: 1, resolved: 0 })
  })

  test('exactly 120 percent is not above 120 percent', async ({ ledger }) => {
    await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '12', cny: '84' }])

    expect(await said(ledger, 'day_over_mean')).toMatchObject([{ value: '120.00' }])
    expect(await evaluated(ledger)).toEqual({ fired: 0, resolved: 0 })
  })

  test('a version of four days is measured by its four days, and one of two by none', async ({ ledger }) => {
    await hours(ledger, [...tens(4, 2), { daysAgo: 1, usd: '15', cny: '105' }])
    await hours(ledger, [...tens(2, 2, { version: 2 }), { daysAgo: 1, usd: '15', cny: '105', version: 2 }])

    expect(await said(ledger, 'day_over_mean')).toMatchObject([{ version: 'v1', value: '150.00', usual: 10 }])
  })

  test('days without a cost count as days of the mean', async ({ ledger }) => {
    await hours(ledger, [
      { daysAgo: 8, usd: '35', cny: '245' },
      { daysAgo: 1, usd: '10', cny: '70' },
    ])

    // 35 dollars over seven days are 5 a day.
    expect(await said(ledger, 'day_over_mean')).toMatchObject([{ value: '200.00', usual: 5 }])
  })

  test('each provider of a version is measured by itself, and its hours of the day are added up', async ({
    ledger,
  }) => {
    await hours(ledger, tens(8, 1))
    await hours(ledger, [
      ...tens(7, 2, { provider: 'gcp' }),
      { daysAgo: 1, provider: 'gcp' },
      { daysAgo: 1, provider: 'gcp', later: 1 },
    ])

    expect(await said(ledger, 'day_over_mean')).toMatchObject([
      { provider: 'aws', value: '100.00' },
      { provider: 'gcp', value: '200.00' },
    ])
  })

  test('less than a dollar and less than 7 yuan is not worth a message', async ({ ledger }) => {
    const cents = { usd: '0.1', cny: '0.7' }
    await hours(ledger, [...tens(7, 2, cents), { daysAgo: 1, usd: '0.9', cny: '6.3' }])

    expect(await said(ledger, 'day_over_mean')).toEqual([])
  })

  test('a rate that moves alone does not fire', async ({ ledger }) => {
    await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '15', cny: '70' }])

    expect(await said(ledger, 'day_over_mean')).toMatchObject([{ value: '100.00' }])
  })

  test.for([
    ['bill', '100.00'],
    ['telemetry', '150.00'],
    ['fx', '150.00'],
    ['estimate', '150.00'],
  ] as const)(
    'what was 10 dollars and is 15 by a restatement of cause %s is %s percent',
    async ([cause, value], { ledger }) => {
      await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '15', cny: '105' }])
      await moved(ledger, { daysAgo: 1, cause, before: ['10', '70'], after: ['15', '105'] })

      expect(await said(ledger, 'day_over_mean')).toMatchObject([{ value }])
    },
  )

  test('a bill that restates the week before downward does not fire, and one that restates the day downward ends it', async ({
    ledger,
  }) => {
    await hours(ledger, [...tens(6, 3), { daysAgo: 2, usd: '3', cny: '21' }, { daysAgo: 1 }])
    await moved(ledger, { daysAgo: 2, cause: 'bill', before: ['10', '70'], after: ['3', '21'] })
    const before = await said(ledger, 'day_over_mean')
    await ledger.rows('delete from ops.model_restatement')
    await moved(ledger, { daysAgo: 1, cause: 'bill', before: ['15', '105'], after: ['10', '70'] })
    const after = await said(ledger, 'day_over_mean')

    expect(before).toMatchObject([{ value: '100.00' }])
    // 10 dollars against a mean of 9 (63 in seven days): the day's first 15 count no longer.
    expect(after).toMatchObject([{ value: '111.11' }])
  })

  test('a day of which an hour is unknown is unknown: it fires nothing, and ends nothing', async ({ ledger }) => {
    await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '15', cny: '105' }])
    const fired = await evaluated(ledger)
    await hours(ledger, [{ daysAgo: 3, later: 1, usd: null, cny: null }])
    const unknown = await evaluated(ledger)

    expect(await said(ledger, 'day_over_mean')).toMatchObject([{ value: null }])
    expect([fired, unknown]).toEqual([
      { fired: 1, resolved: 0 },
      { fired: 0, resolved: 0 },
    ])
  })
})

test('an alert opens once, ends once, and may open again', async ({ ledger }) => {
  await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '15', cny: '105' }])
  const set = async (usd: string, cny: string) => {
    await ledger.rows(
      'update report.model_hour set effective_usd = $1, effective_cny = $2 where hour = (select max(hour) from report.model_hour)',
      [usd, cny],
    )
    await addedUp(ledger)
  }

  const steps = [await evaluated(ledger), await evaluated(ledger)]
  await set('10', '70')
  steps.push(await evaluated(ledger), await evaluated(ledger))
  await set('20', '140')
  steps.push(await evaluated(ledger))

  expect(steps).toEqual([
    { fired: 1, resolved: 0 },
    { fired: 0, resolved: 0 },
    { fired: 0, resolved: 1 },
    { fired: 0, resolved: 0 },
    { fired: 1, resolved: 0 },
  ])
  expect(
    await ledger.rows(
      'select value::text as value, resolved_at is null as open from ops.alert_event order by event_id',
    ),
  ).toEqual([
    { value: '150.00', open: false },
    { value: '200.00', open: true },
  ])
})

test('a rule that is switched off ends what it had opened', async ({ ledger }) => {
  await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '15', cny: '105' }])
  await evaluated(ledger)

  const off = await evaluated(ledger, '2', 'unattributed')

  expect(off).toEqual({ fired: 0, resolved: 1 })
})

test('the last 24 hours are measured by seven times 24 hours before', async ({ ledger }) => {
  await hours(ledger, [...tens(8, 2), { daysAgo: 1, usd: '15', cny: '105' }])

  // The oldest lies 8 times 24 hours before the last and counts no more.
  expect(await said(ledger, 'rolling_over_mean')).toMatchObject([{ value: '150.00', now: 15, usual: 10 }])
})

test('a version is new for two days, in a ledger that is older than a week', async ({ ledger }) => {
  await hours(ledger, [{ daysAgo: 1, version: 2, usd: '3', cny: '21' }])
  const young = await said(ledger, 'new_version')
  await hours(ledger, tens(9, 1))

  expect(young).toEqual([])
  expect(await said(ledger, 'new_version')).toMatchObject([{ version: 'v2', value: '3.000000000000000000', now: 3 }])
})

test('25 of 100 dollars that no version got for want of telemetry are 25 percent, and tax is none', async ({
  ledger,
}) => {
  const none = { daysAgo: 1, version: 0, kind: 'unattributed' }
  await hours(ledger, [
    { daysAgo: 1, usd: '65', cny: '455' },
    { ...none, reason: 'no_telemetry', usd: '20', cny: '140' },
    { ...none, reason: 'unmapped', usd: '5', cny: '35' },
    { ...none, reason: 'tax', usd: '10', cny: '70' },
  ])

  expect(await said(ledger, 'unattributed')).toMatchObject([{ provider: 'aws', value: '25.00', now: 25 }])
})

test('hours without a rate are counted once they are a day and a half old', async ({ ledger }) => {
  await hours(ledger, [
    { daysAgo: 3, usd: null, unconverted: 4 },
    { daysAgo: 4, usd: null, unconverted: 3 },
    { daysAgo: 0, later: -11, usd: null, unconverted: 1 },
  ])

  expect(await said(ledger, 'rate_missing')).toMatchObject([{ value: '7' }])
})

test('utilisation is told of 24 hours, where 20 of them are there', async ({ ledger }) => {
  const day = Array.from({ length: 20 }, (_, i) => ({ daysAgo: 2, later: i - 10 }))
  await hours(
    ledger,
    day.map((one) => ({ ...one, gpuSeconds: 900 })),
  )
  await hours(
    ledger,
    day.map((one) => ({ ...one, kind: 'warm_idle', gpuSeconds: 2700 })),
  )
  await hours(
    ledger,
    day.slice(1).map((one) => ({ ...one, version: 2 })),
  )

  expect(await said(ledger, 'low_utilisation')).toMatchObject([{ version: 'v1', value: '25.00' }])
})

test('a version without a request for nine days is idle, unless nobody watched or counted', async ({ ledger }) => {
  const quiet = tens(9, 1, { requests: 0 })
  await hours(ledger, [...quiet, { daysAgo: 10, requests: 5 }])
  await hours(
    ledger,
    quiet.map((one) => ({ ...one, version: 2, coverage: 0.5 })),
  )
  await hours(
    ledger,
    quiet.map((one) => ({ ...one, version: 3, requests: null })),
  )
  await hours(ledger, tens(9, 1, { version: 4 }))

  const idle = await said(ledger, 'idle_version')

  // From noon and an hour ten days ago: nine whole days at least, and eleven at most.
  expect(idle.map(({ value }) => (value === null ? null : Number(value) > 9 && Number(value) < 11))).toEqual([
    true,
    null,
    null,
    false,
  ])
})

test('telemetry and bills grow old by the hour', async ({ ledger }) => {
  await hours(ledger, [{ daysAgo: 5 }])
  await ledger.rows(
    `insert into ops.telemetry_hour (source, hour, content, complete, stale, warnings, replicas, series, load_id, read_at)
     select 'prod', date_trunc('hour', now(), 'UTC') - interval '6 hours', '', true, false, '{}', 1, 1, 1, now()`,
  )

  const [telemetry] = await said(ledger, 'telemetry_stale')
  const [bill] = await said(ledger, 'bill_stale')

  // It ended five hours before this hour began.
  expect(Number(telemetry?.['value'])).toBeGreaterThanOrEqual(5)
  expect(Number(telemetry?.['value'])).toBeLessThan(6.1)
  // Noon and an hour, five days ago.
  expect(Number(bill?.['value'])).toBeGreaterThanOrEqual(4 * 24 + 11)
  expect(Number(bill?.['value'])).toBeLessThan(5 * 24 + 12)
})

test('batch efficiency is told of the last whole day: 432 of 1,980 thousand tokens are 21.82 percent, and 40 are not below 40', async ({
  ledger,
}) => {
  await hours(ledger, [{ daysAgo: 0 }, { daysAgo: 1 }, { daysAgo: 2 }, { daysAgo: 1, version: 2 }])
  const paces = [
    // Today is not over, and the day before yesterday is not the last.
    [1, 'A100', 0, 1_000],
    [1, 'A100', 1, 720_000],
    [1, 'A100', 2, 1_000],
    [2, 'A100', 1, 360_000],
    [2, 'L4', 1, 72_000],
  ]
  for (const [version, gpu, daysAgo, tokens] of paces) {
    await ledger.rows(
      `insert into report.pace_hour select $1::bigint, $2, hour, $4, 3600 from report.model_hour
       where version_id = $1 and (hour at time zone 'Asia/Shanghai')::date = (now() at time zone 'Asia/Shanghai')::date - $3::int`,
      [version, gpu, daysAgo, tokens],
    )
  }
  const days = await ledger.value('select array_agg(distinct day) from report.model_day')
  await ledger.rows(await textOf('79_pace_day_put'), [days, 'Asia/Shanghai'])
  // In an hour the best come to 1,800,000 tokens on an A100 and to 180,000 on an L4.
  await ledger.rows(
    `insert into report.best_pace select 'qwen', gpu, (now() at time zone 'Asia/Shanghai')::date - n, pace, 1
     from generate_series(0, 2) n cross join (values ('A100', 500), ('L4', 50)) best (gpu, pace)`,
  )

  expect(await said(ledger, 'low_batch_efficiency')).toMatchObject([
    { version: 'v1', value: '40.00', now: 10 },
    { version: 'v2', value: '21.82', now: 10 },
  ])
  expect(await evaluated(ledger, '40', 'low_batch_efficiency')).toEqual({ fired: 1, resolved: 0 })
})

test('lines of 970 against an invoice of 1000 are 3 percent off, 980 are 2, and a rounding that is no line is none', async ({
  ledger,
}) => {
  const bills = [
    // account, months ago, lines, of the invoice not in lines, the invoice
    ['low', 2, '970', '0', '1000'],
    ['high', 2, '1030', '0', '1000'],
    ['edge', 2, '980', '0', '1000'],
    ['rounded', 2, '1000.5', '-0.5', '1000'],
    ['open', 0, '500', '0', '1000'],
    ['free', 2, '0', '0', '0'],
  ]
  for (const [account, monthsAgo, lines, notInLines, total] of bills) {
    const period = `(date_trunc('month', now() at time zone 'UTC') - make_interval(months => $2::int))::date`
    await ledger.rows(
      `insert into report.invoice_bill (provider, billing_account_id, billing_period, billing_currency, invoice_id, line_count,
         list_known, contracted_known, billed_cost, effective_known)
       values ('alibaba', $1, ${period}, 'CNY', '', 1, 0, 0, $3, 0)`,
      [account, monthsAgo, lines],
    )
    await ledger.rows(
      `insert into ops.provider_total values ('bills-alibaba', 'alibaba', $1, ${period}, 'CNY', '', $3, $4, 'test', now())`,
      [account, monthsAgo, total, notInLines],
    )
  }

  const values = await ledger.rows(
    `select split_part(subject, ':', 2) as account, value::text as value from report.alert where rule = 'reconciliation_gap' order by 1`,
  )

  expect(values).toEqual([
    { account: 'edge', value: '2.00' },
    { account: 'free', value: null },
    { account: 'high', value: '3.00' },
    { account: 'low', value: '3.00' },
    { account: 'rounded', value: '0.00' },
  ])
  expect(await evaluated(ledger, '2', 'reconciliation_gap')).toEqual({ fired: 2, resolved: 0 })
})

/** A dollar or seven yuan an hour for so many days up to the last hour. */
async function steady(ledger: Ledger, provider: string, days: number, usd = 1): Promise<void> {
  await hours(ledger, [{ daysAgo: 400, provider }])
  await ledger.rows(
    `insert into report.model_hour select (jsonb_populate_record(h, jsonb_build_object('effective_usd', $2::numeric,
       'effective_cny', 7 * $2::numeric, 'hour', date_trunc('hour', now(), 'UTC') - make_interval(hours => n)))).*
     from report.model_hour h cross join generate_series(1, 24 * $3::int) n where provider = $1`,
    [provider, usd, days],
  )
}

describe('a budget of a month against what the month comes to', () => {
  const month =
    (amount: (days: number) => number, more: Partial<Budget> = {}) =>
    async (ledger: Ledger): Promise<Budget> => {
      const days = Number(
        await ledger.value(
          `select extract(day from date_trunc('month', now() at time zone 'Asia/Shanghai') + interval '1 month - 1 day')`,
        ),
      )
      return { budget: 'all', model: '', provider: '', currency: 'USD', ...more, amount: String(amount(days)) }
    }
  const forecast = async (ledger: Ledger, budgets: readonly Budget[]) => {
    const changed = await withClient(ledger.pool, (client) =>
      evaluateAlerts(client, [{ rule: 'budget_forecast', threshold: '100' }], budgets),
    )
    const rows = await ledger.rows(
      `select subject, value::text as value, now_usd::float8 as usd, now_cny::float8 as cny from report.alert
       where rule = 'budget_forecast' order by subject`,
    )
    return { rows, ...changed }
  }

  test('a dollar an hour for 40 days comes to 24 dollars for each day of the month, whichever day it is', async ({
    ledger,
  }) => {
    await steady(ledger, 'aws', 40)
    const budgets = [
      await month((days) => 24 * days, { budget: 'exact' })(ledger),
      await month((days) => 12 * days, { budget: 'half' })(ledger),
      await month((days) => 7 * 24 * days * 2, { budget: 'yuan', currency: 'CNY' })(ledger),
      await month((days) => 24 * days, { budget: 'other-model', model: 'llama' })(ledger),
    ]

    const { rows, fired } = await forecast(ledger, budgets)

    expect(rows.map(({ subject, value }) => [subject, value])).toEqual([
      ['exact', '100.00'],
      ['half', '200.00'],
      ['yuan', '50.00'],
    ])
    expect(fired).toBe(1)
  })

  test('providers are added up, or one of them is looked at', async ({ ledger }) => {
    await steady(ledger, 'aws', 40)
    await steady(ledger, 'gcp', 40, 0.5)
    const budgets = [
      await month((days) => 24 * days, { budget: 'both' })(ledger),
      await month((days) => 24 * days, { budget: 'gcp', provider: 'gcp' })(ledger),
    ]

    const { rows } = await forecast(ledger, budgets)

    expect(rows.map(({ subject, value }) => [subject, value])).toEqual([
      ['both', '150.00'],
      ['gcp', '50.00'],
    ])
  })

  test('an hour of the last week that has no number makes it unknown, and less than a day of hours says nothing', async ({
    ledger,
  }) => {
    await steady(ledger, 'aws', 40)
    await hours(ledger, [{ daysAgo: 1, version: 2, usd: null }])
    await hours(ledger, [{ daysAgo: 1, provider: 'gcp' }])
    const budgets = [
      await month((days) => days, { budget: 'dollars', provider: 'aws' })(ledger),
      await month((days) => days, { budget: 'young', provider: 'gcp' })(ledger),
    ]

    const { rows, fired } = await forecast(ledger, budgets)

    expect(rows.map(({ value }) => value)).toEqual([null, null])
    expect(fired).toBe(0)
  })

  test('what the settings no longer have is forgotten, and what it had opened ends', async ({ ledger }) => {
    await steady(ledger, 'aws', 40)
    const { fired } = await forecast(ledger, [await month((days) => days)(ledger)])

    const { rows, resolved } = await forecast(ledger, [])

    expect([fired, resolved]).toEqual([1, 1])
    expect(rows).toEqual([])
  })
})
