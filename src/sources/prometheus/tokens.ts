/** Tokens and requests of a row out of what its counters counted. */
import type { Reason } from '../../counting/count.js'
import type { UsageHour } from '../../records/usage-hour.js'
import { type Counted, fits, ownLabel } from './engines/engine.js'
import type { CountedField } from './engines/form.js'
import type { Part } from './turns.js'

type Counts = Pick<
  UsageHour,
  | 'promptTokens'
  | 'cachedTokens'
  | 'generatedTokens'
  | 'requests'
  | 'requestsByReason'
  | 'requestsByEndpoint'
  | 'cachedFrom'
  | 'flops'
  | 'readBytes'
>

/** The part that a replica plays where prompts are worked out by some and answers by others; `both` where it is one. */
export type Role = 'prefill' | 'decode' | 'both'

export interface Tokens {
  readonly counts: Counts
  readonly reasons: readonly Reason[]
  /** Which metric each field was read of. */
  readonly metrics: Readonly<Record<string, string>>
}

/** What the first of a field's counters that is there counted, series by series. */
interface Found {
  readonly counted: Counted
  readonly series: readonly { readonly labels: Readonly<Record<string, string>>; readonly count: number }[]
}

/**
 * Where prompts are worked out elsewhere, both replicas count the whole prompt and both finish the request: the prompt is
 * counted where it was worked out, the request and its answer where it was answered.
 */
export function tokensOf(parts: readonly Part[], role: Role = 'both'): Tokens {
  const row = new Row(parts)
  const { prompt, cached } = promptOf(row, role)
  const generated =
    role === 'prefill' ? row.elsewhere('generated_tokens', 'counted_at_decode') : row.total('generated_tokens')
  const requests = role === 'prefill' ? undefined : row.requests()
  const none = role === 'prefill' ? row.elsewhere('requests', 'counted_at_decode') : null
  const counts = {
    promptTokens: prompt,
    cachedTokens: cached.tokens,
    generatedTokens: generated,
    requests: requests?.all ?? none,
    requestsByReason: requests?.byReason ?? null,
    requestsByEndpoint: requests?.byEndpoint ?? null,
    cachedFrom: cached.from,
    flops: row.total('flops'),
    readBytes: row.total('read_bytes'),
  }
  return { counts, reasons: [...row.reasons], metrics: Object.fromEntries(row.metrics) }
}

interface Prompt {
  readonly prompt: bigint | null
  readonly cached: { readonly tokens: bigint | null; readonly from: string | null }
}

function promptOf(row: Row, role: Role): Prompt {
  const none = { tokens: null, from: null }
  if (role === 'both') return { prompt: row.total('prompt_tokens'), cached: row.cached('cached_tokens') }
  const prompt = row.total('computed_tokens')
  if (prompt !== null) {
    const { tokens } = row.cached('computed_cached_tokens')
    return { prompt, cached: { tokens, from: tokens === null ? null : 'by_source' } }
  }
  if (role === 'decode') return { prompt: row.elsewhere('prompt_tokens', 'counted_at_prefill'), cached: none }
  return { prompt: row.total('prompt_tokens'), cached: row.cached('cached_tokens') }
}

class Row {
  readonly reasons = new Set<Reason>()
  readonly metrics = new Map<string, string>()
  readonly #parts: readonly Part[]

  constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  total(field: CountedField): bigint | null {
    const found = this.#found(field)
    return found.length === 0 ? null : this.#whole(sum(found.flatMap(({ series }) => series)))
  }

  /** 0, for it is counted on another replica; null where there is nothing to count. */
  elsewhere(field: CountedField, reason: Reason): bigint | null {
    const there = this.#found(field).length > 0
    this.metrics.delete(field)
    if (there) this.reasons.add(reason)
    return there ? 0n : null
  }

  /** By source, cached tokens add up with the others to the prompt; other counters are less sure. */
  cached(field: 'cached_tokens' | 'computed_cached_tokens'): Prompt['cached'] {
    const found = this.#found(field)
    // Two targets of a row may say it in different ways: it is as good as the worse one.
    const worst = found
      .map(({ counted }) => counted)
      .toSorted(byDoubt)
      .at(-1)
    if (worst?.doubt !== undefined) this.reasons.add(worst.doubt)
    return { tokens: this.total(field), from: worst?.as ?? null }
  }

  requests() {
    const found = this.#found('requests')
    if (found.length === 0) return undefined
    const aborted = this.#found('aborted').flatMap(({ series }) => series)
    const byReason = this.#by(found, ({ by }, labels) =>
      by === undefined ? FINISHED : (ownLabel(labels, by) ?? 'unknown'),
    )
    if (aborted.length > 0) byReason.set('abort', (byReason.get('abort') ?? 0n) + this.#whole(sum(aborted)))
    const told = found.filter(({ counted }) => counted.endpoint !== undefined)
    const byEndpoint = this.#by(told, ({ endpoint = '' }, labels) => ownLabel(labels, endpoint) ?? 'unknown')
    return {
      all: [...byReason.values()].reduce((all, n) => all + n, 0n),
      byReason: Object.fromEntries(byReason),
      byEndpoint: told.length === 0 ? null : Object.fromEntries(byEndpoint),
    }
  }

  #by(
    found: readonly Found[],
    which: (counted: Counted, labels: Readonly<Record<string, string>>) => string,
  ): Map<string, bigint> {
    const counts = new Map<string, number>()
    for (const { counted, series } of found) {
      for (const { labels, count } of series) {
        const key = which(counted, labels)
        counts.set(key, (counts.get(key) ?? 0) + count)
      }
    }
    const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return new Map(sorted.map(([key, count]) => [key, this.#whole(count)]))
  }

  /** Of each part the first counter that it shows. */
  #found(field: CountedField): Found[] {
    const all = this.#parts.flatMap(({ turn, tally }) => {
      for (const counted of turn.scope.exporter.engine.counted[field]) {
        const series = tally.counted.get(counted.metric)
        if (series !== undefined)
          return [{ counted, series, fitting: series.filter(({ labels }) => fits(counted.where, labels)) }]
      }
      return []
    })
    const written = all.flatMap(({ series }) => series.map(({ labels }) => labels['__name__'] ?? ''))
    if (written.length > 0) this.metrics.set(field, [...new Set(written)].toSorted().join(','))
    return all.map(({ counted, fitting }) => ({ counted, series: fitting }))
  }

  #whole(counted: number): bigint {
    if (counted < 0) this.reasons.add('scrape_skew')
    return BigInt(Math.round(Math.max(counted, 0)))
  }
}

/** How a request ended, where its engine does not tell. */
const FINISHED = 'finished'

function sum(series: Found['series']): number {
  return series.reduce((all, { count }) => all + count, 0)
}

function byDoubt(left: Counted, right: Counted): number {
  return Number(left.doubt !== undefined) - Number(right.doubt !== undefined)
}
