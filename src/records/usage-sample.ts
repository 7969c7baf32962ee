import type { Decimal } from '../units/decimal.js'
import type { Instant } from '../units/instant.js'

/**
 * What one series of a serving engine's telemetry read at one moment. Counters come as they stand, restarts included:
 * counting across a restart is the ledger's work, not the source's.
 */
export interface UsageSample {
  /** The machine, by the name its bill uses; null where telemetry does not know it. */
  readonly resourceId: string | null
  readonly replica: string
  readonly servedModel: string
  /** The ledger's name of the measure: `prompt_tokens`, `generated_tokens`, `requests`, `gpu_busy_seconds`. */
  readonly measure: string
  readonly labels: Readonly<Record<string, string>>
  readonly at: Instant
  readonly value: Decimal
}
