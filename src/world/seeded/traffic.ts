/** What replicas work: requests minute by minute, and the counters that a scrape of them shows. */
import { Dice } from './dice.js'
import type { WorldSample, WorldSeries } from '../promql.js'
import { HOUR, type Span } from './moments.js'
import type { Asked, Replica } from './replicas.js'

/** Counts since a process began. */
export interface Counts {
  readonly requests: number
  readonly prompt: number
  readonly cached: number
  readonly generated: number
}

export interface Scrape {
  /** Seconds since 1970. */
  readonly at: number
  /** When the process that answered began. */
  readonly process: Span
  readonly counts: Counts
  readonly running: number
  readonly waiting: number
}

export const SCRAPE_SECONDS = 60
const NOTHING: Counts = { requests: 0, prompt: 0, cached: 0, generated: 0 }

/** Percent of the busiest minute by the hour in Beijing; nobody asks at night. */
const SHAPE = [18, 9, 4, 0, 0, 0, 3, 12, 34, 71, 92, 100, 78, 83, 97, 95, 90, 81, 62, 55, 60, 58, 44, 29] as const

/**
 * Tokens of a request on average, and the share of a prompt that is cached: conversations and code as in Azure's traces of
 * 2023 (1,155 : 211 and 2,048 : 28, which say nothing of caches), long conversations as in Mooncake's (12,035 : 343, 36.6 %), of which there
 * are a tenth as many.
 */
const KINDS: Readonly<Record<Asked, { readonly prompt: number; readonly generated: number; readonly cached: number }>> =
  {
    conversation: { prompt: 1155, generated: 211, cached: 30 },
    code: { prompt: 2048, generated: 28, cached: 30 },
    long: { prompt: 12_035, generated: 343, cached: 37 },
  }

/** Every scrape of a replica's model there ever is. */
export function scrapesOf(seed: string, replica: Replica, model: string): Scrape[] {
  return replica.processes.flatMap((process) => scrapesOfProcess(seed, replica, model, process))
}

/** All that a process has worked when it ends, seen or not. */
export function workOf(seed: string, replica: Replica, model: string, process: Span): Counts {
  let counts = NOTHING
  for (let minute = firstMinute(process); doneAt(minute) < process.to; minute += 1) {
    counts = plus(counts, workIn(seed, replica, model, minute))
  }
  return counts
}

function scrapesOfProcess(seed: string, replica: Replica, model: string, process: Span): Scrape[] {
  const found: Scrape[] = []
  let [counts, done] = [NOTHING, firstMinute(process)]
  const first = Math.ceil((process.from + 3 - replica.scraped) / SCRAPE_SECONDS) * SCRAPE_SECONDS + replica.scraped
  for (let at = first; at < process.to; at += SCRAPE_SECONDS) {
    for (; doneAt(done) <= at; done += 1) counts = plus(counts, workIn(seed, replica, model, done))
    if (at >= replica.unseen.from && at < replica.unseen.to) continue
    const { requests } = workIn(seed, replica, model, Math.floor(at / 60))
    found.push({ at, process, counts, running: Math.min(requests, 16), waiting: Math.max(0, requests - 16) })
  }
  return found
}

/** The first minute whose requests it can have finished; each is finished half-way through. */
function firstMinute({ from }: Span): number {
  return Math.ceil((from - 30) / 60)
}

function doneAt(minute: number): number {
  return minute * 60 + 30
}

function workIn(seed: string, replica: Replica, model: string, minute: number): Counts {
  const share = SHAPE[Math.floor((minute * 60) / HOUR + 8) % 24] ?? 0
  const kind = KINDS[replica.asked]
  const most = Math.floor((replica.busiest * share) / (replica.asked === 'long' ? 1000 : 100))
  if (most === 0) return NOTHING
  const dice = new Dice(`${seed} ${replica.pod} ${model} ${minute}`)
  const requests = dice.within(0, most)
  const prompt = requests * around(dice, kind.prompt)
  return {
    requests,
    prompt,
    cached: Math.floor((prompt * dice.within(0, 2 * kind.cached)) / 100),
    generated: requests * around(dice, kind.generated),
  }
}

/** From a quarter of it to seven quarters. */
function around(dice: Dice, average: number): number {
  return dice.within(Math.ceil(average / 4), Math.floor((7 * average) / 4))
}

function plus(a: Counts, b: Counts): Counts {
  return {
    requests: a.requests + b.requests,
    prompt: a.prompt + b.prompt,
    cached: a.cached + b.cached,
    generated: a.generated + b.generated,
  }
}

/** As Prometheus keeps them, up to a moment that is told with each question. */
export function seriesOf(seed: string, replica: Replica, now: () => number): WorldSeries[] {
  const { machine, pod, version, gpus } = replica
  const target = {
    job: 'vllm',
    namespace: 'serving',
    pod,
    instance: `${pod}.example.internal:8000`,
    instance_id: machine.id,
    model_version: version,
    ...(gpus === undefined ? {} : { gpus }),
  }
  return replica.models.flatMap((model, nth) => {
    const scrapes = scrapesOf(seed, replica, model)
    const series = (name: string, labels: Readonly<Record<string, string>>, read: (scrape: Scrape) => number) => ({
      labels: { __name__: name, ...target, ...labels },
      samples: (from: number, to: number) => samplesIn(scrapes, read, from, Math.min(to, now() * 1000)),
    })
    const engine = { engine: '0', model_name: model }
    const own = [
      series('vllm:prompt_tokens_total', engine, ({ counts }) => counts.prompt),
      series(
        'vllm:prompt_tokens_by_source_total',
        { ...engine, source: 'local_compute' },
        ({ counts }) => counts.prompt - counts.cached,
      ),
      series(
        'vllm:prompt_tokens_by_source_total',
        { ...engine, source: 'local_cache_hit' },
        ({ counts }) => counts.cached,
      ),
      series('vllm:generation_tokens_total', engine, ({ counts }) => counts.generated),
      series('vllm:request_success_total', { ...engine, finished_reason: 'stop' }, ({ counts }) => counts.requests),
      series('vllm:num_requests_running', engine, ({ running }) => running),
      series('vllm:num_requests_waiting', engine, ({ waiting }) => waiting),
    ]
    const once = [series('process_start_time_seconds', {}, ({ process }) => process.from), series('up', {}, () => 1)]
    return nth === 0 ? [...own, ...once] : own
  })
}

function* samplesIn(
  scrapes: readonly Scrape[],
  read: (scrape: Scrape) => number,
  from: number,
  to: number,
): Generator<WorldSample> {
  let [low, high] = [0, scrapes.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((scrapes[middle]?.at ?? 0) * 1000 <= from) low = middle + 1
    else high = middle
  }
  for (let i = low; i < scrapes.length; i += 1) {
    const scrape = scrapes[i]
    if (scrape === undefined || scrape.at * 1000 > to) return
    yield [scrape.at * 1000, read(scrape)]
  }
}
