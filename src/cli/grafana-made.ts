/** What `grafana export` writes and `grafana install` sends: the same things, made here from the settings and the same options. */
import { type Command, InvalidArgumentError } from 'commander'
import type { Dashboard, RuleSaid, SourceSaid } from '../dashboards/index.js'
import { ConfigError } from '../errors.js'
import type { Context } from './context.js'
import { addressOf } from './sql.js'

export interface MadeOptions {
  readonly user: string
  readonly passwordEnv: string
  readonly passwordFile?: string
  readonly address?: string
  readonly alertsTo?: string
  readonly relay?: string
}

export interface Made {
  readonly dashboards: readonly Dashboard[]
  readonly source: SourceSaid
  /** Undefined: Grafana tells nothing. */
  readonly alerting: { readonly relay: string; readonly rules: readonly RuleSaid[] } | undefined
}

/** Whose environment and whose files hold the password differs: Grafana's for `export`, ours for `install`. */
export function withMadeOptions(
  command: Command,
  whose: { readonly variable: string; readonly file: string },
): Command {
  return command
    .option('--user <role>', 'the role by which Grafana reads', 'grafana')
    .option('--password-env <name>', whose.variable, nameOf, 'TOKENLEDGER_GRAFANA_PASSWORD')
    .option('--password-file <path>', whose.file)
    .option('--address <host:port>', 'where Grafana finds PostgreSQL, if not where we do')
    .option('--alerts-to <channel>', 'the alert rules, too, told to this channel by way of notify relay')
    .option('--relay <url>', 'where Grafana reaches notify relay, if not at alerts.relay.listen')
}

export function nameOf(written: string): string {
  if (/^[A-Za-z_]\w*$/.test(written)) return written
  throw new InvalidArgumentError('Write the name of a variable: letters, digits and _.')
}

export async function made(context: Context, options: MadeOptions): Promise<Made> {
  const alerting = await alertingOf(context, options)
  const { dashboards } = await import('../dashboards/index.js')
  const ledger = new URL(await addressOf(context))
  return {
    dashboards: dashboards(context.config.businessTimeZone),
    source: {
      address: options.address ?? `${ledger.hostname}:${ledger.port === '' ? '5432' : ledger.port}`,
      database: decodeURIComponent(ledger.pathname.slice(1)),
      user: options.user,
      sslmode: ledger.searchParams.get('sslmode') ?? 'disable',
    },
    alerting,
  }
}

/** Rules with the thresholds of tokenledger.yaml, those that are switched off here included: Grafana may tell them instead. */
async function alertingOf(
  { config: { alerts } }: Context,
  { alertsTo, relay }: MadeOptions,
): Promise<Made['alerting']> {
  if (alertsTo === undefined) return undefined
  if (alerts.channels.every(({ name }) => name !== alertsTo)) {
    const known = alerts.channels.map(({ name }) => name).join(', ')
    throw new ConfigError(
      `There is no channel ${alertsTo} under alerts for the relay to tell. Known: ${known || 'none'}.`,
    )
  }
  const { wordsOf } = await import('../../jobs/alert-words.js')
  const { host, port } = alerts.relay.listen
  return {
    relay: `${relay?.replace(/\/$/, '') ?? `http://${host}:${port}`}/${encodeURIComponent(alertsTo)}`,
    rules: alerts.rules.map(({ rule, threshold }) => ({ rule, threshold: Number(threshold), ...wordsOf(rule) })),
  }
}
