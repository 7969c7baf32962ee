/** How far telemetry was read, and what of it nothing matches, with the lines of YAML that would. */
import type { Status, TelemetrySource } from '../store/status.js'
import type { Unmatched } from '../store/usage/index.js'
import { count, say, several, table } from './print.js'

type Told = Pick<Status, 'telemetry' | 'unmatched' | 'overclaimed' | 'seenTwice'>

export function showTelemetry({ telemetry: sources, unmatched, overclaimed, seenTwice }: Told): void {
  say('\nTelemetry (the last hour read is where it ends):\n')
  say(sourceTable(sources))
  for (const { source, incomplete, first_incomplete: first, silent, missing, first_missing: hole } of sources) {
    if (missing !== '0' && hole !== null) {
      const day = hole.slice(0, 10)
      tell(
        `\n${several(BigInt(missing), 'hour')} of ${source} between the first and the last were never read, the first at ` +
          `${time(hole)}. Read them:\n  tokenledger backfill usage:${source} --from ${day} --to <day>`,
      )
    }
    if (silent !== '0') tell(`\n${silence(source, BigInt(silent), 'The last ')}`)
    if (incomplete === '0' || first === null) continue
    tell(
      `\n${several(BigInt(incomplete), 'hour')} of ${source} came with warnings, the first at ${time(first)}, and will ` +
        'be read again. Why:\n  select hour, warnings from report.telemetry_hour where not complete',
    )
  }
  showUnmatched(unmatched)
  for (const { source, other_source: other, replicas, hours } of seenTwice) {
    tell(
      `\n${source} and ${other} read ${several(BigInt(replicas), 'replica')} under one name and at one address, in ` +
        `${several(BigInt(hours), 'hour')}. If both scrape the same processes, their tokens are counted twice: keep one entry and ` +
        'write the url of the other under its peers. If they are apart, name a label that says so in replica_labels. Which:\n' +
        '  select * from report.usage_seen_twice order by hour desc',
    )
  }
  for (const { source, cards, hours } of overclaimed) {
    tell(
      `\nPods of ${source} ask for more of ${several(BigInt(cards), 'card')} than there is, in ${several(BigInt(hours), 'hour')} ` +
        'of cards: say in gpu_resources what their resource is of a GPU. Which:\n' +
        '  select * from report.gpu_share_hour where over order by hour desc',
    )
  }
}

/** What a source without series means, and how it is looked into. */
export function silence(source: string, hours: bigint, which = ''): string {
  return (
    `${which}${several(hours, 'hour')} of ${source} without a single series of an engine: did nothing run, or does match no ` +
    `longer fit? tokenledger usage probe --source ${source}`
  )
}

/** Nothing at all when every replica is matched. Only the last 35 days are looked at. */
export function showUnmatched(unmatched: readonly Unmatched[]): void {
  const [homeless, versionless] = ['resource', 'version'].map((what) =>
    oncePerReplica(unmatched.filter(({ lacks }) => lacks === what)),
  )
  if (homeless !== undefined && homeless.length > 0) showHomeless(homeless)
  showUnbilled(unmatched.filter(({ lacks }) => lacks === 'bill'))
  if (versionless !== undefined && versionless.length > 0) {
    tell(
      `\n${several(versionless.length, 'replica')} served nobody knows which version: set version in usage.deployments, ` +
        'or version_label.',
    )
  }
}

const MOST = 5

function showHomeless(homeless: readonly Unmatched[]): void {
  tell(
    `\n${several(homeless.length, 'replica')} ran on nobody knows what: no label and no entry names a resource. In ` +
      'tokenledger.yaml:\n',
  )
  say('usage:\n  deployments:')
  for (const one of homeless.slice(0, MOST)) say(entryFor(one))
  if (homeless.length > MOST) say(`and ${homeless.length - MOST} more: select * from report.usage_unmatched`)
}

function showUnbilled(unbilled: readonly Unmatched[]): void {
  const ids = [...new Set(unbilled.map(({ resource_id: id }) => id ?? ''))]
  if (ids.length === 0) return
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more` : ''
  tell(
    `\nNo bill names ${ids.slice(0, MOST).join(', ')}${more} (yet), so what ` +
      `${several(oncePerReplica(unbilled).length, 'replica')} cost is not known. Load the bill that names it, or mend ` +
      'resource and provider in usage.deployments, or resource_label. The ids on the bills:\n' +
      '  select distinct provider, resource_id from report.cost_by_resource',
  )
}

/** One that served several models stands once, since its first hour: two entries for one replica contradict each other. */
function oncePerReplica(all: readonly Unmatched[]): Unmatched[] {
  const found = new Map<string, Unmatched>()
  for (const one of all) {
    const key = JSON.stringify([one.source, one.replica])
    const known = found.get(key)
    if (known === undefined || one.since < known.since) found.set(key, one)
  }
  return [...found.values()]
}

function entryFor({ source, replica, since }: Unmatched): string {
  const plain = /^[A-Za-z][\w-]*$/
  const written = (text: string): string => (plain.test(text) ? text : JSON.stringify(text))
  return [
    `    - replica: ${written(replica)}`,
    `      source: ${written(source)}`,
    '      resource: <its id on the bill>',
    '      gpus: <how many>',
    `      from: ${since}`,
  ].join('\n')
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

/** How wide a page is. */
export const COLUMNS = 100

export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length))
}

/** Says sentences, broken between words before they are wider than a page; a word that is wider stays whole. */
export function tell(text: string): void {
  for (const line of text.split('\n')) {
    const indent = /^ */.exec(line)?.[0] ?? ''
    let open = indent
    for (const word of line.split(' ').filter((part) => part !== '')) {
      const full = open !== indent && open.length + 1 + word.length > COLUMNS
      if (full) say(open)
      open = full || open === indent ? indent + word : `${open} ${word}`
    }
    say(open)
  }
}
