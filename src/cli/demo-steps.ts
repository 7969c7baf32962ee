/** The demo's steps: rates, bills of four clouds and telemetry, and all of it again some days later, each as its job goes. */
import { clouds } from '../../jobs/clouds.js'
import { type AccountLoaded, loadCloud } from '../../jobs/list/bills-api.js'
import { loadRates } from '../../jobs/rates.js'
import { loadUsage } from '../../jobs/usage.js'
import { usageOptions } from '../../jobs/usage-options.js'
import { type Store, withClient } from '../store/index.js'
import { anythingLoaded } from '../store/overview.js'
import type { Context } from './context.js'
import { type DemoWorld, MOMENTS, TELEMETRY } from './demo-world.js'
import { progressOf } from './progress.js'

export type StepDone = { readonly step: 'rates' | 'bills' | 'usage' | 'later' } & (
  | { readonly outcome: 'unchanged' }
  | {
      readonly outcome: 'loaded'
      /** Requests to the clouds; 0 for the others. */
      readonly requests: number
      /** Lines of bills, fixings, or hours of replicas. */
      readonly lines: bigint
      readonly came: bigint
      readonly gone: bigint
      /** Resource-hours folded. */
      readonly hours: bigint
    }
)

/**
 * All go the way of their jobs, which find by themselves what is due. Who runs it again comes at the later moment: reading the
 * bills of the first one again would take back what has come since.
 */
export async function demoSteps(store: Store, context: Context, world: DemoWorld): Promise<StepDone[]> {
  const isAgain = await withClient(store.pool, anythingLoaded)
  const first: StepDone[] = isAgain
    ? [unchanged('rates'), unchanged('bills'), unchanged('usage')]
    : await readAll(store, context, world, MOMENTS.first)
  const [, later = unchanged('bills')] = await readAll(store, context, world, MOMENTS.later)
  return [...first, { ...later, step: 'later' }]
}

function unchanged(step: StepDone['step']): StepDone {
  return { step, outcome: 'unchanged' }
}

async function readAll(store: Store, context: Context, world: DemoWorld, now: Date): Promise<StepDone[]> {
  await world.goTo(now)
  return [
    await rates(store, context, world, now),
    await bills(store, context, world, now),
    await usage(store, context, world, now),
  ]
}

async function rates(store: Store, context: Context, { config }: DemoWorld, now: Date): Promise<StepDone> {
  const progress = progressOf(context)
  const written = await loadRates(store, {
    ...config.rates,
    earliest: undefined,
    from: undefined,
    to: undefined,
    file: undefined,
    accept: [],
    dryRun: false,
    now,
    pause: () => Promise.resolve(),
    onStep: progress.step,
  }).finally(progress.end)
  if (written.loadId === undefined) return unchanged('rates')
  const { fixings: lines, came, gone, hours } = written
  return { step: 'rates', outcome: 'loaded', requests: 0, lines, came, gone, hours }
}

/** Nobody waits between two requests to this machine. */
async function bills(store: Store, context: Context, { config }: DemoWorld, now: Date): Promise<StepDone> {
  const loaded: AccountLoaded[] = []
  for (const cloud of clouds) {
    const progress = progressOf(context)
    const around = { now, dryRun: false, onStep: progress.step, pause: () => Promise.resolve() }
    loaded.push(...(await loadCloud(cloud, store, config, {}, around).finally(progress.end)))
  }
  for (const { failed } of loaded) if (failed !== undefined) throw failed
  const written = loaded.flatMap(({ pieces }) => pieces.map(({ replaced }) => replaced))
  if (written.every(({ came, gone }) => came === 0n && gone === 0n)) return unchanged('bills')
  const sum = (of: (one: (typeof written)[number]) => bigint): bigint => written.reduce((all, one) => all + of(one), 0n)
  return {
    step: 'bills',
    outcome: 'loaded',
    requests: loaded.reduce((all, { requests }) => all + requests, 0),
    lines: sum(({ linesAccepted }) => linesAccepted),
    came: sum(({ came }) => came),
    gone: sum(({ gone }) => gone),
    hours: sum(({ hours }) => hours),
  }
}

async function usage(store: Store, context: Context, { config }: DemoWorld, now: Date): Promise<StepDone> {
  const progress = progressOf(context)
  const onStep = ({ done, total }: { done: number; total: number }): void =>
    progress.step('usage', (100 * done) / total)
  const options = { ...usageOptions(config, TELEMETRY, { now, onStep }), rereadHours: 0 }
  const { hours } = await loadUsage(store, options).finally(progress.end)
  const written = hours.filter(({ loadId }) => loadId !== undefined)
  if (written.length === 0) return unchanged('usage')
  const sum = (of: (one: (typeof written)[number]) => number): bigint =>
    BigInt(written.reduce((all, one) => all + of(one), 0))
  const came = sum((one) => one.came)
  return {
    step: 'usage',
    outcome: 'loaded',
    requests: 0,
    lines: came,
    came,
    gone: sum(({ gone }) => gone),
    hours: sum(({ respread }) => respread.moved),
  }
}
