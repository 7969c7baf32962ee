/** The settings of a billing account of Google Cloud: `bills.gcp`, a list of them. */
import { z } from 'zod'
import type { GcpSettings } from '../sources/gcp/settings.js'
import type { Path } from './document.js'
import { isDayOf, isOrigin, name, secretPlace, text } from './schema-parts.js'
import { readSecret, type Surroundings } from './secrets.js'

const TABLE = /^([a-z0-9.:-]+)\.(\w+)\.([\w-]+)$/
const ACCOUNT = /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/
const LEAST_BYTES = 10_485_760

export const gcpBill = z
  .strictObject({
    name: name.default('gcp').meta({ description: 'what messages call this account', examples: ['gcp'] }),
    table: text.regex(TABLE).meta({
      description: 'the table of the export, project.dataset.table',
      examples: ['finops.billing.gcp_billing_export_resource_v1_010101_F0FFF0_61C528'],
    }),
    export: z
      .enum(['detailed', 'focus'])
      .meta({
        description: 'detailed or focus: which export it is, where its name does not say so',
        examples: ['detailed'],
      })
      .optional(),
    billing_account: text
      .regex(ACCOUNT)
      .meta({
        description: 'the id of the billing account, where the name of the table does not end with it',
        examples: ['010101-F0FFF0-61C528'],
      })
      .optional(),
    project: text
      .meta({
        description: 'the project that queries run in and that pays for them; that of the table when not set',
        examples: ['finops'],
      })
      .optional(),
    credentials: secretPlace
      .meta({
        description: 'where the JSON key of a service account is; when not set, what the machine itself logs in with',
        examples: [{ file: '/run/secrets/gcp.json' }],
      })
      .optional(),
    endpoint: text
      .refine(isOrigin)
      .meta({
        description: 'another http or https address of BigQuery, without a path',
        examples: ['https://bigquery-private.p.googleapis.com'],
      })
      .optional(),
    from: text.refine(isDayOf('UTC')).meta({ description: 'the first UTC day ever to read', examples: ['2026-08-01'] }),
    maximum_bytes_billed: z
      .int()
      .min(LEAST_BYTES)
      .default(10_737_418_240)
      .meta({ description: 'how many bytes one query may read, 10485760 at least', examples: [10_737_418_240] }),
    hours_per_piece: z
      .int()
      .min(1)
      .max(744)
      .default(168)
      .meta({ description: 'how many hours of use one query and one transaction take, 1 to 744', examples: [168] }),
    rows_per_page: z
      .int()
      .min(100)
      .max(50_000)
      .default(5000)
      .meta({ description: 'rows of a result page, 100 to 50000', examples: [5000] }),
    partition_margin_days: z
      .int()
      .min(1)
      .max(31)
      .default(3)
      .meta({
        description: 'days of partitions read on either side of those that should hold a row, 1 to 31',
        examples: [3],
      }),
    final_after_days: z
      .int()
      .min(0)
      .max(62)
      .default(15)
      .meta({ description: "days after a month's end after which its hours count as final, 0 to 62", examples: [15] }),
  })
  .meta({
    description: 'a billing account of Google Cloud whose export lies in BigQuery',
    examples: [{ table: 'finops.billing.gcp_billing_export_resource_v1_010101_F0FFF0_61C528', from: '2026-08-01' }],
  })

const TIMEOUT_MS = 60_000

/** The settings as the source takes them; undefined after a complaint. */
export function gcpSettings(
  data: z.infer<typeof gcpBill>,
  around: Surroundings,
  complain: (path: Path, text: string) => void,
): GcpSettings | undefined {
  const [, project = '', dataset = '', table = ''] = TABLE.exec(data.table) ?? []
  const feed = feedOf(data.export, table)
  if (feed === 'standard') {
    complain(
      ['table'],
      'is the standard export, which names no resource. Name gcp_billing_export_resource_v1_…, the detailed one.',
    )
  }
  if (feed === undefined)
    complain(
      ['export'],
      'is missing, and the name of the table does not tell. Write export: detailed, or export: focus.',
    )
  const billingAccount = data.billing_account ?? accountOf(table)
  if (billingAccount === undefined) {
    complain(
      ['billing_account'],
      'is missing, and the name of the table does not end with it. Write for example 010101-F0FFF0-61C528.',
    )
  }
  const key = data.credentials && readSecret(data.credentials, around, (words) => complain(['credentials'], words))
  if (feed === undefined || feed === 'standard' || billingAccount === undefined) return undefined
  if (data.credentials !== undefined && key === undefined) return undefined
  return {
    name: data.name,
    feed,
    table: { project, dataset, table },
    project: data.project ?? project,
    billingAccount,
    key,
    endpoint: data.endpoint,
    from: data.from,
    maximumBytesBilled: String(data.maximum_bytes_billed),
    hoursPerPiece: data.hours_per_piece,
    rowsPerPage: data.rows_per_page,
    marginDays: data.partition_margin_days,
    finalAfterDays: data.final_after_days,
    timeoutMs: TIMEOUT_MS,
  }
}

/** What Google calls its tables: https://docs.cloud.google.com/billing/docs/how-to/export-data-bigquery-tables */
function feedOf(said: 'detailed' | 'focus' | undefined, table: string): GcpSettings['feed'] | 'standard' | undefined {
  if (said !== undefined) return `gcp-${said}`
  if (table.startsWith('gcp_billing_export_resource_v1_')) return 'gcp-detailed'
  if (table.startsWith('gcp_billing_export_focus_')) return 'gcp-focus'
  return table.startsWith('gcp_billing_export_v1_') ? 'standard' : undefined
}

/** The account stands at the end, with underscores for its hyphens. */
function accountOf(table: string): string | undefined {
  const [found] = /[0-9A-F]{6}_[0-9A-F]{6}_[0-9A-F]{6}$/.exec(table) ?? []
  return found?.replaceAll('_', '-')
}
