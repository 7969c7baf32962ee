/** The stand-in for Grafana refuses what Grafana refuses, and says no secret back. */
import { expect, test } from 'vitest'
import { type GrafanaWorld, startGrafana } from '../../src/world/grafana.js'
import { given } from '../notify/told.js'

const AUTHORIZATION = { authorization: 'Bearer glsa_0123456789abcdef', 'content-type': 'application/json' }

async function ask({ url }: GrafanaWorld, asked: string, body?: object): Promise<{ status: number; json: unknown }> {
  const [method = 'GET', path] = asked.split(' ')
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${url}/api/${path}`, { method, headers: AUTHORIZATION, ...sent })
  return { status: answer.status, json: await answer.json() }
}

const rule = {
  uid: 'mine',
  title: 'Mine',
  folderUID: 'f',
  ruleGroup: 'g',
  condition: 'A',
  data: [{ refId: 'A', datasourceUid: 's', relativeTimeRange: { from: 600, to: 0 }, model: {} }],
  noDataState: 'OK',
  execErrState: 'Error',
  for: '0s',
}
const telling = {
  receiver: 'r',
  group_by: ['grafana_folder', 'alertname'],
  group_interval: '1m',
  repeat_interval: '1h',
}
const RULES = 'POST v1/provisioning/alert-rules'

async function aWorld(): Promise<GrafanaWorld> {
  const world = await given(startGrafana({ token: 'glsa_0123456789abcdef', version: '10.4.0' }))
  await ask(world, 'POST folders', { uid: 'f', title: 'F' })
  await ask(world, 'POST datasources', {
    uid: 's',
    name: 'S',
    type: 'x',
    access: 'proxy',
    secureJsonData: { password: 'p4ss' },
  })
  await ask(world, 'POST dashboards/db', { dashboard: { id: null, uid: 'd', title: 'D' }, folderUid: 'f' })
  const settings = { url: 'http://r', hmacConfig: { secret: 's3cret' } }
  await ask(world, 'POST v1/provisioning/contact-points', { uid: 'r', name: 'r', type: 'webhook', settings })
  return world
}

test.each<[string, object, number, string]>([
  ['POST folders', { uid: 'f', title: 'F' }, 409, 'same uid already exists'],
  ['POST folders', { uid: 'a b', title: 'F' }, 400, 'invalid uid'],
  ['POST folders', { uid: 'e', title: '' }, 400, 'title cannot be empty'],
  ['POST datasources', { uid: 't', name: 'T', type: 'x' }, 400, 'bad request data'],
  ['POST datasources', { uid: 't', name: 'S', type: 'x', access: 'proxy' }, 409, 'same name already exists'],
  ['POST datasources', { uid: 's', name: 'T', type: 'x', access: 'proxy' }, 409, 'same uid already exists'],
  ['PUT datasources/uid/nobody', { name: 'S' }, 404, 'not found'],
  ['PUT datasources/uid/s', { name: 'S', type: 'x', access: 'proxy', version: 0 }, 409, 'by someone else'],
  ['POST dashboards/db', { dashboard: { id: null, uid: 'd', title: 'D', version: 7 } }, 412, 'by someone else'],
  ['POST dashboards/db', { dashboard: { id: null, uid: 'e', title: '' } }, 400, 'title cannot be empty'],
  ['POST dashboards/db', { dashboard: { id: null, uid: 'e'.repeat(41), title: 'E' } }, 400, 'uid too long'],
  ['POST dashboards/db', { dashboard: { id: null, uid: 'e', title: 'E' }, folderUid: 'none' }, 400, 'folder not found'],
  ['POST dashboards/db', { dashboard: { id: null, title: 'E' }, message: 'm'.repeat(501) }, 400, 'message too long'],
  ['POST v1/provisioning/contact-points', { uid: 'q', name: 'q', type: 'webhook', settings: {} }, 400, 'url'],
  ['PUT v1/provisioning/contact-points/q', {}, 404, 'not found'],
  [RULES, { ...rule, folderUID: 'none' }, 400, 'folder does not exist'],
  [RULES, { ...rule, condition: 'B' }, 400, 'condition B does not exist'],
  [RULES, { ...rule, for: 'soon' }, 400, 'not a valid duration'],
  [RULES, { ...rule, annotations: { __panelId__: '2' } }, 400, 'a panel without a dashboard'],
  [RULES, { ...rule, notification_settings: { ...telling, receiver: 'q' } }, 400, "receiver 'q' does not exist"],
  [RULES, { ...rule, notification_settings: { ...telling, group_by: ['alertname'] } }, 400, 'two required labels'],
  [RULES, { ...rule, notification_settings: { ...telling, group_interval: '0s' } }, 400, 'greater than zero'],
  ['PUT v1/provisioning/folder/f/rule-groups/g', { interval: 15, rules: [] }, 400, 'divided by 10'],
  ['PUT v1/provisioning/folder/f/rule-groups/g', { interval: 30, rules: [rule] }, 404, 'could not find alert rule'],
  ['POST nothing', {}, 404, 'Not found'],
])('Grafana answers %s of %j with %i', async (asked, body, status, message) => {
  const said = await ask(await aWorld(), asked, body)

  expect(said).toMatchObject({ status, json: { message: expect.stringContaining(message) } })
})

test('a password that Grafana was sent is a mark that there is one, and the secret of a webhook is [REDACTED]', async () => {
  const world = await aWorld()

  const source = await ask(world, 'GET datasources/uid/s')
  const points = await ask(world, 'GET v1/provisioning/contact-points?name=r')

  expect(source.json).toMatchObject({ secureJsonFields: { password: true }, version: 1 })
  expect(points.json).toMatchObject([{ provenance: 'api', settings: { hmacConfig: { secret: '[REDACTED]' } } }])
  expect(JSON.stringify([source, points])).not.toMatch(/p4ss|s3cret/)
})

test('a rule that is well is taken, and its group is evaluated every minute', async () => {
  const world = await aWorld()

  const posted = await ask(world, RULES, { ...rule, notification_settings: telling })
  const group = await ask(world, 'GET v1/provisioning/folder/f/rule-groups/g')

  expect(posted.status).toBe(201)
  expect(group.json).toMatchObject({ interval: 60, rules: [{ uid: 'mine', provenance: 'api' }] })
})
