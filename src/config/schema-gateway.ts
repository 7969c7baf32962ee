/** The settings of a gateway before engines that others read. */
import { z } from 'zod'
import { label, text } from './schema-parts.js'

export const gateway = z
  .strictObject({
    tenant_label: label
      .meta({
        description: 'the label that names who asked; without it, tokens are told apart by model only',
        examples: ['team_alias'],
      })
      .optional(),
    most_tenants: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .meta({ description: 'how many tenants of an hour are told apart, those with most tokens', examples: [100] }),
    models: z
      .record(text, text)
      .default({})
      .meta({
        description: 'the served model behind a model that is asked for, where it has another name',
        examples: [{ 'sql-lora': 'qwen2.5-72b' }],
      }),
  })
  .meta({
    description: 'stands before the engines that others read: tells who asked for how many tokens, and is no usage',
    examples: [{ tenant_label: 'team_alias' }],
  })
