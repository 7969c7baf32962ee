/** Tokens and requests of a row out of what its counters counted. */
import type { Reason } from '../../counting/count.js'
import type { UsageHour } from '../../records/usage-hour.js'
import { CACHED_SOURCES, type Counter } from './names.js'
import type { Part } from './turns.js'

type Counts = Pick<
  UsageHour,
  'promptTokens' | 'cachedTokens' | 'generatedTokens' | 'requests' | 'requestsByReason' | 'cachedFrom'
>

export interface Tokens {
  readonly counts: Counts
  readonly reasons: readonly Reason[]
}

/** What is counted of a counter in all, by the label that divides it; undefined where no part of the row shows it. */
type Sums = ReadonlyMap<string, number>

export function tokensOf(parts: readonly Part[]): Tokens {
  const reasons: Reason[] = []
  const whole = (counted: number): bigint => {
    if (counted < 0) reasons.push('scrape_skew')
    return BigInt(Math.max(counted, 0))
  }
  const total = (counter: Counter): bigint | null => {
    const sums = sumsOf(parts, counter)
    return sums === undefined ? null : whole(sum(sums))
  }
  const { from, tokens } = cachedOf(parts)
  if (from === 'prefix_cache_hits') reasons.push('cache_overcounted')
  const byReason = sumsOf(parts, 'request_success')
  const requests = byReason && [...byReason].toSorted(byName).map(([reason, n]) => [reason, whole(n)] as const)
  const counts = {
    promptTokens: total('prompt_tokens'),
    cachedTokens: tokens === undefined ? null : whole(tokens),
    generatedTokens: total('generation_tokens'),
    requests: requests === undefined ? null : requests.reduce((all, [, n]) => all + n, 0n),
    requestsByReason: requests === undefined ? null : Object.fromEntries(requests),
    cachedFrom: from,
  }
  return { counts, reasons }
}

/**
 * The first counter of cached tokens that there is. By source, they add up with the others to the prompt. Hits are the
 * last resort: a request that waits is counted at each turn it does not get (vllm#43736).
 */
function cachedOf(parts: readonly Part[]): { from: string | null; tokens: number | undefined } {
  const bySource = sumsOf(parts, 'prompt_tokens_by_source')
  if (bySource !== undefined) {
    const cached = new Map([...bySource].filter(([source]) => CACHED_SOURCES.has(source)))
    return { from: 'by_source', tokens: sum(cached) }
  }
  const cached = sumsOf(parts, 'prompt_tokens_cached')
  if (cached !== undefined) return { from: 'cached_total', tokens: sum(cached) }
  const hits = sumsOf(parts, 'prefix_cache_hits') ?? sumsOf(parts, 'gpu_prefix_cache_hits')
  return hits === undefined ? { from: null, tokens: undefined } : { from: 'prefix_cache_hits', tokens: sum(hits) }
}

function sumsOf(parts: readonly Part[], counter: Counter): Sums | undefined {
  const found = parts.map(({ tally }) => tally.counted.get(counter)).filter((one) => one !== undefined)
  if (found.length === 0) return undefined
  const sums = new Map<string, number>()
  for (const one of found) for (const [detail, n] of one) sums.set(detail, (sums.get(detail) ?? 0) + n)
  return sums
}

function sum(sums: Sums): number {
  return [...sums.values()].reduce((all, one) => all + one, 0)
}

function byName(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : 1
}
