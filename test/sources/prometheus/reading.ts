/** Reads hours of a simulated Prometheus, with a ledger's memory of checkpoints. */
import type { AskCheckpoints, Checkpoint, TelemetryHour, UsageHour } from '../../../src/records/usage-hour.js'
import { type PrometheusSettings, readHours } from '../../../src/sources/prometheus/index.js'
import { type Hour, parseHour, plusHours } from '../../../src/units/hour.js'
import { startPrometheus, type WorldOptions, type WorldSeries } from '../../../src/world/prometheus.js'

/** 10:00 of a day in June, in milliseconds and by name. */
export const TEN = Date.UTC(2025, 5, 2, 10)
export const TEN_OCLOCK = parseHour('2025-06-02T10:00:00Z')
export const HOUR = 3_600_000

export function settingsFor(url: string, over: Partial<PrometheusSettings> = {}): PrometheusSettings {
  return {
    name: 'prod',
    url,
    auth: undefined,
    tls: undefined,
    peers: [],
    headers: {},
    match: '',
    gpuMatch: undefined,
    kubernetesMatch: undefined,
    gpuResources: new Map(),
    engines: undefined,
    enginesFile: undefined,
    modelLabel: undefined,
    roleLabel: undefined,
    gateway: undefined,
    replicaLabels: ['namespace', 'pod'],
    haLabels: ['prometheus_replica', 'replica', '__replica__'],
    resourceLabel: undefined,
    provider: undefined,
    versionLabel: undefined,
    gpusLabel: undefined,
    scrapeIntervalMs: undefined,
    patience: { retries: 1, firstWaitMs: 1 },
    ...over,
  }
}

export function hoursFrom(first: Hour, count: number): Hour[] {
  return Array.from({ length: count }, (_, i) => plusHours(first, i))
}

/** Checkpoints of the hours that were read, and the question for them. */
export class Memory {
  readonly #hours = new Map<Hour, ReadonlyMap<bigint, Checkpoint>>()

  keep(hour: TelemetryHour): void {
    this.#hours.set(hour.hour, new Map([...hour.checkpoints.values()].flat().map((one) => [one.series, one])))
  }

  readonly ask: AskCheckpoints = (_, before, series) => {
    const found = new Map<bigint, Checkpoint>()
    for (const [hour, kept] of [...this.#hours].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (hour >= before) continue
      for (const one of series) {
        const checkpoint = kept.get(one)
        if (checkpoint !== undefined) found.set(one, checkpoint)
      }
    }
    return Promise.resolve(found)
  }
}

export async function readAll(
  settings: PrometheusSettings,
  hours: readonly Hour[],
  memory = new Memory(),
): Promise<TelemetryHour[]> {
  const read: TelemetryHour[] = []
  for await (const hour of readHours(settings, hours, memory.ask)) {
    memory.keep(hour)
    read.push(hour)
  }
  return read
}

/** Reads `count` hours from ten o'clock of a server that holds these series, and stops it. */
export async function readOf(
  series: readonly WorldSeries[],
  count = 1,
  over: Partial<PrometheusSettings> = {},
  options: WorldOptions = {},
): Promise<TelemetryHour[]> {
  return inWorld(series, options, (url) => readAll(settingsFor(url, over), hoursFrom(TEN_OCLOCK, count)))
}

export async function inWorld<T>(
  series: readonly WorldSeries[],
  options: WorldOptions,
  act: (url: string, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const world = await startPrometheus(series, options)
  try {
    return await act(world.url, world.asked)
  } finally {
    await world.close()
  }
}

/** The one row there is. */
export function theRow(hour: TelemetryHour | undefined): UsageHour {
  const [row, ...more] = hour?.usage ?? []
  if (row === undefined || more.length > 0) throw new Error(`${hour?.usage.length ?? 0} rows where one is expected.`)
  return row
}
