import { a100Seconds, gpuSecondsOfInstance, gpuSecondsOfShare } from '../../src/units/gpu-time.js'
import type { A100Factor } from '../../src/units/gpu-time.js'
import { parseDecimal } from '../../src/units/decimal.js'
import { parseGpus } from '../../src/units/gpus.js'
import { cost, parsePrice, parseQuantity } from '../../src/units/quantity.js'

const eight = parseGpus('8')
const hours = parseQuantity('24', 'instance_hours')
const shares = parseQuantity('3600', 'vgpu_seconds')
const seconds = gpuSecondsOfInstance(hours, eight)
const perShare = parsePrice('0.028', 'CNY', 'vgpu_seconds')
declare const factor: A100Factor

export const equivalents = a100Seconds(seconds, factor)

// @ts-expect-error a price of vGPU-seconds is none of instance-hours
cost(perShare, hours)

// @ts-expect-error nor one of GPU-seconds
cost(perShare, seconds)

// @ts-expect-error nor one of seconds of an A100
cost(perShare, equivalents)

// @ts-expect-error vGPU-seconds are no instance-hours
gpuSecondsOfInstance(shares, eight)

// @ts-expect-error instance-hours are no vGPU-seconds
gpuSecondsOfShare(hours, eight)

// @ts-expect-error seconds of an A100 are not converted a second time
a100Seconds(equivalents, factor)

// @ts-expect-error a decimal is no factor until it has a basis
a100Seconds(seconds, parseDecimal('3.17'))

// @ts-expect-error how many GPUs is no text
gpuSecondsOfInstance(hours, '8')
