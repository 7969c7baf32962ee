/** How fast dashboards are answered over a year: each panel as Grafana would send it, and whether any walks through all hours. */
import pg from 'pg'
import { dashboards } from '../src/dashboards/index.js'
import { expanded } from '../test/support/grafana-macros.js'
import { atLeast, atMost, type Claim, say } from './claims.js'
import { filledLedger, type Server } from './ledger.js'

/** What every panel should keep to; those that do not are told by name. */
const WANTED_MS = 50
const TIMES = 20
const RANGES = { '24 h': 1, '7 d': 7, '30 d': 30, '1 y': 365 } as const

/** The 95th of a hundred times of each panel, in milliseconds, over four ranges that end with the year; all is chosen, and one version. */
export async function dashboardClaims(server: Server, { versions }: { readonly versions: number }): Promise<Claim[]> {
  say(`Filling a year of ${versions} versions in four clouds ...`)
  const year = await filledLedger(server, 'year', { versions })
  const client = new pg.Client({ connectionString: year.url })
  await client.connect()
  await client.query(`set jit = off; set timezone = 'UTC'; set default_transaction_read_only = on`)
  const claims: Claim[] = []
  try {
    const model = (await client.query<{ model: string }>('select distinct model from report.version')).rows.map(
      (row) => row.model,
    )
    for (const [length, days] of Object.entries(RANGES)) {
      const slow: string[] = []
      const walks: string[] = []
      let worst = 0
      for (const { name, sql, one } of panels()) {
        const text = expanded(sql, shown(days, one ? ['model-3'] : model, one ? ['v1'] : ALL_VERSIONS))
        const ms = await p95(client, text)
        worst = Math.max(worst, ms)
        if (ms > WANTED_MS) slow.push(`${name} ${ms.toFixed(0)} ms`)
        if (await readsAllHours(client, text)) walks.push(name)
      }
      say(`${length}: slower than ${WANTED_MS} ms: ${slow.join('; ') || 'none'}`)
      say(`${length}: read the hourly table from end to end: ${walks.join('; ') || 'none'}`)
      claims.push(
        atLeast(`the slowest panel over ${length}, the 95th of a hundred, ms`, worst, 0),
        atMost(`panels that read the hourly table from end to end over ${length}`, walks.length, 0),
      )
    }
  } finally {
    await client.end()
    await year.drop()
  }
  return claims
}

const ALL_VERSIONS = Array.from({ length: 8 }, (_, i) => `v${i}`)

function shown(days: number, model: readonly string[], version: readonly string[]) {
  const to = new Date('2026-12-31T16:00:00Z')
  const from = new Date(to.getTime() - days * 86_400_000)
  const provider = ['alibaba', 'aws', 'gcp', 'tencent']
  const variables = { currency: 'usd', per: '1000000', provider, model, version }
  return { from, to, variables, maxDataPoints: 200, minInterval: 3_600_000 }
}

function panels(): { name: string; sql: string; one: boolean }[] {
  return dashboards().flatMap(({ uid, panels: all = [] }) =>
    all.flatMap((panel) =>
      ('targets' in panel ? (panel.targets ?? []) : []).map((target) => ({
        name: `${uid.replace('tokenledger-', '')} ${panel.id}`,
        sql: String(target['rawSql']),
        one: uid === 'tokenledger-version',
      })),
    ),
  )
}

async function p95(client: pg.Client, text: string): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < TIMES; turn += 1) {
    times.push(await once(client, text))
    if (times.length === 3 && Math.min(...times) > 10 * WANTED_MS) break // nothing that twenty times would change
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN
}

async function once(client: pg.Client, text: string): Promise<number> {
  const began = process.hrtime.bigint()
  await client.query(text)
  return Number(process.hrtime.bigint() - began) / 1e6
}

async function readsAllHours(client: pg.Client, text: string): Promise<boolean> {
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`explain (format json) ${text}`)
  return /"Node Type":"Seq Scan"[^{}]*"Relation Name":"model_hour"/.test(JSON.stringify(rows))
}
