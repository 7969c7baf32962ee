/** From the commit of a load to the message on somebody's screen. */
import { pino } from 'pino'
import { expect } from 'vitest'
import { alertsBeside, evaluate, evaluateAfter, type Evaluated, look } from '../../jobs/alerts.js'
import { channelsOf } from '../../jobs/channels.js'
import { readConfig } from '../../src/config/index.js'
import { createLog } from '../../src/log.js'
import type { Channel } from '../../src/notify/index.js'
import { evaluateAlerts } from '../../src/store/alerts.js'
import { withClient } from '../../src/store/index.js'
import { startPagerduty } from '../../src/world/hooks.js'
import { startDingtalk, startFeishu } from '../../src/world/robots.js'
import { folderWith } from '../config/folder.js'
import { aroundFrom, given } from '../notify/told.js'
import { addedUp, hours, type ModelHour, tens } from '../support/alerts.js'
import { test } from '../support/ledger.js'

const KEY = '0123456789abcdef0123456789abcdef'
const OFF = ['rolling_over_mean', 'bill_stale', 'new_version', 'low_utilisation', 'low_batch_efficiency']

/** Settings in which a day over its mean is the only rule that these hours can trip. */
function configOf(channels: string, env: Readonly<Record<string, string>>, rule = '') {
  const rules = [...OFF.map((name) => `${name}: { enabled: false }`), rule].filter((one) => one !== '').join(', ')
  const panel = 'https://grafana.example.com/d/llmcost-version'
  const yaml = `alerts:\n  panel_url: ${panel}\n  ${channels}\n  rules: { ${rules} }\n`
  return readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env: { HOME: '/nowhere', ...env } })
}

/** Rings when the test says so. */
class Clock {
  readonly waits: number[] = []
  ring = (): void => undefined
  readonly after = (ms: number, work: () => void): (() => void) => {
    this.waits.push(ms)
    this.ring = work
    return () => (this.ring = (): void => undefined)
  }
}

const dear = (more: Partial<ModelHour> = {}): ModelHour[] => [
  ...tens(7, 2, more),
  { daysAgo: 1, usd: '15', cny: '105', ...more },
]

test('what jobs have committed reaches a signed robot once, twenty seconds after the first of them or when the last is over', async ({
  ledger,
}) => {
  const world = await given(startFeishu({ secret: 'feishu-secret-1' }))
  const config = configOf('feishu: [{ name: oncall, url: { env: URL }, secret: { env: SIGN } }]', {
    URL: world.url,
    SIGN: 'feishu-secret-1',
  })
  const clock = new Clock()
  const alerts = alertsBeside(ledger.store, config, createLog('silent'), clock)

  await hours(ledger, dear())
  alerts.soon()
  alerts.soon()
  const waits = [...clock.waits]
  clock.ring()
  await alerts.end()
  const told = world.taken.length
  await ledger.rows('update report.model_hour set effective_usd = 10, effective_cny = 70')
  await addedUp(ledger)
  alerts.soon()
  await alerts.end()
  await alerts.end()

  expect(waits).toEqual([20_000])
  expect(told).toBe(1)
  expect(world.taken).toHaveLength(2)
  const [fires, ends] = world.taken.map((body) => JSON.stringify(body['card']))
  const day = await ledger.value(`select to_char((now() at time zone 'Asia/Shanghai')::date - 1, 'YYYY-MM-DD')`)
  for (const words of [
    '【告警】qwen v1：单日成本相对均值 150%',
    '阈值: 120%',
    '当日: ¥105.00 / $15.00',
    '7 日均值: ¥70.00 / $10.00',
    `开始时间: ${String(day)} 00:00`,
    'https://grafana.example.com/d/llmcost-version?var-model=qwen&var-version=v1&var-provider=aws',
  ]) {
    expect(fires).toContain(words)
  }
  expect(ends).toContain('【已恢复】qwen v1：单日成本相对均值')
})

test('two hundred versions that grow dear at once are told within a minute of a clock that only waiting moves', async ({
  ledger,
}) => {
  const around = aroundFrom(Date.parse('2026-08-22T01:30:00Z'))
  const world = await given(startDingtalk({ secret: 'SECdingtalk0001', now: around.now }))
  const config = configOf('dingtalk: [{ name: ops, url: { env: URL }, secret: { env: SIGN } }]', {
    URL: world.url,
    SIGN: 'SECdingtalk0001',
  })
  await hours(ledger, dear())
  await ledger.rows(`insert into fact.model_version select n, 'qwen', 'v' || n from generate_series(2, 200) n`)
  await ledger.rows(
    `insert into report.model_hour select (jsonb_populate_record(h, jsonb_build_object('version_id', n))).*
     from report.model_hour h cross join generate_series(2, 200) n where h.version_id = 1`,
  )
  await addedUp(ledger)
  const committed = around.now()

  const evaluated = await evaluate(ledger.store, config, { channels: channelsOf(config, around) })

  expect(evaluated).toEqual({ fired: 200, resolved: 0, lost: 0 })
  expect(world.taken).toHaveLength(20)
  // Jobs that follow are waited for 20 seconds.
  expect(around.now() - committed).toBeLessThan(40_000)
})

test('what was committed by a process that died before it told anybody is told by the next, once', async ({
  ledger,
}) => {
  const world = await given(startFeishu())
  const config = configOf('feishu: [{ name: oncall, url: { env: URL } }]', { URL: world.url })
  await hours(ledger, dear())
  await withClient(ledger.pool, (client) => evaluateAlerts(client, [{ rule: 'day_over_mean', threshold: '120' }]))

  const next = await evaluate(ledger.store, config)
  await evaluate(ledger.store, config)

  expect(next).toEqual({ fired: 0, resolved: 0, lost: 0 })
  expect(world.taken).toHaveLength(1)
})

test('a rule is told to its own channels, and what one does not take is kept for it alone', async ({ ledger }) => {
  const [feishu, pager] = [await given(startFeishu({ secret: 'another' })), await given(startPagerduty(KEY))]
  const quiet = await given(startFeishu())
  const config = configOf(
    `feishu: [{ name: oncall, url: { env: URL } }, { name: quiet, url: { env: QUIET } }]
  pagerduty: [{ name: pager, routing_key: { env: KEY }, url: "${pager.url}" }]`,
    { URL: feishu.url, QUIET: quiet.url, KEY },
    'day_over_mean: { channels: [oncall, pager] }',
  )
  await hours(ledger, dear())

  const evaluated = await evaluate(ledger.store, config)

  expect(evaluated).toEqual({ fired: 1, resolved: 0, lost: 1 })
  expect(pager.taken).toMatchObject([{ event_action: 'trigger', dedup_key: 'day_over_mean:1:aws' }])
  expect(quiet.heard).toEqual([])
  expect(await ledger.rows('select channel, alerts, ended_as from ops.undelivered')).toEqual([
    { channel: 'oncall', alerts: 1, ended_as: null },
  ])
})

test('one that evaluates while another tells waits for nobody, and the other tells its events, too', async ({
  ledger,
}) => {
  const config = configOf('feishu: []', {})
  const told: string[][] = []
  const here: Channel = {
    name: 'oncall',
    kind: 'feishu',
    send: async (messages) => {
      told.push(messages.map(({ key }) => key))
      const delivered = { channel: 'oncall', alerts: messages.length, posts: 1, undelivered: [] }
      if (told.length > 1) return delivered
      await hours(ledger, dear({ version: 2 }))
      other = await evaluate(ledger.store, config, { channels: [here] })
      return delivered
    },
  }
  let other: Evaluated | undefined
  await hours(ledger, dear())

  const first = await evaluate(ledger.store, config, { channels: [here] })

  expect([first, other]).toEqual([
    { fired: 1, resolved: 0, lost: 0 },
    { fired: 1, resolved: 0, lost: 0 },
  ])
  expect(told).toEqual([['day_over_mean:1:aws'], ['day_over_mean:2:aws']])
})

test('an alert that was over before anybody heard of it is told to nobody', async ({ ledger }) => {
  const world = await given(startFeishu())
  const config = configOf('feishu: [{ name: oncall, url: { env: URL } }]', { URL: world.url })
  await hours(ledger, dear())
  await look(ledger.store, config)
  await ledger.rows('update report.model_hour set effective_usd = 10, effective_cny = 70')
  await addedUp(ledger)

  const evaluated = await evaluate(ledger.store, config)

  expect(evaluated).toEqual({ fired: 0, resolved: 1, lost: 0 })
  expect(world.taken).toEqual([])
})

test('without a channel nothing is looked at after jobs, and what fires is told once there is one', async ({
  ledger,
}) => {
  const none = configOf('feishu: []', {})
  const world = await given(startFeishu())
  const one = configOf('feishu: [{ name: oncall, url: { env: URL } }]', { URL: world.url })
  const clock = new Clock()
  const alerts = alertsBeside(ledger.store, none, createLog('silent'), clock)
  await hours(ledger, dear())

  alerts.soon()
  await alerts.end()
  await evaluateAfter(ledger.store, none, createLog('silent'))
  const events = await ledger.value('select count(*)::int from ops.alert_event')
  await look(ledger.store, none)
  await evaluateAfter(ledger.store, one, createLog('silent'))

  expect(clock.waits).toEqual([])
  expect(events).toBe(0)
  expect(world.taken).toHaveLength(1)
})

test('an evaluation that fails is told in the log, and nobody fails with it', async ({ ledger }) => {
  const config = configOf('feishu: [{ name: oncall, url: { env: URL } }]', { URL: 'http://127.0.0.1:9/' })
  const lines: unknown[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  await ledger.rows('drop view report.alert')
  const alerts = alertsBeside(ledger.store, config, log)

  alerts.soon()
  await alerts.end()

  expect(lines).toMatchObject([
    {
      command: 'alerts',
      why: expect.stringContaining('relation "report.alert" does not exist'),
      msg: 'alerts were not evaluated',
    },
  ])
})
