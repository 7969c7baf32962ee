/** What a file may say of prices: of machines by the hour, and of tokens by the million. */
import { z } from 'zod'
import { text } from '../config/schema-parts.js'
import { PURCHASES } from '../records/price.js'
import { attoOf } from '../units/decimal.js'
import { currency, dated, number, parses, provider, type } from './schema-parts.js'

const perMillion = (what: string, example: string) =>
  z
    .union([z.number(), text])
    .refine(parses((written) => attoOf(written) >= 0n))
    .meta({ description: `what a million ${what} cost, 0 or more`, examples: [example] })

export const machinePrice = z
  .strictObject({
    provider,
    region: text.meta({ description: 'a region as the bill spells it', examples: ['us-east-1'] }),
    type,
    purchase: z
      .enum(PURCHASES)
      .meta({ description: `how it is bought: ${PURCHASES.join(', ')}`, examples: ['on_demand'] }),
    amount: number('the price of one machine for an hour', 6.88),
    currency,
    ...dated,
  })
  .meta({
    description: 'what a type of machine costs an hour in a region',
    examples: [{ provider: 'aws', region: 'us-east-1', type: 'p5.48xlarge', purchase: 'spot', amount: '20.5', currency: 'USD' }],
  })

export const tokenPrice = z
  .strictObject({
    provider,
    model: text.meta({ description: 'a model as this ledger calls it', examples: ['qwen2.5-32b'] }),
    input: perMillion('prompt tokens', '2.5'),
    cached: perMillion('prompt tokens from a cache', '0.5').optional(),
    output: perMillion('generated tokens', '10'),
    currency,
    ...dated,
  })
  .meta({
    description: 'what a seller of tokens asks for a model',
    examples: [{ provider: 'example', model: 'qwen2.5-32b', input: '2.5', output: '10', currency: 'CNY' }],
  })

export type MachinePriceEntry = z.infer<typeof machinePrice>
export type TokenPriceEntry = z.infer<typeof tokenPrice>
