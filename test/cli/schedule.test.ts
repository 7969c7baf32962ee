/** Schedulers as processes: several at once, asked to end, and killed. */
import pg from 'pg'
import { expect } from 'vitest'
import { writeBill } from '../crash/bill.js'
import { query, until } from '../store/embedded/given.js'
import { brokenLaws } from '../support/dump.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { aScheduler, billsDue, type Scheduler } from './scheduler.js'
import { tokenledger } from './tool.js'

const LINES = 2_000

/** Another session that folds: a load stands still before it writes, until this one lets go. */
async function foldHeld(ledger: Ledger): Promise<() => Promise<void>> {
  const rival = new pg.Client({ connectionString: ledger.url })
  rival.on('error', () => undefined)
  await rival.connect()
  await rival.query(`select pg_advisory_lock(hashtext('tokenledger'), hashtext('fold'))`)
  return () => rival.end()
}

const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`
const isBlocked = (ledger: Ledger) => async (): Promise<boolean> => (await query(ledger.url, blocked)).length === 1

async function ran(scheduler: Scheduler, outcome: string): Promise<number> {
  const runs = (await scheduler.metrics()).get('tokenledger_job_runs_total')?.samples
  return runs?.get(`{job="bills-focus",outcome="${outcome}"}`) ?? 0
}

const diary = (ledger: Ledger) =>
  ledger.rows(
    'select job, command, outcome, exit_code, cardinality(load_ids) as loads from ops.job_run order by run_id',
  )

const loadedOnce = [{ job: 'bills-focus', command: 'schedule', outcome: 'loaded', exit_code: 0, loads: 1 }]

test('of two schedulers one runs the job that is due, and neither it nor a third one runs it again', async ({
  ledger,
}) => {
  await billsDue(ledger, await writeBill(ledger.folder, { edition: 0, lines: LINES }))
  const letGo = await foldHeld(ledger)
  const both = [await aScheduler(ledger), await aScheduler(ledger)]
  await until(isBlocked(ledger))
  await until(async () => (await Promise.all(both.map((one) => ran(one, 'elsewhere')))).includes(1))

  await letGo()
  await until(async () => (await Promise.all(both.map((one) => ran(one, 'loaded')))).includes(1))
  const third = await aScheduler(ledger)
  const thirds = await Promise.all(['loaded', 'unchanged', 'elsewhere'].map((outcome) => ran(third, outcome)))
  for (const one of [...both, third]) one.send('SIGTERM')

  expect(await Promise.all([...both, third].map(({ ended }) => ended))).toEqual([0, 0, 0])
  expect(thirds).toEqual([0, 0, 0])
  expect(await diary(ledger)).toEqual(loadedOnce)
  expect(await ledger.value('select count(*) from ops.run')).toBe('1')
})

test('a job that is killed leaves nothing half-written, and the next scheduler does at once what it was to do', async ({
  ledger,
}) => {
  await billsDue(ledger, await writeBill(ledger.folder, { edition: 0, lines: LINES }))
  const letGo = await foldHeld(ledger)
  const first = await aScheduler(ledger)
  await until(isBlocked(ledger))

  first.send('SIGKILL')
  const end = await first.ended
  await until(async () => (await query(ledger.url, blocked)).length === 0)
  await letGo()
  const left = await ledger.value('select (select count(*) from fact.bill_line) + (select count(*) from ops.run)')
  const trace = await diary(ledger)
  const second = await aScheduler(ledger)
  await until(async () => (await ran(second, 'loaded')) === 1)
  second.send('SIGTERM')

  expect(end).toBe('SIGKILL')
  expect(left).toBe('0')
  expect(trace).toMatchObject([{ outcome: 'running' }])
  expect(await second.ended).toBe(0)
  expect(await diary(ledger)).toEqual(loadedOnce)
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('asked to end, a scheduler lets the running job finish', async ({ ledger }) => {
  await billsDue(ledger, await writeBill(ledger.folder, { edition: 0, lines: LINES }), 'grace: 60m')
  const letGo = await foldHeld(ledger)
  const scheduler = await aScheduler(ledger)
  await until(isBlocked(ledger))

  scheduler.send('SIGTERM')
  await until(async () => scheduler.said().includes('asked to end'))
  await letGo()

  expect(await scheduler.ended).toBe(0)
  expect(await diary(ledger)).toEqual(loadedOnce)
})

test('a job that outlasts the grace is rolled back, and the scheduler ends well all the same', async ({ ledger }) => {
  await billsDue(ledger, await writeBill(ledger.folder, { edition: 0, lines: LINES }), 'grace: 0s')
  const letGo = await foldHeld(ledger)
  const scheduler = await aScheduler(ledger)
  await until(isBlocked(ledger))

  scheduler.send('SIGTERM')
  const end = await scheduler.ended
  await until(async () => (await query(ledger.url, blocked)).length === 0)
  await letGo()
  const left = await ledger.value('select (select count(*) from fact.bill_line) + (select count(*) from ops.run)')
  const trace = await diary(ledger)
  const healed = await tokenledger(['run', 'bills-focus'], { cwd: ledger.folder, DATABASE_URL: ledger.url })

  expect(end).toBe(0)
  expect(left).toBe('0')
  expect(trace).toMatchObject([{ outcome: 'interrupted', exit_code: null, loads: 0 }])
  expect(healed.code).toBe(0)
  expect(await diary(ledger)).toMatchObject([{ outcome: 'interrupted' }, { command: 'run', outcome: 'loaded' }])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('its pages tell Prometheus and probes how it does, and nothing else is there', async ({ ledger }) => {
  await billsDue(ledger, await ledger.file('bill.csv', csv([{}])))
  const scheduler = await aScheduler(ledger)
  await until(async () => (await ran(scheduler, 'loaded')) === 1)
  await until(async () => (await scheduler.metrics()).has('tokenledger_law_differences'))

  const metrics = await scheduler.metrics()
  const [page, health, other] = await Promise.all(['/metrics', '/healthz', '/'].map(scheduler.get))
  const posted = await fetch(`http://${scheduler.address}/metrics`, { method: 'POST' })
  scheduler.send('SIGINT')

  expect(page).toMatchObject({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' })
  const sample = (name: string, labels = ''): number | undefined => metrics.get(name)?.samples.get(labels)
  const job = '{job="bills-focus"}'
  expect(sample('tokenledger_database_up')).toBe(1)
  expect(sample('tokenledger_job_last_exit_code', job)).toBe(0)
  expect(sample('tokenledger_bills_up_to_timestamp_seconds', '{feed="focus",provider="aws"}')).toBe(
    Date.parse('2026-08-01T01:00:00Z') / 1000,
  )
  expect(sample('tokenledger_rate_missing', '{reason="no_fixing"}')).toBe(1)
  expect(
    [...(metrics.get('tokenledger_law_differences')?.samples.values() ?? [])].filter((rows) => rows !== 0),
  ).toEqual([])
  expect(sample('tokenledger_job_next_run_timestamp_seconds', job)).toBeGreaterThan(
    sample('tokenledger_job_last_success_timestamp_seconds', job) ?? Infinity,
  )
  expect(health?.status).toBe(200)
  expect(JSON.parse(health?.body ?? '')).toMatchObject({ ok: true, reasons: [], jobs: [{ job: 'bills-focus' }] })
  expect([other?.status, posted.status]).toEqual([404, 405])
  expect(await scheduler.ended).toBe(0)
})

test('an address that is taken, and a timetable without a job, are refused in words', async ({ ledger }) => {
  await billsDue(ledger, await ledger.file('bill.csv', csv([{}])))
  const scheduler = await aScheduler(ledger)
  const env = { cwd: ledger.folder, DATABASE_URL: ledger.url }
  await ledger.file('tokenledger.yaml', `schedule: { listen: '${scheduler.address}' }`)
  const taken = await tokenledger(['schedule'], env)
  await ledger.file('tokenledger.yaml', 'schedule: { jobs: { rates: { enabled: false } } }')

  const idle = await tokenledger(['schedule'], env)

  expect(taken.code).toBe(2)
  expect(taken.err).toMatch(/Cannot listen on 127\.0\.0\.1:\d+ .*EADDRINUSE.*Set schedule\.listen to another address/)
  expect(idle.code).toBe(2)
  expect(idle.err).toContain('Every job is switched off.')
})
