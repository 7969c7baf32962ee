/** What a scheduler tells Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. */
import type { Figure } from '../../src/store/index.js'
import type { JobEnd } from '../run.js'
import { nextRuns } from '../timetable.js'
import type { Watch, Watched } from './watch.js'

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const ENDS: readonly JobEnd[] = ['loaded', 'unchanged', 'incomplete', 'failed', 'elsewhere']

export function metricsOf(watch: Watch, version: string): string {
  return [...ownFamilies(watch, version), ...jobFamilies(watch), ...ledgerFamilies(watch)].filter(hasSamples).join('')
}

function ownFamilies({ startedAt, databaseUp, gatheredAt, lawsAt }: Watch, version: string): string[] {
  return [
    gauge('tokenledger_build_info', 'The version that runs.', [{ of: { version }, value: 1 }]),
    gauge('tokenledger_start_timestamp_seconds', 'When this scheduler began.', one(startedAt / 1000)),
    gauge('tokenledger_database_up', 'Whether the database answered when it was last asked.', one(Number(databaseUp))),
    gauge('tokenledger_ledger_read_timestamp_seconds', 'When the figures of the ledger were read.', moment(gatheredAt)),
    gauge('tokenledger_laws_checked_timestamp_seconds', 'When the laws were last checked as a whole.', moment(lawsAt)),
  ]
}

function jobFamilies({ jobs }: Watch): string[] {
  const each = (value: (job: Watched) => number | undefined): Figure[] =>
    jobs.flatMap((job) => {
      const found = value(job)
      return found === undefined ? [] : [{ of: { job: job.line.job.name }, value: found }]
    })
  const runs = jobs.flatMap(({ line, runs: counted }) =>
    ENDS.map((outcome) => ({ of: { job: line.job.name, outcome }, value: counted.get(outcome) ?? 0 })),
  )
  return [
    family('counter', 'tokenledger_job_runs_total', 'Runs by this scheduler, by what they came to.', runs),
    gauge(
      'tokenledger_job_running',
      'Whether it runs in this scheduler now.',
      each(({ running }) => Number(running)),
    ),
    gauge(
      'tokenledger_job_last_success_timestamp_seconds',
      'When it last succeeded, in whichever process.',
      each(({ succeededAt }) => (succeededAt === undefined ? undefined : succeededAt / 1000)),
    ),
    gauge(
      'tokenledger_job_last_duration_seconds',
      'How long its last run in this scheduler took.',
      each(({ last }) => last?.seconds),
    ),
    gauge(
      'tokenledger_job_last_exit_code',
      'What its last run in this scheduler came to: 0 is well, 5 incomplete, see the exit codes.',
      each(({ last }) => last?.exitCode),
    ),
    gauge(
      'tokenledger_job_next_run_timestamp_seconds',
      'When it is due next.',
      each(({ line }) => (nextRuns(line, 1)[0]?.getTime() ?? 0) / 1000),
    ),
  ]
}

function ledgerFamilies({ figures, laws }: Watch): string[] {
  if (figures === undefined) return []
  return [
    gauge('tokenledger_bills_up_to_timestamp_seconds', 'Where the last charge of a feed ends.', figures.billsUpTo),
    gauge('tokenledger_usage_up_to_timestamp_seconds', 'Where the last hour of telemetry ends.', figures.usageUpTo),
    gauge('tokenledger_rates_up_to_timestamp_seconds', 'The last day that has a fixing of its own.', figures.ratesUpTo),
    gauge('tokenledger_rates_provisional', 'Days whose rate is carried for now.', figures.provisionalDays),
    gauge('tokenledger_rate_missing', 'Resource-hours without a rate, by reason.', figures.hoursWithoutRate),
    gauge(
      'tokenledger_telemetry_missing',
      'Hours between the first and the last of a source that were never read.',
      figures.hoursWithoutTelemetry,
    ),
    gauge('tokenledger_telemetry_incomplete', 'Hours of telemetry held with warnings.', figures.incompleteHours),
    gauge(
      'tokenledger_replicas_unmatched',
      'Replicas of the last 35 days without a resource, a version or a bill.',
      figures.unmatchedReplicas,
    ),
    gauge('tokenledger_law_differences', 'Rows that break a law; 0 is healthy.', laws),
  ]
}

function gauge(name: string, help: string, samples: readonly Figure[]): string {
  return family('gauge', name, help, samples)
}

/** A family without a sample is left out: it would say nothing. */
function family(type: 'gauge' | 'counter', name: string, help: string, samples: readonly Figure[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(({ of, value }) => `${name}${labels(of)} ${value}`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
}

function labels(of: Figure['of']): string {
  const pairs = Object.entries(of).map(([label, value]) => `${label}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function one(value: number): Figure[] {
  return [{ of: {}, value }]
}

function moment(at: number | undefined): Figure[] {
  return at === undefined ? [] : one(at / 1000)
}

function hasSamples(text: string): boolean {
  return text !== ''
}
