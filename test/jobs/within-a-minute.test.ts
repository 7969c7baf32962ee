/** From the commit of a load to a message on somebody's screen: the whole path, by a clock that only waiting moves. */
import { expect } from 'vitest'
import { alertsBeside } from '../../jobs/alerts.js'
import { runWork } from '../../jobs/run.js'
import { readConfig } from '../../src/config/index.js'
import { createLog } from '../../src/log.js'
import { USUAL } from '../../src/notify/index.js'
import type { Manners, ReceiverWorld, Reply } from '../../src/world/receiver.js'
import { startDingtalk, startFeishu } from '../../src/world/robots.js'
import { folderWith } from '../config/folder.js'
import { given } from '../notify/told.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const MINUTE_MS = 60_000
const [SECRET, LOG] = ['SECdingtalk0001', createLog('silent')]

/** Milliseconds that pass when somebody waits for them, and alarms that ring in their order when they are waited for. */
class HeldClock {
  now = Date.parse('2026-08-22T01:30:00Z')
  #alarms: { readonly at: number; readonly work: () => void }[] = []

  readonly after = (ms: number, work: () => void): (() => void) => {
    const alarm = { at: this.now + ms, work }
    this.#alarms.push(alarm)
    return () => (this.#alarms = this.#alarms.filter((one) => one !== alarm))
  }

  readonly around = {
    ...USUAL,
    now: () => this.now,
    pause: async (ms: number) => void (this.now += ms),
    timeoutMs: 100,
  }

  /** Whether somebody waits for an alarm. */
  get isAwaited(): boolean {
    return this.#alarms.length > 0
  }

  /** Waits for the next alarm. */
  ring(): void {
    const [next] = this.#alarms.toSorted((a, b) => a.at - b.at)
    if (next === undefined) throw new Error('Nobody waits for anything.')
    this.#alarms = this.#alarms.filter((one) => one !== next)
    this.now = Math.max(this.now, next.at)
    next.work()
  }
}

/** A bill of an hour of today, of a machine that nobody knows: no version gets anything of it, which is an alert. */
async function load(ledger: Ledger): Promise<readonly string[]> {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7_200_000
  const [from, to] = [hour, hour + 3_600_000].map((ms) => new Date(ms).toISOString())
  const [year = 0, month = 0] = (from ?? '').split('-').map(Number)
  const [begin, end] = [month - 1, month].map((one) => new Date(Date.UTC(year, one, 1)).toISOString())
  const line = {
    BillingPeriodStart: begin ?? '',
    BillingPeriodEnd: end ?? '',
    ChargePeriodStart: from ?? '',
    ChargePeriodEnd: to ?? '',
  }
  const { loadId } = await ledger.load([await ledger.file('bill.csv', csv([line]))])
  return loadId === undefined ? [] : [String(loadId)]
}

function config(ledger: Ledger, channels: string, env: Readonly<Record<string, string>>) {
  const yaml = `alerts:\n${channels}  rules: { bill_stale: { enabled: false }, rate_missing: { enabled: false } }\n`
  return readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env: { HOME: ledger.folder, ...env } })
}

function robot(kind: 'feishu' | 'dingtalk', clock: HeldClock, first: Manners['first'] = []): Promise<ReceiverWorld> {
  const start = kind === 'feishu' ? startFeishu : startDingtalk
  return given(start({ secret: SECRET, now: clock.around.now, first }))
}

const SLOW: Reply = { status: 429, body: 'slow down', headers: { 'retry-after': '120' } }

test.for<readonly [string, 'feishu' | 'dingtalk', readonly Reply[]]>([
  ['takes it at once', 'feishu', []],
  ['throttles once and asks for two minutes', 'feishu', [SLOW]],
  ['answers 200 and an error once', 'feishu', [{ status: 200, body: { code: 11232, msg: 'frequency limited' } }]],
  ['answers 200 and "system busy" once', 'dingtalk', [{ status: 200, body: { errcode: -1, errmsg: '系统繁忙' } }]],
  ['is down once', 'dingtalk', [{ status: 502, body: 'bad gateway' }]],
])('what a job commits is heard within a minute by a robot that %s', async ([, kind, first], { ledger }) => {
  const clock = new HeldClock()
  const world = await robot(kind, clock, first)
  const settings = config(ledger, `  ${kind}: [{ name: oncall, url: { env: URL }, secret: { env: SECRET } }]\n`, {
    URL: world.url,
    SECRET,
  })
  const alerts = alertsBeside(ledger.store, settings, LOG, clock)
  let committed = Number.NaN
  const work = {
    name: 'bills-focus',
    command: 'schedule',
    log: LOG,
    load: async () => {
      const loadIds = await load(ledger)
      committed = clock.now
      return { outcome: 'loaded', says: 'a bill', loadIds } as const
    },
  } as const

  const around = { now: new Date(), dryRun: false, onStep: () => undefined }
  const result = await alerts.during(() => runWork(ledger.store, settings, work, around))
  alerts.soon()
  clock.ring()
  await alerts.end()

  expect(result.outcome).toBe('loaded')
  expect(world.heard).toHaveLength(first.length + 1)
  expect(JSON.stringify(world.taken)).toContain('未归属到任何版本的成本占比')
  expect(clock.now - committed).toBeGreaterThanOrEqual(20_000)
  expect(clock.now - committed).toBeLessThan(MINUTE_MS)
})

test('what a job has committed is heard within a minute although the job goes on for an hour', async ({ ledger }) => {
  const clock = new HeldClock()
  const world = await robot('feishu', clock, [SLOW])
  const settings = config(ledger, '  feishu: [{ name: oncall, url: { env: URL }, secret: { env: SECRET } }]\n', {
    URL: world.url,
    SECRET,
  })
  const alerts = alertsBeside(ledger.store, settings, LOG, clock)
  const heard: number[] = []

  await alerts.during(async () => {
    await load(ledger)
    const committed = clock.now
    clock.ring()
    while (world.taken.length === 0) await ledger.value('select 1')
    heard.push(clock.now - committed)
    // Once it is told, the next look finds nothing new.
    while (!clock.isAwaited) await ledger.value('select 1')
    clock.ring()
    while (!clock.isAwaited) await ledger.value('select 1')
  })
  await alerts.end()

  expect(heard[0]).toBeLessThan(MINUTE_MS)
  expect(world.taken).toHaveLength(1)
  expect(clock.isAwaited).toBe(false)
})

test('a receiver that hangs keeps no other from hearing it', async ({ ledger }) => {
  const clock = new HeldClock()
  const times: number[] = []
  const noted = (): number => {
    times.push(clock.now)
    return clock.now
  }
  const hangs = await robot('feishu', clock, ['hang', 'hang', 'hang', 'hang', 'hang'])
  const well = await given(startDingtalk({ secret: SECRET, now: noted }))
  const channels =
    '  feishu: [{ name: first, url: { env: HANGS }, secret: { env: SECRET } }]\n  dingtalk: [{ name: second, url: { env: WELL }, secret: { env: SECRET } }]\n'
  const alerts = alertsBeside(
    ledger.store,
    config(ledger, channels, { HANGS: hangs.url, WELL: well.url, SECRET }),
    LOG,
    clock,
  )
  await load(ledger)
  const committed = clock.now

  alerts.soon()
  clock.ring()
  await alerts.end()

  expect(well.taken).toHaveLength(1)
  expect(times[0]).toBe(committed + 20_000)
  expect(hangs.heard).toHaveLength(5)
  expect(await ledger.rows('select channel, alerts from ops.undelivered')).toEqual([{ channel: 'first', alerts: 1 }])
})
