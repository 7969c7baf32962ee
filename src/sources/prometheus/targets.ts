/** Series, sorted into the targets they were scraped from, and what identifies either. */
import { cleaned, type Samples } from '../../counting/samples.js'
import { Identities, keyOf, ofTheMetric, without } from './identities.js'
import type { Labels, RawSeries } from './series.js'
import { type Engine, ownLabel } from './engines/engine.js'
import type { Name, Names } from './engines/names.js'
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
  readonly engine: Engine
  /** Its place among those of which one is read. */
  readonly rank: number
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
export function sorted(settings: PrometheusSettings, names: Names, series: readonly RawSeries[]): Sorted {
  const sorter = new Sorter(settings, names)
  for (const one of series) sorter.add(one)
  return sorter.sorted()
}

/** One call a series: a loop of 22,000 turns in one large function is compiled four times while it runs. */
class Sorter {
  readonly #settings: PrometheusSettings
  readonly #identities: Identities
  readonly #names: Names
  readonly #exporters = new Map<number, Map<string, Open>>()
  readonly #bad: Bad[] = []

  constructor(settings: PrometheusSettings, names: Names) {
    this.#settings = settings
    this.#names = names
    this.#identities = new Identities(settings.haLabels)
  }

  add({ labels, samples }: RawSeries): void {
    const settings = this.#settings
    const { __name__: written = '' } = labels
    const name = this.#names.of(written, labels)
    if (name === undefined) return
    const { target, identity, scraped } = this.#identities.of(labels, name.engine.apart)
    const exporter = openOf(settings, this.#exporters, name, target, labels)
    const clean = cleaned(samples, name.whole)
    for (const at of clean.bad) this.#bad.push({ at, name: written, replica: replicaOf(settings, exporter.labels) })
    let group = exporter.found.get(identity)
    if (group === undefined) {
      group = { identity, name, labels: scraped ? without(labels, settings.haLabels) : labels, twins: [] }
      exporter.found.set(identity, group)
    }
    keep(group, scraped ? scraperOf(settings, labels) : '', clean.samples)
  }

  sorted(): Sorted {
    const all = [...this.#exporters.values()].flatMap((some) => [...some.values()])
    return { exporters: all.toSorted(byRankAndTarget).map((open) => closed(this.#settings, open)), bad: this.#bad }
  }
}

interface Open {
  readonly target: string
  readonly engine: Engine
  readonly rank: number
  readonly labels: Labels
  readonly found: Map<string, OpenGroup>
}

interface OpenGroup {
  readonly identity: string
  readonly name: Name
  readonly labels: Labels
  readonly twins: { readonly scraper: string; samples: Samples }[]
}

function openOf(
  settings: PrometheusSettings,
  exporters: Map<number, Map<string, Open>>,
  { engine, rank }: Name,
  target: string,
  labels: Labels,
): Open {
  const byTarget = exporters.get(rank) ?? new Map<string, Open>()
  const known = byTarget.get(target)
  if (known !== undefined) return known
  const open = { target, engine, rank, labels: targetLabels(settings, labels, engine.apart), found: new Map() }
  exporters.set(rank, byTarget.set(target, open))
  return open
}

/** Of two answers of one scraper the later one. */
function keep({ twins }: OpenGroup, scraper: string, samples: Samples): void {
  const twin = twins.find((one) => one.scraper === scraper)
  if (twin === undefined) twins.push({ scraper, samples })
  else twin.samples = samples
}

const NONE: Samples = { at: new Float64Array(0), value: new Float64Array(0) }

function closed(settings: PrometheusSettings, { target, engine, rank, labels, found }: Open): Exporter {
  const open = [...found.values()].toSorted((a, b) => (a.identity < b.identity ? -1 : 1))
  const scrapers = [...new Set(open.flatMap(({ twins }) => twins.map(({ scraper }) => scraper)))].toSorted()
  const groups = open.map(({ identity, name, labels: own, twins }) => ({
    key: keyOf(settings.name, identity),
    name,
    labels: own,
    servedModel: modelOf(settings, engine, own) ?? UNKNOWN_MODEL,
    twins: scrapers.map((scraper) => twins.find((twin) => twin.scraper === scraper)?.samples ?? NONE),
  }))
  return { target, engine, rank, labels, replica: replicaOf(settings, labels), scrapers, groups }
}

/** What it says itself, or its target's labels where it says nothing. */
export function modelOf({ modelLabel }: PrometheusSettings, { model }: Engine, labels: Labels): string | undefined {
  for (const label of model) {
    const said = ownLabel(labels, label) ?? ''
    if (said !== '') return said
  }
  const said = modelLabel === undefined ? '' : (labels[modelLabel] ?? '')
  return said === '' ? undefined : said
}

export const UNKNOWN_MODEL = 'unknown'

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
export function targetLabels({ haLabels }: PrometheusSettings, labels: Labels, apart: ReadonlySet<string>): Labels {
  const own = without(labels, [...haLabels, ...ofTheMetric(Object.keys(labels), apart)])
  return Object.fromEntries(Object.entries(own).toSorted(byKey))
}

function byRankAndTarget(left: Open, right: Open): number {
  return left.rank - right.rank || (left.target < right.target ? -1 : 1)
}

function byKey(left: readonly unknown[], right: readonly unknown[]): number {
  return String(left[0]) < String(right[0]) ? -1 : 1
}
