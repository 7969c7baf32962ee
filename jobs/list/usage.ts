/** The job `usage`, and the history that each Prometheus remembers. */
import type { Config, PrometheusConfig } from '../../src/config/index.js'
import { type Store, withClient } from '../../src/store/index.js'
import { lackingHours } from '../../src/store/usage/index.js'
import { dayOf, hoursOfDay, nextDay } from '../../src/units/billing-day.js'
import { type Hour, hourRange, plusHours } from '../../src/units/hour.js'
import { count, several } from '../../src/words.js'
import type { DayRange, History, Job, JobOutcome, Piece, Surroundings } from '../job.js'
import { rangeOf } from '../range.js'
import { cron, isLacking, lastEnd, loadUsage, name, type UsageStep } from '../usage.js'
import { type UsageAsked, usageOptions } from '../usage-options.js'

export const usageJob: Job = {
  name,
  stage: 'usage',
  summary: 'hours of telemetry from usage.prometheus',
  cron,
  memory: '512Mi',
  lacks: ({ usage }) => (usage.prometheus.length > 0 ? undefined : 'usage.prometheus names no Prometheus'),
  run: (store, config, around) => load(store, config, {}, around),
  histories: ({ usage }) => usage.prometheus.map(historyOf),
}

function historyOf(settings: PrometheusConfig): History {
  const source = settings.name
  return {
    name: `usage:${source}`,
    stage: 'usage',
    plan: (store, _, range, around) => plan(store, settings, range, around),
    // The last hour or the first of a piece may be held already; what lies between is read as one.
    load: (store, config, { from, to }, around) => load(store, config, { source, from, to }, around),
  }
}

/** A day at a time, so that one that is killed costs a day; of a day that is held in part, only the part that lacks. */
async function plan(
  store: Store,
  settings: PrometheusConfig,
  range: DayRange,
  { now }: Surroundings,
): Promise<Piece[]> {
  const end = lastEnd(now, settings)
  const { from, to } = rangeOf(range, 'UTC', nextDay(dayOf(plusHours(end, -1), 'UTC')))
  const pieces: Piece[] = []
  for (let day = from; day.date < to.date; day = nextDay(day)) {
    const whole = hoursOfDay(day)
    const hours = hourRange(whole.from, whole.to < end ? whole.to : end)
    const lacking = await withClient(store.pool, (client) => lackingHours(client, settings.name, hours))
    pieces.push(pieceOf(hours.from, hours.to, lacking))
  }
  return pieces
}

/** For a day of hours that follow each other: what engines there are, five families of samples, their baselines. */
const REQUESTS = 12

function pieceOf(from: Hour, to: Hour, lacking: readonly Hour[]): Piece {
  const [first, last] = [lacking[0], lacking.at(-1)]
  if (first === undefined || last === undefined) return { from, to, requests: REQUESTS, done: true }
  return { from: first, to: plusHours(last, 1), requests: REQUESTS, done: false }
}

async function load(store: Store, config: Config, asked: UsageAsked, around: Surroundings): Promise<JobOutcome> {
  const { dryRun, now } = around
  const onStep = ({ source, done, total }: UsageStep): void => around.onStep(source, (100 * done) / Math.max(total, 1))
  const { hours, planned } = await loadUsage(store, usageOptions(config, { ...asked, dryRun }, { now, onStep }))
  if (dryRun) {
    const wanted = planned.map(({ source, hours: open }) => `${several(open.length, 'hour')} of ${source}`)
    return { outcome: 'planned', says: `would read ${wanted.join(', ')}`, loadIds: [] }
  }
  const loadIds = hours.flatMap(({ loadId }) => loadId ?? [])
  const incomplete = hours.filter(isLacking).length
  return {
    outcome: incomplete > 0 ? 'incomplete' : loadIds.length > 0 ? 'loaded' : 'unchanged',
    says: `${several(hours.length, 'hour')} read, ${count(loadIds.length)} written, ${count(incomplete)} incomplete`,
    loadIds,
  }
}
