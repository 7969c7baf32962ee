import { cost, parsePrice, parseQuantity } from '../../src/units/quantity.js'
import type { Money } from '../../src/units/money.js'

const perVgpuSecond = parsePrice('0.0035', 'CNY', 'vgpu_seconds')
const instanceHours = parseQuantity('24', 'instance_hours')
const vgpuSeconds = parseQuantity('3600', 'vgpu_seconds')

export const hour: Money<'CNY'> = cost(perVgpuSecond, vgpuSeconds)

// @ts-expect-error a price per vGPU-second times instance-hours is no money
cost(perVgpuSecond, instanceHours)

// @ts-expect-error a vGPU-second is a fraction of a GPU-second
cost(perVgpuSecond, parseQuantity('3600', 'gpu_seconds'))

// @ts-expect-error a price in yuan costs yuan
export const inDollars: Money<'USD'> = cost(perVgpuSecond, vgpuSeconds)

// @ts-expect-error there is no such unit
parseQuantity('1', 'gpu_minutes')
