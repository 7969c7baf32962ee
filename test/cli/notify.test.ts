import { createHmac } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { startDingtalk, startFeishu } from '../../src/world/robots.js'
import { folderWith } from '../config/folder.js'
import { given } from '../notify/told.js'
import { test } from '../support/ledger.js'
import { json, tokenledger } from './tool.js'

const settings = `alerts:
  feishu: [{ name: oncall, url: { env: FEISHU_URL }, secret: { env: FEISHU_SECRET } }]
  dingtalk: [{ name: ops, url: { env: DINGTALK_URL }, secret: { env: DINGTALK_SECRET } }]
  relay: { listen: "127.0.0.1:0", secret: { env: GRAFANA_HMAC } }
`
const secrets = { FEISHU_SECRET: 'feishu-secret-1', DINGTALK_SECRET: 'SECdingtalk0001', GRAFANA_HMAC: 'grafana-secret' }
const nowhere = 'http://127.0.0.1:9/hook'

test('a channel is tried as any message is sent, and one that refuses ends with 3 and its reason', async () => {
  const cwd = folderWith({ 'tokenledger.yaml': settings })
  const [feishu, dingtalk] = [
    await given(startFeishu({ secret: 'feishu-secret-1' })),
    await given(startDingtalk({ secret: 'another' })),
  ]
  const env = { ...secrets, cwd, FEISHU_URL: feishu.url, DINGTALK_URL: dingtalk.url }

  const [took, refused, unknown] = [
    await tokenledger(['notify', 'test', 'oncall', '--json'], env),
    await tokenledger(['notify', 'test', 'ops'], env),
    await tokenledger(['notify', 'test', 'nobody'], env),
  ]

  expect(took.code).toBe(0)
  expect(json(took)).toEqual({ channel: 'oncall', kind: 'feishu', alerts: 1 })
  expect(feishu.heard[0]?.text).toContain('【测试】此渠道可以收到 tokenledger 的消息')
  expect(refused.code).toBe(3)
  expect(refused.err).toContain('DingTalk (ops) did not take the message (errcode 310000: sign not match)')
  expect(unknown).toMatchObject({ code: 2, err: 'tokenledger: alerts names no channel nobody. Known: oncall, ops.\n' })
  for (const { out, err } of [took, refused, unknown]) {
    for (const secret of [...Object.values(secrets), '0b1e9f3a-7c52']) expect(out + err).not.toContain(secret)
  }
})

test('what a channel did not take is kept without secrets, shown by status, and sent again', async ({ ledger }) => {
  const cwd = folderWith({ 'tokenledger.yaml': settings })
  const shut = await given(startFeishu({ secret: 'another' }))
  const env = { ...secrets, cwd, DATABASE_URL: ledger.url, FEISHU_URL: shut.url, DINGTALK_URL: nowhere }
  const { address, end } = await aRelay(env)
  const status = await post(`http://${address}/oncall`)
  await end()

  const shown = await tokenledger(['status'], env)
  const again = await tokenledger(['notify', 'resend'], env)
  const open = await given(startFeishu({ secret: 'feishu-secret-1' }))
  const sent = await tokenledger(['notify', 'resend', '--json'], { ...env, FEISHU_URL: open.url })
  const after = await tokenledger(['status'], env)

  expect(status).toBe(502)
  expect(shown.out).toContain('1 alert since')
  expect(shown.out.replaceAll('\n', ' ')).toContain(
    'did not reach oncall (feishu): Feishu (oncall) did not take the message (code 19021',
  )
  expect(again).toMatchObject({ code: 3, out: '0 alerts told, 1 alert not taken again.\n' })
  expect(json(sent)).toEqual({ sent: 1, waiting: 0 })
  expect(open.heard[0]?.text).toContain('今日成本')
  expect(after.out).not.toContain('oncall')
  const rows = JSON.stringify(await ledger.rows('select * from ops.undelivered'))
  for (const secret of [...Object.values(secrets), '0b1e9f3a-7c52']) expect(rows).not.toContain(secret)
  expect(await ledger.rows('select attempts, ended_as from ops.undelivered')).toEqual([
    { attempts: 2, ended_as: 'sent' },
  ])
})

test('what nobody need hear any more is dropped, of one channel or of all', async ({ ledger }) => {
  const keep = `insert into ops.undelivered (channel, kind, alerts, messages, error, exit_code) values ($1, 'feishu', 1, $2, 'no', 3)`
  const words = { en: 'a', zh: 'b' }
  const message = {
    state: 'firing',
    severity: 'info',
    key: 'k',
    title: words,
    facts: [],
    since: '2026-08-22T00:00:00.000Z',
  }
  for (const name of ['gone', 'gone', 'other']) await ledger.rows(keep, [name, JSON.stringify([message])])
  const env = { DATABASE_URL: ledger.url }

  const again = await tokenledger(['notify', 'resend'], env)
  const one = await tokenledger(['notify', 'resend', '--drop', '--channel', 'gone'], env)
  const rest = await tokenledger(['notify', 'resend', '--drop', '--json'], env)

  expect(again).toMatchObject({ code: 2, out: '0 alerts told, 3 alerts not taken again.\n' })
  expect(one.out).toBe('2 alerts dropped.\n')
  expect(json(rest)).toEqual({ dropped: 1 })
})

/** `tokenledger notify relay` until it is asked to end. */
async function aRelay(env: Readonly<Record<string, string>>) {
  const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
  const { cwd, ...others } = env
  const child = spawn(process.execPath, [main, 'notify', 'relay', '--json'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nowhere', ...others },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  while (!said.includes('}')) said += String((await once(child.stdout, 'data'))[0])
  const { address }: { address: string } = JSON.parse(said)
  const closed = once(child, 'close')
  return { address, end: async () => [child.kill('SIGTERM'), await closed] }
}

async function post(url: string): Promise<number> {
  const alert = {
    status: 'firing',
    labels: { alertname: 'a' },
    annotations: { summary: 'cost today', summary_zh: '今日成本' },
    startsAt: '2026-08-22T01:30:00Z',
    fingerprint: 'f1',
  }
  const body = JSON.stringify({ alerts: [alert] })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', 'grafana-secret').update(`${timestamp}:${body}`).digest('hex')
  const headers = { 'x-grafana-alerting-timestamp': timestamp, 'x-grafana-alerting-signature': signature }
  return (await fetch(url, { method: 'POST', body, headers })).status
}
