/** Which metric of those that are there each column of the ledger comes from. */
import { HISTOGRAMS, nameOf, PREFIXES } from './names.js'
import type { RawSeries } from './series.js'

/** In the order in which they are looked for. */
const SOURCES = {
  promptTokens: ['prompt_tokens'],
  cachedTokens: ['prompt_tokens_by_source', 'prompt_tokens_cached', 'prefix_cache_hits', 'gpu_prefix_cache_hits'],
  generatedTokens: ['generation_tokens'],
  requests: ['request_success'],
  runningMs: ['num_requests_running'],
  waitingMs: ['num_requests_waiting'],
  e2e: HISTOGRAMS.e2e,
  ttft: HISTOGRAMS.ttft,
  itl: HISTOGRAMS.itl,
} as const

export type Fields = Readonly<Record<keyof typeof SOURCES, string | null>>

export function fieldsOf(series: readonly RawSeries[]): Fields {
  const written = [...new Set(series.map(({ labels }) => labels['__name__'] ?? ''))].toSorted(byPrefix)
  const first = (bases: readonly string[]): string | null => {
    for (const base of bases) {
      const found = written.find((name) => nameOf(name)?.base === base)
      if (found !== undefined) return found
    }
    return null
  }
  const { promptTokens, cachedTokens, generatedTokens, requests, runningMs, waitingMs, e2e, ttft, itl } = SOURCES
  return {
    promptTokens: first(promptTokens),
    cachedTokens: first(cachedTokens),
    generatedTokens: first(generatedTokens),
    requests: first(requests),
    runningMs: first(runningMs),
    waitingMs: first(waitingMs),
    e2e: first(e2e),
    ttft: first(ttft),
    itl: first(itl),
  }
}

function byPrefix(left: string, right: string): number {
  const rank = (name: string): number => PREFIXES.findIndex((prefix) => name.startsWith(prefix))
  return rank(left) - rank(right) || (left < right ? -1 : 1)
}
