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
    const labels = targetLabels(settings, one.labels)
    const target = textOf(labels)
    const exporter = byExporter.get(name.prefix + target) ?? { target, prefix: name.prefix, labels, found: new Map() }
    byExporter.set(name.prefix + target, exporter)
    const whole = name.part !== 'sum' // seconds are the one thing that has parts
    const { samples, bad: when } = cleaned(one.samples, whole)
    const replica = replicaOf(settings, labels)
    for (const at of when) bad.push({ at, name: one.labels['__name__'] ?? '', replica })
    const own = without(one.labels, settings.haLabels)
    const identity = textOf(own)
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
  return Object.fromEntries(namesOf(own).map((name) => [name, own[name] ?? '']))
}

export function keyOf(source: string, identity: string): bigint {
  return createHash('sha256').update(`${source}\n${identity}`).digest().readBigUInt64BE() >> 4n
}

/** Labels as one text, in their order. A bound is a number: Prometheus 3 writes 1.0 where 2 wrote 1. */
export function textOf(labels: Labels): string {
  const flat: string[] = []
  for (const name of namesOf(labels)) {
    const value = labels[name] ?? ''
    flat.push(name, name === 'le' ? String(numberOf(value)) : value)
  }
  return JSON.stringify(flat)
}

/** Servers mostly have them in order already. */
function namesOf(labels: Labels): string[] {
  const names = Object.keys(labels)
  return names.every((name, i) => i === 0 || name > (names[i - 1] ?? '')) ? names : names.toSorted()
}

export function without(labels: Labels, names: Iterable<string>): Labels {
  const left = { ...labels }
  for (const name of names) delete left[name]
  return left
}

function byKey(left: readonly unknown[], right: readonly unknown[]): number {
  return String(left[0]) < String(right[0]) ? -1 : 1
}
