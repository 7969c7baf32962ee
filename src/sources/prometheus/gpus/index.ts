/** What GPUs did, hour by hour, as their exporters tell. */
import type { GpuHour } from '../../../records/gpu-hour.js'
import { boundsOf, type Reader } from '../reader.js'
import { type Device, devicesOf } from './devices.js'
import { gpuHourOf } from './hours.js'
import { GPU_NAMES } from './names.js'

/** The GPUs of each hour of the span; undefined where nobody asks for them. */
export async function readGpus(reader: Reader): Promise<readonly (readonly GpuHour[])[] | undefined> {
  const { settings, span } = reader
  if (settings.gpuMatch === undefined) return undefined
  const devices = devicesOf(settings, await reader.samples(GPU_NAMES, settings.gpuMatch))
  const sliced = new Set(devices.filter(({ slice }) => slice !== '').map(({ device }) => device))
  return span.hours.map((_, i) => {
    const within = boundsOf(span, i)
    const rows = devices.map((device) => gpuHourOf(settings, device, within, sliced.has(device.device)))
    return onceEach(rows.filter((row) => row !== undefined))
  })
}

const RANK: readonly Device['exporter'][] = ['dcgm', 'nvidia_smi', 'jetson']

/** Of two exporters that tell of one device the first. */
function onceEach(rows: readonly GpuHour[]): GpuHour[] {
  const best = new Map<string, GpuHour>()
  for (const row of rows) {
    const key = JSON.stringify([row.device, row.slice])
    const other = best.get(key)
    if (other === undefined || RANK.indexOf(row.exporter) < RANK.indexOf(other.exporter)) best.set(key, row)
  }
  return [...best.values()]
}
