/** kube-state-metrics on a simulated Prometheus: where pods ran, and what they held. Figures are worked out by hand. */
import { describe, expect, test } from 'vitest'
import type { PodHour } from '../../../src/records/pod-hour.js'
import { machineOf } from '../../../src/sources/prometheus/kubernetes/provider-id.js'
import { parseGpus } from '../../../src/units/gpus.js'
import type { WorldSample, WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, readOf, TEN, theRow } from './reading.js'

const MINUTE = 60_000

type Labels = Readonly<Record<string, string>>

/** A sample each half minute from ten minutes before ten up to eleven, by minutes since ten. */
function series(
  name: string,
  labels: Labels,
  value: number | ((minutes: number) => number | undefined) = 1,
): WorldSeries {
  const samples: WorldSample[] = []
  for (let at = TEN - 10 * MINUTE; at <= TEN + HOUR; at += 30_000) {
    const said = typeof value === 'function' ? value((at - TEN) / MINUTE) : value
    if (said !== undefined) samples.push([at, said])
  }
  return { labels: { __name__: name, job: 'kube-state-metrics', instance: 'ksm-1', ...labels }, samples }
}

const node = (name: string, providerId: string): WorldSeries =>
  series('kube_node_info', { node: name, provider_id: providerId, kernel_version: '6.8' })

const one = node('node-1', 'aws:///us-west-2a/i-0123')

interface Pod {
  readonly pod?: string
  readonly uid?: string
  readonly node?: string
  readonly container?: string
  readonly asks?: Readonly<Record<string, number>>
  /** Undefined: nothing says it. */
  readonly running?: (minutes: number) => number | undefined
  readonly there?: (minutes: number) => number | undefined
  readonly more?: Labels
}

const always = (): number => 1

function pod({
  running = always,
  there = always,
  asks = { nvidia_com_gpu: 2 },
  more = {},
  ...said
}: Pod = {}): WorldSeries[] {
  const { pod: name = 'qwen-0', uid = 'u1', node: on = 'node-1', container = 'vllm' } = said
  const own = { namespace: 'prod', pod: name, uid, ...more }
  return [
    series('kube_pod_info', { ...own, node: on, host_ip: '10.0.0.1' }, there),
    series('kube_pod_container_status_running', { ...own, container }, (minutes) =>
      there(minutes) === undefined ? undefined : running(minutes),
    ),
    ...Object.entries(asks).map(([resource, amount]) =>
      series('kube_pod_container_resource_requests', { ...own, container, node: on, resource }, (minutes) =>
        there(minutes) === undefined ? undefined : amount,
      ),
    ),
  ]
}

async function podsOf(all: readonly WorldSeries[], over: Parameters<typeof readOf>[2] = {}): Promise<PodHour[]> {
  const [hour] = await readOf(all, 1, { kubernetesMatch: 'job="kube-state-metrics"', match: 'job="vllm"', ...over })
  return [...(hour?.pods ?? [])]
}

describe('a pod', () => {
  test('that ran the whole hour held its GPUs on the machine of its node', async () => {
    expect(await podsOf([one, ...pod()])).toEqual([
      {
        namespace: 'prod',
        pod: 'qwen-0',
        node: 'node-1',
        provider: 'aws',
        resourceId: 'i-0123',
        present: [{ from: 0, to: HOUR }],
        gpus: '2',
        gpuMs: '7200000',
        gpusFrom: 'gpu',
        reasons: [],
      },
    ])
  })

  test('that moved is on each node for as long as it ran there', async () => {
    const moved = [
      ...pod({ uid: 'u1', node: 'node-1', there: (minutes) => (minutes <= 20 ? 1 : undefined) }),
      ...pod({ uid: 'u2', node: 'node-2', there: (minutes) => (minutes >= 21 ? 1 : undefined) }),
    ]

    const found = await podsOf([one, node('node-2', 'gce://chat-prod/us-central1-a/gpu-7'), ...moved])

    expect(found).toMatchObject([
      // Seen at 10:20:00 for the last time, which holds for half a minute.
      { node: 'node-1', resourceId: 'i-0123', present: [{ from: 0, to: 20.5 * MINUTE }], gpuMs: '2460000' },
      {
        node: 'node-2',
        resourceId: 'chat-prod/us-central1-a/gpu-7',
        present: [{ from: 21 * MINUTE, to: HOUR }],
        gpuMs: '4680000',
      },
    ])
  })

  test('seen by two kube-state-metrics that overlap held its GPUs once', async () => {
    const until = (minutes: number) => (minutes <= 35 ? 1 : undefined)
    const since = (minutes: number) => (minutes >= 25 ? 1 : undefined)
    const twice = [
      series('kube_node_info', { node: 'node-1', provider_id: 'aws:///us-west-2a/i-0123' }, until),
      series('kube_node_info', { node: 'node-1', provider_id: 'aws:///us-west-2a/i-0123', instance: 'ksm-2' }, since),
      ...pod({ there: until }),
      ...pod({ there: since, more: { instance: 'ksm-2' } }),
    ]

    expect(await podsOf(twice)).toMatchObject([{ present: [{ from: 0, to: HOUR }], gpus: '2', gpuMs: '7200000' }])
  })

  test('that ended holds nothing although it still asks', async () => {
    const ended = pod({ running: (minutes) => (minutes < 30 ? 1 : 0) })
    const pending = pod({ pod: 'qwen-1', uid: 'u2', running: () => 0 })

    expect(await podsOf([one, ...ended, ...pending])).toMatchObject([
      { pod: 'qwen-0', present: [{ from: 0, to: 30 * MINUTE }], gpuMs: '3600000' },
    ])
  })

  test('of which nothing says when it ran was there, and it is told', async () => {
    const all = [one, ...pod()].filter(({ labels }) => labels['__name__'] !== 'kube_pod_container_status_running')

    expect(await podsOf(all)).toMatchObject([{ present: [{ from: 0, to: HOUR }], reasons: ['running_not_told'] }])
  })

  test('on a node without a machine of its own is told', async () => {
    const fargate = node('node-1', 'aws:///us-west-2a/0a1b2c/fargate-ip-10-0-0-1')

    expect(await podsOf([fargate, ...pod()])).toMatchObject([{ resourceId: null, reasons: ['no_machine'] }])
  })

  test('whose labels Prometheus renamed is the same pod', async () => {
    const renamed = [one, ...pod()].map(({ labels, samples }) => {
      const { namespace = '', pod: name, container, ...rest } = labels
      const own = { exported_namespace: namespace, ...(name === undefined ? {} : { exported_pod: name }) }
      const inside = container === undefined ? {} : { exported_container: container }
      return {
        labels: { ...rest, ...own, ...inside, namespace: 'monitoring', pod: 'ksm-0', container: 'ksm' },
        samples,
      }
    })

    expect(await podsOf(renamed)).toMatchObject([{ namespace: 'prod', pod: 'qwen-0', gpuMs: '7200000' }])
  })

  test('with several containers holds what each of them holds while it runs', async () => {
    const main = pod()
    const side = pod({
      container: 'reranker',
      asks: { nvidia_com_gpu: 1 },
      running: (minutes) => (minutes < 15 ? 1 : 0),
    }).filter(({ labels }) => labels['__name__'] !== 'kube_pod_info')

    // 2 GPUs for an hour and 1 for a quarter of it.
    expect(await podsOf([one, ...main, ...side])).toMatchObject([{ gpus: '3', gpuMs: '8100000' }])
  })
})

describe('parts of a GPU', () => {
  const model = (modelName: string): WorldSeries =>
    series('DCGM_FI_DEV_GPU_UTIL', { job: 'dcgm', UUID: 'GPU-1', Hostname: 'node-1', modelName }, 10)

  test.each<
    readonly [asks: Readonly<Record<string, number>>, gpus: string | null, from: string, reasons: readonly string[]]
  >([
    [{ tke_cloud_tencent_com_qgpu_core: 35, tke_cloud_tencent_com_qgpu_memory: 8 }, '0.35', 'qgpu', []],
    [{ tke_cloud_tencent_com_qgpu_core: 12 }, null, 'qgpu', ['unknown_fraction']],
    [{ aliyun_com_gpu_core_percentage: 30, aliyun_com_gpu_mem: 6 }, '0.3', 'cgpu', []],
    [{ aliyun_com_gpu_mem: 6 }, null, 'cgpu', ['unknown_fraction']],
    [{ nvidia_com_gpu: 2, nvidia_com_gpucores: 25, nvidia_com_gpumem: 4096 }, '0.5', 'hami', []],
    [{ nvidia_com_gpu: 1, nvidia_com_gpumem: 4096 }, null, 'hami', ['unknown_fraction']],
    [{ nvidia_com_mig_3g_40gb: 1, nvidia_com_mig_1g_10gb: 2 }, '0.714285714285714286', 'mig', []],
    [{ nvidia_com_gpu_shared: 1 }, null, 'gpu', ['unknown_fraction']],
    [{ example_com_slice: 3 }, '0.75', 'configured', []],
  ])('asked for as %j are %s of %s', async (asks, gpus, from, reasons) => {
    const all = [one, model('NVIDIA A100-SXM4-80GB'), ...pod({ asks })]
    const gpuResources = new Map([['example_com_slice', parseGpus('1/4')]])

    const [found] = await podsOf(all, { gpuMatch: 'job="dcgm"', gpuResources })

    expect(found).toMatchObject({ gpus, gpusFrom: from, reasons })
  })

  test('in slices are not known where nobody tells the model of the card', async () => {
    const asks = { nvidia_com_mig_1g_6gb: 1 }

    const [unknown] = await podsOf([one, ...pod({ asks })])
    const [known] = await podsOf([one, model('NVIDIA A30'), ...pod({ asks })], { gpuMatch: 'job="dcgm"' })

    expect(unknown).toMatchObject({ gpus: null, gpuMs: null, reasons: ['unknown_slices'] })
    expect(known).toMatchObject({ gpus: '0.25', gpuMs: '900000' })
  })
})

describe('a replica', () => {
  const engine = (more: Labels = {}): WorldSeries =>
    series(
      'vllm:generation_tokens_total',
      { job: 'vllm', instance: '10.0.0.9:8000', namespace: 'prod', pod: 'qwen-0', model_name: 'qwen', ...more },
      (minutes) => 1000 + 10 * minutes,
    )
  const read = (all: readonly WorldSeries[]) =>
    readOf(all, 1, { kubernetesMatch: 'job="kube-state-metrics"', match: 'job="vllm"' })

  test('is placed on the machine of its pod, with the GPUs of it', async () => {
    const [hour] = await read([one, ...pod(), engine()])

    expect(theRow(hour).placement).toEqual({ node: 'node-1', provider: 'aws', resourceId: 'i-0123', gpus: '2.000000' })
  })

  test('is found by its pod where that asks for no GPU', async () => {
    const [hour] = await read([one, ...pod({ asks: {} }), engine()])

    expect(theRow(hour).placement).toEqual({ node: 'node-1', provider: 'aws', resourceId: 'i-0123', gpus: null })
  })

  test('that moved is placed where it ran longest', async () => {
    const moved = [
      ...pod({ uid: 'u1', node: 'node-1', there: (minutes) => (minutes <= 20 ? 1 : undefined) }),
      ...pod({ uid: 'u2', node: 'node-2', there: (minutes) => (minutes >= 21 ? 1 : undefined) }),
    ]

    const [hour] = await read([one, node('node-2', 'aws:///us-west-2a/i-0456'), ...moved, engine()])

    expect(theRow(hour).placement).toMatchObject({ node: 'node-2', resourceId: 'i-0456' })
  })

  test('without a pod that anybody knows is placed nowhere', async () => {
    const [hour] = await read([one, ...pod(), engine({ pod: 'qwen-9' })])

    expect(theRow(hour).placement).toBeNull()
  })

  test('shares of a third are cut and not rounded, so that three of them are no more than a card', async () => {
    const asks = { example_com_slice: 1 }
    const [hour] = await readOf([one, ...pod({ asks }), engine()], 1, {
      kubernetesMatch: 'job="kube-state-metrics"',
      match: 'job="vllm"',
      gpuResources: new Map([['example_com_slice', parseGpus('2/3')]]),
    })

    expect(theRow(hour).placement?.gpus).toBe('0.666666')
  })
})

test.each<readonly [providerId: string, provider: string | undefined, resourceId: string | undefined]>([
  ['aws:///us-west-2a/i-0a1b2c3d4e5f60718', 'aws', 'i-0a1b2c3d4e5f60718'],
  ['aws:///us-west-2a/0a1b/fargate-ip-10-0-0-1.us-west-2.compute.internal', undefined, undefined],
  ['gce://chat-prod/us-central1-a/gpu-7', 'gcp', 'chat-prod/us-central1-a/gpu-7'],
  ['cn-hangzhou.i-bp1abc', 'alibaba', 'i-bp1abc'],
  ['alicloud://cn-hangzhou.i-bp1abc', 'alibaba', 'i-bp1abc'],
  ['qcloud:///100003/ins-1abc', 'tencent', 'ins-1abc'],
  ['tencentcloud:///ap-guangzhou-3/ins-1abc', 'tencent', 'ins-1abc'],
  [
    'azure:///subscriptions/1F2E/resourceGroups/MC_Chat/providers/Microsoft.Compute/virtualMachineScaleSets/gpu/virtualMachines/0',
    'azure',
    '/subscriptions/1f2e/resourcegroups/mc_chat/providers/microsoft.compute/virtualmachinescalesets/gpu/virtualmachines/0',
  ],
  ['kind://docker/kind/kind-worker', undefined, undefined],
  ['', undefined, undefined],
])('the provider id %s is of %s', (providerId, provider, resourceId) => {
  const machine = machineOf(providerId)

  expect([machine?.provider, machine?.resourceId]).toEqual([provider, resourceId])
})
