/** The part of the schema that says which Alibaba accounts are read, and the settings that come of it. */
import { z } from 'zod'
import { checkCredentials, checkEntries, type Credentials, type Told } from './accounts.js'
import { valueAt } from './document.js'
import { isDayOf, isOrigin, name, secretPlace, text } from './schema-parts.js'
import { readSecret, type Secret, type Surroundings } from './secrets.js'

const CREDENTIALS = {
  access_key_id: { env: 'ALIBABA_CLOUD_ACCESS_KEY_ID' },
  access_key_secret: { env: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
}

const credentials = z
  .strictObject({
    access_key_id: secretPlace,
    access_key_secret: secretPlace,
    security_token: secretPlace.optional(),
  })
  .meta({
    description:
      'access_key_id, access_key_secret and, for temporary ones, security_token; each { env: NAME } or { file: path }',
    examples: [CREDENTIALS],
  })

const uid = text.regex(/^\d{1,20}$/)

/** An Alibaba account. What is wrong with its credentials is told by `checkAlibaba`, for a secret may stand there in plain text. */
export const alibabaAccount = z
  .strictObject({
    name: name.default('alibaba').meta({ description: 'what messages call this account', examples: ['alibaba'] }),
    site: z
      .enum(['china', 'international'])
      .default('china')
      .meta({ description: 'china for aliyun.com, international for alibabacloud.com', examples: ['international'] }),
    endpoint: text
      .refine(isOrigin)
      .meta({
        description: 'an http or https address to ask in place of the site’s own',
        examples: ['https://business.aliyuncs.com'],
      })
      .optional(),
    credentials: credentials.optional().catch(undefined),
    account_id: uid
      .meta({ description: 'the account that the keys must be of, in quotes', examples: ['1830000000000001'] })
      .optional(),
    bill_owner_id: uid
      .meta({
        description: 'a member account, in quotes, whose rows alone are read; not together with its payer',
        examples: ['1830000000000002'],
      })
      .optional(),
    from: text
      .refine(isDayOf('UTC+8'))
      .meta({
        description: 'the first Beijing day to read, at most 18 months back; the month before this one when not set',
        examples: ['2026-01-01'],
      })
      .optional(),
    usage_tables: z
      .array(text.regex(/^\w+$/).meta({ description: 'a table of metered hours', examples: ['ecs'] }))
      .default(['ecs'])
      .meta({ description: 'tables of metered hours to read, [] for none', examples: [['ecs']] }),
    requests_per_second: z
      .int()
      .min(1)
      .max(10)
      .default(10)
      .meta({
        description: 'how many requests a second, 1 to 10; a RAM user has 10 for all who use it',
        examples: [5],
      }),
    timeout_seconds: z
      .int()
      .min(1)
      .max(600)
      .default(60)
      .meta({ description: 'how long an answer may take, 1 to 600 seconds', examples: [60] }),
  })
  .meta({ description: 'an Alibaba Cloud account', examples: [{ site: 'china', credentials: CREDENTIALS }] })

export const alibaba = z
  .array(alibabaAccount)
  .default([])
  .meta({
    description: 'a list of the Alibaba Cloud accounts whose bills are read',
    examples: [[{ site: 'china', credentials: CREDENTIALS }]],
  })

export interface AlibabaConfig {
  readonly name: string
  readonly site: 'china' | 'international'
  readonly endpoint: string | undefined
  readonly accessKeyId: Secret
  readonly accessKeySecret: Secret
  readonly securityToken: Secret | undefined
  readonly accountId: string | undefined
  readonly billOwnerId: string | undefined
  readonly from: string | undefined
  readonly usageTables: readonly string[]
  readonly requestsPerSecond: number
  readonly timeoutMs: number
}

/** The accounts whose secrets are there; of the others `checkAlibaba` has told. */
export function alibabaOf(data: z.infer<typeof alibaba>, around: Surroundings): readonly AlibabaConfig[] {
  const ignore = (): undefined => undefined
  return data.flatMap((one) => {
    const { access_key_id: id, access_key_secret: key, security_token: token } = one.credentials ?? {}
    const accessKeyId = id === undefined ? undefined : readSecret(id, around, ignore)
    const accessKeySecret = key === undefined ? undefined : readSecret(key, around, ignore)
    if (accessKeyId === undefined || accessKeySecret === undefined) return []
    const securityToken = token === undefined ? undefined : readSecret(token, around, ignore)
    return {
      name: one.name,
      site: one.site,
      endpoint: one.endpoint,
      accessKeyId,
      accessKeySecret,
      securityToken,
      accountId: one.account_id,
      billOwnerId: one.bill_owner_id,
      from: one.from,
      usageTables: one.usage_tables,
      requestsPerSecond: one.requests_per_second,
      timeoutMs: one.timeout_seconds * 1000,
    }
  })
}

/** What no schema sees: secrets that are not there or stand in plain text, and two accounts of one name. Paths start at the list. */
export function checkAlibaba(list: unknown, around: Surroundings, complain: Told): void {
  checkEntries(list, alibabaAccount, complain, {
    raw: (one, told) =>
      checkCredentials(valueAt(one, ['credentials']), CHECKED, around, (inside, words) =>
        told(['credentials', ...inside], words),
      ),
  })
}

const CHECKED: Credentials = {
  schema: credentials,
  keys: ['access_key_id', 'access_key_secret', 'security_token'],
  misfit: 'is not understood',
  example:
    'credentials: { access_key_id: { env: ALIBABA_CLOUD_ACCESS_KEY_ID }, access_key_secret: { env: ALIBABA_CLOUD_ACCESS_KEY_SECRET } }',
}
