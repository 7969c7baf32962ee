/** What a file of engines may say. */
import { z } from 'zod'

const text = z.string().min(1)
const metric = text
  .regex(/^[a-zA-Z_:][\w:]*$/)
  .meta({ description: 'the name of a metric without its prefix', examples: ['prompt_tokens'] })
const label = text.regex(/^[a-zA-Z_]\w*$/).meta({ description: 'the name of a label', examples: ['model_name'] })
const labels = z.array(label).meta({ description: 'a list of labels', examples: [['model_name']] })
const metrics = z.array(metric).meta({ description: 'a list of metrics', examples: [['prompt_tokens']] })

const where = z
  .record(label, z.array(text).min(1))
  .meta({ description: 'values by label, of which one has to fit', examples: [{ direction: ['input'] }] })

const doubt = z.enum(['cache_overcounted', 'cache_left_out', 'counted_at_end']).meta({
  description: 'cache_overcounted, cache_left_out or counted_at_end, for quality_reasons',
  examples: ['cache_overcounted'],
})

const ending = {
  by: label.optional(),
  endpoint: label.optional(),
  where: where.optional(),
  as: text
    .regex(/^[a-z_]+$/)
    .meta({ description: 'what cached_from says', examples: ['cached_total'] })
    .optional(),
  doubt: doubt.optional(),
}

/** A counter by name, or more of it; of a histogram what it counted, or the sum of what it saw. */
const counted = z
  .union([
    metric,
    z.strictObject({ counter: metric, ...ending }),
    z.strictObject({ sum_of: metric, ...ending }),
    z.strictObject({ count_of: metric, ...ending }),
  ])
  .meta({
    description: 'a counter, or one of counter, sum_of and count_of with where, by, endpoint, as, doubt',
    examples: [{ counter: 'request_success', by: 'finished_reason' }],
  })

const gauge = z
  .union([metric, z.strictObject({ gauge: metric, where: where.optional() })])
  .meta({ description: 'a gauge, or one with where', examples: ['num_requests_running'] })

const histogram = z
  .union([metric, z.strictObject({ histogram: metric, unit: z.enum(['seconds', 'milliseconds']) })])
  .meta({
    description: 'a histogram in seconds, or one with its unit',
    examples: [{ histogram: 'first_response_ms', unit: 'milliseconds' }],
  })

const listOf = <T extends z.ZodType>(one: T, example: unknown) =>
  z
    .array(one)
    .min(1)
    .meta({ description: 'a list, the first that is there is read', examples: [[example]] })
    .optional()

const counters = listOf(counted, 'prompt_tokens')
const gauges = listOf(gauge, 'num_requests_running')
const histograms = listOf(histogram, 'e2e_request_latency_seconds')

export const COUNTED = [
  'prompt_tokens',
  'computed_tokens',
  'computed_cached_tokens',
  'cached_tokens',
  'generated_tokens',
  'requests',
  'aborted',
  'flops',
  'read_bytes',
] as const
export const GAUGED = ['running', 'waiting', 'kv_cache'] as const
export const TIMED = ['e2e', 'ttft', 'itl'] as const

const read = z
  .strictObject({
    prompt_tokens: counters,
    computed_tokens: counters,
    computed_cached_tokens: counters,
    cached_tokens: counters,
    generated_tokens: counters,
    requests: counters,
    aborted: counters,
    flops: counters,
    read_bytes: counters,
    running: gauges,
    waiting: gauges,
    kv_cache: gauges,
    e2e: histograms,
    ttft: histograms,
    itl: histograms,
  })
  .meta({ description: 'what is read, field by field', examples: [{ prompt_tokens: ['prompt_tokens'] }] })

const field = z
  .enum([...COUNTED, ...GAUGED, ...TIMED])
  .meta({ description: 'a field of read', examples: ['prompt_tokens'] })

const engine = z
  .strictObject({
    title: text.meta({ description: 'what people call it', examples: ['vLLM'] }),
    documented: text
      .meta({ description: 'where its metrics are described', examples: ['https://example.com'] })
      .optional(),
    only_if: z
      .literal('named')
      .meta({ description: 'named', examples: ['named'] })
      .optional(),
    fronts: z
      .boolean()
      .meta({ description: 'true or false', examples: [true] })
      .default(false),
    prefixes: z
      .array(z.string().regex(/^([a-zA-Z_:][\w:]*)?$/))
      .min(1)
      .meta({ description: 'a list of what its names begin with, twins of each other', examples: [['vllm:']] }),
    model: labels,
    series: labels.default([]),
    adapters: metric.optional(),
    nobody: z
      .array(text)
      .default([])
      .meta({ description: "a list of values of a gateway's tenant_label that name nobody", examples: [['None']] }),
    created: metrics.default([]),
    doubts: z
      .array(doubt)
      .default([])
      .meta({
        description: 'a list of cache_overcounted, cache_left_out and counted_at_end, for quality_reasons',
        examples: [['counted_at_end']],
      }),
    unverified: z
      .array(field)
      .default([])
      .meta({ description: 'a list of fields of read', examples: [['prompt_tokens']] }),
    untold: z
      .partialRecord(field, text)
      .default({})
      .meta({ description: 'fields it has nothing for, and why', examples: [{ prompt_tokens: 'it has no counter' }] }),
    ignored: z
      .record(metric, text)
      .default({})
      .meta({ description: 'metrics that are not read, and why', examples: [{ estimated_cost: 'it is no bill' }] }),
    read,
  })
  .meta({ description: 'an engine', examples: [{ title: 'vLLM', prefixes: ['vllm:'], model: ['model_name'] }] })

export const form = z
  .strictObject({
    engines: z
      .record(text.regex(/^[a-z][a-z0-9-]*$/), engine)
      .meta({ description: 'engines by name', examples: [{ mine: { title: 'Mine', prefixes: ['mine_'] } }] }),
  })
  .meta({ description: 'engines', examples: [{ engines: {} }] })

export type Field = z.infer<typeof field>
export type CountedField = (typeof COUNTED)[number]
export type GaugedField = (typeof GAUGED)[number]
export type TimedField = (typeof TIMED)[number]
export type EngineSaid = z.infer<typeof engine>
export type CountedSaid = z.infer<typeof counted>
export type GaugeSaid = z.infer<typeof gauge>
export type HistogramSaid = z.infer<typeof histogram>
