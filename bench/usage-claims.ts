/**
 * How fast an hour of telemetry becomes rows, against the time the server itself takes to answer the same questions, and
 * how much memory that takes.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { prometheusPrograms, startPrometheus } from '../test/conformance/prometheus.js'
import { atMost, type Claim, median, say, sayRun } from './claims.js'
import { freshLedger, type Server } from './ledger.js'
import { measure, type Measured } from './processes.js'
import { record } from './recorder.js'
import { dayOfScrapes, replicas as seriesOf } from './replicas.js'
import { shipped } from '../src/shipped.js'
import { startPrometheus as startStandIn } from '../src/world/prometheus.js'

const reading = shipped('dist/bench/usage-read.js')
const replay = shipped('dist/bench/replay.js')

export interface Size {
  readonly runs: number
  readonly replicas: number
  /** A backfill of so many days of so many replicas. */
  readonly days: number
  readonly daily: number
}

export async function usageClaims(
  server: Server,
  folder: string,
  { runs, replicas, days, daily }: Size,
): Promise<Claim[]> {
  const hour = await hourClaims(server, folder, runs, replicas)
  return isInstalled() ? [...hour, ...(await backfillClaims(server, folder, days, daily))] : hour
}

/** Once: it takes as long as many runs of an hour. */
async function backfillClaims(server: Server, folder: string, days: number, replicas: number): Promise<Claim[]> {
  const place = join(folder, 'prometheus-days')
  say(`Writing ${days} days of ${replicas} replicas with 40 series each ...`)
  await mkdir(place)
  const prometheus = await startPrometheus(place, seriesOf(replicas, dayOfScrapes(0)))
  for (let day = 1; day < days; day += 1) await prometheus.add(seriesOf(replicas, dayOfScrapes(day)))
  const hours = days * 24
  try {
    const asked = await questionsOf(prometheus.url, replicas, join(folder, 'asked-days.json'), hours)
    const alone = await measure(process.execPath, [replay, prometheus.url, asked])
    const counted = await measure(process.execPath, [reading, prometheus.url, String(replicas), String(hours)])
    const loaded = await loadInto(server, prometheus.url, replicas, hours)
    const memory = Math.max(counted.peakMegabytes, loaded.peakMegabytes)
    const what = `${days} days of ${replicas} replicas`
    return [
      atMost(`time to read and count ${what}, against the server answering`, counted.seconds / alone.seconds, 2),
      atMost('the same written to PostgreSQL', loaded.seconds / alone.seconds, Number.POSITIVE_INFINITY),
      atMost(`peak memory of reading ${what}, MB`, memory, 512),
    ]
  } finally {
    await prometheus.stop()
  }
}

async function hourClaims(server: Server, folder: string, runs: number, replicas: number): Promise<Claim[]> {
  say(`Writing an hour of ${replicas} replicas with 40 series each ...`)
  const prometheus = await fleetServer(join(folder, 'prometheus'), replicas)
  say(`They are in ${prometheus.what}.`)
  try {
    const asked = await questionsOf(prometheus.url, replicas, join(folder, 'asked.json'))
    const seen = { server: new Array<number>(), read: new Array<number>(), load: new Array<number>() }
    let memory = 0
    for (let run = 1; run <= runs; run += 1) {
      seen.server.push((await measure(process.execPath, [replay, prometheus.url, asked])).seconds)
      const counted = await measure(process.execPath, [reading, prometheus.url, String(replicas), '1'])
      const loaded = await loadInto(server, prometheus.url, replicas, 1)
      seen.read.push(counted.seconds)
      seen.load.push(loaded.seconds)
      memory = Math.max(memory, counted.peakMegabytes, loaded.peakMegabytes)
      sayRun(run, seen, memory)
    }
    return claimsOf(seen, replicas, memory)
  } finally {
    await prometheus.stop()
  }
}

interface FleetServer {
  readonly what: string
  readonly url: string
  stop(): Promise<void>
}

/** A Prometheus where one is installed, or else the stand-in of the demo: its time says little about a real server's. */
async function fleetServer(place: string, replicas: number): Promise<FleetServer> {
  const series = seriesOf(replicas)
  if (isInstalled()) {
    await mkdir(place)
    return { what: 'a real Prometheus', ...(await startPrometheus(place, series)) }
  }
  const standIn = await startStandIn(
    Array.from(series, (one) => ({
      labels: { __name__: one.name, ...one.labels },
      samples: (from, to) => one.samples.filter(([at]) => from < at && at <= to),
    })),
  )
  return { what: 'a stand-in, for no Prometheus is installed', url: standIn.url, stop: () => standIn.close() }
}

function isInstalled(): boolean {
  try {
    prometheusPrograms()
    return true
  } catch {
    return false
  }
}

type Seen = Readonly<Record<'server' | 'read' | 'load', readonly number[]>>

function claimsOf(seen: Seen, replicas: number, memory: number): Claim[] {
  const alone = median(seen.server)
  return [
    atMost(
      `time to read and count an hour of ${replicas} replicas, against the server answering`,
      median(seen.read) / alone,
      2,
    ),
    atMost('the same written to PostgreSQL', median(seen.load) / alone, Number.POSITIVE_INFINITY),
    atMost('peak memory of the reading, MB', memory, 512),
  ]
}

/** What the reading asks of its server, in a file. */
async function questionsOf(url: string, replicas: number, path: string, hours = 1): Promise<string> {
  const recorder = await record(url)
  try {
    await measure(process.execPath, [reading, recorder.url, String(replicas), String(hours)])
    await writeFile(path, JSON.stringify(recorder.asked))
    say(`The reading asks ${recorder.asked.length} questions, at most ${recorder.atOnce()} at once.`)
    return path
  } finally {
    recorder.stop()
  }
}

async function loadInto(server: Server, url: string, replicas: number, hours: number): Promise<Measured> {
  const ledger = await freshLedger(server)
  const measured = await measure(process.execPath, [reading, url, String(replicas), String(hours), ledger.url])
  await ledger.drop()
  return measured
}
