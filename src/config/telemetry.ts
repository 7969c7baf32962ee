/** The settings of rates and usage as the rest of the program takes them: defaults filled in, secrets read. */
import { resolve } from 'node:path'
import type { z } from 'zod'
import type { Path } from './document.js'
import { valueAt } from './document.js'
import { type Auth, authOf, checkAuth } from './auth.js'
import { deployment, parseHourOrDay, prometheus, type rates, type usage } from './schema-telemetry.js'
import { decimalOfGpus, type Gpus, parseGpus } from '../units/gpus.js'
import { readText, Secret, type Surroundings } from './secrets.js'

export interface RateSettings {
  readonly source: 'cfets' | 'safe'
  readonly cfetsUrl: string
  readonly safeUrl: string
  /** The first Beijing day to ask for; undefined: what the ledger needs. */
  readonly from: string | undefined
}

/** What a connection is encrypted with: PEM texts, the key in no log. */
export interface HttpTls {
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: Secret | undefined
}

/** Of a gateway before engines that others read. */
export interface GatewaySettings {
  /** Names who asked; undefined: nobody is told apart. */
  readonly tenantLabel: string | undefined
  /** How many tenants of an hour are told apart. */
  readonly mostTenants: number
  /** The served model behind one that is asked for, where it has another name. */
  readonly models: ReadonlyMap<string, string>
}

export interface PrometheusConfig {
  /** The `source` of every row. */
  readonly name: string
  readonly url: string
  readonly auth: Auth | undefined
  readonly tls: HttpTls | undefined
  /** Addresses of others that scrape the same targets. */
  readonly peers: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  /** Matchers as they stand between braces; empty for all. */
  readonly match: string
  /** The same for exporters of GPUs; undefined: they are not read. */
  readonly gpuMatch: string | undefined
  /** The same for kube-state-metrics. */
  readonly kubernetesMatch: string | undefined
  /** What one of a resource of Kubernetes is of a GPU, by its name as kube-state-metrics writes it. */
  readonly gpuResources: ReadonlyMap<string, Gpus>
  /** Names of the file of engines; undefined: all but those that have to be named. */
  readonly engines: readonly string[] | undefined
  /** A file of one's own beside the one that ships. */
  readonly enginesFile: string | undefined
  /** Names the served model where an engine does not. */
  readonly modelLabel: string | undefined
  /** Says prefill or decode where they are apart. */
  readonly roleLabel: string | undefined
  /** Undefined: what it reads are engines. */
  readonly gateway: GatewaySettings | undefined
  readonly replicaLabels: readonly string[]
  readonly haLabels: readonly string[]
  readonly resourceLabel: string | undefined
  readonly provider: string | undefined
  readonly versionLabel: string | undefined
  readonly gpusLabel: string | undefined
  /** Undefined: measured. */
  readonly scrapeIntervalMs: number | undefined
}

/** An entry of the dated map: what replicas of this name run on and serve, `[from, to)` in whole hours. */
export interface DeploymentEntry {
  readonly source: string | undefined
  readonly replica: string
  readonly servedModel: string | undefined
  readonly resource: string | undefined
  readonly provider: string | undefined
  /** Decimal text. */
  readonly gpus: string | undefined
  readonly model: string | undefined
  readonly version: string | undefined
  readonly from: string
  readonly to: string | undefined
}

export interface UsageSettings {
  readonly prometheus: readonly PrometheusConfig[]
  readonly rereadHours: number
  readonly deployments: readonly DeploymentEntry[]
}

export function ratesOf(data: z.infer<typeof rates>): RateSettings {
  const { source, cfets_url: cfetsUrl, safe_url: safeUrl, from } = data
  return { source, cfetsUrl, safeUrl, from }
}

export function usageOf(data: z.infer<typeof usage>, around: Surroundings): UsageSettings {
  const enginesFile = data.engines_file === undefined ? undefined : resolve(around.folder, data.engines_file)
  return {
    prometheus: data.prometheus.map((one) => prometheusOf(one, enginesFile, around)),
    rereadHours: data.reread_hours,
    deployments: data.deployments.map(({ served_model: servedModel, gpus, from, to, ...one }) => ({
      source: one.source,
      replica: one.replica,
      servedModel,
      resource: one.resource,
      provider: one.provider,
      gpus: gpus === undefined ? undefined : decimalOfGpus(parseGpus(String(gpus))),
      model: one.model,
      version: one.version,
      from: parseHourOrDay(from),
      to: to === undefined ? undefined : parseHourOrDay(to),
    })),
  }
}

function prometheusOf(
  one: z.infer<typeof prometheus>,
  enginesFile: string | undefined,
  around: Surroundings,
): PrometheusConfig {
  return {
    name: one.name,
    url: one.url,
    auth: authOf(one.auth, around, () => undefined),
    tls: one.tls && tlsOf(one.tls, around, () => undefined),
    peers: one.peers,
    headers: one.headers,
    match: one.match ?? '',
    gpuMatch: one.gpu_match,
    kubernetesMatch: one.kubernetes_match,
    gpuResources: new Map(
      Object.entries(one.gpu_resources).map(([resource, gpus]) => [
        resource.replaceAll(/[^a-zA-Z0-9_]/g, '_'),
        parseGpus(String(gpus)),
      ]),
    ),
    engines: one.engines,
    enginesFile,
    modelLabel: one.model_label,
    roleLabel: one.role_label,
    gateway: one.gateway && gatewayOf(one.gateway),
    replicaLabels: one.replica_labels,
    haLabels: one.ha_labels,
    resourceLabel: one.resource_label,
    provider: one.provider,
    versionLabel: one.version_label,
    gpusLabel: one.gpus_label,
    scrapeIntervalMs: one.scrape_interval === undefined ? undefined : milliseconds(one.scrape_interval),
  }
}

function gatewayOf(said: NonNullable<z.infer<typeof prometheus>['gateway']>): GatewaySettings {
  const { tenant_label: tenantLabel, most_tenants: mostTenants, models } = said
  return { tenantLabel, mostTenants, models: new Map(Object.entries(models)) }
}

function tlsOf(
  { ca_file: ca, cert_file: cert, key_file: key }: NonNullable<z.infer<typeof prometheus>['tls']>,
  around: Surroundings,
  complain: (field: string, text: string) => void,
): HttpTls {
  const read = (field: string, file: string | undefined): string | undefined =>
    file === undefined ? undefined : readText(file, around, (text) => complain(field, text))
  const secret = read('key_file', key)
  return {
    ca: read('ca_file', ca),
    cert: read('cert_file', cert),
    key: secret === undefined ? undefined : new Secret(secret),
  }
}

function checkTls(
  tls: NonNullable<z.infer<typeof prometheus>['tls']>,
  around: Surroundings,
  complain: (inside: Path, text: string) => void,
): void {
  tlsOf(tls, around, (field, text) => complain([field], text))
  if ((tls.cert_file === undefined) === (tls.key_file === undefined)) return
  const [there, missing] = tls.key_file === undefined ? ['cert_file', 'key_file'] : ['key_file', 'cert_file']
  complain([], `has ${there} and no ${missing}. A certificate is shown with its key: name both.`)
}

function milliseconds(written: string): number {
  return Number(written.slice(0, -1)) * (written.endsWith('m') ? 60_000 : 1000)
}

/** What no schema sees: two sources of one name, secrets that are not there, intervals that end early, entries that say nothing. */
export function checkUsage(value: unknown, around: Surroundings, complain: (path: Path, text: string) => void): void {
  const names = new Map<string, number>()
  for (const [index, one] of listAt(value, 'prometheus').entries()) {
    const path: Path = ['usage', 'prometheus', index]
    checkAuth(valueAt(one, ['auth']), around, (inside, text) => complain([...path, 'auth', ...inside], text))
    const entry = prometheus.safeParse(one)
    if (!entry.success) continue
    if (entry.data.tls !== undefined) {
      checkTls(entry.data.tls, around, (inside, text) => complain([...path, 'tls', ...inside], text))
    }
    if (entry.data.gateway !== undefined && entry.data.engines === undefined) {
      complain(
        [...path, 'gateway'],
        'names no engines of the gateway. Write engines beside it, such as engines: [litellm].',
      )
    }
    const first = names.get(entry.data.name)
    if (first === undefined) names.set(entry.data.name, index)
    else complain([...path, 'name'], `is the name of usage.prometheus[${first}] already. Give each its own.`)
  }
  for (const [index, one] of listAt(value, 'deployments').entries()) {
    const entry = deployment.safeParse(one)
    if (entry.success) checkDeployment(entry.data, names, (text) => complain(['usage', 'deployments', index], text))
  }
}

function checkDeployment(
  { from, to, source, resource, model, version, gpus }: z.infer<typeof deployment>,
  names: ReadonlyMap<string, number>,
  complain: (text: string) => void,
): void {
  if (to !== undefined && parseHourOrDay(to) <= parseHourOrDay(from)) {
    complain(`ends at ${to} before it begins at ${from}. Write a later to, or leave it out.`)
  }
  if (source !== undefined && !names.has(source)) {
    complain(
      `names the source ${source}, which usage.prometheus does not. Known: ${[...names.keys()].join(', ') || 'none'}.`,
    )
  }
  if ((resource ?? model ?? version ?? gpus) === undefined) {
    complain('says nothing of its replica. Write resource, model, version or gpus.')
  }
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, ['usage', key])
  return Array.isArray(list) ? list : []
}
