import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { stringify } from 'yaml'
import { ConfigError } from '../errors.js'
import { codeOf } from '../store/embedded/disk.js'
import { type Context, contextOf } from './context.js'
import { say, sayJson, several } from './print.js'
import { addressOf } from './sql.js'

interface Options {
  readonly user: string
  readonly passwordFile?: string
  readonly passwordEnv: string
  readonly address?: string
  readonly mountedAt?: string
  readonly alertsTo?: string
  readonly relay?: string
}

export function grafanaCommand(): Command {
  return new Command('grafana')
    .description('Dashboards for Grafana 10 to 13, and what it needs to read them.')
    .addCommand(exportCommand())
}

function exportCommand(): Command {
  return new Command('export')
    .summary('write the dashboards and the files that Grafana starts with')
    .description(
      'Write the dashboards, in the days of business_time_zone, and the files by which Grafana finds them and the ledger when\n' +
        'it starts. They hold no password: Grafana takes it from a variable or a file of its own. Run again after an upgrade.',
    )
    .argument('<folder>', 'where to write; what is there of the same name is written anew')
    .option('--user <role>', 'the role by which Grafana reads', 'grafana')
    .option(
      '--password-env <name>',
      "the variable of Grafana's that holds its password",
      nameOf,
      'TOKENLEDGER_GRAFANA_PASSWORD',
    )
    .option('--password-file <path>', 'a file that holds it instead, as Grafana sees it')
    .option('--address <host:port>', 'where Grafana finds PostgreSQL, if not where we do')
    .option('--mounted-at <path>', 'where Grafana sees the folder, if it is a container')
    .option('--alerts-to <channel>', 'the alert rules, too, told to this channel by way of notify relay')
    .option('--relay <url>', 'where Grafana reaches notify relay, if not at alerts.relay.listen')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger grafana export grafana\n' +
        '  tokenledger grafana export grafana --address db:5432 --mounted-at /etc/tokenledger --password-file /run/secrets/grafana\n' +
        '  tokenledger grafana export grafana --alerts-to oncall --relay http://tokenledger:9465',
    )
    .action((folder: string, options: Options, command: Command) => write(contextOf(command), resolve(folder), options))
}

function nameOf(written: string): string {
  if (/^[A-Za-z_]\w*$/.test(written)) return written
  throw new InvalidArgumentError('Write the name of a variable: letters, digits and _.')
}

async function write(context: Context, folder: string, options: Options): Promise<void> {
  const { dashboards, fileOf, providerFile, sourceFile, textOf } = await import('../dashboards/index.js')
  const alerting = await alertingFiles(context, options)
  const ledger = new URL(await addressOf(context))
  const { passwordFile, passwordEnv, address, mountedAt = folder, user } = options
  const source = sourceFile({
    address: address ?? `${ledger.hostname}:${ledger.port === '' ? '5432' : ledger.port}`,
    database: decodeURIComponent(ledger.pathname.slice(1)),
    user,
    password: passwordFile === undefined ? `$${passwordEnv}` : `$__file{${passwordFile}}`,
    sslmode: ledger.searchParams.get('sslmode') ?? 'disable',
  })
  const files = [
    ...dashboards(context.config.businessTimeZone).map((one) => [`dashboards/${fileOf(one)}`, textOf(one)] as const),
    ['provisioning/datasources/tokenledger.yaml', stringify(source)] as const,
    ['provisioning/dashboards/tokenledger.yaml', stringify(providerFile(`${mountedAt}/dashboards`))] as const,
    ...alerting,
  ]
  for (const [name, text] of files) await put(join(folder, name), text)
  if (context.shared.json === true) return sayJson({ folder, files: files.map(([name]) => name) })
  if (context.shared.quiet === true) return
  say(
    `Wrote ${several(files.length, 'file')} to ${folder}. Start Grafana with GF_PATHS_PROVISIONING=${mountedAt}/provisioning`,
  )
  say(`and the password of ${user} in ${passwordFile ?? passwordEnv}; docs/grafana.md tells how that role is made.`)
}

/** Rules with the thresholds of tokenledger.yaml, those that are switched off here included: Grafana may tell them instead. */
async function alertingFiles(
  { config: { alerts } }: Context,
  { alertsTo, relay }: Options,
): Promise<(readonly [name: string, text: string])[]> {
  if (alertsTo === undefined) return []
  if (alerts.channels.every(({ name }) => name !== alertsTo)) {
    const known = alerts.channels.map(({ name }) => name).join(', ')
    throw new ConfigError(
      `There is no channel ${alertsTo} under alerts for the relay to tell. Known: ${known || 'none'}.`,
    )
  }
  const [{ contactPointFile, rulesFile }, { wordsOf }] = await Promise.all([
    import('../dashboards/index.js'),
    import('../../jobs/alert-words.js'),
  ])
  const { host, port } = alerts.relay.listen
  const url = `${relay?.replace(/\/$/, '') ?? `http://${host}:${port}`}/${encodeURIComponent(alertsTo)}`
  const said = alerts.rules.map(({ rule, threshold }) => ({ rule, threshold: Number(threshold), ...wordsOf(rule) }))
  return [
    ['provisioning/alerting/contact-points.yaml', stringify(contactPointFile('tokenledger', url, RELAY_SECRET))],
    ['provisioning/alerting/rules.yaml', stringify(rulesFile(said, 'tokenledger'))],
  ]
}

const RELAY_SECRET = '$TOKENLEDGER_RELAY_SECRET'

async function put(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  } catch (cause) {
    throw new ConfigError(`Cannot write ${path} (${codeOf(cause)}). Name a folder that you may write to.`, {
      cause,
      facts: { path },
    })
  }
}
