/** How the jobs did, and which hours have no number in dollars or yuan. */
import type { JobState } from '../store/index.js'
import type { HoursWithoutRate } from '../store/rates/index.js'
import { wordFor } from './job-table.js'
import { count, say, several, table } from './print.js'
import type { WaitingMessages } from '../store/undelivered.js'
import { tell, time } from './status-telemetry.js'

export function showWithoutRate(without: readonly HoursWithoutRate[]): void {
  for (const { reason, hours, firstDay, lastDay } of without) {
    const days = firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`
    const next = reason === 'no_fixing' ? `tokenledger rates --from ${firstDay}` : `tokenledger rates show ${firstDay}`
    tell(`\n${several(hours, 'resource-hour')} without a rate (${reason}), ${days} in Beijing. Look:\n  ${next}`)
  }
}

/** Hours that go by settings of before a change. */
export function showDue(due: readonly { readonly from: string; readonly to: string }[]): void {
  const [first, last] = [due[0], due.at(-1)]
  if (first === undefined || last === undefined) return
  tell(
    `\nSettings of the split changed: hours from ${first.from.slice(0, 13)}h up to ${last.to.slice(0, 13)}h still go by the older ones. ` +
      'Fold them again (what moves is a restatement):\n  tokenledger fold',
  )
}

export function showJobs(jobs: readonly JobState[]): void {
  say('\nJobs, the last run of each:\n')
  say(
    table(
      [
        { title: 'Job' },
        { title: 'By' },
        { title: 'Began' },
        { title: 'Came to' },
        { title: 'Code', align: 'right' },
        { title: 'Seconds', align: 'right' },
        { title: 'Last success' },
      ],
      jobs.map((one) => [
        one.job,
        one.command,
        time(one.started_at),
        wordFor(one.outcome),
        one.exit_code === null ? '' : count(one.exit_code),
        one.seconds === null ? '' : one.seconds.toFixed(1),
        one.command === 'backfill' ? '' : one.succeeded_at === null ? 'never' : time(one.succeeded_at),
      ]),
    ),
  )
  for (const { job, error } of jobs) if (error !== null) tell(`\n${job} failed: ${error}`)
  // Below the first line of what it did stands what it lacks.
  for (const { job, says } of jobs) for (const notice of (says ?? '').split('\n').slice(1)) tell(`\n${job}: ${notice}`)
  for (const { job, outcome } of jobs) {
    if (outcome === 'interrupted') tell(`\n${job} was interrupted: nothing of what it had begun stays; run it again.`)
  }
}

/** What people were to hear and did not. */
export function showUndelivered(undelivered: readonly WaitingMessages[]): void {
  for (const { channel, kind, alerts, since, error } of undelivered) {
    tell(
      `\n${several(BigInt(alerts), 'alert')} since ${time(since)} did not reach ${channel} (${kind}): ${error}\nThen send again:\n  tokenledger notify resend`,
    )
  }
}
