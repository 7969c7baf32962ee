/** What a Prometheus offers, what would be read of it, and what is missing. Nothing is counted. */
import { z } from 'zod'
import { distances, median } from '../../counting/samples.js'
import { getJson, query } from './client.js'
import { allEngines, namesFor } from './engines/read.js'
import { type Name, Names } from './engines/names.js'
import { type Column, type EngineFound, enginesIn } from './fields.js'
import { type MachinesFound, machinesFound } from './probe-machines.js'
import { selector } from './question.js'
import type { RawSeries } from './series.js'
import type { PrometheusSettings } from './settings.js'
import { modelOf, replicaOf, scraperOf, targetLabels } from './targets.js'

export interface Probe {
  readonly server: { readonly kind: string; readonly version: string | null }
  /** Seen in the last hour. */
  readonly replicas: number
  readonly models: readonly string[]
  readonly prefixes: readonly string[]
  readonly metrics: readonly { readonly name: string; readonly series: number; readonly replicas: number }[]
  /** Whose names are there, and which metric each column of the ledger would come from; null where there is none. */
  readonly engines: readonly EngineFound[]
  /** Columns that no engine feeds. */
  readonly missing: readonly Column[]
  /** Engines that are not read, and the metrics of theirs that are there. */
  readonly notRead: readonly { readonly engine: string; readonly title: string; readonly metrics: readonly string[] }[]
  /** GPUs and Kubernetes, each read or not. */
  readonly machines: readonly MachinesFound[]
  readonly scrapeIntervalMs: number | null
  /** What is known of restarts; without either, a hole in the samples makes its hour a lower bound. */
  readonly evidence: { readonly processStart: boolean; readonly created: boolean; readonly up: boolean }
  /** Labels of the targets, each with up to three of its values. */
  readonly labels: Readonly<Record<string, readonly string[]>>
  /** Of the labels that tell scrapers apart, those that are there, and their values. */
  readonly haLabels: Readonly<Record<string, readonly string[]>>
  readonly warnings: readonly string[]
}

/** @throws SourceRefused, SourceDown, ConfigError, MalformedBill */
export async function probe(settings: PrometheusSettings, now: Date): Promise<Probe> {
  const warnings = new Set<string>()
  const ask = (text: string): Promise<readonly RawSeries[]> => asked(settings, text, now, warnings)
  const { match } = settings
  const names = await namesFor(settings)
  const series = await ask(`last_over_time(${selector(names.all, match)}[1h])`)
  const gauges = await ask(`${selector(names.gauges, match)}[15m]`)
  const created = await ask(`last_over_time(${selector(names.created, match)}[1h])`)
  const jobs = valuesOf(series, 'job')
  const ofProcesses = await ask(`count by (__name__, job) (${selector('up|process_start_time_seconds', '')})`)
  const known = (name: string): boolean =>
    ofProcesses.some(({ labels }) => labels['__name__'] === name && jobs.includes(labels['job'] ?? ''))
  const engines = enginesIn(names, series)
  const targets = series.map(({ labels }) => targetOf(settings, names, labels))
  const models = series.flatMap(({ labels }) => {
    const name = nameOf(names, labels)
    return name === undefined ? [] : [modelOf(settings, name.engine, labels) ?? '']
  })
  return {
    server: await serverOf(settings),
    replicas: new Set(targets.map((labels) => replicaOf(settings, labels))).size,
    models: unique(models),
    prefixes: unique(series.map(({ labels }) => nameOf(names, labels)?.prefix ?? '')),
    metrics: metricsOf(settings, names, series),
    engines,
    missing: missingOf(engines),
    notRead: await notRead(settings, names, ask),
    machines: await machinesFound(settings, ask),
    scrapeIntervalMs: median(Float64Array.from(gauges.flatMap(({ samples }) => [...distances(samples.at)]))) ?? null,
    evidence: { processStart: known('process_start_time_seconds'), created: created.length > 0, up: known('up') },
    labels: examplesOf(targets),
    haLabels: examplesOf(series.map(({ labels }) => pick(labels, settings.haLabels))),
    warnings: [...warnings, ...remarksOn(settings, names, series), ...(await ignored(settings, names, ask))],
  }
}

async function asked(
  settings: PrometheusSettings,
  text: string,
  now: Date,
  warnings: Set<string>,
): Promise<readonly RawSeries[]> {
  const answer = await query(settings, text, now.getTime())
  if ('tooMuch' in answer) {
    warnings.add(`The server does not answer ${text}: ${answer.tooMuch}`)
    return []
  }
  for (const warning of answer.warnings) warnings.add(warning)
  return answer.series
}

type Ask = (text: string) => Promise<readonly RawSeries[]>

async function notRead({ enginesFile, match }: PrometheusSettings, read: Names, ask: Ask): Promise<Probe['notRead']> {
  const others = (await allEngines(enginesFile)).filter(({ name }) => read.engines.every((one) => one.name !== name))
  const found = await Promise.all(
    others.map(async ({ name: engine, title, ...rest }) => {
      const names = new Names([{ name: engine, title, ...rest }])
      const there = await ask(`count by (__name__) (last_over_time(${selector(names.all, match)}[1h]))`)
      const written = unique(there.map(({ labels }) => labels['__name__'] ?? ''))
      return { engine, title, metrics: written.filter((one) => read.of(one, {}) === undefined) }
    }),
  )
  return found.filter(({ metrics }) => metrics.length > 0)
}

/** Metrics that one might miss in the ledger, and why they are not read. */
async function ignored({ match }: PrometheusSettings, { engines }: Names, ask: Ask): Promise<string[]> {
  const why = new Map(
    engines.flatMap(({ prefixes, ignored: all }) =>
      prefixes.flatMap((prefix) => Object.entries(all).map(([metric, reason]) => [prefix + metric, reason] as const)),
    ),
  )
  if (why.size === 0) return []
  const names = `(${[...why.keys()].join('|')})(_total)?`
  const there = await ask(`count by (__name__) (last_over_time(${selector(names, match)}[1h]))`)
  return unique(there.map(({ labels }) => labels['__name__'] ?? '')).map(
    (written) => `${written} is not read: ${why.get(written.replace(/_total$/, '')) ?? ''}.`,
  )
}

function missingOf(engines: readonly EngineFound[]): Column[] {
  const fields = engines.flatMap((one) => one.fields)
  const fed = new Set(fields.flatMap(([column, metric]) => (metric === null ? [] : [column])))
  return [...new Set(fields.map(([column]) => column))].filter((column) => !fed.has(column))
}

function nameOf(names: Names, labels: RawSeries['labels']): Name | undefined {
  return names.of(labels['__name__'] ?? '', labels)
}

function targetOf(settings: PrometheusSettings, names: Names, labels: RawSeries['labels']): RawSeries['labels'] {
  return targetLabels(settings, labels, nameOf(names, labels)?.engine.apart ?? names.apart)
}

const buildinfo = z.object({
  data: z.object({ version: z.string().nullish(), revision: z.string().nullish(), application: z.string().nullish() }),
})

/** VictoriaMetrics says the version of the Prometheus it stands in for, and no revision. */
async function serverOf(settings: PrometheusSettings): Promise<Probe['server']> {
  const { data: said } = buildinfo.safeParse(await getJson(settings, 'api/v1/status/buildinfo'))
  const { version = null, revision, application } = said?.data ?? {}
  const kind = application ?? (revision ? 'Prometheus' : 'speaks the API of Prometheus')
  return { kind, version }
}

function metricsOf(settings: PrometheusSettings, names: Names, series: readonly RawSeries[]): Probe['metrics'] {
  const found = new Map<string, { series: number; replicas: Set<string> }>()
  for (const { labels } of series) {
    const { __name__: name = '' } = labels
    const one = found.get(name) ?? { series: 0, replicas: new Set() }
    found.set(name, one)
    one.series += 1
    one.replicas.add(replicaOf(settings, targetOf(settings, names, labels)))
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => ({ name, series: one.series, replicas: one.replicas.size }))
}

function remarksOn(settings: PrometheusSettings, names: Names, series: readonly RawSeries[]): string[] {
  const { replicaLabels, resourceLabel, versionLabel, gpusLabel } = settings
  const lacking = [...replicaLabels, resourceLabel, versionLabel, gpusLabel].filter(
    (label) => label !== undefined && series.some(({ labels }) => labels[label] === undefined),
  )
  const nameless = series.some(({ labels }) => {
    const engine = nameOf(names, labels)?.engine
    return (
      engine !== undefined &&
      nameOf(names, labels)?.kind !== 'adapters' &&
      modelOf(settings, engine, labels) === undefined
    )
  })
  const scrapers = unique(series.map(({ labels }) => scraperOf(settings, labels)))
  return [
    ...(series.length === 0
      ? [`No series of a serving engine in the last hour. Look at match (${settings.match || 'none'}).`]
      : []),
    ...(nameless ? ['Some series name no model: name a label of their targets as model_label.'] : []),
    ...lacking.map((label) => `The label ${String(label)}, which the settings name, is not on all series.`),
    ...(scrapers.length > 1 ? [`${scrapers.length} scrapers see the same targets: one is chosen for each hour.`] : []),
  ]
}

function examplesOf(all: readonly Readonly<Record<string, string>>[]): Record<string, string[]> {
  const names = unique(all.flatMap((labels) => Object.keys(labels)))
  return Object.fromEntries(names.map((name) => [name, unique(all.map((labels) => labels[name] ?? '')).slice(0, 3)]))
}

function pick(labels: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)))
}

function valuesOf(series: readonly RawSeries[], label: string): string[] {
  return unique(series.map(({ labels }) => labels[label] ?? ''))
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').toSorted()
}
