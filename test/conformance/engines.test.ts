/** That what each engine shows is read of a real Prometheus and a real VictoriaMetrics as of the simulated one. */
import { expect, test } from 'vitest'
import { readHours } from '../../src/sources/prometheus/index.js'
import { settingsFor } from '../sources/prometheus/reading.js'
import { engineCases, scraped, type Shown, TARGET } from './engine-cases.js'
import { bothServers, kinds } from './fleet.js'
import { TEN_OCLOCK } from './reading.js'

const cases = engineCases.map(([title, settings, shown, row], i) => {
  const job = `engine-${i}`
  return { title, settings, row, job, series: scraped(shown, { ...TARGET, job }) }
})

const rank = (engine: string): { model_name: string; engine: string } => ({ model_name: 'qwen', engine })
const by = (source: string, count: number): Shown => [
  'vllm:prompt_tokens_by_source_total',
  { ...rank('0'), source },
  0,
  count,
]
/** Ten requests of 100 tokens, 30 of them from a cache, each answered with 20, and two ranks that decode. */
const apart = [
  ...scraped(
    [
      ['vllm:prompt_tokens_total', rank('0'), 0, 1000],
      ['vllm:generation_tokens_total', rank('0'), 0, 10],
      by('local_compute', 700),
      by('local_cache_hit', 300),
      by('external_kv_transfer', 0),
    ],
    { ...TARGET, job: 'apart', pod: 'p-0', instance: 'p:8000', role: 'prefill' },
  ),
  ...scraped(
    [
      ['vllm:prompt_tokens_total', rank('0'), 0, 1000],
      ['vllm:generation_tokens_total', rank('0'), 0, 120],
      ['vllm:generation_tokens_total', rank('1'), 0, 80],
      by('local_compute', 10),
      by('local_cache_hit', 0),
      by('external_kv_transfer', 990),
    ],
    { ...TARGET, job: 'apart', pod: 'd-0', instance: 'd:8000', role: 'decode' },
  ),
]

const servers = bothServers([...cases.flatMap(({ series }) => series), ...apart])

test.each(kinds.flatMap((kind) => cases.map((one) => [kind, one.title, one] as const)))(
  'an hour of %s holds what an engine shows: %s',
  async (kind, _, { job, settings, row }) => {
    const hour = await hourOf((await servers(kind)).url, job, settings)

    expect(hour?.complete).toBe(true)
    expect(hour?.usage).toHaveLength(1)
    expect(hour?.usage).toMatchObject([{ ...row, quality: 'exact' }])
  },
)

test.each(kinds)('an hour of %s counts a prompt where it was worked out, and all ranks that answered', async (kind) => {
  const hour = await hourOf((await servers(kind)).url, 'apart', { roleLabel: 'role' })

  expect(hour?.usage).toMatchObject([
    { replica: 'prod/d-0', promptTokens: 10n, cachedTokens: 0n, generatedTokens: 200n },
    { replica: 'prod/p-0', promptTokens: 1000n, cachedTokens: 300n, generatedTokens: 0n },
  ])
})

async function hourOf(url: string, job: string, settings: Parameters<typeof settingsFor>[1]) {
  const ours = settingsFor(url, { match: `job="${job}"`, ...settings })
  for await (const hour of readHours(ours, [TEN_OCLOCK], () => Promise.resolve(new Map()))) return hour
  return undefined
}
