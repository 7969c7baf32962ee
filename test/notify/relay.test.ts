/** What Grafana posts, who may, and what becomes of it. */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { Secret } from '../../src/config/index.js'
import { startRelay, type Undelivered } from '../../src/notify/index.js'
import { startDingtalk, startFeishu } from '../../src/world/robots.js'
import { given, opened, robot } from './told.js'

const SECRET = 'grafana-secret'

/** As the webhook of Grafana 12 says it by default, shortened. */
const webhook = {
  receiver: 'llmcost-oncall',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'Daily cost over 120% of 7-day mean',
        grafana_folder: 'LLM cost',
        severity: 'critical',
        model: 'qwen2.5-32b',
        version: 'v3',
      },
      annotations: {
        summary: 'qwen2.5-32b v3: 150% of 7-day mean',
        summary_zh: 'qwen2.5-32b v3 今日成本为 7 日均值的 150%',
      },
      startsAt: '2026-08-22T09:30:00+08:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example.com/alerting/grafana/llmcost-day-over-120/view',
      fingerprint: '1f3a5b7c9d0e2f4a',
      silenceURL: 'https://grafana.example.com/alerting/silence/new',
      dashboardURL: 'https://grafana.example.com/d/llmcost-version',
      panelURL: 'https://grafana.example.com/d/llmcost-version?viewPanel=2',
      values: { R: 150 },
      valueString: '[ var=R labels={} value=150 ]',
    },
  ],
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'https://grafana.example.com/',
  version: '1',
  truncatedAlerts: 0,
  title: '[FIRING:1]',
  state: 'alerting',
  message: '',
}

async function aRelay(channels: Parameters<typeof startRelay>[0]['channels']) {
  const lost: Undelivered[] = []
  const relay = await startRelay({
    relay: { listen: { host: '127.0.0.1', port: 0 }, secret: new Secret(SECRET) },
    channels,
    now: () => Date.now(),
    onDelivered: () => undefined,
    onUndelivered: async (undelivered) => void lost.push(...undelivered),
  })
  onTestFinished(() => relay.close())
  return { ...relay, lost }
}

interface Posted {
  readonly body?: string
  readonly secret?: string
  readonly at?: number
  readonly method?: string
}

function post(address: string, path: string, posted: Posted = {}): Promise<{ status: number; said: string }> {
  const { body = JSON.stringify(webhook), secret = SECRET, at = Date.now(), method = 'POST' } = posted
  const timestamp = String(Math.floor(at / 1000))
  const headers = {
    'content-type': 'application/json',
    'x-grafana-alerting-timestamp': timestamp,
    'x-grafana-alerting-signature': createHmac('sha256', secret).update(`${timestamp}:${body}`).digest('hex'),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(`http://${address}${path}`, { method, headers }, (incoming) => {
      void text(incoming).then((said) => resolve({ status: incoming.statusCode ?? 0, said: said.trim() }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('what Grafana says reaches a signed robot of Feishu in Chinese', async () => {
  const world = await given(startFeishu({ secret: 'feishu-secret-1' }))
  const relay = await aRelay([opened(robot('feishu', world.url, { secret: new Secret('feishu-secret-1') }))])

  const answer = await post(relay.address, '/oncall')

  expect(answer).toEqual({ status: 200, said: '1 told' })
  expect(world.taken[0]?.['card']).toMatchObject({
    header: { template: 'red', title: { content: 'tokenledger: 告警 1' } },
    elements: [
      {
        content: [
          '**【告警】qwen2.5-32b v3 今日成本为 7 日均值的 150%**',
          '模型: qwen2.5-32b',
          '版本: v3',
          '开始时间: 2026-08-22 09:30 &#40;Asia/Shanghai&#41;',
        ].join('\n'),
      },
      { actions: [{ url: 'https://grafana.example.com/d/llmcost-version?viewPanel=2' }] },
    ],
  })
})

test('who does not know the secret, or repeats what was said six minutes ago, is told nothing about channels', async () => {
  const world = await given(startFeishu())
  const { address } = await aRelay([opened(robot('feishu', world.url))])

  const answers = [
    await post(address, '/oncall', { secret: 'guessed' }),
    await post(address, '/nobody', { secret: 'guessed' }),
    await post(address, '/oncall', { at: Date.now() - 360_000 }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
  expect(new Set(answers.map(({ said }) => said)).size).toBe(1)
  expect(world.heard).toEqual([])
})

test.each([
  ['a GET', '/oncall', { method: 'GET', body: '' }, 405],
  ['a channel that is not there', '/nobody', {}, 404],
  ['what is no webhook of Grafana', '/oncall', { body: '{"alerts":[{}]}' }, 400],
  ['more than a mebibyte', '/oncall', { body: ' '.repeat(1024 * 1024 + 1) }, 413],
])('%s is told why it is not taken', async (_, path, posted, status) => {
  const world = await given(startFeishu())
  const { address } = await aRelay([opened(robot('feishu', world.url))])

  const answer = await post(address, path, posted)

  expect(answer.status).toBe(status)
  expect(world.heard).toEqual([])
})

test('a body without a length that grows beyond a mebibyte is not read to its end', async () => {
  const { address } = await aRelay([])

  const status = await new Promise((resolve, reject) => {
    const outgoing = request(`http://${address}/oncall`, { method: 'POST' }, ({ statusCode }) => resolve(statusCode))
    outgoing.on('error', reject)
    outgoing.write(' '.repeat(1024 * 1024))
    outgoing.write('  ')
  })

  expect(status).toBe(413)
})

test('what a robot refuses with 200 is told to Grafana as a failure, and kept', async () => {
  const world = await given(startDingtalk({ secret: 'another' }))
  const relay = await aRelay([opened(robot('dingtalk', world.url, { secret: new Secret('SECdingtalk0001') }))])

  const answer = await post(relay.address, '/oncall')

  expect(answer.status).toBe(502)
  expect(answer.said).toContain('errcode 310000: sign not match')
  expect(relay.lost).toMatchObject([{ channel: 'oncall', messages: [{ key: 'grafana:1f3a5b7c9d0e2f4a' }] }])
})

test('a relay without a secret does not start', async () => {
  const starting = startRelay({
    relay: { listen: { host: '127.0.0.1', port: 0 }, secret: undefined },
    channels: [],
    now: () => Date.now(),
    onDelivered: () => undefined,
    onUndelivered: () => Promise.resolve(),
  })

  await expect(starting).rejects.toThrow(/alerts\.relay\.secret/)
})
