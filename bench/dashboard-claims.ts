/** How fast dashboards and alerts are answered over a year: each panel as Grafana would send it, and whether any walks through all hours. */
import pg from 'pg'
import { dashboards } from '../src/dashboards/index.js'
import { evaluateAlerts } from '../src/store/alerts.js'
import { createPool, withClient } from '../src/store/index.js'
import { expanded } from '../test/support/grafana-macros.js'
import { atMost, type Claim, median, say } from './claims.js'
import { filledYear, type Server } from './ledger.js'

/** What every panel keeps to, the 95th of a hundred times, on two cores that nobody else uses. */
const WANTED_MS = 50
const TIMES = 20
const RANGES = { '24 h': 1, '7 d': 7, '30 d': 30, '1 y': 365 } as const
/** The same as work that has nothing to do with the ledger and takes 10 ms on an idle core: on a busy machine both take longer. */
const WANTED_WORK = WANTED_MS / 10
/** A second. */
const ALERTS_WORK = 100

interface Timed {
  readonly name: string
  readonly half: number
  readonly most: number
  readonly planning: number
}

/** Each panel over four ranges that end now; all is chosen, and one version. Then what one look at all alerts takes. */
export async function dashboardClaims(server: Server, { versions }: { readonly versions: number }): Promise<Claim[]> {
  say(`Filling a year of ${versions} versions in four clouds ...`)
  const year = await filledYear(server, versions)
  const client = new pg.Client({ connectionString: year.url })
  await client.connect()
  await client.query(`set jit = off; set timezone = 'UTC'; set default_transaction_read_only = on`)
  const claims: Claim[] = []
  try {
    const model = (await client.query<{ model: string }>('select distinct model from report.version')).rows.map(
      (row) => row.model,
    )
    for (const [length, days] of Object.entries(RANGES)) {
      const walks: string[] = []
      const timed: Timed[] = []
      const before = await yardstick(client)
      for (const { name, sql, one } of panels()) {
        const text = expanded(sql, shown(days, one ? ['model-3'] : model, one ? ['v1'] : ALL_VERSIONS))
        const plan = await planOf(client, text)
        if (readsAllHours(plan)) walks.push(name)
        timed.push({ name, ...(await times(client, text)), planning: planningOf(plan) })
      }
      const work = (before + (await yardstick(client))) / 2
      tell(length, timed, work)
      if (walks.length > 0) say(`${length}: read an hourly table from end to end: ${walks.join('; ')}`)
      claims.push(
        atMost(
          `the slowest panel over ${length}, the 95th of a hundred, ms`,
          Math.max(...timed.map(({ most }) => most)),
          WANTED_MS,
        ),
        atMost(
          `the slowest panel over ${length}, the median, against 10 ms of work`,
          Math.max(...timed.map(({ half }) => half)) / work,
          WANTED_WORK,
        ),
        atMost(`panels that read an hourly table from end to end over ${length}`, walks.length, 0),
      )
    }
    claims.push(await alertClaim(client, year.url))
  } finally {
    await client.end()
    await year.drop()
  }
  return claims
}

/** Every panel of a range, the slowest first. */
function tell(length: string, timed: readonly Timed[], work: number): void {
  say(`${length}: 10 ms of work took ${work.toFixed(1)} ms here`)
  for (const { name, half, most, planning } of timed.toSorted((a, b) => b.most - a.most))
    say(
      `  ${most > WANTED_MS ? 'FAILS' : 'holds'} ${name.padEnd(20)} p50 ${half.toFixed(0)} ms, p95 ${most.toFixed(0)} ms, planned in ${planning.toFixed(1)} ms`,
    )
}

/** The median time of work that has nothing to do with the ledger. */
async function yardstick(client: pg.Client): Promise<number> {
  const text = 'select sum(n::numeric * 1.01) from generate_series(1, 70000) n'
  return (await times(client, text)).half
}

async function alertClaim(client: pg.Client, url: string): Promise<Claim> {
  const pool = createPool({ connectionString: url })
  try {
    const { rows } = await client.query<{ rule: string }>(`select substr(viewname, 7) as rule from pg_catalog.pg_views
      where schemaname = 'report' and viewname like 'alert\\_%'`)
    const rules = rows.map(({ rule }) => ({ rule, threshold: '1000000000' }))
    const [looks, works]: [number[], number[]] = [[], []]
    for (let turn = 0; turn < 5; turn += 1) {
      works.push(await yardstick(client))
      looks.push(await once(() => withClient(pool, (one) => evaluateAlerts(one, rules))))
    }
    say(`one look at all alerts: ${looks.map((ms) => ms.toFixed(0)).join(' ')} ms`)
    return atMost('one look at all alerts, against 10 ms of work', median(looks) / median(works), ALERTS_WORK)
  } finally {
    await pool.end()
  }
}

const ALL_VERSIONS = Array.from({ length: 8 }, (_, i) => `v${i}`)

function shown(days: number, model: readonly string[], version: readonly string[]) {
  const to = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000)
  const from = new Date(to.getTime() - days * 86_400_000)
  const provider = ['alibaba', 'aws', 'gcp', 'tencent']
  const others = {
    region: ['region'],
    team: Array.from({ length: 10 }, (_, i) => `team-${i + 1}`),
    env: ['prod', 'test'],
  }
  const variables = { currency: 'usd', per: '1000000', provider, model, version, ...others }
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

async function times(client: pg.Client, text: string): Promise<{ half: number; most: number }> {
  const taken: number[] = []
  for (let turn = 0; turn < TIMES; turn += 1) {
    taken.push(await once(() => client.query(text)))
    if (taken.length === 3 && Math.min(...taken) > 20 * WANTED_MS) break // nothing that twenty times would change
  }
  return {
    half: median(taken),
    most: taken.toSorted((a, b) => a - b)[Math.ceil(taken.length * 0.95) - 1] ?? Number.NaN,
  }
}

async function once(work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - began) / 1e6
}

async function planOf(client: pg.Client, text: string): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`explain (summary, format json) ${text}`)
  return JSON.stringify(rows)
}

/** Those that the year fills: a table without rows is read from end to end, and rightly so. */
function readsAllHours(plan: string): boolean {
  return /"Node Type":"Seq Scan"[^{}]*"Relation Name":"(model|sum|region|account|team|latency|pace|request|version_gpu|gpu_fleet)_hour"/.test(
    plan,
  )
}

function planningOf(plan: string): number {
  return Number(/"Planning Time":([\d.]+)/.exec(plan)?.[1])
}
