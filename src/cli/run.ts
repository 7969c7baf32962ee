import { Command } from 'commander'
import { alertsBeside } from '../../jobs/alerts.js'
import { followerOf } from '../../jobs/follow.js'
import { idleBecause, type Job, jobs, jobsNamed } from '../../jobs/index.js'
import { type JobResult, runWork, worstOf } from '../../jobs/run.js'
import { ConfigError } from '../errors.js'
import type { Store } from '../store/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { complainOf, logResult, resultTable } from './job-table.js'
import { say, sayJson } from './print.js'
import { progressOf } from './progress.js'
import { tell } from './status-telemetry.js'

interface Options {
  readonly dryRun?: true
}

export function runCommand(): Command {
  return new Command('run')
    .summary('run the jobs that are configured, once')
    .description(
      'Run every job that is configured, in the order in which they need each other: rates, bills, usage. Each finds by ' +
        'itself what is open, so it is safe at any time and after any silence. One that fails does not keep the others ' +
        'from running. One that another process runs at that moment is left to it. Rates run once more when a bill ' +
        'reaches days that they were not asked for.',
    )
    .argument('[job...]', `only these: ${jobs.map(({ name }) => name).join(', ')}`)
    .option('--dry-run', 'say what each would do, and write nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger run\n  tokenledger run usage --quiet\n\n' +
        'Exit codes: 0 all is well, or runs elsewhere; else that of the job which needs a person most:\n' +
        '6 it does not add up, 1 a fault of tokenledger, 5 something is incomplete, 3 refused, 2 mend the settings,\n' +
        '4 try again.',
    )
    .action(async (names: string[], options: Options, command: Command) => run(contextOf(command), names, options))
}

async function run(context: Context, names: readonly string[], options: Options): Promise<void> {
  const dryRun = options.dryRun === true
  const { config, shared } = context
  const chosen = jobsNamed(names, config)
  if (chosen.length === 0) throw new ConfigError('Every job is switched off. See schedule.jobs in tokenledger.yaml.')
  const results = await withStore(context, (store) => runAll(store, context, chosen, dryRun))
  const without = names.length > 0 ? [] : idleJobs(context)
  if (shared.json === true) sayJson({ jobs: results, idle: without })
  else if (shared.quiet !== true) show(results, without)
  complainOf(results)
  process.exitCode = worstOf(results)
}

async function runAll(store: Store, context: Context, chosen: readonly Job[], dryRun: boolean): Promise<JobResult[]> {
  const { config, log } = context
  const results: JobResult[] = []
  const alerts = alertsBeside(store, config, log)
  const left = [...chosen]
  for (let job = left.shift(); job !== undefined; job = left.shift()) {
    const progress = progressOf(context)
    const around = { now: new Date(), dryRun, onStep: progress.step }
    const work = { name: job.name, command: 'run', log, load: job.run } as const
    const result = await alerts.during(() => runWork(store, config, work, around)).finally(progress.end)
    logResult(context, result)
    results.push(result)
    if (!dryRun && result.outcome !== 'elsewhere') alerts.soon()
    const follower = await followerOf(store, config, job, result).catch(() => undefined)
    const answered = results.some((one) => one.job === follower?.name && one.outcome !== 'failed')
    if (follower !== undefined && answered) left.unshift(follower)
  }
  await alerts.end()
  return results
}

interface Idle {
  readonly job: string
  readonly because: string
}

/** What does not run, and why: silence would look like success. */
function idleJobs({ config }: Context): Idle[] {
  return jobs.flatMap((job) => {
    const because = idleBecause(job, config)
    const unheard = job.optional === true && job.lacks(config) !== undefined
    return because === undefined || unheard ? [] : [{ job: job.name, because }]
  })
}

function show(results: readonly JobResult[], without: readonly Idle[]): void {
  say(resultTable(results))
  say()
  for (const { job, says, outcome } of results) if (outcome !== 'failed') tell(`${job}: ${says}.`)
  for (const { job, because } of without) tell(`${job}: not run, because ${because}.`)
}
