/** Reads one span of hours: what the replicas counted, family by family. */
import { union } from '../../counting/samples.js'
import type { AskCheckpoints, TelemetryHour } from '../../records/usage-hour.js'
import { baselinesOf, type Carried } from './baselines.js'
import { readEvidence, withFalls } from './evidence.js'
import { tallyLatency } from './latency.js'
import { TIMED, type TimedField } from './engines/form.js'
import { type Machines, readMachines } from './machines.js'
import { boundsOf, type Reader } from './reader.js'
import { hourOf } from './rows.js'
import { tallyCounters } from './tally.js'
import { type Bad, type Exporter, sorted } from './targets.js'
import { clockOf, type Scope, type Turn, turnsOf } from './turns.js'
import { onceEach } from './twice.js'

/** The hours of the span, in order. `carried` is taken along from span to span. */
export async function readSpan(reader: Reader, ask: AskCheckpoints, carried: Carried): Promise<TelemetryHour[]> {
  const { settings, names, span } = reader
  // How long requests took, the engines behind a gateway tell.
  const timed = settings.gateway === undefined ? TIMED : []
  const families = [names.counters, names.gauges, ...timed.map((metric) => names.histograms(metric))]
  const next = ahead(families.map((family) => () => reader.samples(family)))
  const series = [...(await next()), ...(await next())]
  const { exporters, bad } = sorted(settings, names, series)
  const clocks = exporters.map(clockOf)
  const evidence = await readEvidence(reader, exporters, clocks.flat())
  const unborn = exporters.map((exporter, i): Scope => {
    const clock = clocks[i] ?? []
    return { exporter, clock, scrapes: union(clock), life: evidence.lifeOf(exporter) }
  })
  const found = unborn.map((scope) => ({ scope, exporter: scope.exporter }))
  const baselines = await baselinesOf(reader, ask, carried, names.counters, found)
  const scopes = unborn.map((scope) => ({ ...scope, life: withFalls(scope.life, scope.exporter, baselines) }))
  const turns = turnsOf(scopes, span, settings.scrapeIntervalMs).map(onceEach)
  for (const turn of turns.flat()) tallyCounters(turn, baselines)
  const worse: Bad[] = [...bad]
  for (const metric of timed) {
    const latency = sorted(settings, names, await next())
    worse.push(...latency.bad)
    await countLatency(reader, ask, carried, metric, latency.exporters, scopes, turns.flat())
  }
  carried.add(turns.flat().flatMap(({ checkpoints }) => checkpoints))
  const targets = exporters.map(({ labels }) => labels)
  const machines = await readMachines(reader, targets)
  return machines.map((known, i) => wholeHour(reader, turns[i] ?? [], i, worse, known))
}

/** Three at once: the server works out two answers while one is read and counted. */
const AT_ONCE = 3

/** Each answer in its order. */
function ahead<T>(asks: readonly (() => Promise<T>)[]): () => Promise<T> {
  const left = [...asks]
  const coming: Promise<T>[] = []
  const fill = (): void => {
    for (const ask of left.splice(0, AT_ONCE - coming.length)) {
      const answer = ask()
      answer.catch(() => undefined) // told when it is its turn; nobody waits for it when an earlier one failed
      coming.push(answer)
    }
  }
  fill()
  return async () => {
    const [first] = coming
    if (first === undefined) throw new RangeError('Everything was asked for already.')
    const answer = await first
    coming.shift()
    fill()
    return answer
  }
}

async function countLatency(
  reader: Reader,
  ask: AskCheckpoints,
  carried: Carried,
  metric: TimedField,
  exporters: readonly Exporter[],
  scopes: readonly Scope[],
  turns: readonly Turn[],
): Promise<void> {
  const idOf = ({ rank, target }: Exporter): string => `${rank} ${target}`
  const byTarget = new Map(scopes.map((scope) => [idOf(scope.exporter), scope]))
  const found = exporters.flatMap((exporter) => {
    const scope = byTarget.get(idOf(exporter))
    return scope === undefined ? [] : [{ scope, exporter }]
  })
  const baselines = await baselinesOf(reader, ask, carried, reader.names.histograms(metric), found)
  const exporterOf = new Map(found.map(({ scope, exporter }) => [scope, exporter]))
  for (const turn of turns) {
    const exporter = exporterOf.get(turn.scope)
    if (exporter !== undefined) tallyLatency(turn, metric, exporter, baselines)
  }
}

function wholeHour(
  { settings, span, warnings }: Reader,
  turns: readonly Turn[],
  index: number,
  bad: readonly Bad[],
  machines: Machines,
) {
  const hour = span.hours[index]
  if (hour === undefined) throw new RangeError(`The span has no hour ${index}.`)
  const { from, to } = boundsOf(span, index)
  const counts = new Map<string, number>()
  for (const { at, name, replica } of bad) {
    if (at <= from || at > to) continue
    const what = `${name} of ${replica}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  const left = [...counts].map(
    ([what, n]) => `${what}: ${n} of its values cannot be counts (NaN, infinite, a part of one).`,
  )
  const all = [...warnings, ...left]
  return hourOf(settings, hour, turns, all, all.length === 0, machines)
}
