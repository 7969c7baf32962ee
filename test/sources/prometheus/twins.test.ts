/** The same processes under several names: counted once, and what that is believed of is told. */
import { expect, test } from 'vitest'
import { probe } from '../../../src/sources/prometheus/index.js'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { inWorld, readOf, settingsFor, TEN, theRow } from './reading.js'

const target = { job: 'vllm', namespace: 'ns', pod: 'a', instance: 'a:8000' }
const model = { model_name: 'qwen', engine: '0' }

/** A value each minute from nine to twelve. */
function series(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: (minute: number) => number,
): WorldSeries {
  const samples = Array.from({ length: 181 }, (_, i) => [TEN + (i - 60) * 60_000, value(i)] as const)
  return { labels: { __name__: name, ...labels }, samples }
}

const began = (labels: Readonly<Record<string, string>>, start: number): WorldSeries =>
  series('process_start_time_seconds', labels, () => start)

test('a pod that two jobs scrape is one replica, counted once, which its row tells', async () => {
  const other = { ...target, job: 'pods', endpoint: 'http' }
  const both = [target, other].flatMap((labels) => [
    series('vllm:prompt_tokens_total', { ...labels, ...model }, (minute) => minute * 10),
    began(labels, TEN / 1000 - 9_000),
  ])

  const [hour] = await readOf(both)

  expect(theRow(hour)).toMatchObject({ promptTokens: 600n, quality: 'exact', qualityReasons: ['scraped_twice'] })
})

test('two engines of one pod are added up, for they have a port each', async () => {
  const other = { ...target, instance: 'a:8001' }
  const both = [target, other].flatMap((labels) => [
    series('vllm:prompt_tokens_total', { ...labels, ...model }, (minute) => minute * 10),
    began(labels, TEN / 1000 - 9_000),
  ])

  const [hour] = await readOf(both)

  expect(theRow(hour)).toMatchObject({ promptTokens: 1_200n, quality: 'exact', qualityReasons: [], samples: 120 })
})

test('names without _total are read, and not beside those that have it', async () => {
  const ray = { ...target, WorkerId: 'w1', model_name: 'qwen' }
  const both = [
    series('ray_vllm_prompt_tokens', ray, (minute) => minute * 10),
    series('ray_vllm_prompt_tokens_total', ray, (minute) => minute * 10),
    series('ray_vllm_generation_tokens', ray, (minute) => minute),
  ]

  const [, hour] = await readOf(both, 2)

  expect(theRow(hour)).toMatchObject({ promptTokens: 600n, generatedTokens: 60n })
})

test('cached tokens come from the best counter there is, and hits say that they are too many', async () => {
  const counters = (...names: readonly string[]): WorldSeries[] => [
    began(target, TEN / 1000 - 9_000),
    series('vllm:prompt_tokens_total', { ...target, ...model }, (minute) => minute * 10),
    ...names.map((name, i) => series(name, { ...target, ...model }, (minute) => minute * (i + 1))),
  ]
  const source = (name: string, each: number): WorldSeries =>
    series('vllm:prompt_tokens_by_source_total', { ...target, ...model, source: name }, (minute) => minute * each)

  const [none] = await readOf(counters())
  const [hits] = await readOf(counters('vllm:gpu_prefix_cache_hits_total'))
  const [cached] = await readOf(counters('vllm:prefix_cache_hits_total', 'vllm:prompt_tokens_cached_total'))
  const sources = [source('local_compute', 5), source('local_cache_hit', 3), source('external_kv_transfer', 1)]
  const [bySource] = await readOf([...counters('vllm:prompt_tokens_cached_total'), ...sources])

  expect(theRow(none)).toMatchObject({ cachedTokens: null, cachedFrom: null })
  expect(theRow(hits)).toMatchObject({ cachedTokens: 60n, cachedFrom: 'prefix_cache_hits', quality: 'exact' })
  expect(theRow(hits).qualityReasons).toEqual(['cache_overcounted'])
  expect(theRow(cached)).toMatchObject({ cachedTokens: 120n, cachedFrom: 'cached_total', qualityReasons: [] })
  expect(theRow(bySource)).toMatchObject({ cachedTokens: 240n, cachedFrom: 'by_source' })
})

test('a replica that serves two models has a row of each', async () => {
  const of = (name: string, each: number): WorldSeries =>
    series('vllm:prompt_tokens_total', { ...target, model_name: name }, (minute) => minute * each)

  const [hour] = await readOf([began(target, TEN / 1000 - 9_000), of('one', 1), of('other', 2)])

  expect(hour?.usage.map(({ servedModel, promptTokens }) => [servedModel, promptTokens])).toEqual([
    ['one', 60n],
    ['other', 120n],
  ])
})

test('creation times stand in for the start of a process that does not tell it', async () => {
  const counter = series('vllm:prompt_tokens_total', { ...target, ...model }, (minute) =>
    minute < 100 ? minute : minute * 9,
  )
  const created = series('vllm:prompt_tokens_created', { ...target, ...model }, (minute) =>
    minute < 100 ? TEN / 1000 - 9_000 : TEN / 1000 + 2_390,
  )

  const [hour] = await readOf([counter, created])

  // 60 to 99 of the old process, then all of the 120 x 9 of the new one, which began at 10:39:50.
  expect(theRow(hour)).toMatchObject({ promptTokens: 1_119n, resets: 1, unobservedMs: 50_000, quality: 'lower_bound' })
})

test('a probe tells what is there, what it would be, and what is missing', async () => {
  const all = [
    began(target, TEN / 1000),
    series('up', target, () => 1),
    series('vllm:prompt_tokens_total', { ...target, ...model, prometheus_replica: 'y' }, () => 1),
    series('vllm:prefix_cache_hits_total', { ...target, ...model }, () => 1),
    series('vllm:num_requests_running', { ...target, ...model }, () => 1),
    series('kserve_vllm:prompt_tokens_total', { ...target, ...model, prometheus_replica: 'x' }, () => 1),
  ]

  const found = await inWorld(all, { version: '3.5.0' }, (url) =>
    probe(settingsFor(url, { gpusLabel: 'gpus' }), new Date(TEN + 60_000)),
  )

  expect(found).toMatchObject({
    server: { kind: 'Prometheus', version: '3.5.0' },
    replicas: 1,
    models: ['qwen'],
    prefixes: ['kserve_vllm:', 'vllm:'],
    engines: [{ name: 'vllm', unverified: [], untold: [] }],
    missing: ['generatedTokens', 'requests', 'waitingMs', 'kvCachePeak', 'e2e', 'ttft', 'itl'],
    notRead: [],
    scrapeIntervalMs: 60_000,
    evidence: { processStart: true, created: false, up: true },
    labels: { job: ['vllm'], pod: ['a'] },
    haLabels: { prometheus_replica: ['x', 'y'] },
  })
  expect(Object.fromEntries(found.engines.flatMap(({ fields }) => fields))).toMatchObject({
    promptTokens: 'vllm:prompt_tokens_total',
    cachedTokens: 'vllm:prefix_cache_hits_total',
    e2e: null,
  })
  expect(found.metrics).toContainEqual({ name: 'vllm:prompt_tokens_total', series: 1, replicas: 1 })
  expect(found.warnings).toEqual([
    'The label gpus, which the settings name, is not on all series.',
    '2 scrapers see the same targets: one is chosen for each hour.',
  ])
})

test('a probe of a server without any engine says so', async () => {
  const found = await inWorld([series('up', target, () => 1)], {}, (url) =>
    probe(settingsFor(url, { match: 'job="llm"' }), new Date(TEN)),
  )

  expect(found).toMatchObject({ replicas: 0, scrapeIntervalMs: null })
  expect(found.warnings).toEqual(['No series of a serving engine in the last hour. Look at match (job="llm").'])
})

test('a probe tells of GPUs and of Kubernetes, read or not', async () => {
  const all = [
    series('DCGM_FI_DEV_GPU_UTIL', { job: 'dcgm', UUID: 'GPU-1' }, () => 1),
    series('kube_pod_info', { job: 'ksm', pod: 'a' }, () => 1),
    series('kube_node_info', { job: 'ksm', node: 'n' }, () => 1),
  ]
  const at = new Date(TEN + 60_000)

  const [unset, set] = await inWorld(all, {}, async (url) => [
    await probe(settingsFor(url), at),
    await probe(settingsFor(url, { gpuMatch: 'job="gpus"', kubernetesMatch: 'job="ksm"' }), at),
  ])

  const kubernetes = {
    setting: 'kubernetes_match',
    metrics: ['kube_node_info', 'kube_pod_info'],
    jobs: ['ksm'],
    missing: ['kube_pod_container_status_running', 'kube_pod_container_resource_requests'],
  }
  expect(unset?.machines).toEqual([
    { setting: 'gpu_match', match: null, metrics: ['DCGM_FI_DEV_GPU_UTIL'], jobs: ['dcgm'], missing: [] },
    { ...kubernetes, match: null },
  ])
  expect(set?.machines).toEqual([
    { setting: 'gpu_match', match: 'job="gpus"', metrics: [], jobs: [], missing: [] },
    { ...kubernetes, match: 'job="ksm"' },
  ])
})

test('a probe names the engines that are there and not read, and what of one that is read never will be', async () => {
  const fastapi = { job: 'api', instance: 'b:80', model_name: 'qwen' }
  const all = [
    series('sglang:prompt_tokens_total', { ...target, ...model }, () => 1),
    series('nv_trt_llm_request_metrics', { ...target, model: 'm', request_type: 'scheduled' }, () => 1),
    series('model_tokens_total', { ...fastapi, direction: 'input' }, () => 1),
    series('model_estimated_cost_dollars_total', fastapi, () => 1),
  ]

  const found = await inWorld(all, {}, async (url) => [
    await probe(settingsFor(url), new Date(TEN + 60_000)),
    await probe(settingsFor(url, { engines: ['fastapi', 'triton-trtllm'] }), new Date(TEN + 60_000)),
  ])

  expect(found[0]).toMatchObject({
    engines: [{ name: 'sglang' }],
    notRead: [
      { engine: 'triton-trtllm', metrics: ['nv_trt_llm_request_metrics'] },
      { engine: 'fastapi', metrics: ['model_tokens_total'] },
    ],
  })
  expect(found[1]).toMatchObject({
    engines: [
      { name: 'fastapi', untold: [] },
      {
        name: 'triton-trtllm',
        untold: [
          ['promptTokens', 'it has no counter of tokens'],
          ['generatedTokens', 'it has no counter of tokens'],
        ],
      },
    ],
    notRead: [{ engine: 'sglang', metrics: ['sglang:prompt_tokens_total'] }],
  })
  expect(found[1]?.warnings.at(-1)).toBe(
    'model_estimated_cost_dollars_total is not read: what the server estimates is no bill.',
  )
})
