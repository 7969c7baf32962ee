/** What the sources of AWS are given: values that are parsed already, and secrets that show themselves to nobody. */
import type { Secret } from '../../config/index.js'
import type { ChargeKind } from './record-types.js'

/** China and GovCloud are clouds of their own, with accounts, endpoints and (in China) a currency of their own. */
export const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const
export type Partition = (typeof PARTITIONS)[number]

export type AwsCredentials =
  | {
      readonly kind: 'keys'
      readonly accessKeyId: string
      readonly secretAccessKey: Secret
      readonly sessionToken: Secret | undefined
    }
  /** A profile of `~/.aws`; undefined: what the SDK finds by itself (variables, web identity of a pod, the machine's role). */
  | { readonly kind: 'found'; readonly profile: string | undefined }

/** How requests reach AWS. */
export interface AwsAccess {
  readonly credentials: AwsCredentials
  /** Instead of AWS's own address. */
  readonly endpoint: string | undefined
  /** `http://proxy.example.com:3128`; TLS goes through it untouched. */
  readonly proxy: string | undefined
  /** For connecting, and for the whole answer. */
  readonly timeoutMs: number
  readonly patience: Patience
}

/** Tries after the first, and what is waited before them: doubled each time, up to a minute, with jitter. */
export interface Patience {
  readonly retries: number
  readonly firstWaitMs: number
}

export const PATIENCE: Patience = { retries: 5, firstWaitMs: 2000 }
export const TIMEOUT_MS = 60_000

export interface CostExplorerSettings extends AwsAccess {
  readonly name: string
  readonly partition: Partition
  /** The payer's account id, twelve digits: whose bill it is. */
  readonly accountId: string
  readonly invoiceIssuer: string
  /** The first day ever asked for. */
  readonly from: string
  /** Hours of EC2 by resource, where Cost Explorer's settings have them switched on. */
  readonly hourly: boolean
  /** A tag whose values the lines of these services are told apart by; undefined: by none. */
  readonly tag: { readonly key: string; readonly services: readonly string[] } | undefined
  /** Another view of the bill than the account's own, by its ARN. */
  readonly billingView: string | undefined
  /** Record types that this program does not know, and what they are. */
  readonly recordTypes: Readonly<Record<string, ChargeKind>>
  readonly maxRequests: { readonly perRun: number; readonly perMonth: number }
  /** What time it is, for `pieces`; `due` and `read` are told. */
  readonly clock?: () => Date
}
