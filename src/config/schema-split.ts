/** The settings of the split: what tokens weigh, and what becomes of charges that are not a machine's. */
import { z } from 'zod'
import { text } from './schema-parts.js'

const weight = z
  .union([z.number(), text])
  .refine(isWeight)
  .meta({ description: 'a weight from 0 to 1000000, at most 3 decimals', examples: [4] })

const weights = {
  uncached: weight.default(1).meta({
    description: 'what an input token weighs that no cache held, 0 to 1000000 with at most 3 decimals',
    examples: [1],
  }),
  cached: weight.default(0.1).meta({
    description: 'what an input token weighs that a cache held, 0 to 1000000 with at most 3 decimals',
    examples: [0.1],
  }),
  generated: weight
    .default(4)
    .meta({ description: 'what a generated token weighs, 0 to 1000000 with at most 3 decimals', examples: [4] }),
}

const modelWeights = z
  .strictObject({ model: text.meta({ description: 'a model', examples: ['qwen2.5-32b'] }), ...weights })
  .meta({ description: 'weights of one model', examples: [{ model: 'qwen2.5-32b', generated: 5 }] })

const paceLimit = z
  .strictObject({
    model: text.meta({ description: 'a model', examples: ['qwen2.5-32b'] }),
    gpu: text.meta({ description: 'a GPU as pricing names it', examples: ['A100-80GB'] }),
    generated_per_gpu_second: z
      .union([z.number(), text])
      .refine(isPace)
      .meta({
        description: 'tokens that one of it can generate a second at most, above 0, at most 6 decimals',
        examples: [1200],
      }),
  })
  .meta({ description: 'what a model can generate on a GPU', examples: [limitExample()] })

const peak = (description: string, example: number) =>
  z
    .union([z.number(), text])
    .refine(isPace)
    .meta({ description: `${description}, above 0, at most 6 decimals`, examples: [example] })

const gpuPeak = z
  .strictObject({
    gpu: text.meta({ description: 'a GPU as pricing names it', examples: ['A100-80GB'] }),
    tflops: peak('10^12 operations a second that one of it can calculate at most, as models are served', 312),
    memory_gb_per_second: peak('10^9 bytes a second that one of it can read of its memory at most', 2039),
  })
  .meta({ description: 'what a GPU can do at most', examples: [peakExample()] })

const pattern = (what: string, example: string) =>
  text.meta({ description: `${what}; * stands for anything`, examples: [example] }).optional()

export const rule = z
  .strictObject({
    name: text.regex(/^[a-z][a-z0-9_-]*$/).meta({
      description: 'what the rule is called in reports, in lower-case letters, digits, - and _',
      examples: ['cluster-fee'],
    }),
    match: z
      .strictObject({
        provider: pattern('a provider', 'aws'),
        account: pattern('a billing account, in quotes', '111122223333'),
        sub_account: pattern('a sub account, in quotes', '444455556666'),
        service: pattern('a service as the bill names it', 'Amazon Bedrock*'),
        region: pattern('a region', 'us-*'),
        sku: pattern('a SKU', '*NatGateway*'),
        category: pattern('a charge category of FOCUS', 'Tax'),
        resource: pattern('a resource', 'vol-*'),
        tags: z
          .record(text, text)
          .default({})
          .meta({ description: 'tags and the patterns of their values', examples: [{ team: 'search' }] }),
      })
      .meta({ description: 'the charges that are meant', examples: [{ service: 'Amazon Bedrock*' }] }),
    to: z
      .enum(['machine', 'shared', 'out_of_scope'])
      .meta({ description: 'machine, shared or out_of_scope: where the money goes', examples: ['out_of_scope'] })
      .optional(),
    follow: text
      .meta({ description: 'the machine by whose shares it goes', examples: ['i-0a1b2c3d4e5f60718'] })
      .optional(),
    follow_tag: text.meta({ description: 'the tag that names that machine', examples: ['instance'] }).optional(),
    model: text.meta({ description: 'the model it is for', examples: ['claude-sonnet'] }).optional(),
    version: text.meta({ description: 'the version it is for, in quotes', examples: ['4.5'] }).optional(),
  })
  .refine(goesSomewhere)
  .meta({
    description: 'a name, a match, and one of: to, follow, follow_tag, model (with version if it has one)',
    examples: [{ name: 'cluster-fee', match: { service: 'Amazon Elastic Container Service*' }, to: 'shared' }],
  })

export const split = z
  .strictObject({
    weights: z
      .strictObject({
        ...weights,
        models: z
          .array(modelWeights)
          .refine((models) => new Set(models.map(({ model }) => model)).size === models.length)
          .default([])
          .meta({
            description: 'a list of models with weights of their own, each model once',
            examples: [[{ model: 'a', generated: 5 }]],
          }),
      })
      .prefault({})
      .meta({ description: 'what tokens weigh where versions share a GPU', examples: [{ generated: 4 }] }),
    model_tag: text.meta({ description: 'the tag of bill lines that names a model', examples: ['model'] }).optional(),
    version_tag: text.meta({ description: 'the tag that names its version', examples: ['model-version'] }).optional(),
    team_tag: text.meta({ description: 'the tag that names the team that pays', examples: ['team'] }).optional(),
    env_tag: text.meta({ description: 'the tag that names the environment', examples: ['env'] }).optional(),
    rules: z
      .array(rule)
      .default([])
      .meta({
        description: 'a list of rules, the first that matches wins',
        examples: [[{ name: 'cluster-fee', match: { service: 'Amazon Elastic Container Service*' }, to: 'shared' }]],
      }),
    shared_by: z
      .enum(['gpu_seconds', 'tokens', 'equally'])
      .default('gpu_seconds')
      .meta({
        description: 'gpu_seconds, tokens or equally: how shared money is shown beside each version',
        examples: ['gpu_seconds'],
      }),
    pace_limits: z
      .array(paceLimit)
      .refine((limits) => new Set(limits.map(({ model, gpu }) => JSON.stringify([model, gpu]))).size === limits.length)
      .default([])
      .meta({
        description: 'a list of what models can generate at most on a GPU, each model and GPU once',
        examples: [[limitExample()]],
      }),
    gpu_peaks: z
      .array(gpuPeak)
      .refine((peaks) => new Set(peaks.map(({ gpu }) => gpu)).size === peaks.length)
      .default([])
      .meta({
        description: 'a list of what GPUs can do at most, each GPU once',
        examples: [[peakExample()]],
      }),
    shared_within: z
      .enum(['account', 'everything'])
      .default('account')
      .meta({ description: 'account or everything: among which versions', examples: ['account'] }),
  })
  .meta({ description: 'how money goes to models', examples: [{ model_tag: 'model' }] })

function isWeight(written: number | string): boolean {
  return /^\d{1,7}(\.\d{1,3})?$/.test(String(written)) && Number(written) <= 1_000_000
}

function isPace(written: number | string): boolean {
  return /^\d{1,12}(\.\d{1,6})?$/.test(String(written)) && Number(written) > 0
}

function limitExample() {
  return { model: 'qwen2.5-32b', gpu: 'A100-80GB', generated_per_gpu_second: 1200 }
}

function peakExample() {
  return { gpu: 'A100-80GB', tflops: 312, memory_gb_per_second: 2039 }
}

function goesSomewhere(one: {
  readonly to?: unknown
  readonly follow?: unknown
  readonly follow_tag?: unknown
  readonly model?: unknown
  readonly version?: unknown
}): boolean {
  const ways = [one.to, one.follow, one.follow_tag, one.model].filter((way) => way !== undefined)
  return ways.length === 1 && (one.version === undefined || one.model !== undefined)
}
