/** Who serves what on which machine: pods with their cards, canaries that stay or are rolled back, processes that die. */
import type { Dice } from './dice.js'
import type { Machine } from './machines.js'
import type { Span } from './moments.js'

export interface Replica {
  readonly pod: string
  readonly machine: Machine
  readonly version: string
  /** Names of the models that it serves: two where an adapter is loaded beside its base. */
  readonly models: readonly string[]
  /** As its label says; undefined: it does not. */
  readonly gpus: string | undefined
  /** One process after the other, each with counters that begin at 0. */
  readonly processes: readonly Span[]
  /** When nobody could scrape it, though it went on working. */
  readonly unseen: Span
  /** Second of the minute at which it is scraped. */
  readonly scraped: number
  /** Requests in the busiest minute. */
  readonly busiest: number
  /** What it is asked for, as `traffic.ts` has it. */
  readonly asked: Asked
}

export type Asked = 'conversation' | 'code' | 'long'

const MODELS = ['qwen2.5-72b', 'qwen2.5-32b', 'qwen2.5-7b', 'deepseek-v3'] as const
const VERSIONS = ['v1.0-bf16', 'v1.1-fp8', 'v1.2-awq'] as const

export function replicasOf(dice: Dice, machines: readonly Machine[]): Replica[] {
  return machines.flatMap((machine) => onMachine(dice.of(machine.name), machine))
}

/** Parts of a machine in thousandths of a GPU; what is left is nobody's. */
function onMachine(dice: Dice, machine: Machine): Replica[] {
  const [n, d] = machine.type.gpus
  if (dice.chance(8)) return [] // bought and never used
  if (d > 1) return [replicaOf(dice.of('only'), machine, 'a', dice.chance(70) ? fractionOf(n, d) : undefined)]
  const cut = dice.pick(['whole', 'halves', 'canary', 'rollout', 'silent', 'some'])
  const made = (name: string, gpus: string | undefined, part?: Span) =>
    replicaOf(dice.of(name), machine, name, gpus, part)
  switch (cut) {
    case 'whole':
      return [made('a', String(n))]
    case 'halves':
      return [made('a', String(n / 2)), made('b', String(n / 2))]
    case 'canary':
      return [made('a', String(n / 2)), made('canary', String(n / 2), partOf(dice.of('canary'), machine))]
    case 'rollout': {
      const at = turnOf(dice.of('turn'), machine)
      return [made('a', String(n), { from: 0, to: at }), made('b', String(n), { from: at, to: Infinity })]
    }
    case 'silent':
      return [made('a', undefined), ...(dice.chance(50) ? [made('b', undefined)] : [])]
    case 'some':
      return [made('a', n > 1 ? String(n / 2) : '0.35'), made('b', undefined)]
    default:
      throw new TypeError(`${String(cut satisfies never)} is no way to cut a machine.`)
  }
}

/** A sixth is not to be had in six decimals: such a label says a little more than there is. */
function fractionOf(n: number, d: number): string {
  return String(Math.ceil((n * 1_000_000) / d) / 1_000_000)
}

/** A stretch of the machine's life, for a version that was tried. */
function partOf(dice: Dice, { on }: Machine): Span {
  const [first = { from: 0, to: 0 }] = on
  const length = first.to - first.from
  const from = first.from + Math.floor((length * dice.within(5, 50)) / 100)
  return { from, to: from + Math.floor((length * dice.within(10, 50)) / 100) }
}

/** When one version takes the place of another, or a model is given up while its machine is still paid. */
function turnOf(dice: Dice, { on }: Machine): number {
  const [{ from, to } = { from: 0, to: 0 }] = on
  return from + Math.floor(((to - from) * dice.within(10, 90)) / 100)
}

function replicaOf(dice: Dice, machine: Machine, name: string, gpus: string | undefined, part?: Span): Replica {
  const model = dice.pick(MODELS)
  const ends = part === undefined && dice.chance(15) ? { from: 0, to: turnOf(dice.of('end'), machine) } : part
  const processes = machine.on.flatMap((span, i) => processesIn(dice.of(`life ${i}`), clipped(span, ends)))
  return {
    pod: `${machine.name}-${name}`,
    machine,
    version: dice.pick(VERSIONS),
    models: dice.chance(20) ? [model, `${model}-lora`] : [model],
    gpus,
    processes,
    unseen: unseenIn(dice.of('unseen'), processes),
    scraped: dice.within(0, 59),
    busiest: dice.pick([0, 2, 30, 400]),
    asked: dice.pick(['conversation', 'code', 'long']),
  }
}

function clipped({ from, to }: Span, part: Span | undefined): Span {
  return part === undefined ? { from, to } : { from: Math.max(from, part.from), to: Math.min(to, part.to) }
}

/** It takes minutes to load; sometimes it dies, and comes back at once or after a while. */
function processesIn(dice: Dice, { from, to }: Span): Span[] {
  const found: Span[] = []
  for (let begins = from + dice.within(20, 400); begins < to - 60;) {
    const dies = dice.chance(35) ? begins + dice.within(30, Math.max(31, to - begins)) : to
    const ends = Math.min(dies, to)
    found.push({ from: begins, to: ends })
    begins = ends + dice.pick([1, 15, 95, 600, 5000])
  }
  return found
}

/** In the middle of a process, so that what it counted is seen afterwards; most are never out of sight. */
function unseenIn(dice: Dice, processes: readonly Span[]): Span {
  const long = processes.find(({ from, to }) => to - from > 3600)
  if (long === undefined || !dice.chance(20)) return { from: 0, to: 0 }
  const from = long.from + dice.within(600, long.to - long.from - 1200)
  return { from, to: Math.min(from + 60 * dice.pick([1, 4, 20, 130]), long.to - 300) }
}
