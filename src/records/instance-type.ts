import type { Decimal } from '../units/decimal.js'
import type { A100Factor } from '../units/gpu-time.js'
import type { Gpus } from '../units/gpus.js'

/** How a machine holds a part of a GPU. */
export const SHARES = ['vGPU', 'MIG', 'milli-GPU'] as const
export type Share = (typeof SHARES)[number]

/** What a type of machine holds, on the days from `from` up to and without `to`. */
export interface InstanceType {
  readonly provider: string
  /** As the provider spells it: `p5.48xlarge`, `Standard_NC24ads_A100_v4`; for Google also a SKU, which is billed per GPU. */
  readonly type: string
  /** None: this is known to hold no GPU. */
  readonly gpus: Gpus
  /** `A100-80GB`, the name of the factor; null where the provider does not name the card. */
  readonly gpuModel: string | null
  /** Of each GPU, or of the part that this machine holds of one. */
  readonly gpuMemoryGb: Decimal | null
  readonly vcpus: Decimal | null
  readonly memoryGb: Decimal | null
  /** Null where it holds whole GPUs. */
  readonly share: Share | null
  /** Null for a GPU without a factor: unknown, and not one. */
  readonly a100Factor: A100Factor | null
  /** Days, `2026-08-01`; null is always. */
  readonly from: string | null
  readonly to: string | null
  /** The page it was read from, and when that was looked at. */
  readonly source: string
  readonly asOf: string
}
