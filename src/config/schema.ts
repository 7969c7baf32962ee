import { z } from 'zod'
import { parseDay } from '../units/billing-day.js'
import { alerts } from './schema-alerts.js'
import { bills } from './schema-bills.js'
import { name, secretPlace, text } from './schema-parts.js'
import { split } from './schema-split.js'
import { isTimeZone, schedule } from './schema-schedule.js'
import { rates, usage } from './schema-telemetry.js'
import { versions } from './schema-versions.js'

export { secretPlace } from './schema-parts.js'

// A field's description says what is expected of it and its example how to write it: both stand in the messages of
// readConfig and in the editor's help, so that they cannot drift apart.

/** `allow` and `prefer` of libpq are left out: they fall back to plain text, which pg cannot and nobody should. */
export const tlsMode = z.enum(['disable', 'require', 'verify-ca', 'verify-full'])

/** How a connection is encrypted: `sslmode` and `sslrootcert` of libpq. */
export const tlsChoice = z
  .strictObject({
    mode: tlsMode.meta({ description: 'disable, require, verify-ca or verify-full', examples: ['verify-full'] }),
    ca_file: text
      .meta({ description: 'the path of a PEM file of certificate authorities', examples: ['/etc/ssl/rds.pem'] })
      .optional(),
  })
  .meta({ description: 'how the connection is encrypted', examples: [{ mode: 'verify-full' }] })
export type TlsChoice = z.infer<typeof tlsChoice>

/** The address of a database, as text; `readAddress` looks into it. */
export const addressText = text.meta({
  description: 'the address of a PostgreSQL database, without a password',
  examples: ['postgres://ledger@db.example.com:5432/ledger'],
})

const database = z
  .strictObject({ url: addressText, password: secretPlace.optional(), tls: tlsChoice.optional() })
  .meta({
    description: 'the PostgreSQL to write to; without it an embedded one is started',
    examples: [{ url: 'postgres://ledger@db.example.com:5432/ledger' }],
  })

const day = text.refine(isDay).meta({ description: "a day of the provider's calendar", examples: ['2026-01-01'] })

/** Which feed counts for an account from `from` up to and without `to`. */
export const sourceOfRecord = z
  .strictObject({
    provider: name.meta({ description: 'a provider in lower-case letters', examples: ['aws'] }),
    billing_account: text.meta({ description: 'a billing account, in quotes', examples: ['123456789012'] }),
    feed: name.meta({ description: 'the feed that counts', examples: ['focus'] }),
    from: day,
    to: day.meta({ description: 'the first day that no longer counts', examples: ['2026-07-01'] }).optional(),
  })
  .meta({
    description: 'a feed that counts for an account',
    examples: [{ provider: 'aws', billing_account: '123456789012', feed: 'focus', from: '2026-01-01' }],
  })

const pricing = z
  .strictObject({
    files: z
      .array(text.meta({ description: 'the path of a file of instance types or prices', examples: ['./prices.yaml'] }))
      .default([])
      .meta({
        description: 'files of your own instance types and prices, the later wins, and all win over what ships',
        examples: [['./prices.yaml']],
      }),
  })
  .meta({ description: 'what types of machines hold and cost', examples: [{ files: ['./prices.yaml'] }] })

/** How much is told on stderr. */
export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])

/** What `tokenledger.yaml` may say. What it does not name is a mistake, not a wish for later. */
export const schema = z
  .strictObject({
    database: database.optional(),
    bills: bills.prefault({}),
    sources_of_record: z
      .array(sourceOfRecord)
      .default([])
      .meta({
        description: 'a list of which feed counts for which account',
        examples: [[{ provider: 'aws', billing_account: '123456789012', feed: 'focus', from: '2026-01-01' }]],
      }),
    rates: rates.prefault({}),
    usage: usage.prefault({}),
    versions: versions.prefault({}),
    split: split.prefault({}),
    pricing: pricing.prefault({}),
    alerts: alerts.prefault({}),
    schedule: schedule.prefault({}),
    business_time_zone: text
      .refine(isTimeZone)
      .default('Asia/Shanghai')
      .meta({
        description: 'an IANA time zone, whose days reports are of',
        examples: ['Asia/Shanghai'],
      }),
    log: z
      .strictObject({
        level: logLevel
          .default('info')
          .meta({ description: 'trace, debug, info, warn, error, fatal or silent', examples: ['info'] }),
      })
      .prefault({})
      .meta({ description: 'how much is told on stderr', examples: [{ level: 'info' }] }),
  })
  .meta({
    title: 'tokenledger.yaml',
    description: 'settings by name',
    examples: [{ business_time_zone: 'Asia/Shanghai' }],
  })

/** The same as JSON Schema (draft 2020-12), for editors; committed as schema/tokenledger.schema.json. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input' })
}

function isDay(date: string): boolean {
  try {
    return parseDay(date, 'UTC').date === date
  } catch {
    return false
  }
}
