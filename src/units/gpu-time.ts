import type { Branded } from './brand.js'
import { attoOf, decimalOf, divideHalfEven, ONE } from './decimal.js'
import type { Gpus } from './gpus.js'
import type { Quantity } from './quantity.js'

/** How many A100s a GPU is worth, by the basis of the pricing file: decimal text as `numeric(38,18)` holds it. */
export type A100Factor = Branded<string, 'A100Factor'>

const SECONDS_OF_HOUR = 3600n

/** An instance-hour is an hour of all its GPUs: one of a p5.48xlarge is 8 x 3,600 GPU-seconds. */
export function gpuSecondsOfInstance(hours: Quantity<'instance_hours'>, gpus: Gpus): Quantity<'gpu_seconds'> {
  return gpuSeconds(hours.atto * SECONDS_OF_HOUR, gpus)
}

/** A vGPU-second is a second of a part of a GPU: an hour of a sixth of an A10 is 600 GPU-seconds, to the last digit. */
export function gpuSecondsOfShare(seconds: Quantity<'vgpu_seconds'>, share: Gpus): Quantity<'gpu_seconds'> {
  return gpuSeconds(seconds.atto, share)
}

export function gpuSecondsOfHours(hours: Quantity<'gpu_hours'>): Quantity<'gpu_seconds'> {
  return { unit: 'gpu_seconds', atto: hours.atto * SECONDS_OF_HOUR }
}

/** What GPU-seconds are worth in seconds of an A100. Without a factor there is no answer: ask before, and keep NULL. */
export function a100Seconds(seconds: Quantity<'gpu_seconds'>, factor: A100Factor): Quantity<'a100_seconds'> {
  return { unit: 'a100_seconds', atto: divideHalfEven(seconds.atto * attoOf(factor), ONE) }
}

/**
 * The factor of a GPU that does so much where an A100 does `reference`, both exact (`1979/2` and 312), rounded once at the
 * 18th decimal. Throws RangeError when either is zero.
 */
export function a100Factor(does: Gpus, reference: Gpus): A100Factor {
  if (does.numerator === 0n || reference.numerator === 0n)
    throw new RangeError('A GPU that does nothing has no factor.')
  const over = does.numerator * reference.denominator * ONE
  const text: string = decimalOf(divideHalfEven(over, does.denominator * reference.numerator))
  return text as A100Factor
}

function gpuSeconds(atto: bigint, { numerator, denominator }: Gpus): Quantity<'gpu_seconds'> {
  return { unit: 'gpu_seconds', atto: divideHalfEven(atto * numerator, denominator) }
}
