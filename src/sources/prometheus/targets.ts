/** Series, sorted into the targets they were scraped from, and what identifies either. */
import { createHash } from 'node:crypto'
import { cleaned, type Samples } from '../../counting/samples.js'
import type { Labels, RawSeries } from './series.js'
import { numberOf } from './series.js'
import { nameOf, OF_THE_METRIC, type Name, type Prefix } from './names.js'
import type { PrometheusSettings } from './settings.js'

/** One counter of one target, and each scraper's samples of it, in the order of the scrapers. */
export interface Group {
  /** 60 bits of a hash of its labels, those of who scraped it left out. */
  readonly key: bigint
  readonly name: Name
  /** Without those of who scraped it: which twin comes first is the server's mood. */
  readonly labels: Labels
  readonly servedModel: string
  readonly twins: readonly Samples[]
}

/** What one exporter of a target shows: KServe's twins of the names are an exporter of their own. */
export interface Exporter {
  readonly target: string
  readonly prefix: Prefix
  /** Without what tells series, or scrapers, apart. */
  readonly labels: Labels
  readonly replica: string
  readonly scrapers: readonly string[]
  readonly groups: readonly Group[]
}

/** A value that is no count, and when it was scraped. */
export interface Bad {
  readonly at: number
  readonly name: string
  readonly replica: string
}

export interface Sorted {
  readonly exporters: readonly Exporter[]
  readonly bad: readonly Bad[]
}

/** Sorted by label, so that the same telemetry gives the same rows in the same order, however it arrives. */
export function sorted(settings: PrometheusSettings, series: readonly RawSeries[]): Sorted {
  const bad: Bad[] = []
  const byExporter = new Map<string, Open>()
  for (const one of series) {
    const name = nameOf(one.labels['__name__'])
    if (name === undefined) continue
    const { target, identity, scraped } = identified(settings, one.labels)
    const exporter = byExporter.get(name.prefix + target) ?? opened(settings, target, name.prefix, one.labels)
    byExporter.set(name.prefix + target, exporter)
    const whole = name.part !== 'sum' // seconds are the one thing that has parts
    const { samples, bad: when } = cleaned(one.samples, whole)
    const replica = when.length === 0 ? '' : replicaOf(settings, exporter.labels)
    for (const at of when) bad.push({ at, name: one.labels['__name__'] ?? '', replica })
    const own = scraped ? without(one.labels, settings.haLabels) : one.labels
    const twins = exporter.found.get(identity) ?? { name, labels: own, byScraper: new Map() }
    exporter.found.set(identity, twins)
    twins.byScraper.set(scraperOf(settings, one.labels), samples)
  }
  const exporters = [...byExporter].toSorted(byKey).map(([, open]) => closed(settings, open))
  return { exporters, bad }
}

interface Open {
  readonly target: string
  readonly prefix: Prefix
  readonly labels: Labels
  readonly found: Map<string, { name: Name; labels: Labels; byScraper: Map<string, Samples> }>
}

function opened(settings: PrometheusSettings, target: string, prefix: Prefix, labels: Labels): Open {
  return { target, prefix, labels: targetLabels(settings, labels), found: new Map() }
}

/** Both identities of a series in one pass over its labels, for there are tens of thousands: its target's and its own. */
function identified({ haLabels }: PrometheusSettings, labels: Labels) {
  let [target, identity, scraped] = ['', '', false]
  for (const name of Object.keys(labels).toSorted()) {
    if (haLabels.includes(name)) {
      scraped = true
      continue
    }
    const said = labelText(name, labels[name] ?? '')
    identity += said
    if (!OF_THE_METRIC.has(name)) target += said
  }
  return { target, identity, scraped }
}

const NONE: Samples = { at: new Float64Array(0), value: new Float64Array(0) }

function closed(settings: PrometheusSettings, { target, prefix, labels, found }: Open): Exporter {
  const scrapers = [...new Set([...found.values()].flatMap(({ byScraper }) => [...byScraper.keys()]))].toSorted()
  const groups = [...found].toSorted(byKey).map(([identity, one]) => ({
    key: keyOf(settings.name, identity),
    name: one.name,
    labels: one.labels,
    servedModel: one.labels['model_name'] ?? 'unknown',
    twins: scrapers.map((scraper) => one.byScraper.get(scraper) ?? NONE),
  }))
  return { target, prefix, labels, replica: replicaOf(settings, labels), scrapers, groups }
}

export function replicaOf({ replicaLabels }: PrometheusSettings, labels: Labels): string {
  const parts = replicaLabels.map((label) => labels[label] ?? '').filter((part) => part !== '')
  return parts.length > 0 ? parts.join('/') : (labels['instance'] ?? 'unknown')
}

/** Who scraped: `prometheus_replica=a`; empty where no label says it. */
export function scraperOf({ haLabels }: PrometheusSettings, labels: Labels): string {
  const said = haLabels.filter((label) => labels[label] !== undefined)
  return said.map((label) => labels[label] ?? '').join('/')
}

/** The labels of the target, the same for all its series, in the order of their names whatever the server's is. */
export function targetLabels({ haLabels }: PrometheusSettings, labels: Labels): Labels {
  const own = without(labels, [...haLabels, ...OF_THE_METRIC])
  return Object.fromEntries(Object.entries(own).toSorted(byKey))
}

export function keyOf(source: string, identity: string): bigint {
  return createHash('sha256').update(`${source}\n${identity}`).digest().readBigUInt64BE() >> 4n
}

/** Labels as one text, in their order. A bound is a number: Prometheus 3 writes 1.0 where 2 wrote 1. */
export function textOf(labels: Labels): string {
  return Object.keys(labels)
    .toSorted()
    .map((name) => labelText(name, labels[name] ?? ''))
    .join('')
}

/** With the lengths of name and value, so that no two sets of labels are one text. */
function labelText(name: string, value: string): string {
  const said = name === 'le' ? String(numberOf(value)) : value
  return `${name.length}:${name}${said.length}:${said}`
}

export function without(labels: Labels, names: Iterable<string>): Labels {
  const left: Record<string, string> = {}
  const leaving = names instanceof Set ? names : new Set(names)
  for (const name of Object.keys(labels)) if (!leaving.has(name)) left[name] = labels[name] ?? ''
  return left
}

function byKey(left: readonly unknown[], right: readonly unknown[]): number {
  return String(left[0]) < String(right[0]) ? -1 : 1
}
