/** Pods that share a card, as dcgm-exporter measures their processes on a simulated Prometheus. Figures are worked out by hand. */
import { describe, expect, test } from 'vitest'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { parseGpus } from '../../../src/units/gpus.js'
import type { WorldSample, WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, readOf, TEN } from './reading.js'

const MINUTE = 60_000
type Labels = Readonly<Record<string, string>>

/** A sample each half minute from ten minutes before ten up to eleven, by minutes since ten. */
function series(labels: Labels, value: (minutes: number) => number | undefined): WorldSeries {
  const samples: WorldSample[] = []
  for (let at = TEN - 10 * MINUTE; at <= TEN + HOUR; at += 30_000) {
    const said = value((at - TEN) / MINUTE)
    if (said !== undefined) samples.push([at, said])
  }
  return { labels, samples }
}

const util = (labels: Labels, value: (minutes: number) => number | undefined): WorldSeries =>
  series(
    {
      __name__: 'DCGM_FI_DEV_GPU_UTIL',
      job: 'dcgm',
      instance: '10.0.0.1:9400',
      UUID: 'GPU-AA01',
      Hostname: 'node-1',
      ...labels,
    },
    value,
  )
const of = (pod: string, more: Labels = {}): Labels => ({ namespace: 'prod', pod, ...more })
const engine = (pod: string, model = pod): WorldSeries =>
  series(
    { __name__: 'vllm:generation_tokens_total', job: 'vllm', instance: `${pod}:8000`, model_name: model, ...of(pod) },
    (minutes) => 1000 + 10 * minutes,
  )
const asks = (pod: string, resource = 'nvidia_com_gpu'): WorldSeries[] =>
  [
    { __name__: 'kube_pod_info', ...of(pod, { node: 'node-1' }) },
    { __name__: 'kube_pod_container_status_running', ...of(pod, { container: 'vllm' }) },
    {
      __name__: 'kube_pod_container_resource_requests',
      ...of(pod, { container: 'vllm', node: 'node-1', resource, unit: 'integer' }),
    },
  ].map((labels) => series({ job: 'kube-state-metrics', instance: 'ksm', ...labels }, () => 1))
const node = series(
  {
    __name__: 'kube_node_info',
    job: 'kube-state-metrics',
    instance: 'ksm',
    node: 'node-1',
    provider_id: 'aws:///a/i-1',
  },
  () => 1,
)

/** What each row has of its card, and how many GPUs its pod is said to hold. */
async function cardsOf(all: readonly WorldSeries[], shared = new Map<string, ReturnType<typeof parseGpus>>()) {
  const [hour] = await readOf([node, ...all], 1, {
    match: 'job="vllm"',
    gpuMatch: 'job="dcgm"',
    kubernetesMatch: 'job="kube-state-metrics"',
    gpuResources: shared,
  })
  return (hour?.usage ?? []).map((row: UsageHour) => [row.servedModel, row.sharedCard?.busyMs, row.placement?.gpus])
}

const measuredOf = async (all: readonly WorldSeries[]) => (await cardsOf(all)).map(([model, ms]) => [model, ms])

/** The card works nine tenths of the time: a six of them, b three. */
const measured = [util({}, () => 90), util(of('a'), () => 60), util(of('b'), () => 30)]
const pair = [engine('a'), engine('b')]
const whole = [...asks('a'), ...asks('b')]

describe('pods of one card', () => {
  test('that are measured hold what they were measured to do, and not the whole card that each asks for', async () => {
    expect(await cardsOf([...measured, ...pair, ...whole])).toEqual([
      ['a', 2_160_000, null],
      ['b', 1_080_000, null],
    ])
  })

  test('are measured for as long as each was there', async () => {
    const late = [
      util({}, () => 90),
      util(of('a'), () => 60),
      util(of('b'), (minutes) => (minutes < 45 ? undefined : 20)),
    ]

    // 20 % of the last quarter of an hour.
    expect(await measuredOf([...late, ...pair])).toEqual([
      ['a', 2_160_000],
      ['b', 180_000],
    ])
  })

  test('have the same row for each replica of the card that one of them holds', async () => {
    const twice = [
      util({}, () => 90),
      ...['0', '1'].map((vgpu) => util(of('a', { vgpu }), () => 60)),
      util(of('b'), () => 30),
    ]

    expect(await measuredOf([...twice, ...pair])).toEqual([
      ['a', 2_160_000],
      ['b', 1_080_000],
    ])
  })

  test('that only copy the row of their card are not measured, and neither are those that share none', async () => {
    const copies = [util(of('a'), () => 90), util(of('b'), () => 90)]
    // Before the first pod came, the card had a row of its own.
    const before = util({}, (minutes) => (minutes < 0 ? 0 : undefined))
    const alone = [util({}, () => 90), util(of('a'), () => 90)]

    expect(await cardsOf([before, ...copies, ...pair, ...whole])).toEqual([
      ['a', undefined, '1.000000'],
      ['b', undefined, '1.000000'],
    ])
    expect(await measuredOf([...alone, ...pair])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
  })

  test('of which one says its part are not measured, for then that is its part', async () => {
    const quarter = new Map([['nvidia_com_gpu_shared', parseGpus('1/4')]])

    expect(await cardsOf([...measured, ...pair, ...asks('a'), ...asks('b', 'nvidia_com_gpu_shared')], quarter)).toEqual(
      [
        ['a', undefined, '1.000000'],
        ['b', undefined, '0.250000'],
      ],
    )
  })

  test('of which one serves two models, or has another card, are not measured', async () => {
    const other = util(of('b', { UUID: 'GPU-AA02' }), () => 10)

    expect(await measuredOf([...measured, engine('a'), engine('b'), engine('b', 'c')])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', undefined],
    ])
    expect(await measuredOf([...measured, other, ...pair])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
  })

  test('of a card in slices are not measured, whose rows are zero whatever they do', async () => {
    const slice = { GPU_I_ID: '1', GPU_I_PROFILE: '3g.40gb' }
    const rows = [util(slice, () => 0), util(of('a', slice), () => 0), util(of('b', slice), () => 0)]

    expect(await measuredOf([...rows, ...pair])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
  })
})
