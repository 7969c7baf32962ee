/** The laws over what is stored find what somebody changed by hand, whatever it was. */
import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { latency, read, replica, telemetry } from '../../support/telemetry.js'
import { withClient } from '../../../src/store/index.js'
import { checkLaws } from '../../../src/store/law.js'
import { rates } from '../rates/given.js'
import { p5 } from './given.js'
import { fold, inForce, rule, settings } from './settings-given.js'

const OURS = [
  'shares_leave_gaps',
  'accounts_differ_from_hours',
  'versions_differ_from_accounts',
  'days_differ_from_hours',
  'account_days_differ_from_hours',
  'sums_differ_from_versions',
  'months_differ_from_days',
  'regions_differ_from_models',
  'weeks_differ_from_days',
]

async function broken(ledger: Ledger): Promise<string[]> {
  const laws = await withClient(ledger.pool, (client) => checkLaws(client))
  return laws.filter(({ rows }) => rows.length > 0).map(({ law }) => law.replace('law.', ''))
}

const bill: readonly Line[] = [
  p5,
  { ...p5, ResourceId: 'vol-1', x_UsageType: 'VolumeUsage', ConsumedUnit: 'GB-Mo', ListCost: null },
]
const work = [
  replica({ replica: 'a', versionLabel: 'v1', gpusLabel: '3', busyMs: 1_234_567 }),
  replica({ replica: 'b', versionLabel: 'v2', gpusLabel: '4', busyMs: 3_600_000 }),
]

/** A machine of three shares, a disk that follows it with an open list price, work without a bill, latency, dollars and yuan. */
async function lived(ledger: Ledger): Promise<void> {
  await inForce(ledger)
  await ledger.load([await ledger.file('bill.csv', csv(bill))])
  const buckets = latency({ replica: 'a', bounds: [1, 2, Infinity], counts: [20n, 20n, 10n] })
  for (const hour of ['00', '01']) await read(ledger, telemetry(`2026-08-01T${hour}:00Z`, work, { latency: [buckets] }))
  await rates(ledger, { '2026-07-31': '7' })
  await fold(ledger, rule({ resource: 'vol-*' }, { follow: 'i-1' }))
}

describe('all laws hold', () => {
  test('after a bill, telemetry, rates, new settings, another time zone, and a bill that is stated anew', async ({
    ledger,
  }) => {
    await lived(ledger)
    await fold(ledger, settings({ weights: { generated: 2 } }, { zone: 'America/New_York' }))

    await ledger.load([
      await ledger.file('anew.csv', csv([{ ...p5, EffectiveCost: '12.345678901234567891' }, ...bill.slice(1)])),
    ])

    expect(await broken(ledger)).toEqual([])
  })

  test('after a ledger from before there were sums of its reports is brought up to date', async ({ ledger }) => {
    await lived(ledger)
    const reported = (migration: string): string =>
      readFileSync(shipped(`migrations/${migration}.sql`), 'utf8').split('-- What is reported already.')[1] ?? ''
    const sums = ['sum_hour', 'sum_four_hours', 'sum_day', 'sum_week', 'region_hour', 'region_day', 'team_week', 'request_week', 'sum_to_day', 'account_day', 'business_day'] // prettier-ignore
    await ledger.rows(sums.map((table) => `delete from report.${table}`).join('; '))
    const without = await broken(ledger)

    // The months of 0014 are the running sums of 0017.
    await ledger.rows(reported('0014_sums').split('insert into report.sum_month')[0] ?? '')
    await ledger.rows(reported('0017_to_day'))
    await ledger.rows(reported('0023_weeks'))
    await ledger.rows(reported('0024_four_hours'))

    expect(without).toEqual(['account_days_differ_from_hours', 'four_hours_differ_from_hours', 'months_differ_from_days', 'sums_differ_from_versions', 'weeks_differ_from_days']) // prettier-ignore
    expect(await broken(ledger)).toEqual([])
  })

  test('of every one of them there is a view that check asks', async ({ ledger }) => {
    const laws = await withClient(ledger.pool, (client) => checkLaws(client))

    expect(laws.map(({ law }) => law.replace('law.', ''))).toEqual(expect.arrayContaining(OURS))
  })
})

describe('what somebody changed', () => {
  const deeds: readonly (readonly [deed: string, sql: string, laws: readonly string[]])[] = [
    ['a share that is taken away', `delete from fact.share_hour where kind = 'warm_idle'`, ['shares_leave_gaps']],
    [
      'a share that begins elsewhere',
      `update fact.share_hour set upto_ms = upto_ms - 1 where kind = 'warm_idle'`,
      ['shares_leave_gaps'],
    ],
    [
      'a share that is a millisecond shorter',
      `update fact.share_hour set gpu_ms = gpu_ms - 1 where kind = 'warm_idle'`,
      ['shares_leave_gaps'],
    ],
    [
      'the smallest part of a dollar in the hour of an account',
      `update report.account_hour set effective_usd = effective_usd + 0.000000000000000001 where kind = 'warm_idle'`,
      [
        'account_days_differ_from_hours',
        'accounts_differ_from_hours',
        'teams_differ_from_accounts',
        'versions_differ_from_accounts',
      ],
    ],
    [
      'an hour of an account that is gone',
      `delete from report.account_hour where kind = 'cold_idle'`,
      [
        'account_days_differ_from_hours',
        'accounts_differ_from_hours',
        'teams_differ_from_accounts',
        'versions_differ_from_accounts',
      ],
    ],
    [
      'a cent in the hour of a version',
      `update report.model_hour set effective_usd = effective_usd + 0.01 where kind = 'warm_idle'`,
      [
        'days_differ_from_hours',
        'four_hours_differ_from_hours',
        'sums_differ_from_versions',
        'versions_differ_from_accounts',
      ],
    ],
    [
      'a token in the hour of a version',
      `update report.model_hour set prompt_tokens = prompt_tokens + 1 where resource_hours > 0 and kind = 'serving'`,
      ['days_differ_from_hours', 'four_hours_differ_from_hours', 'sums_differ_from_versions'],
    ],
    [
      'a cent in the day of a version',
      `update report.model_day set effective_usd = effective_usd + 0.01 where kind = 'warm_idle'`,
      [
        'days_differ_from_hours',
        'machines_differ_from_versions',
        'months_differ_from_days',
        'sums_differ_from_versions',
      ],
    ],
    [
      'a list price made up where none is known',
      `update report.model_day set list_usd = 1 where list_usd is null`,
      ['days_differ_from_hours', 'sums_differ_from_versions'],
    ],
    [
      'a day that begins an hour later',
      `update report.business_day set day_start = day_start + interval '1 hour'`,
      ['days_begin_elsewhere'],
    ],
    ['a day of which nothing tells when it begins', `delete from report.business_day`, ['days_begin_elsewhere']],
    [
      'a day of a version that is gone',
      `delete from report.model_day where kind = 'cold_idle'`,
      ['days_differ_from_hours', 'months_differ_from_days', 'sums_differ_from_versions'],
    ],
    [
      'a day of a version that never was',
      `update report.model_day set day = day + 1 where kind = 'cold_idle'`,
      ['days_differ_from_hours', 'months_differ_from_days', 'sums_differ_from_versions'],
    ],
    [
      'a cent in the sum of an hour',
      `update report.sum_hour set effective_usd = effective_usd + 0.01 where kind = 'warm_idle'`,
      ['regions_differ_from_models', 'sums_differ_from_versions'],
    ],
    [
      'a sum of a day that is gone',
      `delete from report.sum_day where kind = 'cold_idle'`,
      ['regions_differ_from_models', 'sums_differ_from_versions', 'weeks_differ_from_days'],
    ],
    [
      'the smallest part of a yuan in the hour of a region',
      `update report.region_hour set effective_cny = effective_cny - 0.000000000000000001 where kind = 'warm_idle'`,
      ['regions_differ_from_models'],
    ],
    [
      'a request in four hours of a version',
      `update report.sum_four_hours set requests = requests + 1 where kind = 'serving'`,
      ['four_hours_differ_from_hours'],
    ],
    [
      'the smallest part of a dollar in four hours of a version',
      `update report.sum_four_hours set effective_usd = effective_usd + 0.000000000000000001 where kind = 'cold_idle'`,
      ['four_hours_differ_from_hours'],
    ],
    [
      'a day of a region that is gone',
      `delete from report.region_day where kind = 'cold_idle'`,
      ['regions_differ_from_models'],
    ],
    [
      'a token in the week of a model',
      `update report.sum_week set prompt_tokens = prompt_tokens + 1 where kind = 'serving'`,
      ['weeks_differ_from_days'],
    ],
    [
      'a week of a team whose cost is not told any more',
      `update report.team_week set effective_unknown = effective_unknown + 1`,
      ['weeks_differ_from_days'],
    ],
    ['a week of requests that is gone', `delete from report.request_week`, ['weeks_differ_from_days']],
    [
      'a day on which no running sum stands',
      `insert into report.business_day select max(day) + 1, max(day_start) + interval '1 day', 24 from report.business_day`,
      ['days_missing_from_months'],
    ],
    [
      'a token in the month of a version',
      `update report.sum_to_day set prompt_tokens = prompt_tokens + 1 where kind = 'serving' and prompt_tokens is not null`,
      ['months_differ_from_days'],
    ],
    [
      'a request in a day of latency',
      `update report.latency_day set counts[1] = counts[1] + 1`,
      ['latency_days_differ_from_hours'],
    ],
    [
      'the smallest part of a yuan in the hour of a team',
      `update report.team_hour set effective_cny = effective_cny + 0.000000000000000001`,
      ['team_days_differ_from_hours', 'teams_differ_from_accounts'],
    ],
    [
      'a token in a day of pace',
      `update report.pace_day set generated_tokens = generated_tokens + 1`,
      ['pace_days_differ_from_hours'],
    ],
    [
      'a request of a name',
      `update report.request_day set requests = requests + 1`,
      ['requests_differ_from_usage', 'weeks_differ_from_days'],
    ],
    [
      'the smallest part of a dollar in what no version got of a service',
      `insert into report.unattributed_day
       select day, provider, 'service', 'unmapped', 0.000000000000000001, 0, 0, 0, 0 from report.account_day limit 1`,
      ['unattributed_differs_from_accounts'],
    ],
    [
      'a day of a team that is gone',
      'delete from report.team_day',
      ['team_days_differ_from_hours', 'weeks_differ_from_days'],
    ],
    [
      'a day of an account that is gone',
      `delete from report.account_day where kind = 'cold_idle'`,
      ['account_days_differ_from_hours'],
    ],
  ]

  test.for(deeds)('a change by hand is found: %s', async ([, sql, laws], { ledger }) => {
    await lived(ledger)
    const before = await broken(ledger)

    await ledger.rows(sql)

    expect(before).toEqual([])
    expect(await broken(ledger)).toEqual(laws)
  })
})
