/** The part of the schema that says where Azure exports lie, and the settings that come of it. */
import { z } from 'zod'
import { checkCredentials, checkEntries, type Credentials, type Told } from './accounts.js'
import { valueAt } from './document.js'
import { isDayOf, isOrigin, name, secretPlace, text } from './schema-parts.js'
import { readSecret, type Secret, type Surroundings } from './secrets.js'

const KEYS = ['account_key', 'sas', 'connection_string'] as const
const CREDENTIALS = { sas: { env: 'AZURE_STORAGE_SAS' } }
const EXAMPLE = { storage_account: 'exampleexports', container: 'costs', prefix: 'focus/', credentials: CREDENTIALS }

const credentials = z
  .strictObject({
    account_key: secretPlace.optional(),
    sas: secretPlace.optional(),
    connection_string: secretPlace.optional(),
  })
  .refine((given) => KEYS.filter((key) => given[key] !== undefined).length === 1)
  .meta({
    description: 'one of sas, account_key and connection_string; { env: NAME } or { file: path }',
    examples: [CREDENTIALS],
  })

/** Exports in a container. What is wrong with the credentials is told by `checkAzure`, for a secret may stand there in plain text. */
export const azureAccount = z
  .strictObject({
    name: name.default('azure').meta({ description: 'what messages call these exports', examples: ['azure'] }),
    storage_account: text.regex(/^[a-z0-9]{3,24}$/).meta({
      description: 'the storage account, 3 to 24 lower-case letters and digits',
      examples: ['exampleexports'],
    }),
    container: text
      .regex(/^[a-z0-9][a-z0-9-]{2,62}$/)
      .meta({ description: 'the container that exports are written to', examples: ['costs'] }),
    prefix: z
      .string()
      .default('')
      .meta({ description: 'the folder of the export of FOCUS costs in it', examples: ['focus/'] }),
    endpoint: text
      .refine(isOrigin)
      .meta({
        description: 'an http or https address in place of https://<storage_account>.blob.core.windows.net',
        examples: ['https://exampleexports.blob.core.chinacloudapi.cn'],
      })
      .optional(),
    credentials: credentials.optional().catch(undefined),
    from: text
      .refine(isDayOf('UTC'))
      .meta({ description: 'the first day whose month is read; all when not set', examples: ['2026-01-01'] })
      .optional(),
    timeout_seconds: z
      .int()
      .min(1)
      .max(3600)
      .default(300)
      .meta({ description: 'how long one file may take, 1 to 3600 seconds', examples: [300] }),
  })
  .meta({ description: 'exports of Azure Cost Management in Blob storage', examples: [EXAMPLE] })

export const azure = z
  .array(azureAccount)
  .default([])
  .meta({ description: 'a list of where exports of Azure are', examples: [[EXAMPLE]] })

export interface AzureConfig {
  readonly name: string
  readonly endpoint: string
  readonly container: string
  readonly prefix: string
  readonly access:
    | { readonly kind: 'account key'; readonly account: string; readonly secret: Secret }
    | { readonly kind: 'sas' | 'connection string'; readonly secret: Secret }
  readonly from: string | undefined
  readonly timeoutMs: number
}

/** Those whose secret is there; of the others `checkAzure` has told. */
export function azureOf(data: z.infer<typeof azure>, around: Surroundings): readonly AzureConfig[] {
  return data.flatMap((one) => {
    const access = accessOf(one, around)
    if (access === undefined) return []
    return {
      name: one.name,
      endpoint: one.endpoint ?? `https://${one.storage_account}.blob.core.windows.net`,
      container: one.container,
      prefix: one.prefix,
      access,
      from: one.from,
      timeoutMs: one.timeout_seconds * 1000,
    }
  })
}

function accessOf(
  { credentials: given = {}, storage_account: account }: z.infer<typeof azureAccount>,
  around: Surroundings,
): AzureConfig['access'] | undefined {
  const key = KEYS.find((one) => given[one] !== undefined)
  const place = key === undefined ? undefined : given[key]
  const secret = place === undefined ? undefined : readSecret(place, around, () => undefined)
  if (secret === undefined) return undefined
  if (key === 'account_key') return { kind: 'account key', account, secret }
  return { kind: key === 'sas' ? 'sas' : 'connection string', secret }
}

/** What no schema sees: secrets, and two of one name. Paths start at the list. */
export function checkAzure(list: unknown, around: Surroundings, complain: Told): void {
  checkEntries(list, azureAccount, complain, {
    raw: (one, told) =>
      checkCredentials(valueAt(one, ['credentials']), CHECKED, around, (inside, words) =>
        told(['credentials', ...inside], words),
      ),
  })
}

const CHECKED: Credentials = {
  schema: credentials,
  keys: KEYS,
  misfit: 'is not one of sas, account_key and connection_string',
  example: 'credentials: { sas: { env: AZURE_STORAGE_SAS } }',
}
