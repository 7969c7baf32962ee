import { Command, InvalidArgumentError } from 'commander'
import { idleBecause, jobs } from '../../jobs/index.js'
import { cronJobs, type Manifest } from '../../jobs/kubernetes.js'
import { lineFor, nextRuns } from '../../jobs/timetable.js'
import type { Config } from '../config/index.js'
import { versionOf } from '../shipped.js'
import { type Context, contextOf } from './context.js'
import { say, sayJson, table } from './print.js'
import { tell } from './status-telemetry.js'
import { stringify } from 'yaml'

interface Options {
  readonly k8s?: true
  readonly image: string
  readonly namespace: string
  readonly secret: string
  readonly configMap: string
  readonly exports?: string
}

export function jobsCommand(): Command {
  return new Command('jobs')
    .summary('which jobs there are and when they run next')
    .description(
      'Which jobs there are, when they run by the clock, and why one does not. With --k8s, the same as CronJobs for ' +
        'Kubernetes: one for each job that runs, on standard output.',
    )
    .option('--k8s', 'print manifests of Kubernetes (batch/v1 CronJob, 1.27 and later)')
    .option('--image <image>', 'the container image', `tokenledger:${versionOf()}`)
    .option('--namespace <name>', 'where they run', nameOf, 'default')
    .option(
      '--secret <name>',
      'the secret that holds DATABASE_URL, and what else the settings take',
      nameOf,
      'tokenledger',
    )
    .option('--config-map <name>', 'the config map that holds tokenledger.yaml', nameOf, 'tokenledger')
    .option('--exports <claim>', 'a volume claim with FOCUS exports, mounted at /exports', nameOf)
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger jobs\n  tokenledger jobs --k8s --image registry.example.com/tokenledger:0.1.0 > jobs.yaml',
    )
    .action((options: Options, command: Command) => run(contextOf(command), options))
}

/** Names of Kubernetes; what is none would be refused only by the cluster. */
function nameOf(written: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(written)) return written
  throw new InvalidArgumentError('Write lower-case letters, digits and -, at most 63.')
}

function run({ config, shared }: Context, options: Options): void {
  if (options.k8s === true) return printManifests(cronJobs(config, options), shared.json === true)
  if (shared.json === true) return sayJson(entriesOf(config))
  if (shared.quiet === true) return
  say(timetableTable(config))
  for (const { job, because } of entriesOf(config)) if (because !== null) tell(`\n${job} does not run: ${because}.`)
}

/** In the form of YAML 1.1, which kubectl reads: what that would take for a number or a truth stands in quotes. */
function printManifests(manifests: readonly Manifest[], asJson: boolean): void {
  if (asJson) return sayJson({ apiVersion: 'v1', kind: 'List', items: manifests })
  const shown = manifests.map((one) => stringify(one, { lineWidth: 0, version: '1.1', aliasDuplicateObjects: false }))
  say(shown.join('---\n').trimEnd())
}

interface Entry {
  readonly job: string
  readonly summary: string
  readonly cron: string
  readonly zone: string
  readonly next: readonly string[]
  /** Why it does not run; null: it does. */
  readonly because: string | null
}

function entriesOf(config: Config): Entry[] {
  return jobs.map((job) => {
    const { cron, zone } = lineFor(job, config)
    const because = idleBecause(job, config) ?? null
    const next = because === null ? nextRuns({ cron, zone }, 3).map((at) => at.toISOString()) : []
    return { job: job.name, summary: job.summary, cron, zone, next, because }
  })
}

/** Next moments are shown in the zone of their line, for that is how people wrote it. */
export function timetableTable(config: Config): string {
  return table(
    [{ title: 'Job' }, { title: 'Cron' }, { title: 'Zone' }, { title: 'Next' }, { title: 'And then' }],
    entriesOf(config).map(({ job, cron, zone, next, because }) => [
      job,
      cron,
      zone,
      ...(because === null ? next.slice(0, 2).map((at) => inZone(at, zone)) : ['never', '']),
    ]),
  )
}

function inZone(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
  return parts.format(new Date(iso)).replace(',', '')
}
