/** What `tokenledger usage` says to people. */
import { isLacking, type UsageLoaded } from '../../jobs/usage.js'
import type { ModelTokens, SilentHours, Unmatched, UsageOutcome, UsageReplaced } from '../store/usage/index.js'
import { type Column, count, say, several, table } from './print.js'
import { COLUMNS, showUnmatched, silence, tell, time, widthOf } from './status-telemetry.js'

export interface UsageTold extends UsageLoaded {
  readonly models: readonly ModelTokens[]
  readonly unmatched: readonly Unmatched[]
  /** Of the hours read, those in which a source had no series at all. */
  readonly silent: readonly SilentHours[]
}

/** Hours that are held with warnings, or of which a worse answer came than is held. */
export function lacking(hours: readonly UsageReplaced[]): UsageReplaced[] {
  return hours.filter(isLacking)
}

export function showPlan({ planned, cutAt }: UsageTold): void {
  for (const { source, hours } of planned) {
    const [first, last] = [hours[0], hours.at(-1)]
    if (first === undefined || last === undefined) say(`${source}: nothing to read.`)
    else
      tell(`${source}: would read ${several(hours.length, 'hour')}, from ${time(first)} to that of ${time(last)} UTC.`)
  }
  if (cutAt !== undefined) tell(cutLine(cutAt))
}

export function showUsage(told: UsageTold): void {
  const { hours, models, map, planned, cutAt, silent } = told
  for (const { source, hours: asked } of planned)
    tell(
      sourceLine(
        source,
        new Set<string>(asked),
        hours.filter((one) => one.source === source),
      ),
    )
  if (cutAt !== undefined) tell(cutLine(cutAt))
  if (models.length > 0) say(`\n${modelTables(models)}`)
  for (const remark of models.flatMap(qualityRemarks)) tell(`\n${remark}`)
  if (map !== undefined && map.deployments.came + map.deployments.gone > 0) {
    const { came, gone } = map.deployments
    tell(`\nThe map changed: ${several(came, 'deployment')} came, ${several(gone, 'deployment')} went.`)
  }
  for (const { source, hours: number } of silent) tell(`\n${silence(source, BigInt(number))}`)
  for (const remark of remarksOn(told)) tell(`\n${remark}`)
  showUnmatched(told.unmatched)
}

function cutLine(at: string): string {
  return `--to lies in the future: what can be read by now ends at ${time(at)} UTC.`
}

const words: Readonly<Record<UsageOutcome, string>> = {
  new: 'new',
  replaced: 'restated or mended',
  unchanged: 'unchanged',
  kept_incomplete: 'kept, for the answer had warnings',
  kept_empty: 'kept, for the answer was empty',
}

function sourceLine(source: string, asked: ReadonlySet<string>, hours: readonly UsageReplaced[]): string {
  if (asked.size === 0) return `${source}: nothing to read.`
  const counts = new Map<UsageOutcome, number>()
  for (const { outcome } of hours) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const parts = [...counts].map(([outcome, number]) => `${count(number)} ${words[outcome]}`)
  const more = hours.filter(({ hour }) => !asked.has(hour)).length
  const after = more === 0 ? '' : `, and ${count(more)} more that begin where a restated one ends`
  return `${source}: ${several(asked.size, 'hour')} asked for and read${after}: ${parts.join(', ')}.`
}

/** One table, or two below each other where one would be wider than a page. */
function modelTables(models: readonly ModelTokens[]): string {
  const names = models.map(({ model, version }) => [model, version ?? 'unknown'])
  const work = models.map((one) =>
    [one.prompt_tokens, one.cached_tokens, one.generated_tokens, one.requests].map(known),
  )
  const seen = models.map((one) => [count(one.replicas), count(one.hours), qualityOf(one), coverageOf(one)])
  const named: Column[] = [{ title: 'Model' }, { title: 'Version' }]
  const worked = ['Prompt tokens', 'Cached', 'Generated', 'Requests'].map(right)
  const watched = [right('Replicas'), right('Hours'), { title: 'Quality' }, right('Coverage')]
  const beside = (...parts: readonly (readonly string[][])[]): string[][] =>
    models.map((_, i) => parts.flatMap((part) => part[i] ?? []))
  const whole = table([...named, ...worked, ...watched], beside(names, work, seen))
  if (widthOf(whole) <= COLUMNS) return whole
  return `${fitted([...named, ...worked], beside(names, work))}\n\n${fitted([...named, ...watched], beside(names, seen))}`
}

/** A table whose first column gives way: of a long name the end is shown, which differs where the beginning does not. */
function fitted(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const whole = table(columns, rows)
  const over = widthOf(whole) - COLUMNS
  if (over <= 0) return whole
  const longest = Math.max(...rows.map(([first = '']) => first.length))
  const most = Math.max(longest - over, 8)
  const short = (name: string): string => (name.length <= most ? name : `…${name.slice(1 - most)}`)
  return table(
    columns,
    rows.map(([first = '', ...rest]) => [short(first), ...rest]),
  )
}

function qualityOf({ exact, replica_hours: all }: ModelTokens): string {
  return exact === all ? 'exact' : `${count(exact)} of ${count(all)} exact`
}

function coverageOf({ coverage }: ModelTokens): string {
  return coverage === null ? 'unknown' : `${(Number(coverage) * 100).toFixed(1)} %`
}

function qualityRemarks(one: ModelTokens): string[] {
  const kinds = [
    ['lower_bound', one.lower_bound, 'it did at least this'],
    ['baseline_unknown', one.baseline_unknown, 'what was counted before it was first seen is left out'],
  ] as const
  const name = [one.model, ...(one.version === null ? [] : [one.version])].join(' ')
  return kinds.flatMap(([quality, hours, means]) =>
    hours === '0'
      ? []
      : [`${name}: ${quality} in ${count(hours)} of ${count(one.replica_hours)} replica-hours: ${means}.`],
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
  const said: readonly (readonly [number, (number: number) => string])[] = [
    [
      restated,
      (rows) =>
        `${several(rows, 'row')} of usage restated:\n` +
        '  select * from report.usage_restatement order by recorded_at desc',
    ],
    [vanished, (rows) => `${several(rows, 'replica-hour')} that telemetry told before, it no longer knows.`],
    [moved, (rows) => `${several(rows, 'resource-hour')} of days of use were spread again by when machines ran.`],
    [open, (rows) => `${several(rows, 'hour')} came with warnings and will be read again; no day goes by them.`],
    [
      kept('kept_incomplete'),
      (rows) => `${several(rows, 'hour')} came with warnings now; what was read without them stays.`,
    ],
    [
      kept('kept_empty'),
      (rows) =>
        `${several(rows, 'hour')} came without any usage though some is held: has the Prometheus forgotten it? ` +
        'What is held stays; --allow-empty lets it go.',
    ],
  ]
  return said.flatMap(([number, sentence]) => (number > 0 ? [sentence(number)] : []))
}

function right(title: string): Column {
  return { title, align: 'right' }
}
