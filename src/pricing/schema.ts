/** What a file of instance types may say. What is expected and how to write it stand in the messages. */
import { z } from 'zod'
import { text } from '../config/schema-parts.js'
import { SHARES } from '../records/instance-type.js'
import { parseGpus } from '../units/gpus.js'
import { asOf, currency, dated, number, parses, provider, source, type } from './schema-parts.js'
import { machinePrice, tokenPrice } from './schema-prices.js'

const gpu = text
  .regex(/^[A-Z][\w-]*$/)
  .meta({ description: 'the name of a GPU, its memory behind a dash', examples: ['A100-80GB'] })
const gpus = z
  .union([z.number(), text])
  .refine(parses(parseGpus))
  .meta({ description: 'how many GPUs, a whole number, a decimal, a fraction, thousandths (350m) or steps of 5 (35%)', examples: ['1/6'] })

export const instanceTypeEntry = z
  .strictObject({
    provider,
    type,
    gpus,
    share: z
      .enum(SHARES)
      .meta({ description: `how it holds a part of a GPU: ${SHARES.join(', ')}`, examples: ['vGPU'] })
      .optional(),
    gpu: gpu.optional(),
    gpu_memory_gb: number('the memory of each GPU in GB', 80).optional(),
    vcpus: number('how many vCPUs', 96).optional(),
    memory_gb: number('its memory in GB', 1152).optional(),
    ...dated,
  })
  .meta({
    description: 'a type of machine and what it holds',
    examples: [
      { provider: 'aws', type: 'p5.48xlarge', gpus: 8, gpu: 'H100-80GB', source: 'https://...', as_of: '2026-08-21' },
    ],
  })

const tflops = z
  .union([z.number(), text])
  .refine(parses((written) => parseGpus(written).numerator > 0n))
  .meta({ description: 'what it does by the basis, a number or a fraction above 0', examples: ['1979/2'] })

const factor = z
  .strictObject({
    gpu,
    tflops,
    source,
    as_of: asOf,
  })
  .meta({
    description: 'what a GPU does',
    examples: [{ gpu: 'H100-80GB', tflops: '1979/2', source: 'https://...', as_of: '2026-08-21' }],
  })

const a100 = z
  .strictObject({
    basis: text
      .meta({ description: 'what is compared; with another basis none of the factors before it count', examples: ['dense BF16 TFLOPS'] })
      .optional(),
    reference: tflops.optional(),
    factors: z.array(factor).meta({ description: 'a list of what GPUs do', examples: [[]] }),
  })
  .meta({ description: 'what GPUs are worth in A100s', examples: [{ factors: [] }] })

const price = z
  .strictObject({
    item: text.meta({ description: 'what is priced', examples: ['A100-80GB on AWS'] }),
    provider: provider.optional(),
    type: type.optional(),
    amount: number('the price of one unit', 3.431),
    currency,
    per: text.meta({ description: 'the unit', examples: ['gpu_hours'] }),
    gpus: gpus.optional(),
    gpu: gpu.optional(),
    source,
    as_of: asOf,
  })
  .meta({ description: 'a price', examples: [{ item: 'A100-80GB', amount: 3.431, currency: 'USD', per: 'gpu_hours' }] })

/** A file of instance types and of prices. `prices` are read by lint alone. */
export const pricingFile = z
  .strictObject({
    a100: a100.optional(),
    instance_types: z
      .array(instanceTypeEntry)
      .default([])
      .meta({ description: 'a list of types', examples: [[]] }),
    machine_prices: z
      .array(machinePrice)
      .default([])
      .meta({ description: 'a list of what machines cost', examples: [[]] }),
    token_prices: z
      .array(tokenPrice)
      .default([])
      .meta({ description: 'a list of what sellers of tokens ask', examples: [[]] }),
    prices: z
      .array(price)
      .default([])
      .meta({ description: 'a list of prices to look at', examples: [[]] }),
  })
  .meta({ description: 'sections by name', examples: [{ instance_types: [] }] })

export type InstanceTypeEntry = z.infer<typeof instanceTypeEntry>
export type PriceEntry = z.infer<typeof price>
export type A100Entry = z.infer<typeof a100>
export type PricingData = z.infer<typeof pricingFile>

export function pricingJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(pricingFile, { io: 'input' })
}
