/** When which job runs: cron lines of the list or of the settings, in a zone that has a name. */
import { createTask } from 'node-cron'
import type { Config } from '../src/config/index.js'
import { idleBecause, type Job, jobs } from './index.js'

/** A job and its line. */
export interface Line {
  readonly job: Job
  readonly cron: string
  readonly zone: string
}

export function lineFor(job: Job, { schedule }: Config): Line {
  const own = schedule.jobs[job.name].cron
  // A line that is configured is of the configured zone; ours of rates is of Beijing, wherever one lives.
  if (own !== undefined) return { job, cron: own, zone: schedule.timeZone }
  return { job, cron: job.cron, zone: job.zone ?? schedule.timeZone }
}

/** The lines of jobs that run by themselves. */
export function timetable(config: Config): readonly Line[] {
  return jobs.filter((job) => idleBecause(job, config) === undefined).map((job) => lineFor(job, config))
}

/** The next moments of a line. */
export function nextRuns({ cron, zone }: Pick<Line, 'cron' | 'zone'>, many: number): readonly Date[] {
  const task = createTask(cron, () => undefined, { timezone: zone })
  const moments = task.getNextRuns(many)
  void task.destroy()
  return moments
}

const MINUTE = 60_000
/** Enough to see the longest pause of a line that runs every minute of one hour of the week. */
const LOOKED_AT = 200

/** The longest time between two moments that follow each other: what a job may be silent for, in milliseconds. */
export function periodOf(line: Pick<Line, 'cron' | 'zone'>): number {
  const moments = nextRuns(line, LOOKED_AT)
  return Math.max(...moments.slice(1).map((at, i) => at.getTime() - (moments[i]?.getTime() ?? 0)))
}

/** The last moment of a line at or before `now`; undefined: there was none for as long as it may be silent, and for 35 days. */
export function lastMoment(line: Pick<Line, 'cron' | 'zone'>, now: Date): Date | undefined {
  const task = createTask(line.cron, () => undefined, { timezone: line.zone })
  const latest = Math.floor(now.getTime() / MINUTE) * MINUTE
  const earliest = latest - Math.min(periodOf(line), 35 * 1440 * MINUTE)
  let at = latest
  while (at >= earliest && !task.match(new Date(at))) at -= MINUTE
  void task.destroy()
  return at < earliest ? undefined : new Date(at)
}
