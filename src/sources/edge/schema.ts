/** What a file of edge devices may say. Amounts are texts, for YAML makes a double of a number. */
import { z } from 'zod'
import { isDayOf, name, text } from '../../config/schema-parts.js'
import { CURRENCIES } from '../../units/currency.js'
import { attoOf } from '../../units/decimal.js'

const day = (what: string, example: string) =>
  text.refine(isDayOf('UTC')).meta({ description: what, examples: [example] })
const amount = (what: string, example: string) =>
  text
    .regex(/^\d+(\.\d+)?$/)
    .refine(isDecimal)
    .meta({ description: `${what}, a decimal number in quotes`, examples: [example] })
const currency = z.enum(CURRENCIES).meta({ description: 'an ISO 4217 code', examples: ['CNY'] })
const from = day('the first day that counts; always when not set', '2026-01-01').optional()
const watts = (what: string, example: number) =>
  z
    .int()
    .min(0)
    .max(1_000_000)
    .meta({ description: `${what}, a whole number of watts`, examples: [example] })

const energyPrice = z
  .strictObject({ per_kwh: amount('the price of a kWh', '0.617'), currency, from })
  .meta({ description: 'a price of energy', examples: [{ per_kwh: '0.617', currency: 'CNY' }] })
const transferPrice = z
  .strictObject({ per_gb_month: amount('the price of a GB a month', '0.80'), currency, from })
  .meta({ description: 'a price of transfer', examples: [{ per_gb_month: '0.80', currency: 'CNY' }] })

const site = z
  .strictObject({
    site: name.meta({ description: 'a name in lower-case letters, digits, - and _', examples: ['shop-12'] }),
    region: text
      .meta({ description: 'the region of its rows; its name when not set', examples: ['cn-shanghai'] })
      .optional(),
    energy: z
      .array(energyPrice)
      .default([])
      .meta({ description: 'a list of prices of energy', examples: [[{ per_kwh: '0.617', currency: 'CNY' }]] }),
    transfer: z
      .array(transferPrice)
      .default([])
      .meta({ description: 'a list of prices of transfer', examples: [[{ per_gb_month: '0.80', currency: 'CNY' }]] }),
  })
  .meta({ description: 'a site', examples: [{ site: 'shop-12', energy: [], transfer: [] }] })

const DEVICE = {
  id: 'jetson-01',
  site: 'shop-12',
  bought: '2026-01-15',
  price: '7999.00',
  currency: 'CNY',
  lifetime_months: 36,
}

const device = z
  .strictObject({
    id: text.meta({ description: 'what telemetry calls the machine', examples: ['jetson-01'] }),
    name: text.meta({ description: 'what people call it', examples: ['counter'] }).optional(),
    site: name.meta({ description: 'the name of one of sites', examples: ['shop-12'] }),
    type: text
      .regex(/^[\w.:-]+$/)
      .meta({ description: 'its type, without blanks', examples: ['jetson-agx-orin-64gb'] })
      .optional(),
    gpus: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .meta({ description: 'how many GPUs it has, 1 to 64', examples: [1] }),
    bought: day('the day from which on it counts', '2026-01-15'),
    price: amount('what it was bought for', '7999.00'),
    currency,
    lifetime_months: z
      .int()
      .min(1)
      .max(600)
      .meta({ description: 'over how many months it is written off, 1 to 600', examples: [36] }),
    residual: amount('what it is worth after them', '0').default('0'),
    ended: day('the first day on which it no longer counts', '2027-06-01').optional(),
    sold_for: amount('what it was sold for on that day; its residual value when not set', '1500.00').optional(),
    idle_watts: watts('what it draws with nothing to do', 15).optional(),
    max_watts: watts('what it draws at work; as idle when not set', 60).optional(),
    gb_per_month: amount('how many GB it transfers a month', '40').optional(),
    tags: z
      .record(text, z.string())
      .default({})
      .meta({ description: 'texts by name', examples: [{ team: 'retail' }] }),
  })
  .meta({ description: 'a device', examples: [DEVICE] })

export const edgeFile = z
  .strictObject({
    sites: z
      .array(site)
      .meta({ description: 'a list of sites', examples: [[{ site: 'shop-12', energy: [], transfer: [] }]] }),
    devices: z.array(device).meta({ description: 'a list of devices', examples: [[DEVICE]] }),
  })
  .meta({ description: 'sites and devices', examples: [{ sites: [{ site: 'shop-12' }], devices: [DEVICE] }] })

export type SiteEntry = z.infer<typeof site>
export type DeviceEntry = z.infer<typeof device>
export { site as siteEntry, device as deviceEntry }

function isDecimal(written: string): boolean {
  try {
    return attoOf(written) >= 0n
  } catch {
    return false
  }
}
