/** Machines of four clouds, and one that nobody bills: what they are, what they cost, and when they are on. */
import { type Atto, atto } from './amounts.js'
import type { Dice } from './dice.js'
import { HOUR, type Span } from './moments.js'

export const PROVIDERS = ['aws', 'gcp', 'alibaba', 'tencent'] as const
export type Provider = (typeof PROVIDERS)[number]

export interface MachineType {
  readonly name: string
  /** n of d GPUs: a fraction where cards are let in parts. */
  readonly gpus: readonly [n: number, d: number]
  /** An hour at list price, in the currency of the bill. */
  readonly list: Atto
}

export interface Machine {
  readonly provider: Provider | 'edge'
  /** As its bill names it. */
  readonly id: string
  readonly name: string
  readonly type: MachineType
  /** Multiples of six minutes, so that a part of an hour is a decimal. */
  readonly on: readonly Span[]
  /** How it is paid: at list price, at a discount, at a price of the hour, under a plan. */
  readonly paid: 'list' | 'discount' | 'spot' | 'plan'
}

const type = (name: string, n: number, list: string, d = 1): MachineType => ({ name, gpus: [n, d], list: atto(list) })

/** Prices are made up, and like those of 2026. Of GPUs in parts, sixths are the ones that no decimal holds. */
const TYPES: Readonly<Record<Provider, readonly [MachineType, ...MachineType[]]>> = {
  aws: [type('p5.48xlarge', 8, '55.04'), type('g6.12xlarge', 4, '4.602'), type('g6.xlarge', 1, '0.8048')],
  gcp: [type('a2-highgpu-1g', 1, '2.933908'), type('a2-highgpu-2g', 2, '5.867816')],
  alibaba: [
    type('ecs.gn7i-c32g1.8xlarge', 1, '12.71'),
    type('ecs.gn7i-4x.8xlarge', 4, '41.36'),
    type('ecs.vgn7i-vws-m12.3xlarge', 1, '6.48', 2),
    type('ecs.vgn7i-vws-m4.xlarge', 1, '2.16', 6),
  ],
  tencent: [type('PNV4-28核116G', 1, '14.39856'), type('PNV4-56核232G', 2, '28.79712')],
}
const WAYS: Readonly<Record<Provider, readonly [Machine['paid'], ...Machine['paid'][]]>> = {
  aws: ['list', 'spot', 'plan'],
  gcp: ['list', 'discount'],
  alibaba: ['list', 'discount'],
  tencent: ['list', 'discount'],
}

export const PROJECT = 'chat-prod/us-central1-a'

export function machinesOf(dice: Dice, providers: readonly Provider[], each: number, life: Span): Machine[] {
  return providers.flatMap((provider) =>
    Array.from({ length: each }, (_, i) => machineOf(dice.of(`${provider} ${i}`), provider, i + 1, life)),
  )
}

/** In a shop or a car: its telemetry arrives, and no bill has ever heard of it. */
export function edgeMachine(dice: Dice, life: Span): Machine {
  const hex = Array.from({ length: 8 }, () => dice.within(0, 15).toString(16)).join('')
  return {
    provider: 'edge',
    name: 'edge-1',
    id: `edge-${hex}`,
    type: type('jetson-agx-orin', 1, '0'),
    paid: 'list',
    on: onOf(dice, life),
  }
}

function machineOf(dice: Dice, provider: Provider, number: number, life: Span): Machine {
  const name = `${provider}-${dice.pick(['chat', 'search', 'base'])}-${number}`
  return {
    provider,
    name,
    id: idOf(dice, provider, name),
    type: dice.pick(TYPES[provider]),
    paid: dice.pick(WAYS[provider]),
    on: onOf(dice, life),
  }
}

function idOf(dice: Dice, provider: Provider, name: string): string {
  const hex = (length: number): string => Array.from({ length }, () => dice.within(0, 15).toString(16)).join('')
  switch (provider) {
    case 'aws':
      return `i-0${hex(16)}`
    case 'gcp':
      return `${PROJECT}/${name}`
    case 'alibaba':
      return `i-bp1${hex(17)}`
    case 'tencent':
      return `ins-${hex(8)}`
    default:
      throw new TypeError(`${String(provider satisfies never)} is no provider.`)
  }
}

const STEP = 360

/** Most are always on; some come later, go earlier, or are off for a while, as evaluations and batches are. */
function onOf(dice: Dice, { from, to }: Span): Span[] {
  const steps = (to - from) / STEP
  const habit = dice.within(1, 10)
  if (habit <= 5) return [{ from, to }]
  if (habit === 6) return [{ from: from + STEP * dice.within(1, Math.floor(steps / 2)), to }]
  if (habit === 7) return [{ from, to: to - STEP * dice.within(1, Math.floor(steps / 2)) }]
  const leaves = from + STEP * dice.within(1, Math.floor(steps / 2))
  const back = leaves + Math.min(STEP * dice.within(1, Math.floor(steps / 3)), 30 * HOUR)
  return [
    { from, to: leaves },
    { from: back, to },
  ]
}
