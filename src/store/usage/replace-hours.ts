/**
 * Replaces hours of a telemetry source by what it says now, with the deployments, the presence and the days of money that
 * follow from them, in one transaction: all of it or nothing. Only what differs is written.
 */
import type { TelemetryHour } from '../../records/usage-hour.js'
import { type Hour, parseHour, plusHours } from '../../units/hour.js'
import { emptyStaging, type Folding } from '../fold.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { lockFold } from '../windows.js'
import { deriveDeployments, type DeploymentRules } from './deployments.js'
import { openRun, type Run, writeRun } from './run.js'
import { stageUsage } from './rows.js'
import { type Respread, respread } from './respread.js'
import { type HeldHour, writeHour, type Written } from './write-hour.js'

export type UsageOutcome =
  | 'new'
  | 'replaced'
  | 'unchanged'
  | 'kept_incomplete' // the answer came with warnings, and what we hold came without
  | 'kept_empty' // the answer holds no usage, and what we hold does: its samples are gone, not the work that was done

export interface UsageOptions extends DeploymentRules {
  /** Let an answer without usage empty an hour that had some. */
  readonly allowEmpty: boolean
  readonly onStep: Folding['onStep']
}

export interface UsageReplaced extends Written {
  readonly source: string
  readonly hour: TelemetryHour['hour']
  readonly outcome: UsageOutcome
  /** Whether the hour as it is held now is complete. */
  readonly complete: boolean
  /** Undefined: nothing was written. */
  readonly loadId: string | undefined
  /** Of all hours that were written together, said with the last of them. */
  readonly respread: Respread
}

interface Planned {
  readonly said: TelemetryHour
  readonly held: HeldHour | undefined
  readonly outcome: UsageOutcome
  /** Undefined: there is nothing to write. */
  readonly run: Run | undefined
}

/**
 * Takes hours of one source that follow each other. What follows from them is worked out once, under the load of the last hour
 * that is written.
 * @throws LedgerBroken when a law fails; nothing was written then
 */
export async function replaceUsage(
  client: PoolClient,
  hours: readonly TelemetryHour[],
  options: UsageOptions,
): Promise<UsageReplaced[]> {
  const [first] = hours
  if (first === undefined) return []
  return inTransaction(client, async () => {
    await client.query(`select pg_advisory_xact_lock(hashtext('tokenledger telemetry'), hashtext($1))`, [first.source])
    const planned = await plan(client, hours, options)
    if (planned.some(({ run }) => run !== undefined)) await lockFold(client)
    const written: (Written | undefined)[] = []
    for (const one of planned) written.push(await write(client, one))
    const spread = await follow(client, planned, options)
    for (const [i, one] of planned.entries()) await sign(one, written[i], spread)
    await emptyStaging(client, loadsOf(planned))
    return planned.map((one, i) => replaced(one, written[i], spread))
  })
}

/** What becomes of each hour; those to be written are staged, each under a load of its own. */
async function plan(client: PoolClient, hours: readonly TelemetryHour[], options: UsageOptions): Promise<Planned[]> {
  const held = await heldHours(client, hours)
  const planned: Planned[] = []
  for (const said of hours) {
    const before = held.get(said.hour)
    const outcome = outcomeOf(said, before, options)
    const run = outcome === 'new' || outcome === 'replaced' ? await openRun(client) : undefined
    if (run !== undefined) await stageUsage(client, run.id, said)
    planned.push({ said, held: before, outcome, run })
  }
  return planned
}

async function heldHours(client: PoolClient, hours: readonly TelemetryHour[]): Promise<Map<Hour, HeldHour>> {
  const { rows } = await client.query<HeldHour & { readonly hour: string }>(
    `select hour, content, complete, replicas, gpus, pods, gateway from ops.telemetry_hour
     where source = $1 and hour = any($2::timestamptz[])`,
    [hours[0]?.source, hours.map(({ hour }) => hour)],
  )
  return new Map(rows.map((row) => [parseHour(row.hour), row]))
}

/** In their order: an hour whose series end elsewhere marks the next one stale, and that was read from its other baselines. */
async function write(client: PoolClient, { said, held, outcome, run }: Planned): Promise<Written | undefined> {
  if (run !== undefined) return writeHour(client, run.id, said, held)
  if (outcome === 'unchanged')
    await client.query('update ops.telemetry_hour set stale = false where stale and source = $1 and hour = $2', [
      said.source,
      said.hour,
    ])
  return undefined
}

function loadsOf(planned: readonly Planned[]): string[] {
  return planned.flatMap(({ run }) => run?.id ?? [])
}

const NO_RESPREAD: Respread = { presence: 0, folded: 0, moved: 0 }

/** Deployments, presence and money of all hours that were written, and which load they belong to. */
interface Followed extends Respread {
  readonly loadId: string | undefined
}

async function follow(client: PoolClient, planned: readonly Planned[], options: UsageOptions): Promise<Followed> {
  const written = planned.filter(({ run }) => run !== undefined)
  const loads = loadsOf(written)
  const [first, last, id] = [written[0]?.said, written.at(-1)?.said, loads.at(-1)]
  if (first === undefined || last === undefined || id === undefined) return { loadId: undefined, ...NO_RESPREAD }
  await joinHours(client, loads, id)
  await deriveDeployments(client, id, options)
  const completed = written.flatMap(({ said, held }) => (said.complete && held?.complete !== true ? [said.hour] : []))
  const spread = await respread(
    { client, id, onStep: options.onStep },
    {
      sources: [first.source],
      from: first.hour,
      to: plusHours(last.hour, 1),
      completed: completed.length > 0 ? { source: first.source, hours: completed } : undefined,
      cause: 'telemetry',
    },
  )
  return { loadId: id, ...spread }
}

/** Replicas that hours say otherwise of are derived once, under the last load, in all of these hours. */
async function joinHours(client: PoolClient, loads: readonly string[], last: string): Promise<void> {
  const [first] = loads
  if (first === last) return
  await client.query('update stage.replica set load_id = $1 where load_id = $2', [first, last])
  await client.query(await statement('35_hours_together'), [last, loads])
}

async function sign({ said, run }: Planned, written: Written | undefined, followed: Followed): Promise<void> {
  if (run === undefined || written === undefined) return
  const { source: feed, content, complete, usage } = said
  const { came, gone } = written
  const folded = run.id === followed.loadId ? followed.folded : 0
  await writeRun(run, { feed, content, complete, accepted: usage.length, came, gone, folded })
}

const NOT_WRITTEN: Written = { came: 0, gone: 0, restated: 0, vanished: 0, checkpointsMoved: false }

function replaced(
  { said, held, outcome, run }: Planned,
  written: Written = NOT_WRITTEN,
  followed: Followed,
): UsageReplaced {
  const { source, hour } = said
  const complete = run === undefined ? held?.complete === true : said.complete
  const { loadId, ...spread } = followed
  const own = run !== undefined && run.id === loadId ? spread : NO_RESPREAD
  return { source, hour, outcome, complete, loadId: run?.id, ...written, respread: own }
}

function outcomeOf(said: TelemetryHour, held: HeldHour | undefined, { allowEmpty }: UsageOptions): UsageOutcome {
  if (held === undefined) return 'new'
  if (held.content === said.content) return 'unchanged'
  if (held.complete && !said.complete) return 'kept_incomplete'
  return !allowEmpty && isForgotten(said, held) ? 'kept_empty' : 'replaced'
}

/** Usage was held, or GPUs, pods or a gateway's counts were, and the answer has none any more. */
function isForgotten({ usage, gpus, pods, gateway }: TelemetryHour, { replicas, ...held }: HeldHour): boolean {
  const gone = (before: string | null, now: readonly unknown[] | null): boolean =>
    before !== null && before !== '0' && now?.length === 0
  return gone(replicas, usage) || gone(held.gpus, gpus) || gone(held.pods, pods) || gone(held.gateway, gateway)
}
