/** A VictoriaMetrics of the system's own package, filled through its import. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../src/store/embedded/port.js'
import { remoteWrite } from './remote-write.js'
import { type Series, startProgram, type TelemetryServer } from './telemetry.js'

/** The program to run: that of CONFORMANCE_VICTORIA_METRICS, else Debian's. */
export function victoriaMetricsProgram(): string {
  const program = process.env['CONFORMANCE_VICTORIA_METRICS'] ?? '/usr/bin/victoria-metrics'
  if (existsSync(program)) return program
  throw new Error(
    `No VictoriaMetrics to conform to: there is no ${program}. ` +
      'Install the package victoria-metrics, or set CONFORMANCE_VICTORIA_METRICS to the program.',
  )
}

/** `folder` has to exist, and is the server's alone. */
export async function startVictoriaMetrics(folder: string, series: Iterable<Series>): Promise<TelemetryServer> {
  const program = victoriaMetricsProgram()
  const port = await freePort(folder, undefined)
  const url = `http://127.0.0.1:${port}`
  // Samples older than the retention are dropped without a word.
  const args = [
    `-storageDataPath=${join(folder, 'data')}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    '-retentionPeriod=100y',
  ]
  const stop = await startProgram(program, [...args, '-loggerLevel=ERROR'], `${url}/health`)
  await load(url, series)
  const write = async (samples: readonly Series[]): Promise<void> => {
    await remoteWrite(url, samples)
    await flush(url)
  }
  return { url, add: (late) => load(url, late), write, stop }
}

async function load(url: string, series: Iterable<Series>): Promise<void> {
  const body = [...series].map((one) => `${JSON.stringify(importLine(one))}\n`).join('')
  await post(`${url}/api/v1/import`, body)
  await flush(url)
}

/** What has just come is otherwise seen after a second. */
async function flush(url: string): Promise<void> {
  await post(`${url}/internal/force_flush`, '')
}

function importLine({ name, labels, samples }: Series): Record<string, unknown> {
  return {
    metric: { __name__: name, ...labels },
    values: samples.map(([, value]) => value),
    timestamps: samples.map(([at]) => at),
  }
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  await response.body?.cancel()
}
