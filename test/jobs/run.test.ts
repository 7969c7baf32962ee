/** A job under its lock and in the diary, without a command line around it. */
import { pino } from 'pino'
import { expect, test as plain } from 'vitest'
import type { Surroundings } from '../../jobs/index.js'
import { type JobResult, runWork, type Work, worstOf } from '../../jobs/run.js'
import { readConfig } from '../../src/config/index.js'
import { LedgerBroken, SourceDown } from '../../src/errors.js'
import { type Ledger, test } from '../support/ledger.js'

const around: Surroundings = { now: new Date(), dryRun: false, onStep: () => undefined }
const done = { outcome: 'loaded', says: 'well', loadIds: ['3'] } as const

function runOf(ledger: Ledger, load: Work['load'], more: Partial<Work> = {}): Promise<JobResult> {
  const config = readConfig({ cwd: ledger.folder, env: {} })
  const log = pino({ level: 'silent' })
  return runWork(ledger.store, config, { name: 'usage', command: 'schedule', log, load, ...more }, around)
}

test('two that answer one moment of the timetable do the work once, also one after the other', async ({ ledger }) => {
  let worked = 0
  const load: Work['load'] = async () => {
    worked += 1
    return done
  }
  const dueAt = new Date('2999-01-01T00:06:00Z')

  const both = await Promise.all([runOf(ledger, load, { dueAt }), runOf(ledger, load, { dueAt })])
  const late = await runOf(ledger, load, { dueAt })

  expect(worked).toBe(1)
  expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['elsewhere', 'loaded'])
  expect(late).toMatchObject({ outcome: 'elsewhere', exitCode: 0 })
})

test('a job holds its lock for as long as it works, and no longer', async ({ ledger }) => {
  const inside = await runOf(ledger, async () => {
    const { outcome } = await runOf(ledger, async () => done)
    return { ...done, says: outcome }
  })

  const after = await runOf(ledger, async () => done)

  expect(inside.says).toBe('elsewhere')
  expect(after.outcome).toBe('loaded')
})

test('a backfill does not keep the job of the hour from running', async ({ ledger }) => {
  const backfill = await runOf(
    ledger,
    async () => ({ ...done, says: (await runOf(ledger, async () => done)).outcome }),
    { command: 'backfill' },
  )

  expect(backfill.says).toBe('loaded')
})

test('what a job fails with is its result, and neither the diary nor the result tells a password', async ({
  ledger,
}) => {
  const fault = await runOf(ledger, () => Promise.reject(new Error('cannot reach postgres://ledger:sesame@db/ledger')))
  const down = await runOf(ledger, () => Promise.reject(new SourceDown('Nobody answers. Run it again.')))

  expect(fault).toMatchObject({ outcome: 'failed', exitCode: 1, says: 'cannot reach postgres://***@db/ledger' })
  expect(down).toMatchObject({ outcome: 'failed', exitCode: 4, says: 'Nobody answers. Run it again.' })
  expect(await ledger.rows('select outcome, exit_code, error from ops.job_run order by run_id')).toEqual([
    { outcome: 'failed', exit_code: 1, error: 'cannot reach postgres://***@db/ledger' },
    { outcome: 'failed', exit_code: 4, error: 'Nobody answers. Run it again.' },
  ])
})

test('a job whose database is gone fails with what to do, and throws nothing', async ({ ledger }) => {
  const store = { ...ledger.store, address: { connectionString: 'postgres://nobody@127.0.0.1:9/none' } }

  const said = await runOf({ ...ledger, store }, async () => done)

  expect(said).toMatchObject({ outcome: 'failed', exitCode: 4 })
  expect(said.says).toContain('PostgreSQL does not answer')
})

plain('of several exit codes the worst is the one that needs a person most', () => {
  const worst = (...codes: readonly number[]): number => worstOf(codes.map((exitCode) => ({ exitCode })))

  expect(new LedgerBroken('x').exitCode).toBe(6)
  expect(worst()).toBe(0)
  expect(worst(0, 4, 0)).toBe(4)
  expect(worst(4, 2)).toBe(2)
  expect(worst(2, 3, 4)).toBe(3)
  expect(worst(3, 5)).toBe(5)
  expect(worst(5, 1)).toBe(1)
  expect(worst(1, 6, 0)).toBe(6)
})
