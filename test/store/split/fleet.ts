/** Random fleets: machines, what they are billed, and what two sources of telemetry say of them. */
import fc from 'fast-check'
import { type Charge } from '../../support/oracle-fleet.js'
import type { Read, Seen } from '../../support/oracle-sight.js'

const MS = 3_600_000
/** Hours in which replicas may live, and the first of the day that may be billed as one. */
export const LIVES = 10
export const DAY = 6
const LAST = DAY + 24

const amounts = fc.oneof(
  fc.bigInt(-(10n ** 24n), 10n ** 24n),
  fc.bigInt(-99n, 99n),
  fc.constantFrom(0n, 10n ** 18n, -(10n ** 18n), 55_040_000_000_000_000_000n),
)
const costs = fc.record({
  list: fc.option(amounts, { freq: 5 }),
  contracted: fc.option(amounts, { freq: 5 }),
  billed: amounts,
  effective: fc.option(amounts, { freq: 9 }),
})
const work = fc.record({
  busy: fc.option(fc.nat(MS)),
  running: fc.option(fc.nat(MS)),
  measured: fc.option(fc.oneof(fc.nat(MS), fc.constant(0)), { freq: 3 }),
  prompt: fc.nat(5_000_000),
  cached: fc.nat(2_000_000),
  generated: fc.nat(1_000_000),
})
const replica = fc.record({
  source: fc.constantFrom('prod', 'lab'),
  labelled: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  moves: fc.option(fc.nat(LIVES), { freq: 5 }),
  gpus: fc.option(fc.constantFrom(125_000n, 333_333n, 500_000n, 1_000_000n, 2_000_000n, 4_000_000n)),
  models: fc.constantFrom(['m1'], ['m2'], ['m1', 'm2'], ['m1', 'm2', 'm3']),
  version: fc.constantFrom('a', 'b'),
  mute: fc.boolean(),
  role: fc.constantFrom('prefill' as const, 'decode' as const, 'both' as const, null),
  card: fc.option(fc.constantFrom('x', 'y')),
  life: fc.tuple(fc.nat(LIVES * MS), fc.nat(LIVES * MS)).map(([a, b]) => (a < b ? [a, b] : [b, a])),
  down: fc.tuple(fc.nat(LIVES * MS), fc.nat(MS)),
  hours: fc.array(work, { minLength: LIVES, maxLength: LIVES }),
})
type Replica = typeof replica extends fc.Arbitrary<infer T> ? T : never

const extra = fc.record({
  hour: fc.nat(DAY - 1),
  length: fc.constantFrom('hour' as const, 'moment' as const),
  category: fc.constantFrom('Usage' as const, 'Credit' as const, 'Tax' as const, 'Purchase' as const),
  commitment: fc.option(fc.constantFrom('Used' as const, 'Unused' as const)),
  currency: fc.constantFrom('USD', 'CNY', 'EUR', 'GBP'),
  period: fc.constantFrom('2026-08-01', '2026-07-01'),
  quantity: fc.option(fc.constantFrom(1_000_000n, 250_000n, 333_335n, -1_000_000n, 0n)),
  amounts: costs,
})
const machine = fc.record({
  gpus: fc.constantFrom(8n, 8n, 1n, null),
  account: fc.constantFrom('1', '2'),
  currency: fc.constantFrom('USD', 'USD', 'CNY', 'EUR'),
  hours: fc.array(fc.option(costs, { freq: 4 }), { minLength: DAY, maxLength: DAY }),
  extras: fc.array(extra, { maxLength: 3 }),
  day: fc.option(costs, { freq: 2 }),
  replicas: fc.array(replica, { maxLength: 4 }),
})
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never

/** In thousandths: what a token weighs that was read, that a cache held, that was generated. Often two of them are alike. */
const weight = fc.oneof(fc.constantFrom(0, 100, 1000, 4000), fc.nat(1_000_000))
const ofToken = fc.tuple(weight, weight, weight)
/** Of one model, and of all others. */
export interface Weights {
  readonly m2: readonly [number, number, number]
  readonly others: readonly [number, number, number]
}

/** A fleet; `blind` are hours that a source could not read whole. */
export const fleets = fc
  .record({
    machines: fc.array(machine, { minLength: 10, maxLength: 16 }),
    loose: fc.array(extra, { minLength: 2, maxLength: 6 }),
    weights: fc.record({ m2: ofToken, others: ofToken }),
    blind: fc.array(fc.record({ source: fc.constantFrom('prod', 'lab'), hour: fc.nat(DAY) }), { maxLength: 8 }),
  })
  .map(({ machines, loose, weights, blind }) => ({
    weights,
    charges: [
      ...machines.flatMap(chargesOf),
      ...loose.map((one): Charge => ({ ...one, account: '1', machine: null, gpuMs: null })),
    ],
    reads: readsOf(machines, (source, hour) => !blind.some((one) => one.source === source && one.hour === hour)),
  }))

function chargesOf({ gpus, account, currency, hours, extras, day }: Machine, index: number): Charge[] {
  const usual = { account, currency, period: '2026-08-01', machine: `i-${index}`, commitment: null }
  const time = (quantity: bigint | null) => (gpus === null || quantity === null ? null : (quantity * gpus * 18n) / 5n)
  const hourly = hours.flatMap((said, hour): Charge[] =>
    said === null
      ? []
      : [{ ...usual, category: 'Usage', hour, length: 'hour', amounts: said, gpuMs: time(1_000_000n) }],
  )
  const more = extras.map(({ quantity, ...said }): Charge => ({
    ...usual,
    ...said,
    gpuMs: said.category === 'Usage' ? time(quantity) : null,
  }))
  const whole: Charge[] =
    day === null ? [] : [{ ...usual, category: 'Usage', hour: DAY, length: 'day', amounts: day, gpuMs: null }]
  return [...hourly, ...more, ...whole]
}

function readsOf(machines: readonly Machine[], isComplete: (source: string, hour: number) => boolean): Read[] {
  const all = machines.flatMap(({ replicas }, at) => replicas.map((one, nth) => ({ one, name: `r-${at}-${nth}`, at })))
  const read = (source: string, hour: number): Read => ({
    source,
    hour,
    complete: isComplete(source, hour),
    seen: all.flatMap(({ one, name, at }) =>
      one.source === source
        ? seenOf(one, name, hour, (at + (one.moves !== null && hour >= one.moves ? 1 : 0)) % machines.length)
        : [],
    ),
  })
  return Array.from({ length: LAST }, (_, hour) =>
    (hour < LIVES ? ['prod', 'lab'] : ['prod']).map((source) => read(source, hour)),
  ).flat()
}

function seenOf(one: Replica, name: string, hour: number, at: number): Seen[] {
  const [from = 0, to = 0] = one.life.map((ms) => Math.min(MS, Math.max(0, ms - hour * MS)))
  const [down, up] = [one.down[0], one.down[0] + one.down[1]].map((ms) => Math.min(to, Math.max(from, ms - hour * MS)))
  const present = [
    { from, to: down ?? to },
    { from: up ?? to, to },
  ].filter((stretch) => stretch.from < stretch.to)
  const did = one.hours[hour]
  // What nothing tells the machine of tells no version either, so that no deployment knows it.
  const isMute = one.mute && one.labelled
  if (present.length === 0 || did === undefined) return []
  return one.models.map((model, nth) => ({
    replica: name,
    model,
    version: one.labelled ? `${one.version}${isMute ? '-mute' : ''}` : '',
    machine: one.labelled ? `i-${at}` : null,
    role: one.role,
    gpus: one.card === 'x' ? null : one.gpus,
    present: present.slice(nth === 2 ? -1 : 0),
    busy: did.busy === null ? null : (did.busy * (nth + 1)) % MS,
    running: did.running === null ? null : (did.running * (nth + 2)) % MS,
    shares:
      one.card === null || did.measured === null || !one.labelled
        ? null
        : { card: `${one.card}-${at}`, ms: BigInt((did.measured * (nth + 1)) % MS) },
    tokens: isMute
      ? null
      : { prompt: BigInt(did.prompt), cached: BigInt(did.cached), generated: BigInt(did.generated * nth) },
  }))
}
