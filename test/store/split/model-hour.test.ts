/** What a version's hours and days come to over all its machines, and what stays unknown. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { p5, single } from './given.js'
import { inForce, rule, settings } from './settings-given.js'

const HOUR = 3_600_000
const load = async (ledger: Ledger, lines: readonly Line[], options = {}) =>
  ledger.load([await ledger.file('bill.csv', csv(lines))], options)

/** ¥70 an hour, of a machine that the price list does not know. */
const yuan: Line = {
  ProviderName: 'Alibaba Cloud',
  InvoiceIssuerName: 'Alibaba Cloud',
  BillingAccountId: '1000000000000001',
  BillingCurrency: 'CNY',
  ResourceId: 'i-2',
  ServiceName: 'Elastic Compute Service',
  BilledCost: '70',
  EffectiveCost: '70',
  ListCost: '70',
  ContractedCost: '70',
}

const at = (hour: string): Line => ({ ChargePeriodStart: `${hour}:00:00Z`, ChargePeriodEnd: `${hour}:59:00Z` })

const of = (version: string, machine: string, gpus: string, busyMs: number) =>
  replica({
    replica: `${machine} ${version}`,
    resourceLabel: machine,
    versionLabel: version,
    gpusLabel: gpus,
    promptTokens: 100n,
    generatedTokens: 20n,
    busyMs,
    runningMs: busyMs,
  })

/** `aws v1 serving 27.52 USD 192.64 CNY 14400 s 100+20`; nothing is left out, NULL is unknown. */
async function hours(ledger: Ledger, table = 'hour'): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat(m.provider, ' ', nullif(concat(v.version, ' '), ' '), m.kind, ' ', nullif(concat(m.reason, ' '), ' '),
       coalesce(trim_scale(m.effective_usd)::text, 'unknown'), ' USD ', coalesce(trim_scale(m.effective_cny)::text, 'unknown'), ' CNY ',
       coalesce(trim_scale(m.gpu_seconds)::text, 'unknown'), ' s ', m.prompt_tokens, '+', m.generated_tokens) as row
     from report.model_${table} m join fact.model_version v using (version_id)
     order by m.provider, v.version, m.kind, m.${table}`,
  )
  return rows.map(({ row }) => String(row))
}

const restatements = (ledger: Ledger) => ledger.rows('select * from report.model_restatement')

describe('two versions on two machines of two providers', () => {
  test('are added up by version, account and kind, in dollars and in yuan, with the work they did', async ({
    ledger,
  }) => {
    await inForce(ledger)
    await rates(ledger, { '2026-07-31': '7' })
    await load(ledger, [p5, yuan])

    await readHours(ledger, '2026-08-01T00:00Z', [
      [of('v1', 'i-1', '4', HOUR), of('v2', 'i-1', '4', HOUR / 2), of('v1', 'i-2', '1', HOUR)],
    ])

    expect(await hours(ledger)).toEqual([
      'alibaba v1 serving 10 USD 70 CNY 3600 s 100+20',
      'aws v1 serving 27.52 USD 192.64 CNY 14400 s 100+20',
      'aws v2 serving 13.76 USD 96.32 CNY 7200 s 100+20',
      'aws v2 warm_idle 13.76 USD 96.32 CNY 7200 s 0+0',
    ])
  })

  test('days are those of the business time zone: 16:00 in UTC begins one in Shanghai', async ({ ledger }) => {
    await inForce(ledger)
    await rates(ledger, { '2026-07-31': '7' })
    await load(
      ledger,
      ['2026-08-01T14', '2026-08-01T15', '2026-08-01T16'].map((hour) => ({ ...single, ...at(hour) })),
    )

    const ran = [of('v1', 'i-1', '1', HOUR)]
    await readHours(ledger, '2026-08-01T14:00Z', [ran, ran, ran])

    const days = await ledger.rows(
      `select to_char(day, 'MM-DD') as day, trim_scale(effective_usd) as usd, trim_scale(effective_cny) as cny,
         trim_scale(gpu_seconds) as seconds, prompt_tokens as prompt, resource_hours as hours
       from report.model_day order by day`,
    )
    expect(days).toEqual([
      { day: '08-01', usd: '16', cny: '112', seconds: '7200', prompt: '200', hours: '2' },
      { day: '08-02', usd: '8', cny: '56', seconds: '3600', prompt: '100', hours: '1' },
    ])
  })
})

describe('what is unknown', () => {
  test('a bill in yuan without a rate has no dollars, and says how many of its hours', async ({ ledger }) => {
    await load(ledger, [yuan, { ...yuan, ...at('2026-08-01T01') }])

    const rows = await ledger.rows(
      `select effective_usd, billed_usd, list_usd, trim_scale(effective_cny) as cny, unconverted_usd, unconverted_cny
       from report.model_day`,
    )
    const unknown = { effective_usd: null, billed_usd: null, list_usd: null }
    expect(rows).toEqual([{ ...unknown, cny: '140', unconverted_usd: '2', unconverted_cny: '0' }])
  })

  test('a list price that one line leaves open is unknown, and the other bases stand', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [
      { ...single, ListCost: null },
      { ...single, ...at('2026-08-01T01'), ListCost: '9' },
    ])

    const rows = await ledger.rows(
      `select list_usd, list_unknown, trim_scale(billed_usd) as billed, trim_scale(effective_usd) as effective
       from report.model_day`,
    )
    expect(rows).toEqual([{ list_usd: null, list_unknown: '1', billed: '16', effective: '16' }])
  })

  test('tokens of a version are unknown as soon as one replica does not tell its own', async ({ ledger }) => {
    await inForce(ledger)
    await load(ledger, [p5])

    await readHours(ledger, '2026-08-01T00:00Z', [
      [of('v1', 'i-1', '4', HOUR), { ...of('v1', 'i-1', '4', HOUR), replica: 'silent', promptTokens: null }],
    ])

    expect(await hours(ledger)).toEqual(['aws v1 serving 55.04 USD unknown CNY 28800 s +40'])
  })

  test('tokens that are bought by the piece are not counted by anybody, so they are unknown and not zero', async ({
    ledger,
  }) => {
    await inForce(ledger, rule({ service: 'Amazon Bedrock*' }, { model: 'claude', version: '4.5' }))

    await load(ledger, [{ ServiceName: 'Amazon Bedrock', ResourceId: null }])

    expect(await hours(ledger)).toEqual(['aws 4.5 serving named 1 USD unknown CNY 0 s +'])
    expect(await ledger.rows('select tokens, usd_per_1k_tokens from report.kpi_day')).toEqual([
      { tokens: null, usd_per_1k_tokens: null },
    ])
  })
})

describe('work that is not billed yet', () => {
  const ran = [of('v1', 'i-1', '1', HOUR)]

  test('stands alone, without money and with its reason', async ({ ledger }) => {
    await inForce(ledger)

    await readHours(ledger, '2026-08-01T00:00Z', [ran])

    expect(await hours(ledger)).toEqual([' v1 serving unbilled unknown USD unknown CNY unknown s 100+20'])
    expect(await ledger.rows('select status, cost_usd, tokens, unbilled_tokens from report.kpi_hour')).toEqual([
      { status: 'estimated', cost_usd: null, tokens: null, unbilled_tokens: '120' },
    ])
  })

  test('gets its bill later, and that is news and no restatement', async ({ ledger }) => {
    await inForce(ledger)
    await readHours(ledger, '2026-08-01T00:00Z', [ran])

    await load(ledger, [single])

    expect(await hours(ledger)).toEqual(['aws v1 serving 8 USD unknown CNY 3600 s 100+20'])
    expect(await restatements(ledger)).toEqual([])
  })
})

test('a bill is preliminary until its month is long over, and final then', async ({ ledger }) => {
  await load(ledger, [{}])
  const status = () => ledger.rows('select status, trim_scale(effective_usd) as usd from report.model_day')
  const early = await status()

  await load(ledger, [{ ConsumedUnit: 'Hours' }], { now: new Date('2026-10-01T00:00:00Z') })

  expect(early).toEqual([{ status: 'preliminary', usd: '1' }])
  expect(await status()).toEqual([{ status: 'final', usd: '1' }])
  expect(await restatements(ledger)).toEqual([])
})

describe('shared money beside each version', () => {
  const fee: Line = { ResourceId: 'cluster', ServiceName: 'Amazon EKS', BilledCost: '0.1', EffectiveCost: '0.1' }
  const rules = [{ name: 'cluster-fee', match: { service: 'Amazon EKS' }, to: 'shared' }]
  const shared = (ledger: Ledger) =>
    ledger.rows(`select version, shared_usd as usd from report.shared_by_version order by version`)

  test('is dealt by GPU-seconds, three to four, and adds up to the whole to the last digit', async ({ ledger }) => {
    await inForce(ledger, settings({ rules }))
    await load(ledger, [p5, fee])

    await readHours(ledger, '2026-08-01T00:00Z', [[of('v1', 'i-1', '3', HOUR), of('v2', 'i-1', '4', HOUR / 2)]])

    // Which of the two is first, and so which of them is rounded up, is the order of their keys.
    const parts = (await shared(ledger)).map(({ usd }) => String(usd))
    expect(parts[0]).toMatch(/^0\.04285714285714285[67]$/)
    expect(parts[1]).toMatch(/^0\.05714285714285714[23]$/)
    expect(await ledger.value('select sum(shared_usd) from report.shared_by_version')).toBe('0.100000000000000000')
  })

  test('is dealt by tokens or equally where the settings say so', async ({ ledger }) => {
    await inForce(ledger, settings({ rules, shared_by: 'tokens' }))
    await load(ledger, [p5, fee])
    const more = { ...of('v2', 'i-1', '4', HOUR), promptTokens: 300n, generatedTokens: 60n }
    await readHours(ledger, '2026-08-01T00:00Z', [[of('v1', 'i-1', '3', HOUR), more]])
    const byTokens = await shared(ledger)

    await inForce(ledger, settings({ rules, shared_by: 'equally' }))

    const [quarter, half, rest] = ['0.025000000000000000', '0.050000000000000000', '0.075000000000000000']
    expect(byTokens).toEqual([
      { version: 'v1', usd: quarter },
      { version: 'v2', usd: rest },
    ])
    expect(await shared(ledger)).toEqual([
      { version: 'v1', usd: half },
      { version: 'v2', usd: half },
    ])
  })

  test('stays without a version on a day on which nothing worked', async ({ ledger }) => {
    await inForce(ledger, settings({ rules }))

    await load(ledger, [fee])

    expect(await shared(ledger)).toEqual([{ version: null, usd: '0.100000000000000000' }])
  })

  test('goes to versions of the same account, or of all accounts where the settings say so', async ({ ledger }) => {
    await inForce(ledger, settings({ rules }))
    const network = { ...fee, BillingAccountId: '999988887777' }
    const files = [await ledger.file('a.csv', csv([p5])), await ledger.file('b.csv', csv([network]))]
    for (const file of files) await ledger.load([file])
    await readHours(ledger, '2026-08-01T00:00Z', [[of('v1', 'i-1', '8', HOUR)]])
    const within = await shared(ledger)

    await inForce(ledger, settings({ rules, shared_within: 'everything' }))

    expect(within).toEqual([{ version: null, usd: '0.100000000000000000' }])
    expect(await shared(ledger)).toEqual([{ version: 'v1', usd: '0.100000000000000000' }])
  })
})
