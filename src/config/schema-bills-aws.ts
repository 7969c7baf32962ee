/** The settings of AWS's bills, as `schema.ts` describes those of files: one account's Cost Explorer, one export in S3. */
import { z } from 'zod'
import { CHARGE_KINDS } from '../sources/aws/record-types.js'
import { type ExportSettings } from '../sources/aws/exports/settings.js'
import { type AwsAccess, type CostExplorerSettings, PARTITIONS, PATIENCE, TIMEOUT_MS } from '../sources/aws/settings.js'
import { isDayOf, name, secretPlace, text } from './schema-parts.js'
import { readSecret, type Surroundings } from './secrets.js'

/** How requests are signed. What is wrong with secrets is told by who reads them, for one may stand there in plain text. */
const credentials = z
  .union([
    z.strictObject({
      access_key_id: secretPlace,
      secret_access_key: secretPlace,
      session_token: secretPlace.optional(),
    }),
    z.strictObject({ profile: text }),
  ])
  .meta({
    description:
      'either access_key_id, secret_access_key and perhaps session_token, each { env: NAME } or { file: path }, or profile; without it what the machine has',
    examples: [{ profile: 'billing' }],
  })

const httpUrl = text
  .refine((written) => URL.canParse(written) && /^https?:$/.test(new URL(written).protocol))
  .meta({ description: 'an http or https address', examples: ['http://127.0.0.1:4566'] })

const access = {
  credentials: credentials.optional(),
  endpoint: httpUrl
    .meta({ description: "an address instead of AWS's own", examples: ['http://127.0.0.1:4566'] })
    .optional(),
  proxy: text
    .refine((written) => URL.canParse(written) && new URL(written).protocol === 'http:')
    .meta({
      description: 'the http address of a proxy that requests go through',
      examples: ['http://proxy.example.com:3128'],
    })
    .optional(),
  timeout_seconds: z
    .int()
    .min(1)
    .max(600)
    .default(TIMEOUT_MS / 1000)
    .meta({ description: 'how long an answer may take, 1 to 600 seconds', examples: [60] }),
}

const requests = (when: string, most: number) =>
  z
    .int()
    .min(0)
    .default(most)
    .meta({ description: `how many requests may be sent ${when}; each costs $0.01`, examples: [most] })

const account = text
  .regex(/^\d{12}$/)
  .meta({ description: "the payer's account id, twelve digits in quotes", examples: ['111122223333'] })

export const awsBill = z
  .strictObject({
    name: name.default('aws').meta({ description: 'what this account is called in messages', examples: ['aws'] }),
    account,
    partition: z
      .enum(PARTITIONS)
      .default('aws')
      .meta({ description: 'aws, aws-cn for China (billed in yuan) or aws-us-gov', examples: ['aws'] }),
    invoice_issuer: text.default('Amazon Web Services, Inc.').meta({
      description: 'who writes the invoice, as exports of the account spell it',
      examples: ['Amazon Web Services, Inc.'],
    }),
    ...access,
    from: text
      .refine(isDayOf('UTC'))
      .meta({ description: 'the first day ever asked for, in UTC; AWS keeps 13 months', examples: ['2026-01-01'] }),
    hourly: z
      .boolean()
      .default(true)
      .meta({
        description: 'whether hours of EC2 by resource are read; switch them on in Cost Explorer first',
        examples: [true],
      }),
    tag: text
      .meta({ description: 'a cost allocation tag whose values lines are told apart by', examples: ['model-version'] })
      .optional(),
    tagged_services: z
      .array(text.meta({ description: 'a service as Cost Explorer names it', examples: ['Amazon SageMaker'] }))
      .default(['Amazon SageMaker'])
      .meta({
        description: 'the services whose lines are told apart by the tag, as Cost Explorer names them',
        examples: [['Amazon SageMaker']],
      }),
    billing_view: text
      .regex(/^arn:aws[a-z-]*:billing:/)
      .meta({
        description: 'the ARN of another billing view',
        examples: ['arn:aws:billing::111122223333:billingview/primary'],
      })
      .optional(),
    record_types: z
      .record(text, z.enum(CHARGE_KINDS))
      .default({})
      .meta({
        description: `record types that are not known, and what they are: ${CHARGE_KINDS.join(', ')}`,
        examples: [{ 'Other out-of-cycle charges': 'purchase' }],
      }),
    max_requests_per_run: requests('in a run', 200),
    max_requests_per_month: requests('in a calendar month', 3000),
  })
  .meta({
    description: 'an account of AWS, read from Cost Explorer',
    examples: [{ account: '111122223333', from: '2026-01-01' }],
  })

export const awsExport = z
  .strictObject({
    name: name
      .default('aws-export')
      .meta({ description: 'what this export is called in messages', examples: ['aws-export'] }),
    bucket: text.meta({ description: 'the bucket that AWS delivers into', examples: ['acme-billing'] }),
    region: text.meta({ description: 'the region of the bucket', examples: ['us-east-1'] }),
    prefix: z
      .string()
      .default('')
      .meta({ description: 'the prefix that the export was given', examples: ['exports'] }),
    export: text.meta({ description: 'the name of the export', examples: ['focus-hourly'] }),
    table: z
      .enum(['focus', 'cur'])
      .default('focus')
      .meta({ description: 'focus for FOCUS 1.0 and 1.2, cur for the Cost and Usage Report 2.0', examples: ['focus'] }),
    ...access,
    from: text
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .meta({ description: 'the first billing period to load', examples: ['2026-01'] }),
    path_style: z
      .boolean()
      .default(false)
      .meta({
        description: 'whether the bucket stands in the path, for stores that only speak like S3',
        examples: [false],
      }),
    memory_limit: text
      .regex(/^\d+(MB|GB)$/)
      .default('300MB')
      .meta({ description: 'how much memory translating may use', examples: ['300MB'] }),
  })
  .meta({
    description: 'a data export of AWS in S3',
    examples: [{ bucket: 'acme-billing', region: 'us-east-1', export: 'focus-hourly', from: '2026-01' }],
  })

/** Undefined after a complaint about a secret. */
export function awsBillOf(
  data: z.infer<typeof awsBill>,
  around: Surroundings,
  complain: (text: string) => void,
): CostExplorerSettings | undefined {
  const reached = accessOf(data, around, complain)
  if (reached === undefined) return undefined
  return {
    ...reached,
    name: data.name,
    partition: data.partition,
    accountId: data.account,
    invoiceIssuer: data.invoice_issuer,
    from: data.from,
    hourly: data.hourly,
    tag: data.tag === undefined ? undefined : { key: data.tag, services: data.tagged_services },
    billingView: data.billing_view,
    recordTypes: data.record_types,
    maxRequests: { perRun: data.max_requests_per_run, perMonth: data.max_requests_per_month },
  }
}

/** Undefined after a complaint about a secret. */
export function awsExportOf(
  data: z.infer<typeof awsExport>,
  around: Surroundings,
  complain: (text: string) => void,
): ExportSettings | undefined {
  const reached = accessOf(data, around, complain)
  if (reached === undefined) return undefined
  const { name: called, bucket, region, prefix, table, from } = data
  return {
    ...reached,
    name: called,
    bucket,
    region,
    prefix,
    exportName: data.export,
    table,
    from,
    memoryLimit: data.memory_limit,
    pathStyle: data.path_style,
  }
}

type Access = Pick<z.infer<typeof awsBill>, 'credentials' | 'endpoint' | 'proxy' | 'timeout_seconds'>

function accessOf(
  { credentials: given, endpoint, proxy, timeout_seconds: seconds }: Access,
  around: Surroundings,
  complain: (text: string) => void,
): AwsAccess | undefined {
  const way = { endpoint, proxy, timeoutMs: seconds * 1000, patience: PATIENCE }
  if (given === undefined || 'profile' in given)
    return { ...way, credentials: { kind: 'found', profile: given?.profile } }
  const [id, secret] = [
    readSecret(given.access_key_id, around, complain),
    readSecret(given.secret_access_key, around, complain),
  ]
  const session = given.session_token === undefined ? undefined : readSecret(given.session_token, around, complain)
  if (id === undefined || secret === undefined || (given.session_token !== undefined && session === undefined))
    return undefined
  return {
    ...way,
    credentials: { kind: 'keys', accessKeyId: id.reveal(), secretAccessKey: secret, sessionToken: session },
  }
}
