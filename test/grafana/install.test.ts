/** What a running Grafana is sent, from 10 to 13, and what becomes of it when somebody else is at work there. */
import { describe, expect, test } from 'vitest'
import { wordsOf } from '../../jobs/alert-words.js'
import { Secret } from '../../src/config/index.js'
import { contactPoint, dashboards, OURS, ruleGroup, sourceOf, UID } from '../../src/dashboards/index.js'
import { demandReading, type GrafanaSettings, install, type Wanted } from '../../src/grafana/index.js'
import { type GrafanaManners, type GrafanaWorld, startGrafana } from '../../src/world/grafana.js'
import { given } from '../notify/told.js'

const TOKEN = 'glsa_0123456789abcdef'
const [PASSWORD, RELAY] = [new Secret('password-of-the-role'), new Secret('secret-of-the-relay')]
const RULES = ['day_over_mean', 'low_utilisation'] as const

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  folder: UID,
  source: sourceOf({ address: 'db:5432', database: 'costs', user: 'grafana', sslmode: 'require' }),
  dashboards: dashboards(),
  alerting: {
    contactPoint: contactPoint('http://tokenledger:9465/oncall', ''),
    group: ruleGroup(RULES.map((rule) => ({ rule, threshold: 120, ...wordsOf(rule) }))),
    ours: OURS,
  },
  password: PASSWORD,
  relaySecret: RELAY,
  renewSecrets: false,
  message: 'tokenledger 0.1.0',
  ...more,
})
const onlyDashboards = (more: Partial<Wanted> = {}): Wanted => wanted({ alerting: undefined, ...more })

function settings({ url }: GrafanaWorld, more: Partial<GrafanaSettings> = {}): GrafanaSettings {
  return {
    url: new URL(url),
    auth: { kind: 'bearer', token: new Secret(TOKEN) },
    org: undefined,
    ca: undefined,
    secrets: [PASSWORD, RELAY],
    patience: { retries: 1, firstWaitMs: 1 },
    ...more,
  }
}

function grafana(manners: GrafanaManners = {}): Promise<GrafanaWorld> {
  return given(startGrafana({ token: TOKEN, ...manners }))
}

async function outcomes(world: GrafanaWorld, said: Wanted): Promise<string[]> {
  const { things } = await install(settings(world), said, false)
  return things.map(({ kind, outcome, why }) => [kind, outcome, why].filter((one) => one !== undefined).join(' '))
}

const written = (world: GrafanaWorld): string[] => world.asked.filter((one) => !one.startsWith('GET'))

describe.each(['10.0.0', '11.6.1', '12.0.0', '12.2.0', '13.2.3'])('Grafana %s', (version) => {
  test(`Grafana ${version} is sent all of it once, and nothing the second time`, async () => {
    const world = await grafana({ version })
    const said = Number.parseInt(version, 10) < 12 ? onlyDashboards() : wanted()

    const first = await outcomes(world, said)
    const posts = written(world).length
    const second = await outcomes(world, said)

    expect(first.every((one) => one.endsWith(' made'))).toBe(true)
    expect(first).toHaveLength(said.alerting === undefined ? 8 : 10)
    expect(posts).toBe(said.alerting === undefined ? 8 : 12)
    expect(second.every((one) => one.endsWith(' unchanged'))).toBe(true)
    expect(written(world)).toHaveLength(posts)
    expect([...world.org().dashboards.keys()].toSorted()).toEqual(
      dashboards()
        .map(({ uid }) => uid)
        .toSorted(),
    )
    expect(world.org().dashboards.get('tokenledger-version')).toMatchObject({
      dashboard: { title: dashboards()[1]?.title, panels: dashboards()[1]?.panels },
      meta: { folderUid: 'tokenledger' },
      message: 'tokenledger 0.1.0',
    })
    await expect(demandReading(settings(world), UID)).resolves.toBeUndefined()
  })
})

test('rules keep their panel, who hears them and their interval, and may be edited by hand', async () => {
  const world = await grafana()

  await outcomes(world, wanted())

  const group = world.org().alerting.groups.get('tokenledger/tokenledger')
  expect(group?.interval).toBe(30)
  expect(group?.rules).toMatchObject([
    {
      uid: 'tokenledger-day-over-mean',
      annotations: { __dashboardUid__: 'tokenledger-version', __panelId__: '2' },
      notification_settings: { receiver: 'tokenledger', group_by: ['grafana_folder', 'alertname', 'subject'] },
      keep_firing_for: '10m',
    },
    { uid: 'tokenledger-low-utilisation' },
  ])
  expect(group?.rules[0]).not.toHaveProperty('provenance')
  expect(world.org().alerting.contactPoints).toMatchObject([
    {
      uid: 'tokenledger-relay',
      settings: { url: 'http://tokenledger:9465/oncall', hmacConfig: { secret: 'secret-of-the-relay' } },
    },
  ])
})

test('what somebody changed there is put right, and what else they set stays', async () => {
  const world = await grafana()
  await outcomes(world, wanted())
  const { sources, dashboards: held, folders, alerting } = world.org()
  sources.set(UID, {
    ...sources.get(UID),
    isDefault: true,
    url: 'elsewhere:5432',
    jsonData: { maxOpenConns: 10, mine: 1 },
  })
  folders.set('mine', { uid: 'mine', title: 'Mine' })
  const fx = held.get('tokenledger-fx')
  if (fx !== undefined)
    held.set('tokenledger-fx', {
      ...fx,
      dashboard: { ...fx.dashboard, title: 'My rates' },
      meta: { folderUid: 'mine' },
    })
  const group = alerting.groups.get('tokenledger/tokenledger')
  const [first, ...others] = group?.rules ?? []
  const mine = { ...first, uid: 'mine', title: 'Mine' }
  alerting.groups.set('tokenledger/tokenledger', {
    interval: 60,
    rules: [mine, ...others, { ...first, uid: 'tokenledger-gone', title: 'Gone' }],
  })

  const again = await outcomes(world, wanted())

  expect(again.filter((one) => !one.endsWith('unchanged'))).toEqual([
    'data source changed url',
    'dashboard changed title',
    'alert rules changed interval',
  ])
  expect(sources.get(UID)).toMatchObject({ isDefault: true, url: 'db:5432', jsonData: { mine: 1, database: 'costs' } })
  expect(held.get('tokenledger-fx')).toMatchObject({ meta: { folderUid: 'mine' }, dashboard: { version: 2 } })
  expect(alerting.groups.get('tokenledger/tokenledger')).toMatchObject({
    interval: 30,
    rules: [{ uid: 'tokenledger-day-over-mean' }, { uid: 'tokenledger-low-utilisation' }, { uid: 'mine' }],
  })
  expect((await outcomes(world, wanted())).every((one) => one.endsWith('unchanged'))).toBe(true)
})

test('a dry run looks at everything and writes nothing', async () => {
  const world = await grafana()

  const { things } = await install(settings(world), wanted(), true)

  expect(things.every(({ outcome }) => outcome === 'made')).toBe(true)
  expect(written(world)).toEqual([])
})

test('secrets are sent where there are none, and again when they are to be renewed', async () => {
  const world = await grafana()
  await outcomes(world, wanted())
  const renewed = { password: new Secret('another-password'), relaySecret: new Secret('another-secret') }

  const kept = await outcomes(world, wanted({ password: undefined, relaySecret: undefined }))
  const sent = await outcomes(world, wanted({ ...renewed, renewSecrets: true }))

  expect(kept.every((one) => one.endsWith('unchanged'))).toBe(true)
  expect(sent.filter((one) => !one.endsWith('unchanged'))).toEqual([
    'data source changed password',
    'contact point changed secret',
  ])
  expect(world.org().secrets.get(UID)).toEqual({ password: 'another-password' })
  expect(JSON.stringify([...world.org().sources])).not.toContain('another-password')
})

test.each<[string, Partial<Wanted>, string]>([
  ['a password', { password: undefined }, 'Grafana needs the password of the role grafana'],
  ['the secret of the relay', { relaySecret: undefined }, 'set alerts.relay.secret'],
])('without %s nothing is written, and it is said what lacks', async (_, lacking, told) => {
  const world = await grafana()

  await expect(install(settings(world), wanted(lacking), false)).rejects.toThrow(told)

  expect(written(world)).toEqual([])
})

test.each<[string, (world: GrafanaWorld) => void, string]>([
  [
    'data source',
    ({ org }) => org().sources.set(UID, { ...org().sources.get(UID), readOnly: true, user: 'x' }),
    'the data source tokenledger from a file of its own, and user differs',
  ],
  [
    'dashboard',
    ({ org }) => {
      const held = org().dashboards.get('tokenledger-fx')
      if (held !== undefined)
        org().dashboards.set('tokenledger-fx', {
          ...held,
          dashboard: { uid: 'tokenledger-fx' },
          meta: { provisioned: true },
        })
    },
    'the dashboard tokenledger-fx from a file of its own',
  ],
  [
    'contact point',
    ({ org }) => void (org().alerting.contactPoints = [{ uid: 'tokenledger-relay', name: UID, provenance: 'file' }]),
    'the contact point tokenledger from a file of its own',
  ],
  [
    'rule',
    ({ org }) =>
      void org().alerting.groups.set('tokenledger/tokenledger', {
        interval: 60,
        rules: [{ uid: 'tokenledger-x', provenance: 'file' }],
      }),
    'the alert rules tokenledger from a file of its own, and interval differs',
  ],
])('a %s that Grafana has from its files is left to them, and nothing is written', async (_, change, told) => {
  const world = await grafana()
  await outcomes(world, wanted())
  change(world)
  const before = written(world).length

  await expect(install(settings(world), wanted(), false)).rejects.toThrow(told)

  expect(written(world)).toHaveLength(before)
})

test('two that change the data source at one moment: the second is told to run again', async () => {
  const world = await grafana({
    before: (asked, { sources }) => {
      if (asked.startsWith('PUT api/datasources')) sources.set(UID, { ...sources.get(UID), version: 9 })
      return undefined
    },
  })
  await outcomes(world, onlyDashboards())

  const changing = install(settings(world), onlyDashboards({ source: { ...wanted().source, user: 'eyes' } }), false)

  await expect(changing).rejects.toMatchObject({
    name: 'SourceDown',
    message: expect.stringContaining('Somebody changed the data source tokenledger at this moment (HTTP 409'),
  })
})

test.each<[string, string, string, string]>([
  ['somebody else saves', 'version-mismatch', 'The dashboard has been changed by someone else', 'SourceDown'],
  ['a plugin owns', 'plugin-dashboard', 'The dashboard belongs to plugin Tempo.', 'ConfigError'],
])('a dashboard that %s is told with 412', async (_, status, message, name) => {
  const world = await grafana({
    before: (asked) => (asked === 'POST api/dashboards/db' ? { status: 412, body: { status, message } } : undefined),
  })

  const installing = install(settings(world), onlyDashboards(), false)

  await expect(installing).rejects.toMatchObject({ name, message: expect.stringContaining(`(HTTP 412: ${message})`) })
})

test('another of the same name is told, and what was written before stands when it is run again', async () => {
  const world = await grafana()
  world.org().sources.set('other', { name: UID, uid: 'other' })

  await expect(install(settings(world), onlyDashboards(), false)).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringContaining('holds something else in the place of the data source tokenledger (HTTP 409'),
  })
  world.org().sources.clear()

  expect((await outcomes(world, onlyDashboards())).slice(0, 2)).toEqual(['folder unchanged', 'data source made'])
})

test.each<[string, GrafanaManners, Wanted, string, string]>([
  ['one older than 10', { version: '9.5.21' }, onlyDashboards(), 'ConfigError', 'Grafana 9.5.21 is older than 10'],
  [
    'one that cannot sign',
    { version: '11.6.1' },
    wanted(),
    'ConfigError',
    'Grafana 11.6.1 cannot sign what it tells the relay',
  ],
  ['a page of a proxy', { login: true }, onlyDashboards(), 'ConfigError', 'is no Grafana (HTTP 200, and no JSON)'],
  [
    'a Viewer',
    { role: 'Viewer' },
    onlyDashboards(),
    'SourceRefused',
    'needs the permission datasources:read, as Admins have',
  ],
  ['an Editor', { role: 'Editor' }, onlyDashboards(), 'SourceRefused', 'Permissions needed: datasources:read'],
  [
    'another token',
    { token: 'glsa_another' },
    onlyDashboards(),
    'SourceRefused',
    'does not know the token (HTTP 401: Invalid API key)',
  ],
])('%s is told in words', async (_, manners, said, name, message) => {
  const world = await grafana(manners)

  const installing = install(settings(world), said, false)

  await expect(installing).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
  expect(written(world)).toEqual([])
})

test('a Grafana that keeps its version to itself is taken for a new one', async () => {
  const world = await grafana({ hidesVersion: true })

  const { version, things } = await install(settings(world), wanted(), false)

  expect([version, things.length]).toEqual([undefined, 10])
})

test('a user of several organisations puts it into the one that is named, and a token into its own alone', async () => {
  const world = await grafana({ user: 'admin:p4ssw0rd', tokenOrg: 1 })
  const basic = { kind: 'basic', username: 'admin', password: new Secret('p4ssw0rd') } as const

  await install(settings(world, { auth: basic, org: 2 }), onlyDashboards(), false)
  const elsewhere = install(settings(world, { org: 2 }), onlyDashboards(), false)

  await expect(elsewhere).rejects.toThrow('API key does not belong to the requested organization')
  expect([world.org(1).dashboards.size, world.org(2).dashboards.size]).toEqual([0, 6])
})

test('one that is served below a path is found there, and not at its host', async () => {
  const world = await grafana({ path: '/monitoring/grafana' })

  const { things } = await install(settings(world), onlyDashboards(), false)
  const atTheHost = install(settings(world, { url: new URL('/', world.url) }), onlyDashboards(), false)

  expect(things).toHaveLength(8)
  await expect(atTheHost).rejects.toThrow(
    /api\/health is no Grafana \(HTTP 404, and no JSON\)\. Set --grafana to its base/,
  )
})

test('that Grafana does not get at the ledger is told in its words, without the password', async () => {
  const world = await grafana({ cannotRead: 'pq: password authentication failed for password-of-the-role' })
  await outcomes(world, onlyDashboards())

  await expect(demandReading(settings(world), UID)).rejects.toMatchObject({
    name: 'SourceDown',
    message: expect.stringMatching(/cannot read the ledger: .*pq: password authentication failed for \[hidden\]/),
  })
})
