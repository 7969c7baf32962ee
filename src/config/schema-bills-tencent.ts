/** The part of the schema that says which Tencent Cloud accounts are read, and the settings that come of it. */
import { z } from 'zod'
import { type Currency, CURRENCIES } from '../units/currency.js'
import { checkCredentials, checkEntries, type Credentials, type Told } from './accounts.js'
import { valueAt } from './document.js'
import { isDayOf, isOrigin, name, secretPlace, text } from './schema-parts.js'
import { readSecret, type Secret, type Surroundings } from './secrets.js'

const CREDENTIALS = { secret_id: { env: 'TENCENTCLOUD_SECRET_ID' }, secret_key: { env: 'TENCENTCLOUD_SECRET_KEY' } }
const EXAMPLE = { account: '100000000001', site: 'china', credentials: CREDENTIALS } as const

const credentials = z
  .strictObject({ secret_id: secretPlace, secret_key: secretPlace, token: secretPlace.optional() })
  .meta({
    description: 'secret_id, secret_key and, for temporary ones, token; each { env: NAME } or { file: path }',
    examples: [CREDENTIALS],
  })

/** A Tencent account. What is wrong with its credentials is told by `checkTencent`, for a secret may stand there in plain text. */
export const tencentAccount = z
  .strictObject({
    name: name.default('tencent').meta({ description: 'what messages call this account', examples: ['tencent'] }),
    account: text
      .regex(/^\d{1,20}$/)
      .meta({ description: 'the UIN of the account that pays, in quotes', examples: ['100000000001'] }),
    site: z
      .enum(['china', 'international'])
      .default('china')
      .meta({ description: 'china for cloud.tencent.com, international for tencentcloud.com', examples: ['china'] }),
    currency: z
      .enum(CURRENCIES)
      .meta({
        description: 'the currency of the bill, which its rows do not say; CNY on the China site when not set',
        examples: ['USD'],
      })
      .optional(),
    credentials: credentials.optional().catch(undefined),
    endpoint: text
      .refine(isOrigin)
      .meta({
        description: 'an http or https address to ask in place of that of the site',
        examples: ['https://billing.tencentcloudapi.com'],
      })
      .optional(),
    proxy: text
      .refine(isOrigin)
      .meta({
        description: 'an HTTP proxy, without a password; what http_proxy says is not followed',
        examples: ['http://proxy.example.com:3128'],
      })
      .optional(),
    member: z
      .boolean()
      .default(false)
      .meta({
        description: 'true when the credentials are of the group’s administrator and the account is a member that pays',
        examples: [true],
      }),
    from: text
      .refine(isDayOf('UTC+8'))
      .meta({
        description: 'the first Beijing day whose month is read; 18 months back when not set',
        examples: ['2026-01-01'],
      })
      .optional(),
    page_size: z
      .int()
      .min(1)
      .max(300)
      .default(300)
      .meta({ description: 'how many rows an answer has, 1 to 300', examples: [300] }),
    timeout_seconds: z
      .int()
      .min(1)
      .max(600)
      .default(60)
      .meta({ description: 'how long an answer may take, 1 to 600 seconds', examples: [60] }),
    instance_types: z
      .record(text, text)
      .default({})
      .meta({
        description: 'the types of machines by resource id, where rows do not say them',
        examples: [{ 'ins-ex4mple1': 'GN10Xp.2XLARGE40' }],
      }),
  })
  .meta({ description: 'a Tencent Cloud account', examples: [EXAMPLE] })

export const tencent = z
  .array(tencentAccount)
  .default([])
  .meta({ description: 'a list of the Tencent Cloud accounts whose bills are read', examples: [[EXAMPLE]] })

/** One account, secrets read. */
export interface TencentConfig {
  readonly name: string
  /** The UIN that pays. A row that another account pays is refused: bk-hcm once booked rows to the wrong one (PR #1199). */
  readonly account: string
  readonly currency: Currency
  readonly secretId: Secret
  readonly secretKey: Secret
  readonly token: Secret | undefined
  readonly endpoint: string
  /** Of names in answers, so that they do not follow what somebody chose in the console. */
  readonly language: 'zh-CN' | 'en-US'
  readonly proxy: string | undefined
  readonly member: boolean
  readonly from: string | undefined
  readonly pageSize: number
  readonly timeoutMs: number
  readonly instanceTypes: ReadonlyMap<string, string>
}

const SITES = {
  china: { endpoint: 'https://billing.tencentcloudapi.com', language: 'zh-CN', currency: 'CNY' },
  // Billed in whatever the account was opened with, so that there is nothing to fall back to.
  international: { endpoint: 'https://billing.intl.tencentcloudapi.com', language: 'en-US', currency: undefined },
} as const

/** The accounts whose secrets and currency are there; of the others `checkTencent` has told. */
export function tencentOf(data: z.infer<typeof tencent>, around: Surroundings): readonly TencentConfig[] {
  return data.flatMap((one) => {
    const secret = (key: 'secret_id' | 'secret_key' | 'token'): Secret | undefined => {
      const place = one.credentials?.[key]
      return place === undefined ? undefined : readSecret(place, around, () => undefined)
    }
    const { endpoint, language, currency } = SITES[one.site]
    const [secretId, secretKey, billed] = [secret('secret_id'), secret('secret_key'), one.currency ?? currency]
    if (secretId === undefined || secretKey === undefined || billed === undefined) return []
    return {
      name: one.name,
      account: one.account,
      currency: billed,
      secretId,
      secretKey,
      token: secret('token'),
      endpoint: one.endpoint ?? endpoint,
      language,
      proxy: one.proxy,
      member: one.member,
      from: one.from,
      pageSize: one.page_size,
      timeoutMs: one.timeout_seconds * 1000,
      instanceTypes: new Map(Object.entries(one.instance_types)),
    }
  })
}

/** What no schema sees: secrets, a currency that is not said, two accounts of one name. Paths start at the list. */
export function checkTencent(list: unknown, around: Surroundings, complain: Told): void {
  checkEntries(list, tencentAccount, complain, {
    raw: (one, told) =>
      checkCredentials(valueAt(one, ['credentials']), CHECKED, around, (inside, words) =>
        told(['credentials', ...inside], words),
      ),
    read: ({ site, currency }, told) => {
      if (site !== 'international' || currency !== undefined) return
      told(['currency'], 'is missing: bills of the international site do not say it. Write for example USD')
    },
  })
}

const CHECKED: Credentials = {
  schema: credentials,
  keys: ['secret_id', 'secret_key', 'token'],
  misfit: 'is not understood',
  example: 'credentials: { secret_id: { env: TENCENTCLOUD_SECRET_ID }, secret_key: { env: TENCENTCLOUD_SECRET_KEY } }',
}
