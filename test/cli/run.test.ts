/** `tokenledger run`: every job that is configured, in order, whatever becomes of one of them. */
import { expect } from 'vitest'
import { takeJobLock } from '../../src/store/index.js'
import { startPrometheus } from '../../src/world/prometheus.js'
import { aCfets, dollars } from '../sources/pboc/published.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { cells, json, tokenledger } from './tool.js'

const NOBODY = 'http://127.0.0.1:9'

interface World {
  readonly cfets?: string
  readonly prometheus?: string
  readonly bill?: string
  readonly more?: string
}

/** A CFETS that wants to see a browser first: refused at once, and not tried again. */
const refusing = async (): Promise<string> => (await aCfets(dollars({}), { challenges: true })).url

/** A folder whose settings name what there is; nobody answers for what there is not. */
async function settings(
  ledger: Ledger,
  { cfets, prometheus, bill, more = '' }: World,
): Promise<Record<string, string>> {
  const yaml = [
    `rates: { cfets_url: '${cfets ?? NOBODY}' }`,
    ...(bill === undefined ? [] : [`bills: { focus: { paths: ['${bill}'] } }`]),
    ...(prometheus === undefined ? [] : [`usage: { prometheus: [{ name: prod, url: '${prometheus}' }] }`]),
    more,
  ]
  await ledger.file('tokenledger.yaml', yaml.join('\n'))
  return { cwd: ledger.folder, DATABASE_URL: ledger.url }
}

/** A dollar on every working day from before the bill to today. */
function workingDays(): Record<string, string> {
  const days: Record<string, string> = {}
  for (let at = Date.UTC(2026, 6, 1); at <= Date.now(); at += 86_400_000) {
    const day = new Date(at)
    if (![0, 6].includes(day.getUTCDay())) days[day.toISOString().slice(0, 10)] = '7.00'
  }
  return days
}

test('rates, bills, the rates that the bills lack, and usage run in this order, and then nothing is new', async ({
  ledger,
}) => {
  const prometheus = await startPrometheus([])
  const { url } = await aCfets(dollars(workingDays()))
  const bill = await ledger.file('bill.csv', csv([{}]))
  const env = await settings(ledger, { cfets: url, prometheus: prometheus.url, bill })

  const first = await tokenledger(['run'], env)
  const again = await tokenledger(['run', '--json'], env)
  await prometheus.close()

  expect(first.code).toBe(0)
  expect(
    first.out
      .split('\n')
      .slice(1, 5)
      .map((line) => cells(line).slice(0, 3)),
  ).toEqual([
    ['rates', 'loaded', '0'],
    ['bills-focus', 'loaded', '0'],
    ['rates', 'loaded', '0'],
    ['usage', 'loaded', '0'],
  ])
  expect(first.out).toContain('\nbills-focus: 1 file, 1 line, 0 rejected: 1 row came, 0 went, 1 hour folded.')
  expect(json(again)).toMatchObject({
    jobs: [
      { job: 'rates', outcome: 'unchanged', exitCode: 0 },
      { job: 'bills-focus', outcome: 'unchanged', exitCode: 0 },
      { job: 'usage', outcome: 'unchanged', exitCode: 0 },
    ],
    idle: [],
  })
  expect(await ledger.value('select count(*) from fact.resource_hour where unconverted is null')).toBe('1')
  expect(await ledger.rows('select job, command, outcome, exit_code from ops.job_run order by run_id')).toHaveLength(7)
})

test('one that fails does not keep the others from running, and its code is that of the command', async ({
  ledger,
}) => {
  const bill = await ledger.file('bill.csv', csv([{}]))
  const env = await settings(ledger, { bill, cfets: await refusing() })

  const said = await tokenledger(['run', 'bills-focus', 'rates'], env)

  expect(said.code).toBe(3)
  expect(
    said.out
      .split('\n')
      .slice(1, 3)
      .map((line) => cells(line).slice(0, 3)),
  ).toEqual([
    ['rates', 'FAILED', '3'],
    ['bills-focus', 'loaded', '0'],
  ])
  expect(said.err).toMatch(/^tokenledger: rates: CFETS/m)
  expect(
    await ledger.rows('select job, outcome, exit_code, error is null as well from ops.job_run order by 1'),
  ).toEqual([
    { job: 'bills-focus', outcome: 'loaded', exit_code: 0, well: true },
    { job: 'rates', outcome: 'failed', exit_code: 3, well: false },
  ])
})

test('of two that failed, the code is of the one that needs a person', async ({ ledger }) => {
  const bill = await ledger.file('bill.csv', csv([{}, { BilledCost: null, ResourceId: 'i-2' }]))
  const env = await settings(ledger, { bill, cfets: await refusing() })

  const said = await tokenledger(['run', '--json'], env)

  expect(said.code).toBe(5)
  expect(json(said)).toMatchObject({
    jobs: [
      { job: 'rates', outcome: 'failed', exitCode: 3 },
      { job: 'bills-focus', outcome: 'incomplete', exitCode: 5 },
    ],
    idle: [{ job: 'usage', because: 'usage.prometheus names no Prometheus' }],
  })
})

test('a job that another process runs is left to it, which is no fault', async ({ ledger }) => {
  const bill = await ledger.file('bill.csv', csv([{}]))
  const env = await settings(ledger, { bill })
  const lock = await takeJobLock(ledger.store.address, 'bills-focus')

  const said = await tokenledger(['run', 'bills-focus'], env)
  await lock?.release()

  expect(said.code).toBe(0)
  expect(said.out).toContain('running elsewhere')
  expect(await ledger.value('select count(*) from ops.job_run')).toBe('0')
})

test('a dry run of jobs says what each would do, and writes neither into the ledger nor into the diary', async ({
  ledger,
}) => {
  const { url } = await aCfets(dollars(workingDays()))
  const bill = await ledger.file('bill.csv', csv([{}]))
  const env = await settings(ledger, { cfets: url, prometheus: NOBODY, bill })

  const said = await tokenledger(['run', '--dry-run'], env)

  expect(said.code).toBe(0)
  expect(said.out).toContain('\nbills-focus: 1 file would be read.\nusage: would read 24 hours of prod.\n')
  expect(await ledger.value('select (select count(*) from ops.run) + (select count(*) from ops.job_run)')).toBe('0')
})

test('jobs that there are not, that have nothing to do, and that are all switched off are refused', async ({
  ledger,
}) => {
  const env = await settings(ledger, {})
  const strange = await tokenledger(['run', 'bills'], env)
  const without = await tokenledger(['run', 'usage'], env)
  await settings(ledger, { more: 'schedule: { jobs: { rates: { enabled: false } } }' })

  const none = await tokenledger(['run'], env)

  expect(strange).toMatchObject({
    code: 2,
    err: 'tokenledger: There is no job bills. Jobs are rates, bills-focus, bills-aws, bills-gcp, bills-alibaba, bills-tencent, bills-aws-exports, bills-azure, versions, usage, bills-edge.\n',
  })
  expect(without.err).toContain('The job usage has nothing to do: usage.prometheus names no Prometheus.')
  expect(none.err).toContain('Every job is switched off')
  expect([strange.code, without.code, none.code]).toEqual([2, 2, 2])
})
