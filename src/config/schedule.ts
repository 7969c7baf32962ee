/** The settings of the timetable as the rest of the program takes them. */
import type { z } from 'zod'
import { addressOf, type JobName, type Listen, type schedule } from './schema-schedule.js'

export interface ScheduleSettings {
  /** The zone of cron lines that are configured. */
  readonly timeZone: string
  /** Undefined: nothing is served. */
  readonly listen: Listen | undefined
  readonly graceMs: number
  readonly jobs: Readonly<Record<JobName, { readonly cron: string | undefined; readonly enabled: boolean }>>
}

export function scheduleOf(data: z.infer<typeof schedule>, businessTimeZone: string): ScheduleSettings {
  const { jobs } = data
  return {
    timeZone: data.time_zone ?? businessTimeZone,
    listen: data.listen === 'off' ? undefined : addressOf(data.listen),
    graceMs: Number(data.grace.slice(0, -1)) * (data.grace.endsWith('m') ? 60_000 : 1000),
    jobs: {
      rates: lineOf(jobs.rates),
      'bills-focus': lineOf(jobs['bills-focus']),
      'bills-aws': lineOf(jobs['bills-aws']),
      'bills-aws-exports': lineOf(jobs['bills-aws-exports']),
      'bills-gcp': lineOf(jobs['bills-gcp']),
      'bills-alibaba': lineOf(jobs['bills-alibaba']),
      'bills-tencent': lineOf(jobs['bills-tencent']),
      'bills-azure': lineOf(jobs['bills-azure']),
      versions: lineOf(jobs.versions),
      usage: lineOf(jobs.usage),
      'bills-edge': lineOf(jobs['bills-edge']),
    },
  }
}

function lineOf({ cron, enabled }: z.infer<typeof schedule>['jobs'][JobName]): ScheduleSettings['jobs'][JobName] {
  return { cron, enabled }
}
