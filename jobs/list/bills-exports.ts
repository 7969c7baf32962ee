/** Exports that lie in a cloud's own storage: fetched when they are new, and loaded as files are. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config, JobName } from '../../src/config/index.js'
import type { Finding } from '../../src/records/bill-source.js'
import { heldMark, writeMark } from '../../src/store/bills/index.js'
import { type Store, withClient, withWorkshop } from '../../src/store/index.js'
import { count, several } from '../../src/words.js'
import { focusOptions, loadFocus } from '../bills-focus.js'
import type { DayRange, Job, JobOutcome, Piece, Surroundings } from '../job.js'
import { spillFolder } from '../spill.js'

/** A place that exports are delivered to. */
export interface ExportPlace {
  readonly feed: string
  readonly account: string
  /** Periods that are not as they are known, oldest first; an identity is of a delivery, and another one is another. */
  readonly changed: (known: ReadonlyMap<string, string>, now: Date) => Promise<readonly Delivery[]>
  /** Fetches a period into a folder, whole. @throws the errors of the source; the folder is of no use then */
  readonly fetch: (delivery: Delivery, folder: string, now: Date) => Promise<{ readonly files: readonly string[] }>
  /** What is wrong with it, for `doctor`. */
  readonly probe: (now: Date) => Promise<readonly Finding[]>
}

export interface Delivery {
  /** `2026-08`. */
  readonly period: string
  readonly identity: string
}

export interface Storage {
  readonly name: JobName
  /** As settings and commands name it: `aws-exports`. */
  readonly cloud: string
  readonly summary: string
  readonly cron: string
  readonly configured: (config: Config) => readonly string[]
  readonly places: (config: Config) => Promise<readonly ExportPlace[]>
}

export function exportsJob(storage: Storage): Job {
  const { name, cloud, summary, cron } = storage
  return {
    name,
    stage: 'bills',
    optional: true,
    summary,
    cron,
    memory: '1Gi',
    lacks: (config) =>
      storage.configured(config).length > 0 ? undefined : `bills.${settingOf(cloud)} names no export`,
    run: (store, config, around) => runExports(storage, store, config, undefined, around),
    histories: (config) =>
      storage.configured(config).map((account) => ({
        name: `bills:${cloud}:${account}`,
        stage: 'bills' as const,
        plan: (_store, _config, range) => Promise.resolve([wholeOf(range)]),
        load: (store, its, _, inside) => runExports(storage, store, its, account, inside),
        note: 'Exports are whole billing periods: every delivery that is new is fetched, whatever --from and --to say.',
      })),
  }
}

/** What was loaded of other places stays. @throws the first failure */
async function runExports(
  storage: Storage,
  store: Store,
  config: Config,
  account: string | undefined,
  around: Surroundings,
): Promise<JobOutcome> {
  const results = await loadExports(storage, store, config, account, around)
  const failed = results.find(({ failed: error }) => error !== undefined)?.failed
  if (failed !== undefined) throw failed
  return outcomeOf(results, around.dryRun)
}

export function settingOf(cloud: string): string {
  return cloud.replaceAll('-', '_')
}

function wholeOf({ from, to }: DayRange): Piece {
  return { from, to, requests: 0, done: false }
}

export interface ExportsLoaded {
  readonly account: string
  readonly planned: readonly Delivery[]
  readonly loaded: readonly { readonly period: string; readonly loadId: string | undefined; readonly lines: bigint }[]
  readonly rejected: bigint
  readonly failed: Error | undefined
}

/** Fetches and loads what is new of every place, or of one. One that fails does not keep the others from being read. */
export async function loadExports(
  storage: Storage,
  store: Store,
  config: Config,
  account: string | undefined,
  around: Surroundings,
): Promise<readonly ExportsLoaded[]> {
  const results: ExportsLoaded[] = []
  for (const place of await storage.places(config)) {
    if (account === undefined || place.account === account) results.push(await loadPlace(place, store, config, around))
  }
  return results
}

type Period = ExportsLoaded['loaded'][number]

async function loadPlace(
  place: ExportPlace,
  store: Store,
  config: Config,
  around: Surroundings,
): Promise<ExportsLoaded> {
  const loaded: Period[] = []
  let planned: readonly Delivery[] = []
  let rejected = 0n
  const said = (failed: Error | undefined) => ({ account: place.account, planned, loaded, rejected, failed })
  try {
    around.onStep('ask bill', 0)
    const known = await withClient(store.pool, (client) => knownOf(client, place))
    planned = await place.changed(known, around.now)
    for (const delivery of around.dryRun ? [] : planned) {
      const { linesAccepted, linesRejected, loadId } = await loadDelivery(place, delivery, store, config, around)
      rejected += linesRejected
      loaded.push({ period: delivery.period, loadId, lines: linesAccepted })
      known.set(delivery.period, delivery.identity)
      // After the load: killed between the two, the same delivery is fetched again, and changes nothing.
      await withClient(store.pool, (client) => writeMark(client, place, JSON.stringify([...known])))
    }
    return said(undefined)
  } catch (error) {
    return said(error instanceof Error ? error : new Error(String(error)))
  }
}

async function loadDelivery(
  place: ExportPlace,
  delivery: Delivery,
  store: Store,
  config: Config,
  around: Surroundings,
) {
  return withWorkshop(await spillFolder(config.home), async (workshop) => {
    const folder = join(workshop, delivery.period)
    await mkdir(folder)
    const { files } = await place.fetch(delivery, folder, around.now)
    const options = focusOptions(config, { paths: files, feed: place.feed, covering: 'shrunk' }, around)
    return loadFocus(store, options)
  })
}

async function knownOf(client: Parameters<typeof heldMark>[0], place: ExportPlace): Promise<Map<string, string>> {
  const mark = await heldMark(client, place)
  const pairs: unknown = mark === undefined ? [] : JSON.parse(mark)
  return new Map(
    (Array.isArray(pairs) ? pairs : []).map((pair: unknown): [string, string] =>
      Array.isArray(pair) ? [String(pair[0]), String(pair[1])] : ['', ''],
    ),
  )
}

function outcomeOf(results: readonly ExportsLoaded[], dryRun: boolean): JobOutcome {
  const planned = results.flatMap((one) => one.planned)
  if (dryRun) return { outcome: 'planned', says: `would fetch ${several(planned.length, 'period')}`, loadIds: [] }
  const loaded = results.flatMap((one) => one.loaded)
  const loadIds = loaded.flatMap(({ loadId }) => loadId ?? [])
  const lines = loaded.reduce((sum, one) => sum + one.lines, 0n)
  const rejected = results.reduce((sum, one) => sum + one.rejected, 0n)
  return {
    outcome: rejected > 0n ? 'incomplete' : loadIds.length > 0 ? 'loaded' : 'unchanged',
    says: `${several(loaded.length, 'period')} fetched: ${several(lines, 'line')}, ${count(rejected)} rejected`,
    loadIds,
  }
}
