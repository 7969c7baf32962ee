/** That what is read is what live vLLMs expose. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COUNTERS, GAUGES, HISTOGRAMS, METRICS, nameOf } from '../../../src/sources/prometheus/names.js'
import { exposed } from '../../support/data-not-ours.js'

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

const notInV1 = new Set(['gpu_prefix_cache_hits'])
const notInV0 = new Set([
  'prompt_tokens_by_source',
  'prompt_tokens_cached',
  'prefix_cache_hits',
  'gpu_prefix_cache_hits',
])

test('each counter and gauge that is read of V1 stands on the page of a vLLM 0.26', () => {
  const counters = COUNTERS.filter((name) => !notInV1.has(name)).map((name) => v1.get(`vllm:${name}_total`))
  const gauges = GAUGES.map((name) => v1.get(`vllm:${name}`))

  expect(new Set(counters)).toEqual(new Set(['counter']))
  expect(new Set(gauges)).toEqual(new Set(['gauge']))
})

test('each histogram has the name that V1 has, or that V0 had', () => {
  for (const metric of METRICS) {
    expect(HISTOGRAMS[metric].filter((name) => v1.get(`vllm:${name}`) === 'histogram')).toHaveLength(1)
    expect(HISTOGRAMS[metric].filter((name) => v0.get(`vllm:${name}`) === 'histogram')).toHaveLength(1)
  }
  expect(HISTOGRAMS.itl.map((name) => v1.has(`vllm:${name}`))).toEqual([true, false])
  expect(HISTOGRAMS.itl.map((name) => v0.has(`vllm:${name}`))).toEqual([false, true])
})

test('each counter and gauge that is read of V0 stands on the page of a V0', () => {
  const counters = COUNTERS.filter((name) => !notInV0.has(name)).map((name) => v0.get(`vllm:${name}_total`))
  const gauges = GAUGES.map((name) => v0.get(`vllm:${name}`))

  expect(new Set(counters)).toEqual(new Set(['counter']))
  expect(new Set(gauges)).toEqual(new Set(['gauge']))
})

test('every name of either page is taken apart without loss', () => {
  for (const name of [...v0.keys(), ...v1.keys()]) {
    const { prefix = '', base = '', part = '' } = nameOf(name) ?? {}
    expect(prefix + base + (part === 'plain' ? '' : `_${part}`)).toBe(name)
  }
})
