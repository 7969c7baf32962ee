/** What a reader of Grafana sees: a panel's query as a role that may read schema report and nothing else gets it answered. */
import pg from 'pg'
import { type Dashboard, dashboards } from '../../src/dashboards/index.js'
import { expanded, type Value } from '../support/grafana-macros.js'
import { test as base } from '../support/ledger.js'

export interface Answer {
  /** Names and types of the columns, in their order: `time timestamptz`. */
  readonly columns: readonly string[]
  readonly rows: readonly Record<string, unknown>[]
}

export interface Chosen {
  readonly range?: readonly [from: string, to: string]
  readonly variables?: Readonly<Record<string, Value>>
}

/** Everything that asks: a panel, a variable, a mark. */
export interface Question {
  readonly dashboard: Dashboard
  readonly name: string
  readonly id: number | undefined
  readonly type: string
  readonly format: string
  readonly sql: string
}

export const RANGES = {
  '24 hours': ['2026-07-31T16:00:00Z', '2026-08-01T16:00:00Z'],
  '7 days': ['2026-07-31T16:00:00Z', '2026-08-07T16:00:00Z'],
  '30 days': ['2026-07-31T16:00:00Z', '2026-08-30T16:00:00Z'],
  'a year': ['2026-07-31T16:00:00Z', '2027-07-31T16:00:00Z'],
} as const

export function questions(): Question[] {
  return dashboards().flatMap((dashboard) => {
    const panels = (dashboard.panels ?? []).flatMap(({ id, type, ...panel }) =>
      ('targets' in panel ? (panel.targets ?? []) : []).map((target) => ({
        dashboard,
        id,
        type,
        name: `panel ${id} (${panel.title})`,
        format: String(target['format']),
        sql: String(target['rawSql']),
      })),
    )
    const variables = (dashboard.templating?.list ?? [])
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => ({
        dashboard,
        id: undefined,
        type: 'variable',
        name: `variable ${name}`,
        format: 'table',
        sql: String(query),
      }))
    const marks = (dashboard.annotations?.list ?? []).map(({ name, target }) => ({
      dashboard,
      id: undefined,
      type: 'mark',
      name: `mark ${name}`,
      format: 'table',
      sql: String(target === undefined ? '' : Reflect.get(target, 'rawSql')),
    }))
    return [...panels, ...variables, ...marks]
  })
}

/** What a panel asks; `uid` without its `tokenledger-`. */
export function sqlOf(uid: string, id: number): string {
  const found = questions().find((one) => one.dashboard.uid === `tokenledger-${uid}` && one.id === id)
  if (found === undefined) throw new Error(`no panel ${id} in ${uid}`)
  return found.sql
}

/** All is chosen and the range is the first day, unless something else is said. */
export async function answer(client: pg.Client, sql: string, { range, variables = {} }: Chosen = {}): Promise<Answer> {
  const [from, to] = (range ?? RANGES['24 hours']).map((moment) => new Date(moment))
  if (from === undefined || to === undefined) throw new Error('a range has two ends')
  const all = { currency: 'usd', per: '1000000', provider: ['alibaba', 'aws'], model: ['qwen'], version: ['v1'], region: ['(none)', 'us-east-1', 'cn-hangzhou'], team: ['(none)'], env: ['(none)'] }
  const shown = { from, to, variables: { ...all, ...variables }, maxDataPoints: 200, minInterval: 3_600_000 }
  const text = expanded(sql, shown)
  const { rows, fields } = await client.query<Record<string, unknown>>(text)
  return { rows, columns: fields.map(({ name, dataTypeID }) => `${name} ${TYPES[dataTypeID] ?? dataTypeID}`) }
}

const TYPES: Readonly<Record<number, string>> = {
  16: 'bool',
  20: 'int8',
  23: 'int4',
  25: 'text',
  701: 'float8',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'numeric',
}

let readers = 0

/** With a role made as docs/grafana.md says, which ends with the test. */
export const test = base.extend<{ reader: pg.Client }>({
  reader: async ({ ledger }, use) => {
    const role = `grafana_${process.pid}_${(readers += 1)}`
    await ledger.rows(`create role ${role} login password 'reads'`)
    await ledger.rows(`grant usage on schema report to ${role}`)
    await ledger.rows(`grant select on all tables in schema report to ${role}`)
    await ledger.rows(`alter role ${role} set default_transaction_read_only = on`)
    const url = Object.assign(new URL(ledger.url), { username: role, password: 'reads' })
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    try {
      await use(client)
    } finally {
      await client.end()
      await ledger.rows(`drop owned by ${role}`)
      await ledger.rows(`drop role ${role}`)
    }
  },
})
