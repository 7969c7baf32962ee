/** Hours of telemetry for tests, written by hand: a replica names only what matters to it. */
import { createHash } from 'node:crypto'
import type { GatewayHour } from '../../src/records/gateway-hour.js'
import type { LatencyHour, Stretch, TelemetryHour, UsageHour } from '../../src/records/usage-hour.js'
import { withClient } from '../../src/store/index.js'
import type { DeploymentEntry } from '../../src/config/index.js'
import { applyMap, type Rederived } from '../../src/store/usage/rederive.js'
import { replaceUsage, type UsageOptions, type UsageReplaced } from '../../src/store/usage/replace-hours.js'
import { type Hour, hoursOf, hourRange, parseHour, plusHours } from '../../src/units/hour.js'
import type { Ledger } from './ledger.js'

export const WHOLE: readonly Stretch[] = [{ from: 0, to: 3_600_000 }]

/** Replica r-1 serving qwen on the machine i-1, the whole hour, ten tokens in and five out. */
export function replica(said: Partial<UsageHour> = {}): UsageHour {
  return {
    replica: 'r-1',
    servedModel: 'qwen',
    engine: 'vllm',
    role: null,
    requestsByEndpoint: null,
    kvCachePeak: null,
    flops: null,
    readBytes: null,
    metrics: {},
    promptTokens: 10n,
    cachedTokens: null,
    generatedTokens: 5n,
    requests: 1n,
    requestsByReason: { stop: 1n },
    runningMs: 1000,
    waitingMs: 0,
    busyMs: 1000,
    present: WHOLE,
    quality: 'exact',
    qualityReasons: [],
    unobservedMs: 0,
    resets: 0,
    samples: 240,
    coverage: '1.000000',
    cachedFrom: null,
    scraper: null,
    resourceLabel: 'i-1',
    versionLabel: null,
    gpusLabel: null,
    placement: null,
    sharedCard: null,
    labels: {},
    ...said,
  }
}

export function latency(said: Partial<LatencyHour> = {}): LatencyHour {
  const bounds = [1, 2, Infinity]
  return { replica: 'r-1', servedModel: 'qwen', metric: 'e2e', bounds, counts: [1n, 0n, 0n], sumSeconds: 0.5, ...said }
}

/** Team a asked the model qwen for ten tokens in and five out. */
export function asked(said: Partial<GatewayHour> = {}): GatewayHour {
  const { requestedModel = 'qwen', tenant = 'a', kind = tenant === '' ? 'untold' : 'tenant' } = said
  const tokens = { promptTokens: 10n, generatedTokens: 5n, requests: 1n }
  const trusted = { quality: 'exact', qualityReasons: [] } as const
  const who = { requestedModel, kind, tenant, tenants: kind === 'tenant' ? 1 : 0, servedModel: 'qwen' }
  return { ...who, ...tokens, ...trusted, ...said }
}

/** An hour of the gateway in front. */
export function gatewayHour(hour: string, gateway: readonly GatewayHour[], said: Said = {}): TelemetryHour {
  return telemetry(hour, [], { source: 'front', series: gateway.length, gateway, ...said })
}

type Said = Partial<Omit<TelemetryHour, 'hour' | 'content'>>

/** An hour of the source prod, by its text such as 2026-08-01T05:00Z. */
export function telemetry(hour: string, usage: readonly UsageHour[], said: Said = {}): TelemetryHour {
  const whole = {
    source: 'prod',
    hour: parseHour(hour),
    complete: true,
    warnings: [],
    series: usage.length,
    usage,
    latency: [],
    gpus: null,
    pods: null,
    gateway: null,
    checkpoints: new Map(),
    ...said,
  }
  const text = JSON.stringify({ ...whole, checkpoints: [...whole.checkpoints] }, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return { ...whole, content: createHash('sha256').update(text).digest('hex') }
}

export type Rules = Partial<UsageOptions>

export async function read(ledger: Ledger, hour: TelemetryHour, rules: Rules = {}): Promise<UsageReplaced> {
  const [replaced] = await readTogether(ledger, [hour], rules)
  if (replaced === undefined) throw new Error('Nothing came of the hour.')
  return replaced
}

/** Hours that follow each other, in one transaction. */
export async function readTogether(
  ledger: Ledger,
  hours: readonly TelemetryHour[],
  rules: Rules = {},
): Promise<UsageReplaced[]> {
  const options = { entries: [], providers: {}, allowEmpty: false, onStep: () => undefined, ...rules }
  return withClient(ledger.pool, (client) => replaceUsage(client, hours, options))
}

/** Reads the hours from `from` on, one for each list of replicas; an empty list is an hour in which nothing ran. */
export async function readHours(
  ledger: Ledger,
  from: string,
  hours: readonly (readonly UsageHour[])[],
  rules: Rules = {},
): Promise<UsageReplaced[]> {
  const said = hours.map((usage, i) => telemetry(plusHours(parseHour(from), i), usage))
  return readTogether(ledger, said, rules)
}

/** Every hour of [from, to), each with what `ran` says of it by its number. */
export function during(from: string, to: string, ran: (hour: Hour, number: number) => readonly UsageHour[]) {
  return [...hoursOf(hourRange(parseHour(from), parseHour(to)))].map((hour, number) => ran(hour, number))
}

export async function mapTo(ledger: Ledger, entries: readonly DeploymentEntry[]): Promise<Rederived | undefined> {
  return withClient(ledger.pool, (client) => applyMap(client, { entries, providers: {} }, () => undefined))
}

export function entry(said: Partial<DeploymentEntry> = {}): DeploymentEntry {
  return {
    source: undefined,
    replica: 'r-1',
    servedModel: undefined,
    resource: undefined,
    provider: undefined,
    gpus: undefined,
    model: undefined,
    version: undefined,
    from: '2026-08-01T00:00:00Z',
    to: undefined,
    ...said,
  }
}

export async function deploymentsOf(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', replica, to_char(from_hour, 'MM-DD HH24'), coalesce(nullif(to_char(to_hour, 'MM-DD HH24'), ''), 'open'),
       coalesce(resource_id, '-'), coalesce(version, '-'), matched_by) as row
     from fact.deployment order by source, replica, served_model, from_hour`,
  )
  return rows.map(({ row }) => String(row))
}
