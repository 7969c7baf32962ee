/** That what is read is what live vLLMs expose. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { namesFor } from '../../../src/sources/prometheus/engines/read.js'
import { exposed } from '../../support/data-not-ours.js'
import { settingsFor } from './reading.js'

/** `vllm:prompt_tokens_total counter` a line. */
const v1 = new Map(
  readFileSync(exposed.v1, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('vllm:'))
    .map((line) => line.split(' '))
    .map(([name = '', type = '']) => [name, type] as const),
)
/** `# TYPE vllm:prompt_tokens_total counter` a family. */
const v0 = new Map(
  [...readFileSync(exposed.v0, 'utf8').matchAll(/^# TYPE (vllm:\S+) (\S+)/gm)].map(
    ([, name = '', type = '']) => [name, type] as const,
  ),
)

const names = await namesFor(settingsFor('http://127.0.0.1:1', { engines: ['vllm'] }))
const [vllm] = names.engines

const metricsOf = (readings: Readonly<Record<string, readonly { readonly metric: string }[]>> = {}): string[] => [
  ...new Set(Object.values(readings).flatMap((some) => some.map(({ metric }) => metric))),
]
const counters = metricsOf(vllm?.counted)
const gauges = metricsOf(vllm?.gauged)

test('each counter and gauge that is read of V1 stands on the page of a vLLM 0.26, or went before it', () => {
  expect(counters.filter((name) => v1.get(`vllm:${name}_total`) !== 'counter')).toEqual(['gpu_prefix_cache_hits'])
  expect(gauges.filter((name) => v1.get(`vllm:${name}`) !== 'gauge')).toEqual(['gpu_cache_usage_perc'])
})

test('each counter and gauge that is read of V0 stands on the page of a V0, or came after it', () => {
  expect(counters.filter((name) => v0.get(`vllm:${name}_total`) !== 'counter')).toEqual([
    'prompt_tokens_by_source',
    'prompt_tokens_cached',
    'prefix_cache_hits',
    'gpu_prefix_cache_hits',
    'estimated_flops_per_gpu',
    'estimated_read_bytes_per_gpu',
  ])
  expect(gauges.filter((name) => v0.get(`vllm:${name}`) !== 'gauge')).toEqual(['kv_cache_usage_perc'])
})

test('each histogram has the name that V1 has, or that V0 had', () => {
  for (const readings of Object.values(vllm?.timed ?? {})) {
    expect(readings.filter(({ metric }) => v1.get(`vllm:${metric}`) === 'histogram')).toHaveLength(1)
    expect(readings.filter(({ metric }) => v0.get(`vllm:${metric}`) === 'histogram')).toHaveLength(1)
  }
  const itl = (vllm?.timed.itl ?? []).map(({ metric }) => `vllm:${metric}`)
  expect(itl.map((name) => v1.has(name))).toEqual([true, false])
  expect(itl.map((name) => v0.has(name))).toEqual([false, true])
})

test('what is asked of a server is what is understood of its answer', () => {
  const asked = new RegExp(`^(?:${names.all}|${names.created})$`)
  const shown = [...v0, ...v1].flatMap(([name, type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name],
  )

  const read = shown.filter((name) => asked.test(name))
  expect(read.filter((name) => names.of(name, {}) === undefined)).toEqual([])
  expect(shown.filter((name) => !asked.test(name) && names.of(name, {}) !== undefined)).toEqual([])
  expect(read).toContain('vllm:kv_cache_usage_perc')
  expect(read.length).toBeGreaterThan(12)
})
