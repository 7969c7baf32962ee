/** What `tokenledger usage` says to people. */
import type { UsageLoaded } from '../../jobs/usage.js'
import type { ModelTokens, Unmatched, UsageOutcome, UsageReplaced } from '../store/usage/index.js'
import { count, say, several, table } from './print.js'
import { showUnmatched, time } from './status-telemetry.js'

export interface UsageTold extends UsageLoaded {
  readonly models: readonly ModelTokens[]
  readonly unmatched: readonly Unmatched[]
}

/** Hours that are held with warnings, or of which a worse answer came than is held. */
export function lacking(hours: readonly UsageReplaced[]): UsageReplaced[] {
  return hours.filter(({ complete, outcome }) => !complete || outcome.startsWith('kept'))
}

export function showPlan({ planned }: UsageTold): void {
  for (const { source, hours } of planned) {
    const [first, last] = [hours[0], hours.at(-1)]
    if (first === undefined || last === undefined) say(`${source}: nothing to read.`)
    else
      say(`${source}: would read ${several(hours.length, 'hour')}, from ${time(first)} to that of ${time(last)} UTC.`)
  }
}

export function showUsage(told: UsageTold): void {
  const { hours, models, map, planned } = told
  for (const { source } of planned)
    say(
      sourceLine(
        source,
        hours.filter((one) => one.source === source),
      ),
    )
  if (models.length > 0) say(`\n${modelTable(models)}`)
  if (map !== undefined && map.deployments.came + map.deployments.gone > 0) {
    const { came, gone } = map.deployments
    say(`\nThe map changed: ${several(came, 'deployment')} came, ${several(gone, 'deployment')} went.`)
  }
  for (const remark of remarksOn(told)) say(`\n${remark}`)
  showUnmatched(told.unmatched)
}

const words: Readonly<Record<UsageOutcome, string>> = {
  new: 'new',
  replaced: 'restated or mended',
  unchanged: 'unchanged',
  kept_incomplete: 'kept, for the answer had warnings',
  kept_empty: 'kept, for the answer was empty',
}

function sourceLine(source: string, hours: readonly UsageReplaced[]): string {
  const counts = new Map<UsageOutcome, number>()
  for (const { outcome } of hours) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const parts = [...counts].map(([outcome, number]) => `${count(number)} ${words[outcome]}`)
  return `${source}: ${several(hours.length, 'hour')} read${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`
}

function modelTable(models: readonly ModelTokens[]): string {
  return table(
    [
      { title: 'Model' },
      { title: 'Version' },
      ...['Replicas', 'Hours', 'Prompt tokens', 'Cached', 'Generated', 'Requests'].map(right),
      { title: 'Quality' },
      right('Coverage'),
    ],
    models.map((one) => [
      one.model,
      one.version ?? 'unknown',
      count(one.replicas),
      count(one.hours),
      ...[one.prompt_tokens, one.cached_tokens, one.generated_tokens, one.requests].map(known),
      one.quality,
      `${(Number(one.coverage) * 100).toFixed(1)} %`,
    ]),
  )
}

/** What an engine does not tell is never shown as 0. */
function known(number: string | null): string {
  return number === null ? 'unknown' : count(number)
}

function remarksOn({ hours, map }: UsageTold): string[] {
  const sum = (of: (hour: UsageReplaced) => number): number => hours.reduce((total, hour) => total + of(hour), 0)
  const [restated, vanished] = [sum((hour) => hour.restated), sum((hour) => hour.vanished)]
  const moved = sum((hour) => hour.respread.moved) + (map?.respread.moved ?? 0)
  const kept = (outcome: UsageOutcome): number => hours.filter((hour) => hour.outcome === outcome).length
  const open = hours.filter(({ complete }) => !complete).length
  return [
    ...(restated > 0
      ? [
          `${several(restated, 'row')} of usage restated: select * from report.usage_restatement order by recorded_at desc`,
        ]
      : []),
    ...(vanished > 0 ? [`${several(vanished, 'replica-hour')} that telemetry told before, it no longer knows.`] : []),
    ...(moved > 0 ? [`${several(moved, 'resource-hour')} of days of use were spread again by when machines ran.`] : []),
    ...(open > 0 ? [`${several(open, 'hour')} came with warnings and will be read again; no day goes by them.`] : []),
    ...(kept('kept_incomplete') > 0
      ? [`${several(kept('kept_incomplete'), 'hour')} came with warnings now; what was read without them stays.`]
      : []),
    ...(kept('kept_empty') > 0
      ? [
          `${several(kept('kept_empty'), 'hour')} came without any usage though some is held: has the Prometheus forgotten it? ` +
            'What is held stays; --allow-empty lets it go.',
        ]
      : []),
  ]
}

/** Whatever a source tells of itself, a line a fact. */
export function showProbe(source: string, found: unknown): void {
  say(`${source}:`)
  for (const line of linesOf(found, '  ')) say(line)
}

/** A list stands on one line, a list of records has a line for each. */
function linesOf(found: unknown, indent: string): string[] {
  if (Array.isArray(found)) {
    const nested = found.some((one) => typeof one === 'object')
    return nested ? found.map((one) => `${indent}${onOneLine(one)}`) : [`${indent}${found.join(', ') || 'none'}`]
  }
  if (typeof found !== 'object' || found === null) return [`${indent}${String(found ?? 'unknown')}`]
  return Object.entries(found).flatMap(([key, value]: [string, unknown]) => {
    const flat = typeof value !== 'object' || value === null
    return flat
      ? [`${indent}${key}: ${String(value ?? 'unknown')}`]
      : [`${indent}${key}:`, ...linesOf(value, `${indent}  `)]
  })
}

function onOneLine(one: unknown): string {
  if (typeof one !== 'object' || one === null) return String(one ?? 'unknown')
  return Object.entries(one)
    .map(([key, value]: [string, unknown]) => `${key} ${String(value ?? 'unknown')}`)
    .join(', ')
}

function right(title: string): { title: string; align: 'right' } {
  return { title, align: 'right' }
}
