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
import { replicas as seriesOf } from './replicas.js'
import { shipped } from '../src/shipped.js'
import { startPrometheus as startStandIn } from '../src/world/prometheus.js'

const read = shipped('dist/bench/usage-read.js')
const replay = shipped('dist/bench/replay.js')

export interface Size {
  readonly runs: number
  readonly replicas: number
}

export async function usageClaims(server: Server, folder: string, { runs, replicas }: Size): Promise<Claim[]> {
  say(`Writing an hour of ${replicas} replicas with 40 series each ...`)
  const prometheus = await fleetServer(join(folder, 'prometheus'), replicas)
  say(`They are in ${prometheus.what}.`)
  try {
    const asked = await questionsOf(prometheus.url, replicas, join(folder, 'asked.json'))
    const seen = { server: new Array<number>(), read: new Array<number>(), load: new Array<number>() }
    let memory = 0
    for (let run = 1; run <= runs; run += 1) {
      seen.server.push((await measure(process.execPath, [replay, prometheus.url, asked])).seconds)
      const counted = await measure(process.execPath, [read, prometheus.url, String(replicas)])
      const loaded = await loadInto(server, prometheus.url, replicas)
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
async function questionsOf(url: string, replicas: number, path: string): Promise<string> {
  const recorder = await record(url)
  try {
    await measure(process.execPath, [read, recorder.url, String(replicas)])
    await writeFile(path, JSON.stringify(recorder.asked))
    say(`The reading asks ${recorder.asked.length} questions, at most ${recorder.atOnce()} at once.`)
    return path
  } finally {
    recorder.stop()
  }
}

async function loadInto(server: Server, url: string, replicas: number): Promise<Measured> {
  const ledger = await freshLedger(server)
  const measured = await measure(process.execPath, [read, url, String(replicas), ledger.url])
  await ledger.drop()
  return measured
}
