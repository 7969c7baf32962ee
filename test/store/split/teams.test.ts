/** Who pays: tags of bills name a team and an environment, and what they cost is the bill. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { complaintsOf } from '../../support/contents.js'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { hourOf, single } from './given.js'
import { fold, inForce, settings } from './settings-given.js'

const TAGGED = settings({ team_tag: 'team', env_tag: 'env' })
const tags = (team: string, env?: string): Line => ({
  Tags: JSON.stringify({ team, ...(env === undefined ? {} : { env }) }),
})

/** A machine at $8 of search, a credit of $1 on it that ads gets, a bucket of ads at $2, tax of $0.50 that nobody is named for. */
const bill: readonly Line[] = [
  { ...single, ...tags('search', 'prod') },
  { ResourceId: 'i-1', ChargeCategory: 'Credit', BilledCost: '-1', EffectiveCost: '-1', ...tags('ads') },
  { ResourceId: 'bucket', BilledCost: '2', EffectiveCost: '2', ...tags('ads', 'test') },
  { ResourceId: null, ChargeCategory: 'Tax', BilledCost: '0.5', EffectiveCost: '0.5' },
]
const worked = replica({
  gpusLabel: '1',
  versionLabel: 'v1',
  busyMs: 2_700_000,
  promptTokens: 1000n,
  generatedTokens: 100n,
})

async function load(ledger: Ledger, lines: readonly Line[]): Promise<void> {
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
}

/** `search prod 8`, of an hour or a day. */
async function teams(ledger: Ledger, of: 'hour' | 'day' = 'hour', amount = 'cost_usd'): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', team, env, coalesce(trim_scale(sum(${amount}))::text, 'unknown')) as row
     from report.team_spend_${of} group by ${of}, team, env order by ${of}, team collate "C", env collate "C"`,
  )
  return rows.map(({ row }) => String(row))
}

test('each charge is paid by whom its tags name, and all of them together are the bill', async ({ ledger }) => {
  await inForce(ledger, TAGGED)
  await rates(ledger, { '2026-07-31': '7' })

  await load(ledger, bill)

  const paid = ['(none) (none) 0.5', 'ads (none) -1', 'ads test 2', 'search prod 8']
  expect(await teams(ledger)).toEqual(paid)
  expect(await teams(ledger, 'day')).toEqual(paid)
  expect(await teams(ledger, 'day', 'cost_cny')).toEqual([
    '(none) (none) 3.5',
    'ads (none) -7',
    'ads test 14',
    'search prod 56',
  ])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('a machine that two teams pay for is one machine of its version: its money whole, its work once', async ({
  ledger,
}) => {
  await inForce(ledger, TAGGED)
  await load(ledger, bill.slice(0, 2))

  await readHours(ledger, '2026-08-01T00:00Z', [[worked]])

  const [{ cost, seconds, tokens } = {}] = await ledger.rows(
    `select trim_scale(sum(effective_usd))::text as cost, trim_scale(sum(gpu_seconds))::text as seconds, sum(prompt_tokens)::text as tokens
     from report.model_hour where reason = ''`,
  )
  expect({ cost, seconds, tokens }).toEqual({ cost: '7', seconds: '3600', tokens: '1000' })
  expect(await teams(ledger)).toEqual(['ads (none) -1', 'search prod 8'])
})

test('tags that are named later move no money between versions, and past hours get their teams by `fold`', async ({
  ledger,
}) => {
  await inForce(ledger)
  await load(ledger, bill)
  await readHours(ledger, '2026-08-01T00:00Z', [[worked]])
  const [untold, before] = [await teams(ledger), await versions(ledger)]

  await fold(ledger, TAGGED)

  expect(untold).toEqual(['(none) (none) 9.5'])
  expect(await teams(ledger)).toEqual(['(none) (none) 0.5', 'ads (none) -1', 'ads test 2', 'search prod 8'])
  expect(await versions(ledger)).toEqual(before)
  expect(await complaintsOf(ledger)).toEqual({})

  await fold(ledger)
  expect(await teams(ledger)).toEqual(untold)
})

test('what is not known makes the sum of that team unknown, and of no other', async ({ ledger }) => {
  await inForce(ledger, TAGGED)

  await load(ledger, [
    ...bill,
    { ...single, ...hourOf(0), ResourceId: 'i-2', EffectiveCost: null, ...tags('search', 'prod') },
  ])

  expect(await teams(ledger)).toEqual(['(none) (none) 0.5', 'ads (none) -1', 'ads test 2', 'search prod unknown'])
  // Without a rate there are no yuan, and that is said.
  expect(
    await ledger.rows(`select distinct cost_cny, unconverted_cny > 0 as no_rate from report.team_spend_hour`),
  ).toEqual([{ cost_cny: null, no_rate: true }])
})

test('a bill that is stated anew with another tag moves its money', async ({ ledger }) => {
  await inForce(ledger, TAGGED)
  await load(ledger, bill)

  await load(ledger, [{ ...bill[0], ...tags('ads', 'prod') }, ...bill.slice(1)])

  expect(await teams(ledger)).toEqual(['(none) (none) 0.5', 'ads (none) -1', 'ads prod 8', 'ads test 2'])
})

test('a ledger from before there were teams has all of its money in none', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, bill)
  await ledger.rows('delete from report.team_hour; delete from report.team_day; delete from report.team_week')
  const without = Object.keys(await complaintsOf(ledger))

  const migration = (name: string): string => readFileSync(shipped(`migrations/${name}.sql`), 'utf8')
  await ledger.rows(migration('0019_teams').split('-- What is reported already.')[1] ?? '')
  const weeks = /insert into report\.team_week[^;]*;/.exec(migration('0023_weeks'))?.[0]
  await ledger.rows(weeks ?? 'no weeks')

  expect(without).toEqual(['teams_differ_from_accounts'])
  expect(await teams(ledger, 'day')).toEqual(['(none) (none) 9.5'])
  expect(await complaintsOf(ledger)).toEqual({})
})

/** `qwen v1 serving 5.25`, of all resources together. */
async function versions(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', nullif(v.model, ''), v.version, kind, reason, trim_scale(sum(effective_usd))) as row
     from report.model_hour join fact.model_version v using (version_id)
     group by v.model, v.version, kind, reason order by 1`,
  )
  return rows.map(({ row }) => String(row))
}
