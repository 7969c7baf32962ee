/** The settings of alerts' rules: which are on, from where they fire, and who hears them. */
import { z } from 'zod'
import { name, text } from './schema-parts.js'

const rule = (usual: number, what: string, how: string) =>
  z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .meta({ description: 'false to switch it off', examples: [false] }),
      threshold: z
        .number()
        .min(0)
        .max(1_000_000)
        .default(usual)
        .meta({ description: how, examples: [usual] }),
      channels: z
        .array(name)
        .default([])
        .meta({ description: 'who hears it, by name; all when it is empty', examples: [['oncall']] }),
    })
    .prefault({})
    .meta({ description: what, examples: [{ threshold: usual }] })

export const budgets = z
  .array(
    z
      .strictObject({
        name: name.meta({ description: 'what the budget is called; no two share a name', examples: ['all'] }),
        month: z
          .int()
          .min(1)
          .max(1_000_000_000_000)
          .meta({
            description: 'what a month of the business time zone may come to, in whole dollars or yuan',
            examples: [200_000],
          }),
        currency: z.enum(['USD', 'CNY']).meta({ description: 'USD or CNY', examples: ['CNY'] }),
        model: text
          .default('')
          .meta({ description: 'only this model; empty: the whole bill', examples: ['qwen2.5-32b'] }),
        provider: text.default('').meta({ description: 'only this provider; empty: all', examples: ['alibaba'] }),
      })
      .meta({ description: 'a budget', examples: [{ name: 'all', month: 200_000, currency: 'CNY' }] }),
  )
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length)
  .default([])
  .meta({
    description: 'a list of budgets of a month, each with a name of its own',
    examples: [[{ name: 'all', month: 200_000, currency: 'CNY' }]],
  })

/** Each has a view `report.alert_<rule>`. */
export const rules = z
  .strictObject({
    day_over_mean: rule(120, 'a day of a version against the mean of the 7 before', 'fires above so many percent'),
    rolling_over_mean: rule(
      120,
      '24 hours of a version against the mean of the 7 times 24 before',
      'fires above so many percent',
    ),
    new_version: rule(0, 'the first money of a version', 'fires above so many dollars'),
    telemetry_stale: rule(3, 'how old the last hour of telemetry is', 'fires above so many hours'),
    bill_stale: rule(72, 'how old the last charge of an account is', 'fires above so many hours'),
    unattributed: rule(10, 'the share of 7 days that no version got', 'fires above so many percent'),
    reconciliation_gap: rule(2, "an invoice's lines against what the provider says", 'fires above so many percent'),
    rate_missing: rule(0, 'resource-hours without a rate', 'fires above so many resource-hours'),
    price_missing: rule(
      0,
      'GPU-hours of 7 days on a type without a price, where prices are kept',
      'fires above so many GPU-hours',
    ),
    low_utilisation: rule(40, 'GPU time of a version that worked, in 24 hours', 'fires below so many percent'),
    low_batch_efficiency: rule(
      40,
      'tokens per GPU-second against the best hours of the model',
      'fires below so many percent',
    ),
    idle_version: rule(7, 'a version that costs money and has no requests', 'fires above so many days'),
    budget_forecast: rule(100, 'what a month comes to at its end against its budget', 'fires above so many percent'),
  })
  .prefault({})
  .meta({ description: 'which alerts there are', examples: [{ day_over_mean: { threshold: 150 } }] })

export type AlertRule = keyof z.infer<typeof rules>
