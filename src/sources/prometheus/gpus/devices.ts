/** Series of exporters of GPUs, sorted into the devices that they tell of. */
import { highest } from '../../../counting/level.js'
import type { Samples } from '../../../counting/samples.js'
import type { Labels, RawSeries } from '../series.js'
import type { PrometheusSettings } from '../settings.js'
import { replicaOf, scraperOf } from '../targets.js'
import { type Exporter, type Field, type Meaning, meaningOf } from './names.js'

/** A series that tells of a device, and the pod that it names: `namespace/pod`. */
export interface Sight {
  readonly labels: Labels
  readonly samples: Samples
  readonly pod: string | undefined
}

/** A card or a slice of one, as one exporter tells of it. */
export interface Device {
  readonly device: string
  readonly slice: string
  readonly exporter: Exporter
  /** Labels of its series and when they were seen, for they change when another pod gets it. */
  readonly seen: readonly Sight[]
  /** Each field as each scraper kept it, in the order of the scrapers. */
  readonly fields: ReadonlyMap<Field, readonly Samples[]>
  /** When values came that stand for none. */
  readonly blanks: readonly number[]
}

interface Open {
  readonly device: string
  readonly slice: string
  readonly exporter: Exporter
  readonly seen: Sight[]
  readonly fields: Map<Field, Map<string, Samples[]>>
  readonly blanks: number[]
}

/** Energy and power are those of the whole card, whatever slice's row they stand in. */
const OF_THE_CARD: ReadonlySet<Field> = new Set(['energy', 'power'])

/** In the order of their names, so that the same telemetry gives the same rows. */
export function devicesOf(settings: PrometheusSettings, series: readonly RawSeries[]): Device[] {
  const found = new Map<string, Open>()
  const renaming = new Set(series.filter(({ labels }) => labels['exported_pod'] !== undefined).map(jobOf))
  for (const { labels, samples } of series) {
    const meaning = meaningOf(labels)
    if (meaning === undefined) continue
    const { exporter, field } = meaning
    const device = deviceIn(settings, exporter, labels)
    const slice = OF_THE_CARD.has(field) ? '' : (labels['GPU_I_ID'] ?? '')
    const key = JSON.stringify([device, slice, exporter])
    const open: Open = found.get(key) ?? { device, slice, exporter, seen: [], fields: new Map(), blanks: [] }
    found.set(key, open)
    const { kept, blanks } = withoutBlanks(samples, meaning)
    open.blanks.push(...blanks)
    if (kept.at.length === 0) continue
    open.seen.push({ labels, samples: kept, pod: podIn(labels, renaming.has(jobOf({ labels }))) })
    const byScraper = open.fields.get(field) ?? new Map<string, Samples[]>()
    const scraper = `${jobOf({ labels })} ${scraperOf(settings, labels)}`
    open.fields.set(field, byScraper.set(scraper, [...(byScraper.get(scraper) ?? []), kept]))
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, open]) => closed(open))
}

function jobOf({ labels }: Pick<RawSeries, 'labels'>): string {
  return labels['job'] ?? ''
}

/** Where Prometheus renames what the exporter says to `exported_pod`, `pod` is the exporter's own. */
function podIn(labels: Labels, renamed: boolean): string | undefined {
  const [namespace, pod = ''] = renamed
    ? [labels['exported_namespace'], labels['exported_pod']]
    : [labels['namespace'] ?? labels['pod_namespace'], labels['pod'] ?? labels['pod_name']]
  return namespace === undefined || pod === '' ? undefined : `${namespace}/${pod}`
}

function closed({ fields, ...open }: Open): Device {
  const scrapers = [...new Set([...fields.values()].flatMap((byScraper) => [...byScraper.keys()]))].toSorted()
  const twins = [...fields].map(([field, byScraper]): [Field, Samples[]] => [
    field,
    scrapers.map((scraper) => highest(byScraper.get(scraper) ?? [])),
  ])
  return { ...open, fields: new Map(twins) }
}

/** nvidia_gpu_exporter writes UUIDs in small letters and without `GPU-`: both tell of the same card. */
function deviceIn(settings: PrometheusSettings, exporter: Exporter, labels: Labels): string {
  const uuid = labels['UUID'] ?? labels['uuid']
  if (exporter !== 'jetson' && uuid !== undefined && uuid !== '') return uuid.toLowerCase().replace(/^gpu-/, '')
  return `${replicaOf(settings, labels)}${labels['gpu'] === undefined ? '' : `/${labels['gpu']}`}`
}

/** The end of a series, which VictoriaMetrics hands out as NaN, is left out without a word. */
function withoutBlanks({ at, value }: Samples, { scale, blank }: Meaning): { kept: Samples; blanks: number[] } {
  const isValue = (i: number): boolean => (value[i] ?? NaN) >= 0 && (value[i] ?? NaN) < blank
  const keep = Array.from(at.keys()).filter(isValue)
  const blanks = Array.from(at).filter((_, i) => !isValue(i) && !Number.isNaN(value[i] ?? NaN))
  const kept = {
    at: Float64Array.from(keep, (i) => at[i] ?? 0),
    value: Float64Array.from(keep, (i) => (value[i] ?? 0) * scale),
  }
  return { kept, blanks }
}
