/** A Prometheus of the system's own package, started on blocks that promtool made, or on what it scrapes. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../src/store/embedded/port.js'
import { remoteWrite } from './remote-write.js'
import { type Series, startProgram, type TelemetryServer } from './telemetry.js'

const FOLDER = '/usr/bin'

/** Where prometheus and promtool are: the folder of CONFORMANCE_PROMETHEUS, else Debian's. */
export function prometheusPrograms(): { readonly prometheus: string; readonly promtool: string } {
  const folder = process.env['CONFORMANCE_PROMETHEUS'] ?? FOLDER
  const programs = { prometheus: join(folder, 'prometheus'), promtool: join(folder, 'promtool') }
  const missing = Object.values(programs).filter((path) => !existsSync(path))
  if (missing.length === 0) return programs
  throw new Error(
    `No Prometheus to conform to: there is no ${missing.join(' and no ')}. ` +
      'Install the package prometheus, or set CONFORMANCE_PROMETHEUS to the folder that holds prometheus and promtool.',
  )
}

/** `folder` has to exist, and is the server's alone. */
export async function startPrometheus(
  folder: string,
  series: Iterable<Series>,
  scrapes: readonly Scrape[] = [],
): Promise<TelemetryServer> {
  const programs = prometheusPrograms()
  const data = join(folder, 'data')
  const config = join(folder, 'prometheus.yml')
  await mkdir(data, { recursive: true })
  await writeFile(config, JSON.stringify({ scrape_configs: scrapes.map(scrapeConfig) }))
  if (scrapes.length === 0) await makeBlocks(programs.promtool, folder, series)
  const port = await freePort(folder, undefined)
  const url = `http://127.0.0.1:${port}`
  const settings = ['--storage.tsdb.retention.time=100y', '--web.enable-remote-write-receiver', '--log.level=warn']
  const places = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`]
  const args = [...places, ...settings]
  const start = (): Promise<() => Promise<void>> => startProgram(programs.prometheus, args, `${url}/-/ready`)
  let stop = await start()
  return {
    url,
    // Blocks that somebody else makes are looked for once a minute, and at the start.
    add: async (late) => {
      await stop()
      await makeBlocks(programs.promtool, folder, late)
      stop = await start()
    },
    write: (samples) => remoteWrite(url, samples),
    stop: async () => stop(),
  }
}

/** A target that is scraped once a second, `host:port`. */
export interface Scrape {
  readonly job: string
  readonly target: string
  readonly labels: Readonly<Record<string, string>>
}

/** JSON is YAML. */
function scrapeConfig({ job, target, labels }: Scrape): object {
  return { job_name: job, scrape_interval: '1s', scrape_timeout: '1s', static_configs: [{ targets: [target], labels }] }
}

async function makeBlocks(promtool: string, folder: string, series: Iterable<Series>): Promise<void> {
  const path = join(folder, 'samples.txt')
  const file = await open(path, 'w')
  try {
    for (const one of series) await file.write(openMetrics(one))
    await file.write('# EOF\n')
  } finally {
    await file.close()
  }
  await promisify(execFile)(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '-q', path, join(folder, 'data')])
  await rm(path)
}

/** Without a TYPE line OpenMetrics asks nothing of a name, so that the names of old engines pass. */
function openMetrics({ name, labels, samples }: Series): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  const head = `${name}{${inside.join(',')}}`
  return samples.map(([at, value]) => `${head} ${numeral(value)} ${(at / 1000).toFixed(3)}\n`).join('')
}

function numeral(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
}
