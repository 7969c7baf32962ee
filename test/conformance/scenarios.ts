/** What happened, and what the rows of 10:00 and 11:00 must say of it: small numbers, worked out by hand. */
import type { LatencyHour, UsageHour } from '../../src/records/usage-hour.js'
import { type Process, type Request, scraped, scraper, type Scraper } from './simulator.js'
import type { Series } from './telemetry.js'

/** A row as a test expects it: the fields that the scenario is about. */
export type Row = Partial<UsageHour> & Pick<UsageHour, 'replica'>

/** The rows of an hour, by replica, and those of latency where the scenario is about them. */
export interface Expected {
  readonly usage: readonly Row[]
  readonly latency?: readonly Partial<LatencyHour>[]
}

export interface Scenario {
  readonly title: string
  /** The job of its series: each scenario reads its own. */
  readonly job: string
  readonly series: readonly Series[]
  /** By the clock: 10 and 11. */
  readonly ten: Expected
  readonly eleven: Expected
}

/** From before the first hour, and to after the last one. */
export const ALWAYS = { from: -7_200, to: 10_800 }

/** A minute of the first hour as the simulator's seconds; 61 is a minute past eleven. */
export function minute(minutes: number, seconds = 0): number {
  return minutes * 60 + seconds
}

export function pod(
  name: string,
  life: { readonly from: number; readonly to: number },
  requests: readonly Request[],
  more: Partial<Process> = {},
): Process {
  return { ...life, target: { namespace: 'ns', pod: name, instance: `${name}:8000` }, requests, ...more }
}

export function request(at: number, prompt: number, generated: number, more: Partial<Request> = {}): Request {
  return { at, prompt, generated, ...more }
}

/** A scenario that one scraper saw, unless more are named. */
export function scenario(
  title: string,
  job: string,
  processes: readonly Process[],
  rows: { readonly ten: Expected; readonly eleven: Expected },
  scrapers: readonly Scraper[] = [scraper],
): Scenario {
  return { title, job, series: scraped(job, processes, scrapers), ...rows }
}

export function tokens(prompt: bigint, generated: bigint, requests: bigint): Partial<UsageHour> {
  return { promptTokens: prompt, generatedTokens: generated, requests }
}
