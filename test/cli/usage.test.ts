import { expect } from 'vitest'
import { test } from '../support/ledger.js'
import { json, tokenledger } from './tool.js'

const YAML = `
usage:
  prometheus:
    - name: prod
      url: http://127.0.0.1:9
`

test('without a Prometheus it says which lines to write', async ({ ledger }) => {
  const said = await tokenledger(['usage'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(2)
  expect(said.err).toContain(
    'No Prometheus is configured. In tokenledger.yaml:\n\nusage:\n  prometheus:\n    - name: prod\n',
  )
})

test('a source of another name is refused with those there are', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)

  const said = await tokenledger(['usage', '--source', 'test'], { DATABASE_URL: ledger.url, cwd: ledger.folder })

  expect(said).toMatchObject({ code: 2, err: 'tokenledger: usage.prometheus names no test. Known: prod.\n' })
})

test('half an hour is no beginning', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)

  const said = await tokenledger(['usage', '--from', '2026-08-01T06:30:00Z'], {
    DATABASE_URL: ledger.url,
    cwd: ledger.folder,
  })

  expect(said.code).toBe(2)
  expect(said.err).toContain('--from 2026-08-01T06:30:00Z is no whole hour in UTC.')
})

test('a dry run says which hours would be read, and asks nobody', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)
  const env = { DATABASE_URL: ledger.url, cwd: ledger.folder }
  const range = ['--from', '2026-08-01', '--to', '2026-08-01T03:00:00Z', '--dry-run']

  const said = await tokenledger(['usage', ...range], env)
  const document = json(await tokenledger(['usage', ...range, '--json'], env))

  expect(said.code).toBe(0)
  expect(said.out).toBe('prod: would read 3 hours, from 2026-08-01 00:00 to that of 2026-08-01 02:00 UTC.\n')
  expect(document).toMatchObject({
    planned: [{ source: 'prod', hours: ['2026-08-01T00:00:00Z', '2026-08-01T01:00:00Z', '2026-08-01T02:00:00Z'] }],
    hours: [],
  })
})

test('two entries that contradict each other are refused before anything is read', async ({ ledger }) => {
  const twice = `
  deployments:
    - { replica: a, resource: i-1, from: 2026-08-01 }
    - { replica: a, resource: i-2, from: 2026-08-02 }
`
  await ledger.file('tokenledger.yaml', YAML + twice)

  const said = await tokenledger(['usage'], { DATABASE_URL: ledger.url, cwd: ledger.folder })

  expect(said.code).toBe(2)
  expect(said.err).toContain('usage.deployments[0] and usage.deployments[1] both say what a runs')
})

test('a Prometheus that does not answer is to be tried again, and its password is not told', async ({ ledger }) => {
  const secret = '\n      auth: { username: ledger, password: { env: PROMETHEUS_PASSWORD } }\n'
  await ledger.file('tokenledger.yaml', YAML.trimEnd() + secret)

  const said = await tokenledger(['usage', '--from', '2026-08-01', '--to', '2026-08-01T01:00:00Z'], {
    DATABASE_URL: ledger.url,
    cwd: ledger.folder,
    PROMETHEUS_PASSWORD: 'open sesame',
  })

  expect(said.code).toBe(4)
  expect(said.err).not.toContain('sesame')
})
