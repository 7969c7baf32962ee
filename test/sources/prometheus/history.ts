/**
 * Random true histories of a replica and what scrapers saw of them. It counts nothing back: what was seen is known here
 * from the events themselves, at the moments of the scrapes.
 */
import fc from 'fast-check'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { HOUR, TEN } from './reading.js'

/** Seconds after ten o'clock. */
interface Process {
  readonly from: number
  readonly to: number
  readonly events: readonly { readonly at: number; readonly tokens: number }[]
}

export interface History {
  readonly every: number
  readonly processes: readonly Process[]
  readonly scrapers: readonly { readonly offset: number; readonly down: readonly (readonly [number, number])[] }[]
  /** Whether it tells when its process began. */
  readonly tells: boolean
  /** Whether its target goes away with the process, as a pod does; otherwise `up` is 0 meanwhile. */
  readonly leaves: boolean
}

const BEGIN = -7_200
const END = 3 * 3_600

const downs = (most: number): fc.Arbitrary<(readonly [number, number])[]> =>
  fc.array(
    fc
      .tuple(fc.integer({ min: BEGIN, max: END }), fc.integer({ min: 20, max: 4_000 }))
      .map(([from, length]) => [from, from + length] as const),
    { maxLength: most },
  )

/** Processes one after the other, with pauses of nothing up to an hour. */
const processes = fc
  .tuple(
    fc.integer({ min: BEGIN, max: 5_000 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.constantFrom(0, 1, 5, 40, 300, 3_000)), {
      minLength: 1,
      maxLength: 5,
    }),
    fc.array(fc.tuple(fc.integer({ min: BEGIN, max: END }), fc.integer({ min: 0, max: 2_000 })), { maxLength: 60 }),
  )
  .map(([first, lives, events]) => {
    let from = first
    return lives.map(([length, pause]): Process => {
      const to = from + length
      const own = events.filter(([at]) => at >= from && at < to).map(([at, tokens]) => ({ at, tokens }))
      const process = { from, to, events: own }
      from = to + pause
      return process
    })
  })

export function histories(scrapers: number, tells: boolean): fc.Arbitrary<History> {
  return fc.record({
    every: fc.constantFrom(15, 30, 60),
    processes,
    scrapers: fc.array(fc.record({ offset: fc.integer({ min: 0, max: 59 }), down: downs(3) }), {
      minLength: scrapers,
      maxLength: scrapers,
    }),
    tells: fc.constant(tells),
    leaves: fc.boolean(),
  })
}

/** The scrapes of one scraper, in seconds, late by up to 0.2 s in a pattern of no meaning. */
function scrapesOf({ every, scrapers }: History, index: number): number[] {
  const { offset, down } = scrapers[index] ?? { offset: 0, down: [] }
  const count = Math.floor((END - BEGIN) / every)
  return Array.from({ length: count }, (_, i) => BEGIN + i * every + (offset % every) + ((i * 7) % 5) * 0.05).filter(
    (at) => !down.some(([from, to]) => from <= at && at < to),
  )
}

export function seriesOf(history: History): WorldSeries[] {
  const neighbour = { job: 'vllm', namespace: 'ns', pod: 'z', instance: 'z:8000' }
  return history.scrapers.flatMap((_, index) => {
    const scraper = history.scrapers.length > 1 ? { prometheus_replica: `p${index}` } : {}
    const target = { job: 'vllm', namespace: 'ns', pod: 'a', instance: 'a:8000', ...scraper }
    const model = { model_name: 'qwen', engine: '0' }
    const scrapes = scrapesOf(history, index)
    const seen = scrapes.flatMap((at) => {
      const process = history.processes.find(({ from, to }) => from <= at && at < to)
      return process === undefined ? [] : [{ at, process }]
    })
    const ups = history.leaves ? seen.map(({ at }) => at) : scrapes
    const up = new Set(seen.map(({ at }) => at))
    const made = (labels: Readonly<Record<string, string>>, samples: (readonly [number, number])[]): WorldSeries => {
      return { labels, samples: samples.map(([at, value]) => [Math.round(TEN + at * 1000), value] as const) }
    }
    const counter = seen.map(({ at, process }) => [at, tokensUpTo(process, at)] as const)
    const start = seen.map(({ at, process }) => [at, TEN / 1000 + process.from] as const)
    return [
      made({ __name__: 'vllm:prompt_tokens_total', ...target, ...model }, counter),
      made(
        { __name__: 'up', ...target },
        ups.map((at) => [at, up.has(at) ? 1 : 0] as const),
      ),
      // A neighbour that is always there: who looks at it can tell a pod that went from a scraper that did not look.
      made({ __name__: 'vllm:prompt_tokens_total', ...neighbour, ...scraper, ...model }, zeros(scrapes)),
      made({ __name__: 'up', ...neighbour, ...scraper }, zeros(scrapes)),
      ...(history.tells ? [made({ __name__: 'process_start_time_seconds', ...target }, start)] : []),
    ].filter(({ samples }) => samples.length > 0)
  })
}

function zeros(scrapes: readonly number[]): (readonly [number, number])[] {
  return scrapes.map((at) => [at, 0] as const)
}

function tokensUpTo({ events }: Process, moment: number): number {
  return events.reduce((sum, { at, tokens }) => (at <= moment ? sum + tokens : sum), 0)
}

/** What anybody had seen of the replica's tokens at the end of hour `hour`, each process at its last scrape. */
export function seenBy(history: History, hour: number): number {
  const end = ((hour + 1) * HOUR) / 1000
  return history.processes.reduce((sum, process) => sum + tokensUpTo(process, lastScrape(history, process, end)), 0)
}

function lastScrape(history: History, { from, to }: Process, end: number): number {
  const all = history.scrapers.flatMap((_, index) => scrapesOf(history, index))
  return Math.max(-Infinity, ...all.filter((at) => from <= at && at < to && at <= end))
}

/** Hours, from 0 on, after whose last scrape of a process that died it counted tokens which nobody saw. */
export function losses(history: History): { readonly lastSeen: number; readonly next: number }[] {
  const all = history.scrapers.flatMap((_, index) => scrapesOf(history, index))
  return history.processes.flatMap((process) => {
    const last = lastScrape(history, process, Infinity)
    if (last < 0 || process.to >= END || tokensUpTo(process, Infinity) === tokensUpTo(process, last)) return []
    const later = history.processes.filter(({ from }) => from >= process.to)
    const next = Math.min(Infinity, ...all.filter((at) => later.some(({ from, to }) => from <= at && at < to)))
    return [{ lastSeen: hourOf(last), next: hourOf(next) }]
  })
}

/** Whether a process took over unseen: its first scrape shows no less than the last one of the process before it. */
export function restartsUnseen(history: History): boolean {
  let before: number | undefined
  return history.processes.some((process) => {
    const all = history.scrapers.flatMap((_, index) => scrapesOf(history, index))
    const mine = all.filter((at) => process.from <= at && at < process.to)
    if (mine.length === 0) return false
    const overtakes = before !== undefined && tokensUpTo(process, Math.min(...mine)) >= before
    before = tokensUpTo(process, Math.max(...mine))
    return overtakes
  })
}

/** Samples lie in `(from, to]` of their hour. */
function hourOf(seconds: number): number {
  return Math.ceil(seconds / 3_600) - 1
}
