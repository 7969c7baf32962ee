/** What the diary of jobs says of runs that ended, failed, were killed, or came a second time. */
import { expect } from 'vitest'
import {
  beginJobRun,
  endJobRun,
  type JobRunEnded,
  jobStates,
  wasAnswered,
  withClient,
} from '../../../src/store/index.js'
import { type Ledger, test } from '../../support/ledger.js'

const TEN = new Date('2999-08-01T10:06:00Z')
const ELEVEN = new Date('2999-08-01T11:06:00Z')

const well: JobRunEnded = { outcome: 'loaded', exitCode: 0, says: '1 hour', error: undefined, loadIds: ['7'] }

const begin = (ledger: Ledger, dueAt?: Date, job = 'usage'): Promise<string | undefined> =>
  withClient(ledger.pool, (client) => beginJobRun(client, { job, command: 'schedule', dueAt }))

const end = (ledger: Ledger, id: string | undefined, how: Partial<JobRunEnded> = {}): Promise<void> =>
  withClient(ledger.pool, (client) => endJobRun(client, id ?? '0', { ...well, ...how }))

test('a moment of the timetable is answered once, by whoever comes first', async ({ ledger }) => {
  const first = await begin(ledger, TEN)
  await end(ledger, first)

  const again = await begin(ledger, TEN)
  const later = await begin(ledger, ELEVEN)
  const other = await begin(ledger, TEN, 'rates')

  expect(first).toBeDefined()
  expect(again).toBeUndefined()
  expect(later).toBeDefined()
  expect(other).toBeDefined()
})

test('a moment whose run failed is answered, and one whose run was killed is not', async ({ ledger }) => {
  await end(ledger, await begin(ledger, TEN), { outcome: 'failed', exitCode: 4, error: 'no answer' })
  await begin(ledger, ELEVEN)

  const failed = await begin(ledger, TEN)
  const answered = await withClient(ledger.pool, (client) => wasAnswered(client, 'usage', ELEVEN))
  const killed = await begin(ledger, ELEVEN)

  expect(failed).toBeUndefined()
  expect(answered).toBe(false)
  expect(killed).toBeDefined()
  expect(await ledger.value('select count(*) from ops.job_run')).toBe('2')
})

test('a run that was killed is known as interrupted as soon as the next one begins', async ({ ledger }) => {
  await begin(ledger, TEN)
  const before = await ledger.rows('select outcome, finished_at from ops.job_run')

  await end(ledger, await begin(ledger, ELEVEN))

  expect(before).toEqual([{ outcome: 'running', finished_at: null }])
  expect(await ledger.rows('select outcome, finished_at is null as open from ops.job_run order by due_at')).toEqual([
    { outcome: 'interrupted', open: true },
    { outcome: 'loaded', open: false },
  ])
})

test('the last run of a job and its last success are told apart, and a backfill is neither', async ({ ledger }) => {
  await end(ledger, await begin(ledger))
  const good = await ledger.value(`select to_char(finished_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from ops.job_run`)
  await end(ledger, await begin(ledger), {
    outcome: 'failed',
    exitCode: 3,
    says: undefined,
    error: 'refused',
    loadIds: [],
  })
  await withClient(ledger.pool, async (client) => {
    const id = await beginJobRun(client, { job: 'usage', command: 'backfill', dueAt: undefined })
    await endJobRun(client, id ?? '0', { ...well, says: 'August' })
  })

  const states = await withClient(ledger.pool, jobStates)

  expect(states).toMatchObject([
    { job: 'usage', command: 'schedule', outcome: 'failed', exit_code: 3, error: 'refused', succeeded_at: good },
    { job: 'usage', command: 'backfill', outcome: 'loaded', exit_code: 0, says: 'August', error: null },
  ])
})
