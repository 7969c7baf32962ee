/** How what jobs came to is shown. */
import type { JobEnd, JobResult } from '../../jobs/run.js'
import type { Context } from './context.js'
import { table } from './print.js'

const WORDS: Readonly<Record<JobEnd | 'running' | 'interrupted', string>> = {
  loaded: 'loaded',
  unchanged: 'nothing new',
  incomplete: 'INCOMPLETE',
  planned: 'dry run',
  failed: 'FAILED',
  elsewhere: 'running elsewhere',
  running: 'running',
  interrupted: 'INTERRUPTED',
}

export function wordFor(outcome: keyof typeof WORDS): string {
  return WORDS[outcome]
}

export function resultTable(results: readonly JobResult[]): string {
  return table(
    [{ title: 'Job' }, { title: 'Came to' }, { title: 'Code', align: 'right' }, { title: 'Seconds', align: 'right' }],
    results.map(({ job, outcome, exitCode, seconds }) => [job, wordFor(outcome), String(exitCode), seconds.toFixed(1)]),
  )
}

/** Failures are told to people on standard error, whatever else is asked for; the log has them with their facts. */
export function complainOf(results: readonly JobResult[]): void {
  for (const { job, says } of results.filter(({ outcome }) => outcome === 'failed'))
    process.stderr.write(`tokenledger: ${job}: ${says}\n`)
}

export function logResult({ log }: Context, result: JobResult): void {
  log[['failed', 'incomplete'].includes(result.outcome) ? 'warn' : 'info'](result, 'job')
}
