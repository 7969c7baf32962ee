/** Every job, in the order in which they run. A new cloud is a line here, a name in the settings and a file beside these. */
import { type Config, type JobName } from '../src/config/index.js'
import { ConfigError } from '../src/errors.js'
import { clouds, storages } from './clouds.js'
import { apiJob } from './list/bills-api.js'
import { exportsJob } from './list/bills-exports.js'
import { billsFocusJob } from './list/bills-focus.js'
import { ratesJob } from './list/rates.js'
import { usageJob } from './list/usage.js'
import { versionsJob } from './list/versions.js'
import type { History, Job, Stage } from './job.js'

export type { Cost, DayRange, History, Job, JobOutcome, Piece, Stage, Surroundings } from './job.js'

export const jobs: readonly Job[] = [
  ratesJob,
  billsFocusJob,
  ...clouds.filter(({ afterUsage }) => afterUsage !== true).map(apiJob),
  ...storages.map(exportsJob),
  versionsJob,
  usageJob,
  ...clouds.filter(({ afterUsage }) => afterUsage === true).map(apiJob),
]

/** Why a job does not run by itself; undefined: it does. */
export function idleBecause(job: Job, config: Config): string | undefined {
  if (!config.schedule.jobs[job.name].enabled) return `schedule.jobs.${job.name}.enabled is false`
  return job.lacks(config)
}

/**
 * Those that were named, or all that are configured and enabled.
 * @throws ConfigError for a name that there is not, and for one that is not configured
 */
export function jobsNamed(names: readonly string[], config: Config): readonly Job[] {
  if (names.length === 0) return jobs.filter((job) => idleBecause(job, config) === undefined)
  const strange = names.find((name) => !jobs.some((job) => job.name === name))
  if (strange !== undefined) {
    throw new ConfigError(`There is no job ${strange}. Jobs are ${jobs.map(({ name }) => name).join(', ')}.`)
  }
  const named = jobs.filter(({ name }) => names.includes(name))
  for (const job of named) {
    const lacks = job.lacks(config)
    if (lacks !== undefined) throw new ConfigError(`The job ${job.name} has nothing to do: ${lacks}.`)
  }
  return named
}

export function jobOf(name: JobName): Job {
  const found = jobs.find((job) => job.name === name)
  if (found === undefined) throw new ConfigError(`There is no job ${name}.`)
  return found
}

/**
 * The histories of a source: `rates`, `bills`, `usage`, `usage:prod`, or `all` in their order.
 * @throws ConfigError with the names there are
 */
export function historiesNamed(name: string, config: Config): readonly History[] {
  const all = jobs.flatMap((job) => (job.lacks(config) === undefined ? job.histories(config) : []))
  const named = all.filter(
    (one) => name === 'all' || one.stage === name || one.name === name || one.name.startsWith(`${name}:`),
  )
  if (named.length > 0) return named
  const stages: readonly Stage[] = ['rates', 'bills', 'usage']
  const [stage] = name.split(':')
  const lacking = jobs.find((job) => job.name === stage) ?? jobs.find((job) => job.stage === stage)
  const reason = lacking?.lacks(config)
  if (reason !== undefined) throw new ConfigError(`There is no history of ${name}: ${reason}.`)
  const known = [...new Set([...stages, ...all.map((one) => one.name)])]
  throw new ConfigError(`There is no source ${name}. Name ${known.join(', ')} or all.`)
}
