/** `tokenledger grafana install`: what a running Grafana is sent, and what is said of it. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type GrafanaManners, type GrafanaWorld, startGrafana } from '../../src/world/grafana.js'
import { folderWith } from '../config/folder.js'
import { given } from '../notify/told.js'
import { cells, json, tokenledger } from './tool.js'

const TOKEN = 'glsa_0123456789abcdef'
const SECRETS = {
  DATABASE_URL: 'postgres://ledger:hunter2@db.example.com/costs?sslmode=verify-full',
  TOKENLEDGER_GRAFANA_PASSWORD: 'password-of-the-role',
  GRAFANA_TOKEN: TOKEN,
  RELAY: 'secret-of-the-relay',
  SLACK: 'https://hooks.slack.com/services/s3cret',
}
const YAML = 'alerts:\n  slack: [{ name: oncall, url: { env: SLACK } }]\n  relay: { secret: { env: RELAY } }\n'

function grafana(manners: GrafanaManners = {}): Promise<GrafanaWorld> {
  return given(startGrafana({ token: TOKEN, ...manners }))
}

function env(files: Readonly<Record<string, string>> = { 'tokenledger.yaml': YAML }) {
  return { cwd: folderWith(files), ...SECRETS }
}

test('a running Grafana is put everything into by either word, and the second time nothing', async () => {
  const world = await grafana({ path: '/grafana' })
  const [around, args] = [env(), ['install', '--grafana', world.url, '--alerts-to', 'oncall']]

  const looked = await tokenledger(['grafana', ...args, '--dry-run'], around)
  const before = world.org().folders.size
  const first = await tokenledger(['dashboards', ...args, '--json'], around)
  const second = await tokenledger(['grafana', ...args], around)

  expect([looked.code, first.code, second.code, before]).toEqual([0, 0, 0, 0])
  expect(looked.out.split('\n').map(cells).slice(0, 3)).toEqual([
    ['what', 'name', 'would be', 'differs in'],
    ['folder', 'tokenledger', 'made'],
    ['data source', 'tokenledger', 'made'],
  ])
  expect(looked.out).toContain(`Nothing was written to Grafana 12.2.0 at ${new URL(world.url).host}.`)
  const kinds = ['folder', 'data source', ...Array<string>(6).fill('dashboard'), 'contact point', 'alert rules']
  expect(json(first)).toMatchObject({
    version: '12.2.0',
    dryRun: false,
    things: kinds.map((kind) => ({ kind, outcome: 'made' })),
  })
  expect(second.out).toContain('holds all of it: nothing to change.')
  expect(world.org().sources.get('tokenledger')).toMatchObject({
    type: 'grafana-postgresql-datasource',
    url: 'db.example.com:5432',
    user: 'grafana',
    jsonData: { database: 'costs', sslmode: 'verify-full' },
  })
  expect(world.org().secrets.get('tokenledger')).toEqual({ password: 'password-of-the-role' })
  const said = [looked, first, second].map(({ out, err }) => out + err).join('')
  for (const secret of ['hunter2', TOKEN, 'password-of-the-role', 'secret-of-the-relay', 's3cret'])
    expect(said).not.toContain(secret)
})

test('token and password come from files, or a user logs in instead', async () => {
  const world = await grafana({ user: 'admin:p4ssw0rd' })
  const around = {
    ...env({ token: `${TOKEN}\n`, password: 'from-a-file\n', login: 'p4ssw0rd' }),
    GRAFANA_TOKEN: 'not this one',
  }
  const args = ['grafana', 'install', '--grafana', world.url, '--quiet']

  const first = await tokenledger([...args, '--token-file', 'token', '--password-file', 'password'], around)
  const second = await tokenledger([...args, '--token-file', 'login', '--login', 'admin', '--renew-secrets'], around)

  expect([first, second]).toEqual([
    { code: 0, out: '', err: expect.not.stringContaining(TOKEN) },
    { code: 0, out: '', err: expect.not.stringContaining('p4ssw0rd') },
  ])
  expect(world.org().secrets.get('tokenledger')).toEqual({ password: 'password-of-the-role' })
})

test.each<[string, string[], Record<string, string>, number, string]>([
  ['no token', [], { GRAFANA_TOKEN: '' }, 2, 'GRAFANA_TOKEN, which is empty'],
  [
    'a token that is not known',
    [],
    { GRAFANA_TOKEN: 'glsa_of_yesterday' },
    3,
    'does not know the token (HTTP 401: Invalid API key)',
  ],
  ['a user that is not known', ['--login', 'admin'], {}, 3, 'does not know the user admin (HTTP 401'],
  ['an organisation that is not its own', ['--org', '7'], {}, 3, 'does not belong to the requested organization'],
  ['no organisation', ['--org', 'Main'], {}, 2, 'Write the number of the organisation.'],
  ['a file that is not there', ['--ca-file', 'none.pem'], {}, 2, join('none.pem, which cannot be read (ENOENT)')],
  ['a channel that is not there', ['--alerts-to', 'nobody'], {}, 2, 'There is no channel nobody under alerts'],
])('%s is told, and nothing is written', async (_, more, changed, code, told) => {
  const world = await grafana({ user: 'admin:p4ssw0rd' })

  const said = await tokenledger(['grafana', 'install', '--grafana', world.url, ...more], { ...env(), ...changed })

  expect([said.code, said.out]).toEqual([code, ''])
  expect(said.err).toContain(told)
  expect(said.err).not.toMatch(/glsa_|hunter2|password-of-the-role/)
  expect(world.org().folders.size).toBe(0)
})

test('an address with a password in it is refused without being repeated', async () => {
  const said = await tokenledger(
    ['grafana', 'install', '--grafana', 'https://admin:p4ssw0rd@grafana.example.com'],
    env(),
  )

  expect([said.code, said.out]).toEqual([2, ''])
  expect(said.err).toContain('without a user or a password')
})

test('a Grafana that cannot read the ledger is told with exit code 4, and why', async () => {
  const world = await grafana({ cannotRead: 'dial tcp: lookup db.example.com: no such host' })

  const said = await tokenledger(['grafana', 'install', '--grafana', world.url, '--json'], env())

  expect(said.code).toBe(4)
  expect(said.err).toContain('cannot read the ledger')
  expect(said.err).toContain('no such host')
})
