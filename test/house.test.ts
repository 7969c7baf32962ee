import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { expect, test } from 'vitest'
import { complaints, unmerged } from './support/house.js'
import type { HouseFile } from './support/house.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const everywhere = ['{src,jobs,bench,scripts,test}/**/*.ts', '{sql,migrations}/**/*.sql', 'dashboards/**/*.json']

test('no file of the house goes through a wall', () => {
  const files = globSync(everywhere, { cwd: root }).map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))

  const found = complaints(files)

  expect(files.map(({ path }) => path)).toContain('src/units/money.ts')
  expect(found).toEqual([])
})

test.each<readonly [path: string, text: string, told: string]>([
  ['src/units/x.ts', "import { join } from 'node:path'", 'units imports nothing (node:path)'],
  ['src/units/x.ts', "import { ConfigError } from '../errors.js'", 'units imports nothing (src/errors.ts)'],
  ['src/records/x.ts', "import type { Log } from '../log.js'", 'records imports only units (src/log.ts)'],
  ['src/records/x.ts', "export * from 'zod'", 'records imports only units (zod)'],
  ['src/counting/x.ts', "import 'node:crypto'", 'counting imports only units and records (node:crypto)'],
  [
    'src/counting/x.ts',
    "import { ask } from '../sources/prometheus/client.js'",
    'counting imports only units and records (src/sources/prometheus/client.ts)',
  ],
  [
    'src/spool/x.ts',
    "import { pool } from '../store/pool.js'",
    'spool imports only units and records (src/store/pool.ts)',
  ],
  [
    'src/world/x.ts',
    "import { readHours } from '../sources/prometheus/index.js'",
    'world imports only units, records and errors (src/sources/prometheus/index.ts)',
  ],
  [
    'src/report/x.ts',
    "import { reportOf } from '../store/report/index.js'",
    'report imports only units, records and words (src/store/report/index.ts)',
  ],
  ['src/errors.ts', "import './units/money.js'", 'errors imports nothing (src/units/money.ts)'],
  ['src/log.ts', "import { ConfigError } from './errors.js'", 'log imports only pino (src/errors.ts)'],
  [
    'src/sources/aws/index.ts',
    "import { pool } from '../../store/pool.js'",
    'a source never imports store, jobs or cli (src/store/pool.ts)',
  ],
  [
    'src/sources/aws/index.ts',
    "await import('../gcp/parse.js')",
    'a source never imports another source (src/sources/gcp/parse.ts)',
  ],
  [
    'src/store/copy.ts',
    "import type { Page } from '../sources/aws/pages.js'",
    'store never imports sources, jobs or cli (src/sources/aws/pages.ts)',
  ],
  [
    'src/notify/slack.ts',
    "import { pool } from '../store/pool.js'",
    'notify imports only units and config (src/store/pool.ts)',
  ],
  [
    'src/grafana/x.ts',
    "import { dashboards } from '../dashboards/index.js'",
    'grafana imports only config (src/dashboards/index.ts)',
  ],
  [
    'src/dashboards/x.ts',
    "import { ConfigError } from '../errors.js'",
    "dashboards imports nothing but words and Grafana's types (src/errors.ts)",
  ],
  ['src/dashboards/x.ts', "import 'node:fs'", "dashboards imports nothing but words and Grafana's types (node:fs)"],
  ['src/sources/aws/index.ts', "import pg from 'pg'", 'only store talks to PostgreSQL (pg)'],
  ['jobs/bills.ts', "import { from } from 'pg-copy-streams'", 'only store talks to PostgreSQL (pg-copy-streams)'],
  ['src/cli/demo.ts', "import type { Kysely } from 'kysely'", 'only store talks to PostgreSQL (kysely)'],
])('%s with %s is told', (path, text, told) => {
  const found = complaints([{ path, text }])

  expect(found).toEqual([`${path}: ${told}`])
})

test('sources and store meet in jobs and cli and nowhere else', () => {
  const text = "import { parse } from '../src/sources/aws/parse.js'\nimport { pool } from '../src/store/pool.js'"
  const inside = text.replaceAll('../src/', '../')

  const found = complaints([
    file('jobs/bills.ts', text),
    file('src/cli/bills.ts', inside),
    file('src/pricing/bills.ts', inside),
  ])

  expect(found).toEqual(['src/pricing/bills.ts: only jobs and cli bring sources and store together'])
})

test.each<readonly [path: string, text: string]>([
  ['src/units/x.ts', "import { add } from './money.js'"],
  ['src/records/x.ts', "import type { Money } from '../units/money.js'"],
  ['src/counting/x.ts', "import type { Hour } from '../units/hour.js'\nimport './way.js'"],
  ['src/spool/x.ts', "import 'node:fs'\nimport type { BillLine } from '../records/bill-line.js'"],
  ['src/world/x.ts', "import 'node:http'\nimport { ConfigError } from '../errors.js'"],
  ['src/report/x.ts', "import { line } from 'd3-shape'\nimport { count } from '../words.js'"],
  ['src/log.ts', "import { pino } from 'pino'"],
  [
    'src/sources/aws/index.ts',
    "import { parse } from './parse.js'\nimport { retry } from '../retry.js'\nimport { S } from '@aws-sdk/x'",
  ],
  ['src/store/pool.ts', "import pg from 'pg'\nimport { Kysely } from 'kysely'\nimport '../config/index.js'"],
  [
    'src/notify/slack.ts',
    "import { Secret } from '../config/index.js'\nimport '../errors.js'\nimport '../log.js'\nimport 'node:crypto'",
  ],
  [
    'src/dashboards/x.ts',
    "import type * as grafana from '@grafana/schema'\nimport './words.js'\nimport '../words-levers.js'",
  ],
  ['src/dashboards/a.ts', "const sql = 'select 1 from report.model_day'"],
  [
    'src/sources/aws/parse.ts',
    "// a source never says import pg from 'pg'\nconst anything: unknown = 'as unknown as any'",
  ],
])('%s may say %s', (path, text) => {
  const found = complaints([{ path, text }])

  expect(found).toEqual([])
})

test('a type that gives up is told with its line, in tests, too', () => {
  const giving = [
    file('src/cli/a.ts', 'const fine = 1\nexport const x: any = fine'),
    file('test/a.ts', 'export const y = 1 as unknown as string'),
    file('jobs/a.ts', '  // @ts-ignore\nexport const z: string = 1'),
    file('src/cli/b.ts', 'export const later = (day: Date) => day.setUTCMonth(1)'),
  ]

  const found = complaints(giving)

  expect(found).toEqual([
    'src/cli/a.ts:2: any is no type',
    'test/a.ts:1: a type is not talked into another',
    'jobs/a.ts: the compiler is not told to look away',
    'src/cli/b.ts:1: only units reckons with dates',
  ])
})

test('files that grow too long are told', () => {
  const long = [
    file('src/cli/a.ts', '\n'.repeat(251) + 'x'),
    file('sql/a.sql', 'select 1;\n'.repeat(81)),
    file('sql/b.sql', '\n'.repeat(79) + 'x'),
    file('migrations/1.sql', '\n'.repeat(250) + 'x'),
  ]

  const found = complaints(long)

  expect(found).toEqual([
    'src/cli/a.ts: 252 lines, at most 250',
    'sql/a.sql: 81 lines, at most 80',
    'migrations/1.sql: 251 lines, at most 250',
  ])
})

test('what fills fact knows nothing of report, though its comment may', () => {
  const files = [
    file('sql/1.sql', 'insert into fact.resource_hour select * from report.model_hour'),
    file(
      'sql/2.sql',
      '-- read by report.model_hour\n/* and by\n report.x */ insert into fact.resource_hour select 1 -- report.y',
    ),
    file('sql/3.sql', 'insert into report.model_day select * from fact.resource_hour'),
    file('sql/4.sql', 'create or replace view fact.hours as select 1 from ops.run join report.model_day using (day)'),
  ]

  const found = complaints(files)

  expect(found).toEqual([
    'sql/1.sql: nothing that fills fact knows report',
    'sql/4.sql: nothing that fills fact knows report',
  ])
})

test('a dashboard that reads another schema than report is told', () => {
  const files = [
    file('dashboards/a.json', '{"sql":"select 1\\nfrom\\n  fact.bill_line"}'),
    file('src/dashboards/b.ts', "'a\\nJOIN ops.run'"),
  ]

  const found = complaints(files)

  expect(found).toEqual([
    'dashboards/a.json: dashboards read schema report only (fact.bill_line)',
    'src/dashboards/b.ts: dashboards read schema report only (ops.run)',
  ])
})

test('two tests of one name are told, however they are called', () => {
  const files = [
    file('test/a.test.ts', "test('water is wet', () => {})\ntest('ice is cold', () => {})"),
    file('test/b.test.ts', "test.each([1])('water is wet', () => {})\nit('ice is hard', () => {})"),
    file('test/c.ts', "test('water is wet', () => {})"),
  ]

  const found = complaints(files)

  expect(found).toEqual(['test/b.test.ts: "water is wet" is a test of test/a.test.ts already'])
})

test('no file holds both sides of a merge', () => {
  const ignore = ['{node_modules,dist,.git,.tokenledger}/**', '**/*.{png,gz,parquet,tgz}']
  const paths = globSync('**/*', { cwd: root, dot: true, ignore })

  const found = unmerged(paths.map((path) => ({ path, text: readFileSync(root + path, 'utf8') })))

  expect(paths).toEqual(
    expect.arrayContaining(['.ci/run', 'CHANGELOG.md', 'docs/decisions.md', 'sql/90_view_grants.sql']),
  )
  expect(found).toEqual([])
})

test('both sides of a merge are told by their lines, and an underlined title is none', () => {
  const [ours, theirs] = ['<'.repeat(7), '>'.repeat(7)]
  const files = [
    file('docs/a.md', `A title\n=======\n${ours} HEAD\nhere\n=======\nthere\n${theirs} theirs\n`),
    file('test/fixtures/a.csv', `a,b\n1,${ours} 2\n`),
  ]

  const found = unmerged(files)

  expect(found).toEqual(['docs/a.md:3: a conflict was not resolved', 'docs/a.md:7: a conflict was not resolved'])
})

function file(path: string, text: string): HouseFile {
  return { path, text }
}
