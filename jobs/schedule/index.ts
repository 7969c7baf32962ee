/** Jobs by the clock, for as long as the process lives: one at a time here, and one of a kind across all machines. */
import { schedule as atTimes, type ScheduledTask, type TaskContext } from 'node-cron'
import type { Config } from '../../src/config/index.js'
import type { Log } from '../../src/log.js'
import { type Store, wasAnswered, withClient } from '../../src/store/index.js'
import { type AlertsBeside, alertsBeside } from '../alerts.js'
import { followerOf } from '../follow.js'
import { type Job, jobs } from '../index.js'
import { giveUp, runWork } from '../run.js'
import { lastMoment, type Line } from '../timetable.js'
import { healthOf } from './health.js'
import { CONTENT_TYPE, metricsOf } from './metrics.js'
import { type Due, Queue } from './queue.js'
import { serve, type Served } from './serve.js'
import { Watch } from './watch.js'

export interface ScheduleOptions {
  readonly lines: readonly Line[]
  readonly log: Log
  readonly version: string
}

export interface Schedule {
  /** Where /metrics and /healthz are; undefined: nowhere. */
  readonly address: string | undefined
  /**
   * Takes no more moments of the timetable, and lets the job that runs go on for the grace. `cut`: it did not end by then, and
   * the process has to end now, which rolls it back.
   */
  stop(): Promise<'ended' | 'cut'>
}

/** @throws ConfigError when nothing can be served at the address */
export async function startSchedule(store: Store, config: Config, options: ScheduleOptions): Promise<Schedule> {
  const { lines, log, version } = options
  const watch = new Watch(lines, Date.now())
  const current: Current = { runId: undefined }
  const alerts = alertsBeside(store, config, log)
  const queue: Queue<Job> = new Queue(jobs, (due) => runDue(store, config, { log, watch, current, alerts, due, queue }))
  const served = await pagesOf(store, config, watch, version)
  const tasks = lines.map((line) => clockOf(line, queue, log))
  await watch.gather(store, log, Date.now(), 'quick')
  for (const line of lines) await catchUp(store, line, queue, log)
  return {
    address: served?.address,
    stop: async () => {
      for (const task of tasks) await task.destroy()
      const ended = await within(queue.close(), config.schedule.graceMs)
      if (!ended && current.runId !== undefined) await within(giveUp(store, current.runId), GIVE_UP_MS)
      // What is committed and untold is told by whoever evaluates next.
      if (ended) await within(alerts.end(), TELL_MS)
      served?.close()
      return ended ? 'ended' : 'cut'
    },
  }
}

interface Current {
  runId: string | undefined
}

const GIVE_UP_MS = 2000
const TELL_MS = 5000

function pagesOf(store: Store, { schedule }: Config, watch: Watch, version: string): Promise<Served> | undefined {
  return schedule.listen === undefined
    ? undefined
    : serve(schedule.listen, {
        metrics: () => ({ type: CONTENT_TYPE, text: metricsOf(watch, version) }),
        health: () => healthOf(store, watch, Date.now()),
      })
}

/** A moment that comes late, because the process was busy or the machine slept, is one all the same. */
function clockOf({ job, cron, zone }: Line, queue: Queue<Job>, log: Log): ScheduledTask {
  const due = ({ date }: TaskContext): void => {
    const at = new Date(Math.floor(date.getTime() / 60_000) * 60_000)
    log.debug({ job: job.name, at: at.toISOString() }, 'due')
    queue.add({ job, at })
  }
  const task = atTimes(cron, due, { timezone: zone, name: job.name, suppressMissedWarning: true })
  task.on('execution:missed', due)
  return task
}

/** What fell due while nobody was there, or was killed, is done now and not at the next moment. */
async function catchUp(store: Store, line: Line, queue: Queue<Job>, log: Log): Promise<void> {
  const at = lastMoment(line, new Date())
  if (at === undefined) return
  const answered = await withClient(store.pool, (client) => wasAnswered(client, line.job.name, at)).catch(() => false)
  if (answered) return
  log.info({ job: line.job.name, at: at.toISOString() }, 'overdue')
  queue.add({ job: line.job, at })
}

interface Working {
  readonly log: Log
  readonly watch: Watch
  readonly current: Current
  readonly alerts: AlertsBeside
  readonly due: Due<Job>
  readonly queue: Queue<Job>
}

/** Throws nothing: a scheduler outlives every failure of a job. */
async function runDue(store: Store, config: Config, working: Working): Promise<void> {
  const { log, watch, current, alerts, due, queue } = working
  const { job, at } = due
  const watched = watch.of(job.name)
  if (watched !== undefined) watched.running = true
  const around = {
    now: new Date(),
    dryRun: false,
    onStep: (step: string) => log.debug({ job: job.name, step }, 'step'),
  }
  const onBegun = (runId: string): void => void (current.runId = runId)
  const named = { name: job.name, command: 'schedule', dueAt: at, log, onBegun, load: job.run } as const
  const result = await alerts.during(() => runWork(store, config, named, around))
  current.runId = undefined
  if (watched !== undefined) watched.running = false
  watch.note(job.name, result)
  if (result.outcome !== 'elsewhere') alerts.soon()
  log[['failed', 'incomplete'].includes(result.outcome) ? 'warn' : 'info'](result, 'job')
  const follower = await followerOf(store, config, job, result).catch(() => undefined)
  const isOn = follower !== undefined && watch.of(follower.name) !== undefined
  // At a moment of the timetable it was asked for already, and one that had nothing to say will say nothing now.
  if (isOn) queue.add({ job: follower, at: undefined })
  if (!queue.closed) await watch.gather(store, log, Date.now(), 'whole')
}

/** Whether it ended in time. What comes too late is nobody's concern any more. */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, ms, false)))
  const ended = await Promise.race([work.then(() => true as const).catch(() => true as const), late])
  clearTimeout(timer)
  return ended
}
