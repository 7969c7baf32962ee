/** `tokenledger usage probe`: what a Prometheus offers, in sentences and a table. */
import type { PrometheusSettings, Probe } from '../sources/prometheus/index.js'
import { count, say, several, table } from './print.js'
import { tell } from './status-telemetry.js'

type Field = keyof Probe['fields']

/** What each field feeds, and what follows where nothing feeds it. */
const FEEDS: Readonly<Record<Field, readonly [feeds: string, without: string]>> = {
  promptTokens: ['prompt_tokens', 'prompt tokens stay NULL'],
  cachedTokens: ['cached_tokens', 'cached tokens stay NULL'],
  generatedTokens: ['generated_tokens', 'generated tokens stay NULL'],
  requests: ['requests', 'requests and their reasons to end stay NULL'],
  runningMs: ['running_ms, busy_ms', 'the time with running requests stays NULL'],
  waitingMs: ['waiting_ms, busy_ms', 'the time with waiting requests stays NULL'],
  e2e: ['latency e2e', 'no latency of whole requests'],
  ttft: ['latency ttft', 'no latency of first tokens'],
  itl: ['latency itl', 'no latency between tokens'],
}

const isField = (name: string): name is Field => name in FEEDS

/** Whether anything at all would be read. */
export function offersNothing({ fields }: Probe): boolean {
  return Object.values(fields).every((metric) => metric === null)
}

/** What to do where nothing would be read. */
export function remedyFor({ name, match }: PrometheusSettings): string {
  const selected = match === '' ? 'without a match' : `with match ${match}`
  return (
    `Nothing would be read of ${name}: no series of vLLM in its last hour ${selected}. If engines ran, mend match, or ` +
    'have it scrape their /metrics. What it has of vLLM, ask it for: {__name__=~".*vllm.*"}'
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
  const remarks = [...labelRemarks(settings, found), ...found.warnings]
  if (remarks.length > 0) say()
  for (const remark of remarks) tell(remark)
  if (!offersNothing(found)) tell('\nNothing was loaded. Load it: tokenledger usage')
}

function fieldTable({ fields, metrics }: Probe): string {
  const rows = Object.entries(fields).flatMap(([field, metric]) => {
    if (!isField(field)) return []
    const seen = metrics.find(({ name }) => name === metric)
    return [[FEEDS[field][0], metric ?? 'nothing', seen === undefined ? '' : count(seen.replicas)]]
  })
  return table([{ title: 'In the ledger' }, { title: 'Comes from' }, { title: 'Replicas', align: 'right' }], rows)
}

function absent({ fields, evidence }: Probe): string[] {
  const unfed = Object.entries(fields).flatMap(([field, metric]) =>
    metric === null && isField(field) ? [`No metric for ${FEEDS[field][0]}: ${FEEDS[field][1]}.`] : [],
  )
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
