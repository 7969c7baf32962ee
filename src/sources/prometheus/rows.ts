/** Turns of one hour become its rows. */
import { createHash } from 'node:crypto'
import { merged } from '../../counting/buckets.js'
import { coverageOf } from '../../counting/clock.js'
import { joined, length } from '../../counting/stretches.js'
import type { Checkpoint, LatencyHour, Stretch, TelemetryHour, UsageHour } from '../../records/usage-hour.js'
import type { Hour } from '../../units/hour.js'
import { doubtsOf } from './doubts.js'
import { gatewayHoursOf } from './gateway.js'
import type { Machines, Stand } from './machines.js'
import { TIMED } from './engines/form.js'
import type { PrometheusSettings } from './settings.js'
import type { Labels } from './series.js'
import { type Role, tokensOf } from './tokens.js'
import type { Part, Turn } from './turns.js'

const NOWHERE: Stand = { placement: null, sharedCard: null }

export function hourOf(
  settings: PrometheusSettings,
  hour: Hour,
  turns: readonly Turn[],
  warnings: readonly string[],
  complete: boolean,
  { gpus, pods, standOf }: Machines,
): TelemetryHour {
  // A gateway's tokens are those of the engines behind it: they are nobody's usage.
  const sorted = settings.gateway === undefined ? rowsOf(turns) : []
  const rows = sorted.map(({ replica, servedModel, parts }) => usageOf(settings, replica, servedModel, parts))
  const stands = standOf(rows.map(({ labels }) => labels))
  const found = {
    source: settings.name,
    hour,
    complete,
    warnings: warnings.toSorted(),
    series: turns.flatMap(({ models }) => [...models.values()]).reduce((sum, { series }) => sum + series, 0),
    usage: rows.map((row, i) => ({ ...row, ...(stands[i] ?? NOWHERE) })),
    latency: sorted.flatMap(({ replica, servedModel, parts }) => latencyOf(settings, replica, servedModel, parts)),
    gpus,
    pods,
    gateway: settings.gateway === undefined ? null : gatewayHoursOf(settings.gateway, turns),
    checkpoints: checkpointsOf(turns),
  }
  return { ...found, content: contentOf(found) }
}

interface Row {
  readonly replica: string
  readonly servedModel: string
  readonly parts: Part[]
}

function rowsOf(turns: readonly Turn[]): Row[] {
  const rows = new Map<string, Row>()
  for (const turn of turns) {
    const { replica } = turn.scope.exporter
    for (const [servedModel, tally] of turn.models) {
      const key = JSON.stringify([replica, servedModel])
      const row = rows.get(key) ?? { replica, servedModel, parts: [] }
      rows.set(key, row)
      row.parts.push({ turn, tally })
    }
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function usageOf(
  settings: PrometheusSettings,
  replica: string,
  servedModel: string,
  parts: readonly Part[],
): Omit<UsageHour, keyof Stand> {
  const turns = parts.map(({ turn }) => turn)
  const { labels = {}, engine } = turns[0]?.scope.exporter ?? {}
  const role = roleOf(settings, labels)
  const tokens = tokensOf(parts, role)
  const samples = turns.reduce((sum, { seen }) => sum + seen.samples, 0)
  const expected = turns.reduce((sum, { seen }) => sum + seen.expected, 0)
  const running = timeOf(parts.map(({ tally }) => tally.running?.above))
  const waiting = timeOf(parts.map(({ tally }) => tally.waiting?.above))
  const peaks = parts.flatMap(({ tally }) => tally.kvCache?.peak ?? [])
  const scrapers = turns.filter(({ seen }) => seen.scrapers > 1)
  const chosen = scrapers.map(({ scope, chosen: index }) => scope.exporter.scrapers[index] ?? '')
  return {
    replica,
    servedModel,
    engine: engine?.name ?? 'unknown',
    role: role ?? null,
    ...tokens.counts,
    runningMs: running === undefined ? null : length(running),
    waitingMs: waiting === undefined ? null : length(waiting),
    busyMs: running === undefined || waiting === undefined ? null : length([...running, ...waiting]),
    kvCachePeak: peaks.length === 0 ? null : Math.min(Math.max(...peaks), 1).toFixed(6),
    metrics: metricsOf(parts, tokens.metrics),
    present: joined(turns.flatMap(({ seen }) => seen.present)),
    ...doubtsOf(parts, tokens.reasons),
    samples,
    coverage: coverageOf(samples, expected),
    scraper: chosen.length === 0 ? null : [...new Set(chosen)].toSorted().join(','),
    resourceLabel: labelOf(labels, settings.resourceLabel),
    versionLabel: labelOf(labels, settings.versionLabel),
    gpusLabel: gpusOf(labels, settings.gpusLabel),
    labels,
  }
}

/** Which metric each field was read of, by the field's name in the file of engines. */
function metricsOf(parts: readonly Part[], counted: Readonly<Record<string, string>>): Record<string, string> {
  const found = new Map(Object.entries(counted))
  const add = (field: string, written: string | undefined): void => {
    if (written === undefined || found.get(field)?.split(',').includes(written)) return
    found.set(field, [...(found.get(field)?.split(',') ?? []), written].toSorted().join(','))
  }
  for (const { tally } of parts) {
    add('running', tally.running?.written)
    add('waiting', tally.waiting?.written)
    add('kv_cache', tally.kvCache?.written)
    for (const metric of TIMED) add(metric, tally.layouts.get(metric)?.written)
  }
  return Object.fromEntries(found)
}

/** Undefined: nobody says that there are roles. */
function roleOf({ roleLabel }: PrometheusSettings, labels: Labels): Role | undefined {
  if (roleLabel === undefined) return undefined
  const said = labels[roleLabel]
  return said === 'prefill' || said === 'decode' ? said : 'both'
}

/** A replica that only works out prompts ends each request after a token: how long that took is nobody's latency. */
function latencyOf(
  settings: PrometheusSettings,
  replica: string,
  servedModel: string,
  parts: readonly Part[],
): LatencyHour[] {
  if (roleOf(settings, parts[0]?.turn.scope.exporter.labels ?? {}) === 'prefill') return []
  return TIMED.flatMap((metric) => {
    const layouts = merged(parts.flatMap(({ tally }) => tally.layouts.get(metric)?.layouts ?? []))
    return layouts.map((layout) => ({ replica, servedModel, metric, ...layout }))
  })
}

function checkpointsOf(turns: readonly Turn[]): Map<string, Checkpoint[]> {
  const found = new Map<string, Checkpoint[]>()
  for (const { scope, checkpoints } of turns) {
    const { replica } = scope.exporter
    found.set(replica, [...(found.get(replica) ?? []), ...checkpoints])
  }
  const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return new Map(sorted.map(([replica, all]) => [replica, all.toSorted((a, b) => (a.series < b.series ? -1 : 1))]))
}

function timeOf(stretches: readonly (readonly Stretch[] | undefined)[]): Stretch[] | undefined {
  const known = stretches.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : joined(known.flat())
}

function labelOf(labels: Labels, name: string | undefined): string | null {
  const value = name === undefined ? undefined : labels[name]
  return value === undefined || value === '' ? null : value
}

/** A number of GPUs as the ledger keeps it; another text in its place says nothing. */
function gpusOf(labels: Labels, name: string | undefined): string | null {
  const text = labelOf(labels, name)
  return text !== null && /^\d{1,6}(\.\d{1,6})?$/.test(text) && Number(text) > 0 ? text : null
}

/** Of all that is told: what is the same has the same, whenever and however it was read. */
function contentOf(found: Omit<TelemetryHour, 'content'>): string {
  const text = JSON.stringify(found, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString()
    if (value === Infinity) return '+Inf'
    return value instanceof Map ? [...value] : value
  })
  return createHash('sha256').update(text).digest('hex')
}
