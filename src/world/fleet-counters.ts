/** What the made-up fleet's vLLM processes would show at /metrics at any moment: counters that only depend on the time. */
import { fleet, type FleetReplica } from './fleet.js'

/** A series whose samples are worked out when somebody asks for them. */
export interface LazySeries {
  readonly labels: Readonly<Record<string, string>>
  /** Samples with `from < ts <= to`, in order: milliseconds since 1970 and the value as Prometheus prints it. */
  samples(from: number, to: number): Iterable<readonly [number, string]>
}

const HOUR = 3_600_000
export const SCRAPE_MS = 60_000

/** Percent of the busiest hour, by the hour of the Beijing day; at night nobody asks. */
const pattern = [18, 9, 4, 0, 0, 0, 3, 12, 34, 71, 92, 100, 78, 83, 97, 95, 90, 81, 62, 55, 60, 58, 44, 29] as const

/** Upper bounds in seconds, and how many of a thousand requests lie under this one and over the one before. */
const latency: readonly (readonly [le: string, of1000: number])[] = [
  ['0.5', 40],
  ['1', 140],
  ['2.5', 380],
  ['5', 255],
  ['10', 135],
  ['20', 39],
  ['40', 9],
]

export function fleetSeries(): LazySeries[] {
  return fleet.flatMap(seriesOf)
}

type Reading = (replica: FleetReplica, at: number, started: number) => number

function seriesOf(replica: FleetReplica): LazySeries[] {
  const target = {
    job: 'vllm',
    namespace: 'serving',
    pod: replica.pod,
    instance: replica.instance,
    instance_id: replica.resource,
    model_version: replica.version,
    gpus: String(replica.gpus),
  }
  const engine = { engine: '0', model_name: replica.servedModel }
  const make = (name: string, labels: Readonly<Record<string, string>>, read: Reading): LazySeries => ({
    labels: { __name__: name, ...target, ...labels },
    samples: (from, to) => samplesOf(replica, read, from, to),
  })
  const counted =
    (of: (requests: number) => number): Reading =>
    (_, at, started) =>
      of(requestsUpTo(replica, at)) - of(requestsUpTo(replica, started))
  const cached = (requests: number): number =>
    Math.floor((requests * replica.promptTokens * replica.cachedPercent) / 100)
  const prompt = (requests: number): number => requests * replica.promptTokens
  const cut = (requests: number): number => Math.floor(requests / 50)
  return [
    make('process_start_time_seconds', {}, (_, __, started) => started / 1000),
    make('up', {}, () => 1),
    make('vllm:prompt_tokens_total', engine, counted(prompt)),
    make(
      'vllm:prompt_tokens_by_source_total',
      { ...engine, source: 'local_compute' },
      counted((n) => prompt(n) - cached(n)),
    ),
    make('vllm:prompt_tokens_by_source_total', { ...engine, source: 'local_cache_hit' }, counted(cached)),
    make(
      'vllm:generation_tokens_total',
      engine,
      counted((n) => n * replica.generatedTokens),
    ),
    make(
      'vllm:request_success_total',
      { ...engine, finished_reason: 'stop' },
      counted((n) => n - cut(n)),
    ),
    make('vllm:request_success_total', { ...engine, finished_reason: 'length' }, counted(cut)),
    make('vllm:num_requests_running', engine, (_, at) => runningAt(replica, at)),
    make('vllm:num_requests_waiting', engine, (_, at) => Math.max(0, runningAt(replica, at) - 12)),
    ...latency.map(([le], i) =>
      make('vllm:e2e_request_latency_seconds_bucket', { ...engine, le }, counted(bucketOf(i))),
    ),
    make(
      'vllm:e2e_request_latency_seconds_bucket',
      { ...engine, le: '+Inf' },
      counted((n) => n),
    ),
    make(
      'vllm:e2e_request_latency_seconds_sum',
      engine,
      counted((n) => n * 3.25),
    ),
    make(
      'vllm:e2e_request_latency_seconds_count',
      engine,
      counted((n) => n),
    ),
  ]
}

/**
 * Of so many requests, those that took at most the bound. Each of a thousand requests has its place, in an order that looks
 * like none, so that every bucket rises one request at a time and none ever crosses the next.
 */
function bucketOf(bound: number): (requests: number) => number {
  const most = latency.slice(0, bound + 1).reduce((sum, [, of1000]) => sum + of1000, 0)
  const upTo = [0]
  for (let i = 0; i < 1000; i += 1) upTo.push((upTo[i] ?? 0) + ((i * 371) % 1000 < most ? 1 : 0))
  return (requests) => Math.floor(requests / 1000) * most + (upTo[requests % 1000] ?? 0)
}

function* samplesOf(
  replica: FleetReplica,
  read: Reading,
  from: number,
  to: number,
): Generator<readonly [number, string]> {
  // Targets are scraped at a moment of their own within the minute, as Prometheus does.
  const offset = (replica.pod.length * 7919) % SCRAPE_MS
  for (const [started, ended] of replica.runs) {
    const first = Math.max(from + 1, started + 5_000)
    const begin = Math.ceil((first - offset) / SCRAPE_MS) * SCRAPE_MS + offset
    const last = Math.min(to, ended - 1)
    for (let at = begin; at <= last; at += SCRAPE_MS) yield [at, String(read(replica, at, started))]
  }
}

/** Requests that all processes of the replica had finished since 1970 would be too many: since the day it first ran. */
function requestsUpTo(replica: FleetReplica, at: number): number {
  const table = tableOf(replica)
  const index = Math.min(Math.max(0, Math.floor((at - table.from) / HOUR)), table.before.length - 1)
  const within = Math.max(0, at - table.from - index * HOUR)
  return (table.before[index] ?? 0) + Math.floor(((table.of[index] ?? 0) * Math.min(within, HOUR)) / HOUR)
}

interface Requests {
  readonly from: number
  /** Requests of each hour, and of all hours before it. */
  readonly of: readonly number[]
  readonly before: readonly number[]
}

const tables = new WeakMap<FleetReplica, Requests>()

function tableOf(replica: FleetReplica): Requests {
  const known = tables.get(replica)
  if (known !== undefined) return known
  const from = Math.floor((replica.runs[0]?.[0] ?? 0) / HOUR) * HOUR
  const to = replica.runs.at(-1)?.[1] ?? from
  const of: number[] = []
  const before: number[] = []
  let sum = 0
  for (let hour = from; hour < to; hour += HOUR) {
    const requests = requestsInHour(replica, hour)
    of.push(requests)
    before.push(sum)
    sum += requests
  }
  const made = { from, of, before }
  tables.set(replica, made)
  return made
}

function requestsInHour(replica: FleetReplica, hour: number): number {
  const beijing = hour / HOUR + 8
  const share = pattern[beijing % 24] ?? 0
  const day = Math.floor(beijing / 24)
  const weekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6 ? 60 : 100 // 1 January 1970 was a Thursday
  const mood = 90 + ((beijing * 37 + replica.pod.length * 11) % 21)
  return Math.floor((replica.busiest * share * weekend * mood) / 1_000_000)
}

function runningAt(replica: FleetReplica, at: number): number {
  const requests = requestsInHour(replica, Math.floor(at / HOUR) * HOUR)
  if (requests === 0) return 0
  // Small hours have minutes in which nothing runs.
  const minute = Math.floor(at / 60_000)
  const quiet = requests * 100 < replica.busiest * 20 && minute % 3 === 0
  return quiet ? 0 : 1 + Math.floor((requests * 15) / replica.busiest)
}
