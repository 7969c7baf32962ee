import type { UsageQuality } from './usage-hour.js'

/**
 * What a gateway before engines counted in one hour for a model that was asked for and a tenant. Its tokens are those that the
 * engines behind it count, too: they say who asked, and are never added to usage.
 */
export interface GatewayHour {
  /** The model as requests named it: an adapter, another name, or the model itself. */
  readonly requestedModel: string
  /** `other`: tenants beyond those that are told apart; `untold`: no label named one. */
  readonly kind: 'tenant' | 'other' | 'untold'
  /** Empty unless the kind is `tenant`. */
  readonly tenant: string
  /** How many tenants the row stands for. */
  readonly tenants: number
  /** The served model that stands behind the one that was asked for. */
  readonly servedModel: string
  /** Null where the gateway does not tell. */
  readonly promptTokens: bigint | null
  readonly generatedTokens: bigint | null
  readonly requests: bigint | null
  readonly quality: UsageQuality
  readonly qualityReasons: readonly string[]
}
