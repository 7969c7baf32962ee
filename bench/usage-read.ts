/** Reads and counts hours of a telemetry server, into a ledger if one is named, in a process whose memory can be told. */
import type { PrometheusConfig } from '../src/config/index.js'
import type { AskCheckpoints, TelemetryHour } from '../src/records/usage-hour.js'
import { readHours } from '../src/sources/prometheus/index.js'
import type { Store } from '../src/store/index.js'
import { type Hour, hourRange, hoursOf, parseHour, plusHours } from '../src/units/hour.js'
import { HOUR } from './replicas.js'

const [url = '', replicas = '', count = '1', ledger = ''] = process.argv.slice(2)
const from = parseHour(HOUR)
const settings: PrometheusConfig = {
  name: 'bench',
  url,
  auth: undefined,
  tls: undefined,
  peers: [],
  headers: {},
  match: 'job="vllm"',
  gpuMatch: undefined,
  kubernetesMatch: undefined,
  gpuResources: new Map(),
  engines: undefined,
  enginesFile: undefined,
  modelLabel: undefined,
  roleLabel: undefined,
  gateway: undefined,
  replicaLabels: ['namespace', 'pod'],
  haLabels: [],
  resourceLabel: undefined,
  provider: undefined,
  versionLabel: undefined,
  gpusLabel: undefined,
  scrapeIntervalMs: undefined,
}

const read = (hours: readonly Hour[], ask: AskCheckpoints): AsyncIterable<TelemetryHour> =>
  readHours(settings, hours, ask)

async function counted(): Promise<number> {
  let rows = 0
  const all = hoursOf(hourRange(from, plusHours(from, Number(count))))
  for await (const { usage } of read([...all], () => Promise.resolve(new Map()))) rows += usage.length
  return rows
}

/** What writes is imported only by who writes. */
async function load(connectionString: string): Promise<number> {
  const [{ loadUsage }, { createPool }] = await Promise.all([
    import('../jobs/usage.js'),
    import('../src/store/index.js'),
  ])
  const pool = createPool({ connectionString })
  const store: Store = { pool, address: { connectionString }, note: undefined, close: () => pool.end() }
  try {
    const loaded = await loadUsage(store, {
      sources: [{ name: settings.name, scrapeIntervalMs: settings.scrapeIntervalMs, read }],
      rules: { entries: [], providers: {} },
      rereadHours: 0,
      from,
      to: plusHours(from, Number(count)),
      allowEmpty: false,
      dryRun: false,
      now: new Date(),
      onStep: () => undefined,
    })
    return loaded.hours.reduce((sum, { came }) => sum + came, 0)
  } finally {
    await pool.end()
  }
}

const rows = ledger === '' ? await counted() : await load(ledger)
if (rows !== Number(replicas) * Number(count)) {
  throw new Error(`${rows} rows came of ${count} hours of ${replicas} replicas.`)
}
