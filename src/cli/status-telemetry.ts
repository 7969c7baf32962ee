/** How far telemetry was read, and what of it nothing matches, with the lines of YAML that would. */
import type { TelemetrySource } from '../store/status.js'
import type { Unmatched } from '../store/usage/index.js'
import { count, say, several, table } from './print.js'

export function showTelemetry(sources: readonly TelemetrySource[], unmatched: readonly Unmatched[]): void {
  say('\nTelemetry (the last hour read is where it ends):\n')
  say(sourceTable(sources))
  for (const { source, incomplete, first_incomplete: first } of sources) {
    if (incomplete === '0' || first === null) continue
    say(
      `\n${several(BigInt(incomplete), 'hour')} of ${source} came with warnings, the first at ${time(first)}, and will be read again. ` +
        `Why: select hour, warnings from report.telemetry_hour where not complete`,
    )
  }
  showUnmatched(unmatched)
}

/** Nothing at all when every replica is matched. */
export function showUnmatched(unmatched: readonly Unmatched[]): void {
  const homeless = unmatched.filter(({ lacks }) => lacks === 'resource')
  if (homeless.length > 0) {
    say(
      `\n${several(homeless.length, 'replica')} ran on nobody knows what: no label and no entry names a resource. In tokenledger.yaml:\n`,
    )
    say('usage:\n  deployments:')
    for (const one of homeless.slice(0, MOST)) say(`    - ${entryFor(one)}`)
    if (homeless.length > MOST) say(`and ${homeless.length - MOST} more: select * from report.usage_unmatched`)
  }
  const versionless = unmatched.length - homeless.length
  if (versionless > 0) {
    say(
      `\n${several(versionless, 'replica')} served nobody knows which version: set version in usage.deployments, or version_label.`,
    )
  }
}

const MOST = 5

function entryFor({ source, replica, since }: Unmatched): string {
  const plain = /^[A-Za-z][\w-]*$/
  const written = (text: string): string => (plain.test(text) ? text : JSON.stringify(text))
  return `{ replica: ${written(replica)}, source: ${written(source)}, resource: <its id on the bill>, gpus: <how many>, from: ${since} }`
}

function sourceTable(sources: readonly TelemetrySource[]): string {
  return table(
    [
      { title: 'Source' },
      { title: 'Read from' },
      { title: 'Read to' },
      { title: 'Hours', align: 'right' },
      { title: 'Incomplete', align: 'right' },
      { title: 'Restated', align: 'right' },
      { title: 'Replicas last hour', align: 'right' },
    ],
    sources.map((one) => [
      one.source,
      time(one.read_from),
      time(one.read_to),
      ...[one.hours, one.incomplete, one.restated, one.replicas].map(count),
    ]),
  )
}

/** `2026-08-14T16:00:00Z` as 2026-08-14 16:00. */
export function time(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ')
}
