/** `tokenledger grafana export`: what Grafana starts with. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { test } from '../support/ledger.js'
import { json, tokenledger } from './tool.js'

const DATABASE_URL = 'postgres://ledger:hunter2@db.example.com/costs?sslmode=verify-full'

test('the dashboards stand in the days of the business time zone, and Grafana finds them and the ledger', async ({
  ledger,
}) => {
  await ledger.file('tokenledger.yaml', 'business_time_zone: Europe/Berlin\n')
  const env = { cwd: ledger.folder, DATABASE_URL }

  const said = await tokenledger(['grafana', 'export', 'out', '--json'], env)

  const read = (name: string) => readFile(join(ledger.folder, 'out', name), 'utf8')
  const files = [...(await readdir(join(ledger.folder, 'out/dashboards')))].map((name) => `dashboards/${name}`)
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(json(said)).toMatchObject({ folder: join(ledger.folder, 'out'), files: expect.arrayContaining(files) })
  expect(files).toHaveLength(6)
  for (const name of files)
    expect(JSON.parse(await read(name))).toMatchObject({ timezone: 'Europe/Berlin', editable: false })
  expect(parse(await read('provisioning/datasources/tokenledger.yaml'))).toMatchObject({
    apiVersion: 1,
    datasources: [
      {
        uid: 'tokenledger',
        type: 'grafana-postgresql-datasource',
        url: 'db.example.com:5432',
        user: 'grafana',
        secureJsonData: { password: '$TOKENLEDGER_GRAFANA_PASSWORD' },
        jsonData: { database: 'costs', sslmode: 'verify-full' },
      },
    ],
  })
  expect(parse(await read('provisioning/dashboards/tokenledger.yaml'))).toMatchObject({
    apiVersion: 1,
    providers: [{ type: 'file', options: { path: join(ledger.folder, 'out/dashboards') } }],
  })
})

test('a Grafana in a container is told where it sees things, and no file holds a password', async ({ ledger }) => {
  const env = { cwd: ledger.folder, DATABASE_URL }
  const options = [
    '--address',
    'db:6432',
    '--mounted-at',
    '/etc/tl',
    '--password-file',
    '/run/secrets/pw',
    '--user',
    'eyes',
  ]

  const said = await tokenledger(['grafana', 'export', 'out', ...options], env)

  const read = (name: string) => readFile(join(ledger.folder, 'out/provisioning', name), 'utf8')
  const source = await read('datasources/tokenledger.yaml')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toContain('GF_PATHS_PROVISIONING=/etc/tl/provisioning')
  expect(parse(source)).toMatchObject({
    datasources: [{ url: 'db:6432', user: 'eyes', secureJsonData: { password: '$__file{/run/secrets/pw}' } }],
  })
  expect(source + (await read('dashboards/tokenledger.yaml')) + said.out).not.toContain('hunter2')
  expect(parse(await read('dashboards/tokenledger.yaml'))).toMatchObject({
    providers: [{ options: { path: '/etc/tl/dashboards' } }],
  })
})

test('alert rules go to a channel by way of the relay, at the thresholds that are configured', async ({ ledger }) => {
  const yaml = `alerts:
  slack: [{ name: oncall, url: { env: SLACK } }]
  rules: { day_over_mean: { threshold: 150, enabled: false } }
`
  await ledger.file('tokenledger.yaml', yaml)
  const env = { cwd: ledger.folder, DATABASE_URL, SLACK: 'https://hooks.slack.com/services/s3cret' }

  const said = await tokenledger(['grafana', 'export', 'out', '--alerts-to', 'oncall'], env)
  const elsewhere = await tokenledger(['grafana', 'export', 'out', '--alerts-to', 'nobody'], env)

  const read = (name: string) => readFile(join(ledger.folder, 'out/provisioning/alerting', name), 'utf8')
  const rules = await read('rules.yaml')
  const points = await read('contact-points.yaml')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(parse(points)).toMatchObject({
    contactPoints: [
      {
        name: 'tokenledger',
        receivers: [
          {
            type: 'webhook',
            settings: {
              url: 'http://127.0.0.1:9465/oncall',
              hmacConfig: { secret: '$TOKENLEDGER_RELAY_SECRET' },
            },
          },
        ],
      },
    ],
  })
  expect(parse(rules)).toMatchObject({ groups: [{ rules: expect.any(Array) }] })
  expect(rules).toMatch(/uid: tokenledger-day-over-mean[^]*?params:\s+- 150\n/)
  expect(rules + points).not.toContain('s3cret')
  expect(elsewhere).toMatchObject({ code: 2, out: '' })
  expect(elsewhere.err).toContain('There is no channel nobody under alerts for the relay to tell. Known: oncall.')
})

test('where nothing can be written it says so, and a name that is no variable is refused', async ({ ledger }) => {
  const env = { cwd: ledger.folder, DATABASE_URL }
  await mkdir(join(ledger.folder, 'out'))
  await writeFile(join(ledger.folder, 'out/dashboards'), 'a file')

  const blocked = await tokenledger(['grafana', 'export', 'out'], env)
  const unnamed = await tokenledger(['grafana', 'export', 'other', '--password-env', '$PW'], env)

  expect(blocked).toMatchObject({ code: 2, out: '' })
  expect(blocked.err).toContain(`Cannot write ${join(ledger.folder, 'out/dashboards')}`)
  expect(unnamed).toMatchObject({ code: 2, out: '' })
})
