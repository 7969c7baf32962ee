/** The demo's steps: two loads of bills, made-up rates and a made-up fleet's telemetry, each the way its command goes. */
import { loadFocus } from '../../jobs/bills-focus.js'
import { putInForce, splitByOf } from '../../jobs/fold.js'
import { loadRates } from '../../jobs/rates.js'
import { loadUsage } from '../../jobs/usage.js'
import { shipped } from '../shipped.js'
import { sha256OfFiles } from '../sources/focus/index.js'
import { readHours } from '../sources/prometheus/index.js'
import { type Store, withClient } from '../store/index.js'
import { everLoaded } from '../store/overview.js'
import { startCfets } from '../world/cfets.js'
import { parseHour } from '../units/hour.js'
import { fleetSeries, SCRAPE_MS } from '../world/fleet-counters.js'
import { startPrometheus } from '../world/prometheus.js'
import { madeUpRates } from '../world/rates.js'
import type { Context } from './context.js'
import { progressOf } from './progress.js'

const first = ['aws-2026-08.csv.gz', 'gcp-2026-08.csv', 'alibaba-2026-08.csv', 'tencent-2026-08.csv']
const restated = ['restated/aws-2026-08.csv.gz']
// The day on which the made-up bills are read: by the clock they would come from the future, or turn final some day.
const today = new Date('2026-08-20T02:00:00Z')
/** Of the same day: in Beijing it is 10:00, and a fixing comes at 09:15. */
const lastFixing = '2026-08-20'
const telemetry = { from: '2026-08-01T00:00:00Z', to: '2026-08-15T00:00:00Z' } as const

export type StepDone = { readonly step: 'bills' | 'restatement' | 'rates' | 'usage' } & (
  | { readonly outcome: 'unchanged' }
  | {
      readonly outcome: 'loaded'
      /** Lines of bills, fixings, or hours of replicas. */
      readonly lines: bigint
      readonly came: bigint
      readonly gone: bigint
      /** Resource-hours folded. */
      readonly hours: bigint
    }
)

/**
 * All go the way of their commands, which know what they have loaded before. The first is passed over once its files were
 * loaded: one of them has been restated since, and loading it again would undo that.
 */
export async function demoSteps(store: Store, context: Context): Promise<StepDone[]> {
  await putInForce(store, splitByOf(context.config))
  const hashes = await sha256OfFiles(pathsOf(first).map((path) => ({ path })))
  const before = await withClient(store.pool, (client) => everLoaded(client, hashes))
  const bills = before
    ? ({ step: 'bills', outcome: 'unchanged' } as const)
    : await loadBills('bills', first, store, context)
  const again = await loadBills('restatement', restated, store, context)
  return [bills, again, await rates(store, context), await usage(store, context)]
}

async function loadBills(
  step: 'bills' | 'restatement',
  files: readonly string[],
  store: Store,
  context: Context,
): Promise<StepDone> {
  const progress = progressOf(context)
  const { home, bills } = context.config
  const { replaced } = await loadFocus(store, {
    paths: pathsOf(files),
    cwd: home,
    home,
    covering: 'whole',
    feed: bills.focus.feed,
    roundDoubles: bills.focus.roundDoubles,
    memoryLimit: bills.focus.memoryLimit,
    finalAfterDays: bills.finalAfterDays,
    declared: [],
    now: today,
    onStep: progress.step,
  }).finally(progress.end)
  if (replaced?.loadId === undefined) return { step, outcome: 'unchanged' }
  const { linesAccepted: lines, came, gone, hours } = replaced
  return { step, outcome: 'loaded', lines, came, gone, hours }
}

/** From a stand-in of CFETS on loopback, through the same requests and the same checks. */
async function rates(store: Store, context: Context): Promise<StepDone> {
  const world = await startCfets(madeUpRates(lastFixing))
  const progress = progressOf(context)
  try {
    const written = await loadRates(store, {
      ...context.config.rates,
      cfetsUrl: world.url,
      earliest: undefined,
      from: undefined,
      to: undefined,
      file: undefined,
      accept: [],
      dryRun: false,
      now: today,
      pause: () => Promise.resolve(),
      onStep: progress.step,
    }).finally(progress.end)
    if (written.loadId === undefined) return { step: 'rates', outcome: 'unchanged' }
    const { fixings: lines, came, gone, hours } = written
    return { step: 'rates', outcome: 'loaded', lines, came, gone, hours }
  } finally {
    await world.close()
  }
}

/** From a stand-in of Prometheus on loopback: the fleet's samples are worked out when they are asked for. */
async function usage(store: Store, context: Context): Promise<StepDone> {
  const world = await startPrometheus(fleetSeries())
  const progress = progressOf(context)
  const settings = { ...fleetScrape, url: world.url }
  try {
    const { hours } = await loadUsage(store, {
      sources: [
        { name: settings.name, scrapeIntervalMs: SCRAPE_MS, read: (wanted, ask) => readHours(settings, wanted, ask) },
      ],
      rules: { entries: [], providers: {} },
      rereadHours: 0,
      from: parseHour(telemetry.from),
      to: parseHour(telemetry.to),
      allowEmpty: false,
      dryRun: false,
      now: today,
      onStep: ({ done, total }) => progress.step('usage', (100 * done) / total),
    }).finally(progress.end)
    const written = hours.filter(({ loadId }) => loadId !== undefined)
    if (written.length === 0) return { step: 'usage', outcome: 'unchanged' }
    const sum = (of: (one: (typeof written)[number]) => number): bigint =>
      BigInt(written.reduce((total, one) => total + of(one), 0))
    return {
      step: 'usage',
      outcome: 'loaded',
      lines: sum(({ came }) => came),
      came: sum(({ came }) => came),
      gone: sum(({ gone }) => gone),
      hours: sum(({ respread }) => respread.moved),
    }
  } finally {
    await world.close()
  }
}

const fleetScrape = {
  name: 'demo',
  auth: undefined,
  headers: {},
  match: '',
  replicaLabels: ['namespace', 'pod'],
  haLabels: ['prometheus_replica'],
  resourceLabel: 'instance_id',
  provider: undefined,
  versionLabel: 'model_version',
  gpusLabel: 'gpus',
  scrapeIntervalMs: undefined,
} as const

function pathsOf(files: readonly string[]): string[] {
  return files.map((file) => shipped(`examples/bills/${file}`))
}
