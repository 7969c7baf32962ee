/** `tokenledger usage probe`: what a Prometheus offers, in sentences and a table. */
import type { Column, PrometheusSettings, Probe } from '../sources/prometheus/index.js'
import { count, say, several, table } from './print.js'
import { tell } from './status-telemetry.js'

/** What each column is called, and what follows where nothing feeds it. */
const FEEDS: Readonly<Record<Column, readonly [feeds: string, without: string]>> = {
  promptTokens: ['prompt_tokens', 'prompt tokens stay NULL'],
  cachedTokens: ['cached_tokens', 'cached tokens stay NULL'],
  generatedTokens: ['generated_tokens', 'generated tokens stay NULL'],
  requests: ['requests', 'requests and their reasons to end stay NULL'],
  runningMs: ['running_ms, busy_ms', 'the time with running requests stays NULL'],
  waitingMs: ['waiting_ms, busy_ms', 'the time with waiting requests stays NULL'],
  kvCachePeak: ['kv_cache_peak', 'how full the KV cache was stays NULL'],
  e2e: ['latency e2e', 'no latency of whole requests'],
  ttft: ['latency ttft', 'no latency of first tokens'],
  itl: ['latency itl', 'no latency between tokens'],
}

/** Whether anything at all would be read. */
export function offersNothing({ engines }: Probe): boolean {
  return engines.every(({ fields }) => fields.every(([, metric]) => metric === null))
}

/** What to do where nothing would be read. */
export function remedyFor({ name, match }: PrometheusSettings): string {
  const selected = match === '' ? 'without a match' : `with match ${match}`
  return (
    `Nothing would be read of ${name}: no series of an engine that is read, in its last hour ${selected}. If engines ran, ` +
    'mend match, have it scrape their /metrics, or name them under engines. What it has of vLLM, ask it for: ' +
    '{__name__=~".*vllm.*"}'
  )
}

export function showProbe(settings: PrometheusSettings, found: Probe): void {
  const { server, replicas, models, scrapeIntervalMs } = found
  tell(`${settings.name}: ${[server.kind, server.version].filter((part) => part !== null).join(' ')}.`)
  if (!offersNothing(found)) {
    const every = scrapeIntervalMs === null ? 'at an unknown interval' : `every ${count(scrapeIntervalMs / 1000)} s`
    tell(`${several(replicas, 'replica')} in the last hour, scraped ${every}, serving ${listed(models)}.`)
    say(`\n${fieldTable(found)}`)
    const [without, ...more] = absent(found)
    if (without !== undefined) {
      say('\nMissing:')
      for (const line of [without, ...more]) tell(`  ${line}`)
    }
  }
  const remarks = [
    ...labelRemarks(settings, found),
    ...found.machines.flatMap(machineRemark),
    ...found.warnings,
    ...notRead(settings, found),
  ]
  if (remarks.length > 0) say()
  for (const remark of remarks) tell(remark)
  if (!offersNothing(found)) tell('\nNothing was loaded. Load it: tokenledger usage')
}

/** With the engine where there are several. */
function fieldTable({ engines, metrics }: Probe): string {
  const isMixed = engines.length > 1
  const rows = engines.flatMap(({ name: engine, fields }) =>
    fields.map(([column, metric]) => {
      const seen = metrics.find(({ name }) => name === metric)
      const cells = [FEEDS[column][0], metric ?? 'nothing', seen === undefined ? '' : count(seen.replicas)]
      return isMixed ? [engine, ...cells] : cells
    }),
  )
  const titles = [{ title: 'In the ledger' }, { title: 'Comes from' }, { title: 'Replicas', align: 'right' }] as const
  return table(isMixed ? [{ title: 'Engine' }, ...titles] : titles, rows)
}

const OF_MACHINES = { gpu_match: 'GPUs', kubernetes_match: 'Kubernetes' } as const

/** Nothing where there is nothing, and nobody asked for it. */
function machineRemark({ setting, match, metrics, jobs, missing }: Probe['machines'][number]): string[] {
  const what = OF_MACHINES[setting]
  const there = `${listed(metrics)}, by the job ${listed(jobs)}`
  if (match === null) {
    if (metrics.length === 0) return []
    const line = `${setting}: 'job="${jobs[0] ?? '...'}"'`
    return [`There are metrics of ${what} that are not read: ${there}. To read them: ${line}`]
  }
  if (metrics.length === 0) return [`${setting} ${match} selects no series of ${what} in the last hour: mend it.`]
  const without = missing.length === 0 ? '' : ` Missing: ${listed(missing)}.`
  return [`Of ${what}, ${setting} selects ${there}.${without}`]
}

/** Engines whose names are there, and which the settings leave out. */
function notRead({ engines }: PrometheusSettings, found: Probe): string[] {
  return found.notRead.map(({ engine, title, metrics }) => {
    const entry = engines === undefined ? `engines: [${engine}] in an entry of its own` : `${engine} to engines`
    return `There are metrics as ${title} names them, which are not read: ${listed(metrics)}. If they are its, write ${entry}.`
  })
}

function absent({ engines, evidence }: Probe): string[] {
  const unfed = engines.flatMap(({ title, fields, untold, unverified }) => {
    const who = engines.length > 1 ? ` of ${title}` : ''
    const lines = fields.flatMap(([column, metric]) => {
      if (metric !== null) return []
      const [, why] = untold.find(([one]) => one === column) ?? []
      const [feeds, without] = FEEDS[column]
      return [`No metric${who} for ${feeds}${why === undefined ? '' : ` (${why})`}: ${without}.`]
    })
    if (unverified.length === 0) return lines
    const feeds = listed(unverified.map((column) => FEEDS[column][0]))
    const words = `The names of ${title} were checked against no live server, source or reference (${feeds}). Compare an hour with what it says itself.`
    return [...lines, words]
  })
  const { processStart, created, up } = evidence
  return [
    ...unfed,
    ...(processStart || created
      ? []
      : [
          'No process_start_time_seconds and no _created of these targets, so restarts are seen by falling counters only: ' +
            'an hour with a hole in its samples is a lower_bound, and a new series may be baseline_unknown.',
        ]),
    ...(up ? [] : ['No up of these targets: whether a target was down, or not scraped, is not known.']),
  ]
}

function labelRemarks({ resourceLabel, versionLabel, gpusLabel }: PrometheusSettings, found: Probe): string[] {
  if (offersNothing(found)) return []
  const { labels, haLabels } = found
  const said = [
    ['resource_label', resourceLabel, 'the machine', 'resource'],
    ['version_label', versionLabel, 'the version', 'version'],
    ['gpus_label', gpusLabel, 'the number of GPUs', 'gpus'],
  ] as const
  const pairs = Object.entries(haLabels).map(([name, values]) => `${name} (${values.join(', ')})`)
  return [
    ...said.map(([setting, label, what, key]) => {
      const otherwise = `Say ${what} in usage.deployments (${key})`
      if (label === undefined)
        return `${setting} is not set. ${otherwise}, or name a label. There are: ${listed(Object.keys(labels))}.`
      const values = labels[label]
      return values === undefined
        ? `${setting} names ${label}, which no target has. ${otherwise}, or mend it. There are: ${listed(Object.keys(labels))}.`
        : `${setting} ${label} is there, such as ${listed(values)}.`
    }),
    ...(pairs.length === 0 ? [] : [`Labels of who scraped: ${listed(pairs)}.`]),
  ]
}

const MOST = 12

function listed(names: readonly string[]): string {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : ''
  return names.length === 0 ? 'none' : `${names.slice(0, MOST).join(', ')}${more}`
}
