/**
 * The machines of the made-up company whose bills are in examples/bills, and the replicas of vLLM that ran on them from 1
 * to 14 August 2026. No account, name or number is real.
 */

/** A vLLM process and the machine under it. Times are milliseconds since 1970. */
export interface FleetReplica {
  readonly pod: string
  readonly instance: string
  /** The id that the bill uses. */
  readonly resource: string
  readonly provider: string
  readonly gpus: number
  readonly servedModel: string
  readonly version: string
  /** When a process of it ran, `[from, to)`: a new one begins to count at 0. */
  readonly runs: readonly (readonly [from: number, to: number])[]
  /** Requests in its busiest hour, and the tokens of one of them. */
  readonly busiest: number
  readonly promptTokens: number
  readonly generatedTokens: number
  /** Of a hundred prompt tokens, those found in the cache. */
  readonly cachedPercent: number
}

const DAY = 86_400_000
const AUGUST = Date.UTC(2026, 7, 1)

/** Hour `hour` UTC of day `day` of August 2026. */
function august(day: number, hour = 0, minute = 0, second = 0): number {
  return AUGUST + (day - 1) * DAY + ((hour * 60 + minute) * 60 + second) * 1000
}

const twoWeeks = [[august(1), august(15)]] as const

interface Kind {
  readonly servedModel: string
  readonly version: string
  readonly busiest: number
  readonly promptTokens: number
  readonly generatedTokens: number
  readonly cachedPercent: number
}

const qwen72: Kind = {
  servedModel: 'qwen2.5-72b',
  version: 'v1.3-bf16',
  busiest: 14_400,
  promptTokens: 1_180,
  generatedTokens: 240,
  cachedPercent: 42,
}
const qwen32: Kind = {
  servedModel: 'qwen2.5-32b',
  version: 'v1.2-fp16',
  busiest: 3_900,
  promptTokens: 940,
  generatedTokens: 210,
  cachedPercent: 35,
}
const qwen14: Kind = {
  servedModel: 'qwen2.5-14b',
  version: 'v2.0-awq',
  busiest: 2_700,
  promptTokens: 720,
  generatedTokens: 180,
  cachedPercent: 28,
}
const qwen7: Kind = {
  servedModel: 'qwen2.5-7b',
  version: 'v1.0-fp8',
  busiest: 4_200,
  promptTokens: 310,
  generatedTokens: 96,
  cachedPercent: 20,
}

/** The A100 that evaluates at night, Monday to Friday, 02:00 to 08:00. */
const weekdays = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14].map((day) => [august(day, 2), august(day, 8)] as const)

export const fleet: readonly FleetReplica[] = [
  // One process was killed at 03:12:20 on the 6th and was back 95 seconds later.
  ...pair('i-0a1b2c3d4e5f60718', 'serving-use1-p5-a', qwen72, [
    [
      [august(1), august(6, 3, 12, 20)],
      [august(6, 3, 13, 55), august(15)],
    ],
    twoWeeks,
  ]),
  ...pair('i-0f9e8d7c6b5a40312', 'serving-use1-p5-b', qwen72, [[[august(10), august(15)]], [[august(10), august(15)]]]),
  one('i-0c0ffee0123456789', 'aws', 'search-use1-l40s', qwen7, twoWeeks),
  one('example-eval/us-central1-a/eval-a100-01', 'gcp', 'eval-a100-01', qwen14, weekdays),
  { ...one('i-bp1example00gn7ip', 'alibaba', 'base-a10x4', qwen32, twoWeeks), gpus: 4 },
  one('i-bp1example00gn7ia', 'alibaba', 'chat-a10-a', qwen14, twoWeeks),
  // Beijing's Tuesday the 4th, 14:00, to Monday the 10th, 09:30.
  one('i-bp1example00gn7ib', 'alibaba', 'chat-a10-b', qwen14, [[august(4, 6), august(10, 1, 30)]]),
  one('ins-ex4mple1', 'tencent', 'search-gz-a10', qwen7, twoWeeks),
]

function pair(
  resource: string,
  machine: string,
  kind: Kind,
  runs: readonly [FleetReplica['runs'], FleetReplica['runs']],
): FleetReplica[] {
  return runs.map((of, index) => ({
    ...one(resource, 'aws', `${machine}-${index}`, kind, of),
    instance: `${machine}.example.internal:${8000 + index}`,
    gpus: 4,
  }))
}

function one(resource: string, provider: string, pod: string, kind: Kind, runs: FleetReplica['runs']): FleetReplica {
  return { resource, provider, pod, instance: `${pod}.example.internal:8000`, gpus: 1, ...kind, runs }
}
