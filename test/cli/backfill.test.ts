/** `tokenledger backfill`: the past of each source, in pieces, and what is held is left alone. */
import { expect } from 'vitest'
import { startPrometheus, type WorldSeries } from '../../src/world/prometheus.js'
import { aCfets, dollars } from '../sources/pboc/published.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { cells, json, tokenledger } from './tool.js'

async function prometheusOf(ledger: Ledger, series: readonly WorldSeries[] = []) {
  const world = await startPrometheus(series)
  await ledger.file('tokenledger.yaml', `usage: { prometheus: [{ name: prod, url: '${world.url}' }] }`)
  return { world, env: { cwd: ledger.folder, DATABASE_URL: ledger.url } }
}

const days = ['--from', '2026-08-01', '--to', '2026-08-04']

test('a dry run says how many days, how many requests and how much money, and asks nobody', async ({ ledger }) => {
  const { world, env } = await prometheusOf(ledger)

  const said = await tokenledger(['backfill', 'usage', ...days, '--dry-run'], env)
  const document = json(await tokenledger(['backfill', 'usage', ...days, '--dry-run', '--json'], env))
  await world.close()

  expect(said.code).toBe(0)
  expect(cells(said.out.split('\n')[1] ?? '')).toEqual([
    'usage:prod',
    '3 pieces',
    '0',
    '2026-08-01T00:00:00Z',
    '2026-08-04T00:00:00Z',
    '36',
    '$0.00',
  ])
  expect(document).toMatchObject({ plans: [{ source: 'usage:prod', held: 0, requests: 36, usd: '0' }], results: [] })
  expect(world.asked).toEqual([])
})

test('days that are held are not asked for again, and of a day that is held in part only the rest is', async ({
  ledger,
}) => {
  const { world, env } = await prometheusOf(ledger)
  await tokenledger(['usage', '--from', '2026-08-02', '--to', '2026-08-03T06:00:00Z'], env)
  const before = world.asked.length

  const planned = json(await tokenledger(['backfill', 'usage', ...days, '--dry-run', '--json'], env))
  const said = await tokenledger(['backfill', 'usage', ...days], env)
  const asked = world.asked.length
  const again = await tokenledger(['backfill', 'usage:prod', ...days], env)
  await world.close()

  expect(planned).toMatchObject({
    plans: [
      {
        held: 1,
        pieces: [
          { from: '2026-08-01T00:00:00Z', to: '2026-08-02T00:00:00Z' },
          { from: '2026-08-03T06:00:00Z', to: '2026-08-04T00:00:00Z' },
        ],
      },
    ],
  })
  expect(said.code).toBe(0)
  expect(asked).toBeGreaterThan(before)
  expect(await ledger.value('select count(*) from ops.telemetry_hour where complete')).toBe('72')
  expect(again.out).toContain('Everything is held already. To read it all the same: --again.')
  expect(world.asked).toHaveLength(asked)
})

test('a year of rates is asked for in pieces that a service does not refuse, oldest first', async ({ ledger }) => {
  const rates: Record<string, string> = {}
  for (let at = Date.UTC(2024, 11, 1); at < Date.UTC(2026, 1, 1); at += 86_400_000) {
    const day = new Date(at)
    if (![0, 6].includes(day.getUTCDay())) rates[day.toISOString().slice(0, 10)] = '7.00'
  }
  const { url } = await aCfets(dollars(rates))
  await ledger.file('tokenledger.yaml', `rates: { cfets_url: '${url}' }`)
  const env = { cwd: ledger.folder, DATABASE_URL: ledger.url }
  const year = ['--from', '2025-01-01', '--to', '2026-01-01']

  const said = await tokenledger(['backfill', 'rates', ...year, '--json'], env)
  const again = json(await tokenledger(['backfill', 'rates', ...year, '--dry-run', '--json'], env))

  expect(said.code).toBe(0)
  expect(json(said)).toMatchObject({
    plans: [
      {
        source: 'rates',
        pieces: [
          { from: '2025-01-01', to: '2025-11-27' },
          { from: '2025-11-27', to: '2026-01-01' },
        ],
      },
    ],
    results: [{ job: 'rates', outcome: 'loaded', exitCode: 0 }],
  })
  expect(
    await ledger.value(
      `select count(*) from fact.rate_of_day
       where currency = 'CNY' and not provisional and day between '2025-01-01' and '2025-12-31'`,
    ),
  ).toBe('365')
  expect(again).toMatchObject({ plans: [{ pieces: [], held: 2, requests: 0 }] })
})

test('rates come before bills and bills before usage, and what files cannot do is said', async ({ ledger }) => {
  const { url } = await aCfets(dollars({ '2026-07-31': '7.00', '2026-08-03': '7.00' }))
  const bill = await ledger.file('bill.csv', csv([{}]))
  await ledger.file('tokenledger.yaml', `rates: { cfets_url: '${url}' }\nbills: { focus: { paths: ['${bill}'] } }\n`)

  const said = await tokenledger(['backfill', 'all', ...days], { cwd: ledger.folder, DATABASE_URL: ledger.url })

  const rows = said.out.split('\n').map(cells)
  expect(said.code).toBe(0)
  expect(rows.filter(([, end]) => end === 'loaded').map(([job]) => job)).toEqual(['rates', 'bills'])
  expect(said.out).toContain('\nbills: Files are not chosen by days:')
  expect(await ledger.value('select trim_scale(billed_cny) > 0 from fact.resource_hour')).toBe(true)
})

test('a source that there is not, one that is not configured, and days that are none are refused', async ({
  ledger,
}) => {
  await ledger.file('tokenledger.yaml', 'bills: { focus: { paths: [a.csv] } }')
  const env = { cwd: ledger.folder, DATABASE_URL: ledger.url }
  const said = async (...args: readonly string[]): Promise<string> => {
    const { code, err } = await tokenledger(['backfill', ...args], env)
    return `${code} ${err}`
  }

  expect(await said('aws', ...days)).toContain(
    '2 tokenledger: There is no source aws. Name rates, bills, usage or all.',
  )
  expect(await said('usage', ...days)).toContain('There is no history of usage: usage.prometheus names no Prometheus.')
  expect(await said('rates', '--from', '2026-08-04', '--to', '2026-08-04')).toContain('there is no day between them')
  expect(await said('rates', '--from', '2026-02-30', '--to', '2026-08-04')).toContain('which is no day')
  expect(await said('rates', '--from', '2999-01-01', '--to', '2999-01-02')).toContain('lies in the future')
  expect(await said('rates', '--from', '2026-08-01')).toContain('--to')
})
