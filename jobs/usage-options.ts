/** From the settings of telemetry to what a load of it is asked. */
import type { Config, PrometheusConfig } from '../src/config/index.js'
import { ConfigError } from '../src/errors.js'
import { readHours } from '../src/sources/prometheus/index.js'
import type { DeploymentRules } from '../src/store/usage/index.js'
import { splitByOf } from './fold.js'
import { hourFrom } from './hour-option.js'
import type { LoadUsageOptions, UsageSource } from './usage.js'

/** What is asked of one load, beside what is configured. */
export interface UsageAsked {
  /** Only this one of usage.prometheus. */
  readonly source?: string | undefined
  /** A whole hour or a day, in UTC. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly allowEmpty?: boolean | undefined
  readonly dryRun?: boolean | undefined
}

/** @throws ConfigError when no Prometheus is configured, or none of that name, and for what is no hour */
export function usageOptions(
  config: Config,
  asked: UsageAsked,
  around: Pick<LoadUsageOptions, 'now' | 'onStep'>,
): LoadUsageOptions {
  return {
    sources: prometheisNamed(config, asked.source).map(sourceOf),
    split: splitByOf(config),
    rules: rulesOf(config),
    rereadHours: config.usage.rereadHours,
    from: hourFrom('--from', asked.from),
    to: hourFrom('--to', asked.to),
    allowEmpty: asked.allowEmpty === true,
    dryRun: asked.dryRun === true,
    ...around,
  }
}

/** What deployments are derived from. All sources, also those that are not read now: their replicas are derived, too. */
export function rulesOf({ usage }: Pick<Config, 'usage'>): DeploymentRules {
  const providers = usage.prometheus.flatMap(({ name, provider }) => (provider === undefined ? [] : [[name, provider]]))
  return { entries: usage.deployments, providers: Object.fromEntries(providers) }
}

function sourceOf(settings: PrometheusConfig): UsageSource {
  return {
    name: settings.name,
    scrapeIntervalMs: settings.scrapeIntervalMs,
    read: (hours, asked) => readHours(settings, hours, asked, () => undefined),
  }
}

/** @throws ConfigError when there is none, or none of that name */
export function prometheisNamed({ usage }: Config, name: string | undefined): readonly PrometheusConfig[] {
  if (usage.prometheus.length === 0)
    throw new ConfigError(`No Prometheus is configured. In tokenledger.yaml:\n${EXAMPLE}`)
  const named = usage.prometheus.filter((one) => name === undefined || one.name === name)
  if (named.length > 0) return named
  const known = usage.prometheus.map((one) => one.name).join(', ')
  throw new ConfigError(`usage.prometheus names no ${String(name)}. Known: ${known}.`)
}

const EXAMPLE = `
usage:
  prometheus:
    - name: prod
      url: https://prometheus.example.com
      match: job="vllm"
      resource_label: instance_id   # the label that holds the id which the bill uses
`
