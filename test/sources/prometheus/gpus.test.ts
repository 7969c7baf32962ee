/** Exporters of GPUs on a simulated Prometheus. Every figure is worked out by hand in the test. */
import { describe, expect, test } from 'vitest'
import type { GpuHour } from '../../../src/records/gpu-hour.js'
import type { WorldSample, WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, readOf, TEN } from './reading.js'

const MINUTE = 60_000
const MIB = 1_048_576
const A100 = 'NVIDIA A100-SXM4-80GB'

/** A sample each half minute from ten minutes before ten up to eleven, by minutes since ten. */
function series(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number | string | ((minutes: number) => number | string | undefined),
): WorldSeries {
  const samples: WorldSample[] = []
  for (let at = TEN - 10 * MINUTE; at <= TEN + HOUR; at += 30_000) {
    const said = typeof value === 'function' ? value((at - TEN) / MINUTE) : value
    if (said !== undefined) samples.push([at, said])
  }
  return { labels: { __name__: name, job: 'dcgm-exporter', instance: '10.0.0.1:9400', ...labels }, samples }
}

const card = { gpu: '0', UUID: 'GPU-AA01', modelName: A100, Hostname: 'node-1', pod: 'qwen-0', namespace: 'prod' }

async function gpusOf(all: readonly WorldSeries[], over: Parameters<typeof readOf>[2] = {}): Promise<GpuHour[]> {
  const [hour] = await readOf(all, 1, { gpuMatch: 'job=~".+"', ...over })
  return [...(hour?.gpus ?? [])]
}

describe('dcgm-exporter', () => {
  test('tells how busy a card was by its engine, the memory it held and the energy it took', async () => {
    const half = (first: number, second: number) => (minutes: number) => (minutes < 30 ? first : second)
    const all = [
      series('DCGM_FI_PROF_GR_ENGINE_ACTIVE', card, half(0.2, 0.8)),
      series('DCGM_FI_DEV_GPU_UTIL', card, 99),
      series('DCGM_FI_DEV_FB_USED', card, half(1000, 3000)),
      series('DCGM_FI_DEV_FB_FREE', card, half(77_000, 75_000)),
      series('DCGM_FI_DEV_FB_RESERVED', card, 500),
      series('DCGM_FI_DEV_POWER_USAGE', card, 400),
      // 150 W are 9,000,000 mJ a minute.
      series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', card, (minutes) => 10_000_000_000 + 9_000_000 * minutes),
    ]

    expect(await gpusOf(all)).toEqual([
      {
        device: 'aa01',
        slice: '',
        exporter: 'dcgm',
        node: 'node-1',
        model: A100,
        migProfile: null,
        slices: null,
        ofSlices: null,
        provider: null,
        resourceId: null,
        pods: ['prod/qwen-0'],
        podBusyMs: null,
        seenMs: HOUR,
        unobservedMs: 0,
        samples: 120,
        busyMs: 1_800_000, // half an hour at 0.2, half an hour at 0.8
        busyFrom: 'gr_engine_active',
        memoryMeanBytes: BigInt(2000 * MIB),
        memoryPeakBytes: BigInt(3000 * MIB),
        memoryTotalBytes: BigInt(78_500 * MIB),
        energyMj: 540_000_000n,
        energyFrom: 'counter',
        reasons: [],
      },
    ])
  })

  test('of the new spelling is the same, and without profiling GPU_UTIL and power are read', async () => {
    const spelt = { gpu: '0', uuid: 'GPU-AA01', modelName: 'Tesla T4', hostname: 'node-1' }
    const all = [
      series('DCGM_FI_DEV_GPU_UTIL', spelt, (minutes) => (minutes < 15 ? 100 : 0)),
      series('DCGM_FI_DEV_POWER_USAGE', spelt, 70.5),
    ]

    expect(await gpusOf(all)).toMatchObject([
      {
        device: 'aa01',
        node: 'node-1',
        pods: [],
        busyMs: 900_000,
        busyFrom: 'gpu_util',
        memoryMeanBytes: null,
        memoryTotalBytes: null,
        energyMj: 253_800_000n, // 70.5 W for 3,600 s
        energyFrom: 'power',
      },
    ])
  })

  test('copies a card for each pod that shares it, and it is still one card', async () => {
    const pods = ['a', 'b', 'c'].map((pod, i) => ({ ...card, pod, vgpu: String(i) }))
    const all = pods.flatMap((labels) => [
      series('DCGM_FI_PROF_GR_ENGINE_ACTIVE', labels, 0.75),
      series('DCGM_FI_DEV_FB_USED', labels, 4000),
      series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', labels, (minutes) => 1_000_000_000 + 6_000_000 * minutes),
    ])

    expect(await gpusOf(all)).toMatchObject([
      {
        pods: ['prod/a', 'prod/b', 'prod/c'],
        busyMs: 2_700_000,
        podBusyMs: null,
        memoryPeakBytes: BigInt(4000 * MIB),
        energyMj: 360_000_000n,
      },
    ])
  })

  test('tells each process beside the card, and the card is not the sum', async () => {
    const { pod: _, ...whole } = card
    const rows = [
      { labels: whole, util: 90, used: 9000 },
      { labels: { ...whole, pod: 'a' }, util: 60, used: 5000 },
      { labels: { ...whole, pod: 'b' }, util: 30, used: 3000 },
    ]
    const all = rows.flatMap(({ labels, util, used }) => [
      series('DCGM_FI_DEV_GPU_UTIL', labels, util),
      series('DCGM_FI_DEV_FB_USED', labels, used),
    ])

    expect(await gpusOf(all)).toMatchObject([
      {
        busyMs: 3_240_000,
        memoryPeakBytes: BigInt(9000 * MIB),
        podBusyMs: { 'prod/a': 2_160_000, 'prod/b': 1_080_000 }, // 60 % and 30 % of the hour
      },
    ])
  })

  test('tells slices in sevenths of their card, whose energy is told once', async () => {
    const slice = (id: string, profile: string, pod: string) => ({
      ...card,
      pod,
      GPU_I_ID: id,
      GPU_I_PROFILE: profile,
    })
    const [three, two] = [slice('1', '3g.40gb', 'a'), slice('5', '2g.20gb', 'b')]
    const energy = (minutes: number): number => 2_000_000_000 + 6_000_000 * minutes
    const all = [
      series('DCGM_FI_PROF_GR_ENGINE_ACTIVE', three, 0.5),
      series('DCGM_FI_PROF_GR_ENGINE_ACTIVE', two, 1),
      series('DCGM_FI_DEV_GPU_UTIL', three, 100),
      series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', three, energy),
      series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', two, energy),
    ]

    expect(await gpusOf(all)).toMatchObject([
      { slice: '', migProfile: null, busyMs: null, energyMj: 360_000_000n, reasons: ['mig'] },
      {
        slice: '1',
        migProfile: '3g.40gb',
        slices: 3,
        ofSlices: 7,
        pods: ['prod/a'],
        busyMs: 1_800_000,
        energyMj: null,
      },
      {
        slice: '5',
        migProfile: '2g.20gb',
        slices: 2,
        ofSlices: 7,
        pods: ['prod/b'],
        busyMs: 3_600_000,
        energyMj: null,
      },
    ])
  })

  test('of slices without profiling says nothing of how busy they were, for GPU_UTIL means nothing there', async () => {
    const slice = { ...card, modelName: 'NVIDIA A30', GPU_I_ID: '3', GPU_I_PROFILE: '1g.6gb' }
    const odd = { ...card, UUID: 'GPU-AA02', modelName: 'Some Card', GPU_I_ID: '3', GPU_I_PROFILE: '1g.6gb' }
    const all = [slice, odd].map((labels) => series('DCGM_FI_DEV_GPU_UTIL', labels, 50))

    expect(await gpusOf(all)).toMatchObject([
      { device: 'aa01', slices: 1, ofSlices: 4, busyMs: null, busyFrom: null, reasons: ['no_utilisation'] },
      { device: 'aa02', slices: null, ofSlices: null, reasons: ['no_utilisation', 'unknown_slices'] },
    ])
  })

  test('writes numbers that stand for no value, and they are left out and told', async () => {
    const all = [
      series('DCGM_FI_DEV_FB_USED', card, (minutes) => (minutes < 30 ? 1000 : '9223372036854775794')),
      series('DCGM_FI_PROF_GR_ENGINE_ACTIVE', card, 140_737_488_355_328),
      series('DCGM_FI_DEV_GPU_UTIL', card, (minutes) => (minutes < 1 ? 2_147_483_632 : 40)),
      series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', card, '9223372036854775792'),
    ]

    expect(await gpusOf(all)).toMatchObject([
      {
        // The first value that is one comes a minute after ten.
        seenMs: 59 * MINUTE,
        busyMs: 0.4 * 59 * MINUTE,
        busyFrom: 'gpu_util',
        memoryMeanBytes: BigInt(1000 * MIB),
        memoryPeakBytes: BigInt(1000 * MIB),
        energyMj: null,
        reasons: ['blank_values'],
      },
    ])
  })

  test('whose pod labels Prometheus renamed is not taken for the pod that works', async () => {
    const labels = { ...card, namespace: 'monitoring', pod: 'dcgm-exporter-x' }
    const all = [
      series('DCGM_FI_DEV_GPU_UTIL', { ...labels, exported_namespace: 'prod', exported_pod: 'qwen-0' }, 10),
      series('DCGM_FI_DEV_GPU_UTIL', { ...labels, UUID: 'GPU-AA02' }, 0),
    ]

    const [busy, idle] = await gpusOf(all)

    expect(busy).toMatchObject({ device: 'aa01', pods: ['prod/qwen-0'] })
    expect(idle).toMatchObject({ device: 'aa02', busyMs: 0 })
    expect(idle?.pods).toEqual([])
  })

  test('seen by two Prometheis and by two jobs is one card, and its energy is counted once', async () => {
    const scrapers = [
      { job: 'a', prometheus_replica: 'x' },
      { job: 'a', prometheus_replica: 'y' },
      { job: 'b', instance: '10.0.0.1:9401' },
    ]
    const all = scrapers.flatMap((own) => [
      series('DCGM_FI_DEV_GPU_UTIL', { ...card, ...own }, 50),
      series(
        'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
        { ...card, ...own },
        (minutes) => 60_000_000 + 6_000_000 * minutes,
      ),
    ])

    expect(await gpusOf(all)).toMatchObject([{ samples: 120, busyMs: 1_800_000, energyMj: 360_000_000n }])
  })

  test('that was not scraped for a while leaves a hole, and a counter that fell began anew', async () => {
    // Silent after 10:20 until 10:40, when the driver was loaded anew: the last half minute before is all that is known.
    const seen = (value: (minutes: number) => number) => (minutes: number) =>
      minutes > 20 && minutes < 40 ? undefined : value(minutes)
    const energy = (minutes: number): number =>
      minutes <= 20 ? 100_000_000 + 6_000_000 * minutes : 1_000_000 + 6_000_000 * (minutes - 40)
    const all = [
      series(
        'DCGM_FI_DEV_GPU_UTIL',
        card,
        seen(() => 100),
      ),
      series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', card, seen(energy)),
    ]

    expect(await gpusOf(all)).toMatchObject([
      {
        seenMs: 40.5 * MINUTE,
        unobservedMs: 19.5 * MINUTE,
        busyMs: 40.5 * MINUTE,
        energyMj: 241_000_000n, // 20 minutes before, what stood there at 10:40, and 20 minutes after
        reasons: ['gap', 'restart'],
      },
    ])
  })
})

describe('other exporters', () => {
  const smi = { uuid: 'aa01', job: 'nvidia-smi' }
  const told = [
    series('nvidia_smi_gpu_info', { ...smi, name: 'NVIDIA H100 80GB HBM3' }, 1),
    series('nvidia_smi_utilization_gpu_ratio', smi, 0.25),
    series('nvidia_smi_memory_used_bytes', smi, 20_780_679_168),
    series('nvidia_smi_memory_total_bytes', smi, 85_520_809_984),
    series('nvidia_smi_power_draw_watts', smi, 631.95),
  ]

  test('nvidia_gpu_exporter tells the same of a card in ratios, bytes and watts', async () => {
    expect(await gpusOf(told)).toMatchObject([
      {
        device: 'aa01',
        exporter: 'nvidia_smi',
        model: 'NVIDIA H100 80GB HBM3',
        busyMs: 900_000,
        busyFrom: 'utilization_gpu',
        memoryMeanBytes: 20_780_679_168n,
        memoryTotalBytes: 85_520_809_984n,
        energyMj: 2_275_020_000n, // 631.95 W for 3,600 s
        energyFrom: 'power',
      },
    ])
  })

  test('a card that DCGM tells of, too, is read from DCGM', async () => {
    const both = [...told, series('DCGM_FI_DEV_GPU_UTIL', card, 50)]

    expect(await gpusOf(both)).toMatchObject([{ device: 'aa01', exporter: 'dcgm', busyMs: 1_800_000 }])
  })

  test('a Jetson tells power and memory, and its clock is not taken for utilisation', async () => {
    const own = { job: 'jetson', instance: 'edge-7:9100' }
    const all = [
      series('integrated_power_mW', { ...own, statistic: 'power' }, 9917),
      series('integrated_power_mW', { ...own, statistic: 'avg_power' }, 5000),
      series('gpu_utilization_percentage_Hz', { ...own, statistic: 'gpu', nvidia_gpu: 'freq' }, 1_300_500),
      series('gpuram_kB', { ...own, statistic: 'gpu', nvidia_gpu: 'mem' }, 2_000_000),
      series('ram_kB', { ...own, statistic: 'total' }, 16_000_000),
      series('ram_kB', { ...own, statistic: 'used' }, 9_000_000),
    ]

    expect(await gpusOf(all)).toMatchObject([
      {
        device: 'edge-7:9100',
        exporter: 'jetson',
        busyMs: null,
        memoryPeakBytes: 2_048_000_000n,
        memoryTotalBytes: 16_384_000_000n,
        energyMj: 35_701_200n, // 9.917 W for 3,600 s
        reasons: ['no_utilisation'],
      },
    ])
  })
})

test('GPUs are not read where nobody asks for them', async () => {
  const [hour] = await readOf([series('DCGM_FI_DEV_GPU_UTIL', card, 50)])

  expect(hour?.gpus).toBeNull()
})

test('devices that remote-write every five minutes are whole, whether their interval is told or not', async () => {
  const sparse = (minutes: number) => (minutes % 5 === 0 ? 6000 : undefined)
  const all = [series('integrated_power_mW', { job: 'jetson', statistic: 'power' }, sparse)]

  const [told] = await gpusOf(all, { scrapeIntervalMs: 300_000 })
  const [untold] = await gpusOf(all)

  expect(told).toMatchObject({ seenMs: HOUR, unobservedMs: 0, energyMj: 21_600_000n }) // 6 W for 3,600 s
  expect(untold).toEqual(told)
})

test('of a device that remote-writes every five minutes a gap is what lies beyond one interval', async () => {
  // 25, 30 and 35 minutes past ten are missing: what was told at 20 holds until 25.
  const sparse = (minutes: number) => (minutes % 5 === 0 && (minutes <= 20 || minutes >= 40) ? 6000 : undefined)
  const all = [series('integrated_power_mW', { job: 'jetson', statistic: 'power' }, sparse)]

  const [told] = await gpusOf(all, { scrapeIntervalMs: 300_000 })
  const [untold] = await gpusOf(all)

  expect(told).toMatchObject({ seenMs: 45 * MINUTE, unobservedMs: 15 * MINUTE, reasons: ['gap', 'no_utilisation'] })
  expect(told?.energyMj).toBe(16_200_000n) // 6 W for 2,700 s
  expect(untold).toEqual(told)
})
