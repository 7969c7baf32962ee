/** The settings of the split as the rest of the program takes them. */
import type { z } from 'zod'
import type { split } from './schema-split.js'

/** Weights in thousandths. */
export interface TokenWeights {
  /** Empty: every model that has none of its own. */
  readonly model: string
  readonly uncached: number
  readonly cached: number
  readonly generated: number
}

/** Where charges go that match; undefined matches anything. Patterns of LIKE. */
export interface SplitRule {
  readonly name: string
  readonly match: Readonly<Record<MatchKey, string | undefined>>
  readonly tags: Readonly<Record<string, string>>
  readonly kind: 'split' | 'serving' | 'shared' | 'unattributed'
  readonly reason: string
  readonly model: string | undefined
  readonly version: string | undefined
  readonly follow: string | undefined
  readonly followTag: string | undefined
}
type MatchKey = 'provider' | 'account' | 'subAccount' | 'service' | 'region' | 'sku' | 'category' | 'resource'

/** What a model can generate at most on one GPU. It moves no money. */
export interface PaceLimit {
  readonly model: string
  /** As pricing names it: `A100-80GB`. */
  readonly gpu: string
  /** Tokens a GPU-second, an exact decimal. */
  readonly generatedPerGpuSecond: string
}

/** What a GPU can do at most, as exact decimals. */
export interface GpuPeak {
  /** As pricing names it: `A100-80GB`. */
  readonly gpu: string
  /** 10^12 floating-point operations a second, of the precision that models are served in. */
  readonly tflops: string
  /** 10^9 bytes a second. */
  readonly memoryGbPerSecond: string
}

export interface SplitSettings {
  readonly paceLimits: readonly PaceLimit[]
  readonly gpuPeaks: readonly GpuPeak[]
  readonly weights: readonly TokenWeights[]
  readonly modelTag: string | undefined
  readonly versionTag: string | undefined
  readonly teamTag: string | undefined
  readonly envTag: string | undefined
  readonly rules: readonly SplitRule[]
  readonly sharedBy: 'gpu_seconds' | 'tokens' | 'equally'
  readonly sharedWithin: 'account' | 'everything'
  readonly businessTimeZone: string
}

export function splitOf(data: z.infer<typeof split>, businessTimeZone: string): SplitSettings {
  const { models, ...others } = data.weights
  return {
    paceLimits: data.pace_limits.map(({ model, gpu, generated_per_gpu_second: pace }) => ({
      model,
      gpu,
      generatedPerGpuSecond: String(pace),
    })),
    gpuPeaks: data.gpu_peaks.map(({ gpu, tflops, memory_gb_per_second: memory }) => ({
      gpu,
      tflops: String(tflops),
      memoryGbPerSecond: String(memory),
    })),
    weights: [{ model: '', ...others }, ...models].map(({ model, uncached, cached, generated }) => ({
      model,
      uncached: thousandths(uncached),
      cached: thousandths(cached),
      generated: thousandths(generated),
    })),
    modelTag: data.model_tag,
    versionTag: data.version_tag,
    teamTag: data.team_tag,
    envTag: data.env_tag,
    rules: data.rules.map(ruleOf),
    sharedBy: data.shared_by,
    sharedWithin: data.shared_within,
    businessTimeZone,
  }
}

/** Of text, so that 0.1 is a hundred thousandths and nothing beside it. */
function thousandths(weight: number | string): number {
  const [whole = '0', part = ''] = String(weight).split('.')
  return Number(`${whole}${part.padEnd(3, '0')}`)
}

function ruleOf({ name, match, to, ...one }: z.infer<typeof split>['rules'][number]): SplitRule {
  const kind =
    one.model !== undefined ? 'serving' : to === 'shared' ? 'shared' : to === 'out_of_scope' ? 'unattributed' : 'split'
  const { provider, account, sub_account: subAccount, service, region, sku, category, resource, tags } = match
  const patterns = { provider, account, subAccount, service, region, sku, category, resource }
  return {
    name,
    match: mapped(patterns, (pattern) => (pattern === undefined ? undefined : likeOf(pattern))),
    tags: mapped(tags, likeOf),
    kind,
    reason: kind === 'shared' ? name : kind === 'unattributed' ? 'out_of_scope' : '',
    model: one.model,
    version: one.version,
    follow: one.follow,
    followTag: one.follow_tag,
  }
}

function mapped<K extends string, V, W>(record: Readonly<Record<K, V>>, as: (value: V) => W): Record<K, W>
function mapped<V, W>(record: Readonly<Record<string, V>>, as: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, as(value)]))
}

/** What LIKE takes for a pattern itself is escaped first. */
function likeOf(pattern: string): string {
  return pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}
