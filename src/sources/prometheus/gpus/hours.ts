/** A device in one hour becomes its row. */
import { busiest, holeOf, intervalIn, USUAL_INTERVAL_MS } from '../../../counting/clock.js'
import { countWay, type Frame, noNotes } from '../../../counting/count.js'
import { type Level, levelOf } from '../../../counting/level.js'
import { fallsOf } from '../../../counting/life.js'
import { type Samples, union, upTo } from '../../../counting/samples.js'
import { type Way, wayThrough } from '../../../counting/way.js'
import type { GpuHour, GpuReason } from '../../../records/gpu-hour.js'
import type { Labels } from '../series.js'
import type { PrometheusSettings } from '../settings.js'
import type { Device } from './devices.js'
import { type Field, slicesIn, slicesOf } from './names.js'
import { processesOf } from './processes.js'

export interface Within {
  readonly from: number
  readonly to: number
  readonly reach: number
}

/** Undefined where it was not seen in the hour. `sliced`: the card of this name is in slices. */
export function gpuHourOf(
  settings: PrometheusSettings,
  device: Device,
  within: Within,
  sliced: boolean,
): GpuHour | undefined {
  const waysOf = seenThrough(settings, device, within)
  const levels = new Map<Field, Level>()
  for (const field of device.fields.keys()) {
    const seen = levelOf(waysOf.way(field), waysOf.frame)
    if (seen !== undefined) levels.set(field, seen)
  }
  const whole = longest([...levels.values()])
  if (whole === undefined) return undefined
  const reasons = new Set<GpuReason>()
  if (whole.unobservedMs > 0) reasons.add('gap')
  if (device.blanks.some((at) => at > within.from && at <= within.to)) reasons.add('blank_values')
  const labels = labelsIn(device, within)
  const resourceId = settings.resourceLabel === undefined ? null : labels(settings.resourceLabel)
  const profile = device.slice === '' ? null : labels('GPU_I_PROFILE')
  const model = labels('modelName') ?? labels('name')
  const ofSlices = profile === null ? null : slicesOf(model)
  const slices = ofSlices === null ? null : slicesIn(profile)
  if (profile !== null && slices === null) reasons.add('unknown_slices')
  const busy = busyOf(device, levels, sliced, reasons)
  const used = levels.get('used')
  return {
    device: device.device,
    slice: device.slice,
    exporter: device.exporter,
    node: labels('node') ?? labels('Hostname') ?? labels('hostname'),
    model,
    migProfile: profile,
    slices,
    ofSlices: slices === null ? null : ofSlices,
    provider: resourceId === null ? null : (settings.provider ?? null),
    resourceId,
    pods: podsOf(device, within),
    podBusyMs: processesOf(device, sliced, waysOf.frame),
    seenMs: Math.round(whole.seenMs),
    unobservedMs: Math.round(whole.unobservedMs),
    samples: whole.samples,
    ...busy,
    memoryMeanBytes: used === undefined ? null : BigInt(Math.round(used.area / used.seenMs)),
    memoryPeakBytes: used === undefined ? null : BigInt(Math.round(used.peak)),
    memoryTotalBytes: totalOf((field) => waysOf.way(field).last?.value, device.exporter),
    ...energyOf(device, levels, waysOf, reasons),
    reasons: [...reasons].toSorted(),
  }
}

interface Ways {
  readonly frame: Frame
  way(field: Field): Way
}

function seenThrough({ scrapeIntervalMs }: PrometheusSettings, { fields }: Device, { from, to, reach }: Within): Ways {
  const count = [...fields.values()][0]?.length ?? 0
  const clock = Array.from({ length: count }, (_, i) =>
    union([...fields.values()].map((twins) => twins[i]?.at ?? new Float64Array(0))),
  )
  const chosen = busiest(clock, from, to)
  const interval = scrapeIntervalMs ?? intervalIn(clock, chosen, from, to) ?? USUAL_INTERVAL_MS
  const falls = fallsOf((fields.get('energy') ?? []).flatMap(fallsIn))
  const life = { epochs: [], falls, ups: new Float64Array(0), activity: new Float64Array(0) }
  return {
    frame: { from, to, interval, most: holeOf(interval), reach, life },
    way: (field) => wayThrough(fields.get(field) ?? [], chosen, from, to),
  }
}

function fallsIn({ at, value }: Samples): { from: number; to: number }[] {
  return Array.from(at, (to, i) => ({ from: at[i - 1] ?? to, to })).filter(
    (_, i) => i > 0 && (value[i] ?? 0) < (value[i - 1] ?? 0),
  )
}

function longest(levels: readonly Level[]): Level | undefined {
  return levels.toSorted((a, b) => b.seenMs - a.seenMs)[0]
}

/** What is said of how busy it was, the better of two: how long the engine worked is finer than whether any kernel ran. */
const BUSY: Readonly<Record<Device['exporter'], readonly (readonly [field: Field, from: string])[]>> = {
  dcgm: [
    ['engine', 'gr_engine_active'],
    ['util', 'gpu_util'],
  ],
  nvidia_smi: [['util', 'utilization_gpu']],
  jetson: [],
}

function busyOf(
  { exporter, slice }: Device,
  levels: ReadonlyMap<Field, Level>,
  sliced: boolean,
  reasons: Set<GpuReason>,
) {
  // GPU_UTIL of a card in slices, or of one of them, means nothing.
  const told = BUSY[exporter].filter(([field]) => field === 'engine' || !(sliced || slice !== ''))
  for (const [field, busyFrom] of told) {
    const level = levels.get(field)
    if (level !== undefined) return { busyMs: Math.round(level.area), busyFrom }
  }
  reasons.add(sliced && slice === '' ? 'mig' : 'no_utilisation')
  return { busyMs: null, busyFrom: null }
}

/** A card's memory is what is used, free and reserved of it; others say the whole. */
function totalOf(last: (field: Field) => number | undefined, exporter: Device['exporter']): bigint | null {
  const parts: readonly Field[] = exporter === 'dcgm' ? ['used', 'free', 'reserved'] : ['total']
  const known = parts.map(last).filter((value) => value !== undefined)
  const [used, free] = [last('used'), last('free')]
  // Drivers before 510 reserve nothing that they tell of.
  if (exporter === 'dcgm' ? used === undefined || free === undefined : known.length === 0) return null
  return BigInt(Math.round(known.reduce((sum, value) => sum + value, 0)))
}

function energyOf({ fields }: Device, levels: ReadonlyMap<Field, Level>, ways: Ways, reasons: Set<GpuReason>) {
  if (levels.has('energy')) {
    const notes = noNotes()
    let counted = 0
    countWay(ways.way('energy'), fields.get('energy') ?? [], { kind: 'unknown' }, ways.frame, notes, (more) => {
      counted += more
    })
    for (const reason of notes.reasons) {
      if (reason === 'restart' || reason === 'first_seen' || reason === 'gap') reasons.add(reason)
    }
    return { energyMj: BigInt(Math.round(counted)), energyFrom: 'counter' }
  }
  const power = levels.get('power')
  // Watts times milliseconds.
  return power === undefined
    ? { energyMj: null, energyFrom: null }
    : { energyMj: BigInt(Math.round(power.area)), energyFrom: 'power' }
}

/** A label of the series that was seen last in the hour, or shortly before it. */
function labelsIn({ seen }: Device, { from, to, reach }: Within): (name: string) => string | null {
  const inHour = seen
    .map(({ labels, samples }) => ({ labels, last: samples.at[upTo(samples.at, to) - 1] ?? -Infinity }))
    .filter(({ last }) => last > from - reach)
    .toSorted((a, b) => b.last - a.last || (textOf(a.labels) < textOf(b.labels) ? -1 : 1))
  return (name) => {
    for (const { labels } of inHour) {
      const value = labels[name]
      if (value !== undefined && value !== '') return value
    }
    return null
  }
}

function textOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function podsOf({ seen }: Device, { from, to }: Within): string[] {
  const inHour = seen.filter(({ samples }) => upTo(samples.at, to) > upTo(samples.at, from))
  return [...new Set(inHour.flatMap(({ pod }) => pod ?? []))].toSorted()
}
