/** The diary of jobs: what ran when, and what it came to. */
import { LedgerBroken } from '../errors.js'
import type { PoolClient } from './pool.js'

export type JobCommand = 'run' | 'schedule' | 'backfill'

export interface JobRunBegun {
  readonly job: string
  readonly command: JobCommand
  /** The moment of the timetable that it answers. */
  readonly dueAt: Date | undefined
}

export interface JobRunEnded {
  readonly outcome: 'loaded' | 'unchanged' | 'incomplete' | 'failed'
  readonly exitCode: number
  readonly says: string | undefined
  /** Without secrets. */
  readonly error: string | undefined
  readonly loadIds: readonly string[]
}

/**
 * Writes down that a run begins. Who calls it holds the lock of the job, so that runs still open belong to processes that
 * are gone: they were interrupted. Undefined: somebody else has answered this moment of the timetable already.
 */
export async function beginJobRun(
  client: PoolClient,
  { job, command, dueAt }: JobRunBegun,
): Promise<string | undefined> {
  await client.query(
    `update ops.job_run set outcome = 'interrupted'
     where job = $1 and outcome = 'running' and (command = 'backfill') = ($2 = 'backfill')`,
    [job, command],
  )
  const { rows } = await client.query<{ id: string }>(
    `insert into ops.job_run (job, command, due_at) values ($1, $2, $3)
     on conflict (job, due_at) do update
       set command = excluded.command, started_at = clock_timestamp(), outcome = 'running'
       where job_run.outcome = 'interrupted'
     returning run_id as id`,
    [job, command, dueAt?.toISOString() ?? null],
  )
  return rows[0]?.id
}

export async function endJobRun(client: PoolClient, id: string, ended: JobRunEnded): Promise<void> {
  const { outcome, exitCode, says, error, loadIds } = ended
  const { rowCount } = await client.query(
    `update ops.job_run set finished_at = clock_timestamp(), outcome = $2, exit_code = $3, says = $4, error = $5,
       load_ids = $6 where run_id = $1`,
    [id, outcome, exitCode, says ?? null, error ?? null, loadIds],
  )
  if (rowCount !== 1) throw new LedgerBroken(`The run ${id} is not in ops.job_run any more. Who deleted it?`)
}

/** A run that is given up: nothing of what it had begun will be committed. */
export async function interruptJobRun(client: PoolClient, id: string): Promise<void> {
  await client.query(`update ops.job_run set outcome = 'interrupted' where run_id = $1 and outcome = 'running'`, [id])
}

/** What is known of a job. Times are ISO text in UTC. */
export interface JobState {
  readonly job: string
  readonly command: JobCommand
  readonly started_at: string
  /** Null: it runs, or was interrupted. */
  readonly finished_at: string | null
  readonly seconds: number | null
  readonly outcome: 'running' | 'loaded' | 'unchanged' | 'incomplete' | 'failed' | 'interrupted'
  readonly exit_code: number | null
  readonly says: string | null
  readonly error: string | null
  /** When it last did what it is for, by `run` or `schedule`; null: never. */
  readonly succeeded_at: string | null
}

/** The last run of each job, in the order of their names; those of `backfill` by themselves. */
export async function jobStates(client: PoolClient): Promise<JobState[]> {
  const { rows } = await client.query<JobState>(
    `select job, command, to_char(started_at, $1) as started_at, to_char(finished_at, $1) as finished_at,
       extract(epoch from finished_at - started_at)::float8 as seconds, outcome, exit_code, says, error,
       to_char(succeeded_at, $1) as succeeded_at
     from (
       select *, row_number() over (partition by job, command = 'backfill' order by started_at desc, run_id desc) as place,
         max(finished_at) filter (where command <> 'backfill' and outcome in ('loaded', 'unchanged', 'incomplete'))
           over (partition by job) as succeeded_at
       from ops.job_run
     ) runs
     where place = 1 order by job, command = 'backfill'`,
    ['YYYY-MM-DD"T"HH24:MI:SS"Z"'],
  )
  return rows
}

/** Whether a moment of the timetable was answered: by a run that began for it or since, and came to its end. */
export async function wasAnswered(client: PoolClient, job: string, dueAt: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from ops.job_run
     where job = $1 and command <> 'backfill' and outcome not in ('running', 'interrupted')
       and (due_at = $2::timestamptz or started_at >= $2::timestamptz) limit 1`,
    [job, dueAt.toISOString()],
  )
  return rowCount === 1
}
