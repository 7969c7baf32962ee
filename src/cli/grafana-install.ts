/** `tokenledger grafana install`, or `dashboards install`: what a running Grafana is sent through its HTTP API. */
import { Command, InvalidArgumentError } from 'commander'
import { readSecret, readText, type SecretPlace } from '../config/secrets.js'
import { type Auth, type Secret } from '../config/index.js'
import { ConfigError } from '../errors.js'
import type { GrafanaSettings, Installed, Wanted } from '../grafana/index.js'
import { versionOf } from '../shipped.js'
import { type Context, contextOf } from './context.js'
import { made, type MadeOptions, nameOf, withMadeOptions } from './grafana-made.js'
import { say, sayJson, table } from './print.js'

interface Options extends MadeOptions {
  readonly grafana: URL
  readonly tokenEnv: string
  readonly tokenFile?: string
  readonly login?: string
  readonly org?: number
  readonly caFile?: string
  readonly renewSecrets?: true
  readonly dryRun?: true
}

export function installCommand(): Command {
  const command = new Command('install')
    .summary('put the dashboards into a running Grafana, with what they need')
    .description(
      'Put a folder, the data source and the dashboards into a running Grafana through its HTTP API, and with --alerts-to the ' +
        'contact point and the alert rules. Only what differs is written, so that it is safe to run again, after an upgrade as well.',
    )
    .requiredOption('--grafana <url>', 'its address, with the path below which it is served', urlOf)
    .option('--token-env <name>', 'the variable that holds the token of a service account', nameOf, 'GRAFANA_TOKEN')
    .option('--token-file <path>', 'a file that holds it instead')
    .option('--login <user>', 'log in as a user: the same variable or file holds the password')
    .option('--org <id>', 'the organisation, where there are several', idOf)
    .option('--ca-file <path>', 'who signed the certificate of Grafana, in PEM')
  return withMadeOptions(command, {
    variable: 'the variable that holds the password of that role',
    file: 'a file that holds it instead',
  })
    .option('--renew-secrets', 'send password and secret again: Grafana says neither back')
    .option('--dry-run', 'say what would be made or changed, and write nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger grafana install --grafana https://grafana.example.com --dry-run\n' +
        '  tokenledger grafana install --grafana https://example.com/grafana --token-file /run/secrets/grafana-token\n' +
        '  tokenledger dashboards install --grafana http://localhost:3000 --login admin --alerts-to oncall\n\n' +
        'Exit codes: 0 it holds all of it, 2 mend the call or what Grafana holds, 3 refused, 4 try again.',
    )
    .action((options: Options, self: Command) => run(contextOf(self), options))
}

function urlOf(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined
  const plain = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password + url.search === ''
  if (plain) return url
  throw new InvalidArgumentError('Write http or https, the host and the path, without a user or a password.')
}

function idOf(written: string): number {
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written)
  throw new InvalidArgumentError('Write the number of the organisation.')
}

async function run(context: Context, options: Options): Promise<void> {
  const [{ demandReading, install }, { UID }, wanted] = await Promise.all([
    import('../grafana/index.js'),
    import('../dashboards/index.js'),
    wantedOf(context, options),
  ])
  const grafana = settingsOf(options, wanted)
  const dryRun = options.dryRun === true
  const installed = await install(grafana, wanted, dryRun)
  if (!dryRun) await demandReading(grafana, UID)
  tell(context, { ...installed, dryRun, host: options.grafana.host })
}

interface Told extends Installed {
  readonly dryRun: boolean
  readonly host: string
}

function tell({ shared }: Context, { version, things, dryRun, host }: Told): void {
  if (shared.json === true) return sayJson({ grafana: host, version: version ?? null, dryRun, things })
  if (shared.quiet === true) return
  const rows = things.map(({ kind, name, outcome, why = '' }) => [kind, name, outcome, why])
  say(
    table(
      ['what', 'name', dryRun ? 'would be' : 'is', 'differs in'].map((title) => ({ title })),
      rows,
    ),
  )
  const which = version === undefined ? `Grafana at ${host}` : `Grafana ${version} at ${host}`
  if (things.every(({ outcome }) => outcome === 'unchanged')) {
    return say(`\n${which} holds all of it: nothing to change.`)
  }
  say(dryRun ? `\nNothing was written to ${which}.` : `\n${which} reads the ledger.`)
}

async function wantedOf(context: Context, options: Options): Promise<Wanted> {
  const { dashboards, source, alerting } = await made(context, options)
  const { contactPoint, OURS, ruleGroup, sourceOf, UID } = await import('../dashboards/index.js')
  const { passwordEnv, passwordFile } = options
  return {
    folder: UID,
    source: sourceOf(source),
    dashboards,
    alerting: alerting && {
      contactPoint: contactPoint(alerting.relay, ''),
      group: ruleGroup(alerting.rules),
      ours: OURS,
    },
    password: secretAt({ env: passwordEnv, file: passwordFile }),
    relaySecret: context.config.alerts.relay.secret,
    renewSecrets: options.renewSecrets === true,
    message: `tokenledger ${versionOf()}`,
  }
}

function settingsOf(options: Options, { password, relaySecret }: Wanted): GrafanaSettings {
  const { tokenEnv, tokenFile, login, caFile, org, grafana: url } = options
  const secret = secretAt({ env: tokenEnv, file: tokenFile })
  if (secret === undefined) {
    const what = login === undefined ? 'the token of a service account' : `the password of ${login}`
    throw new ConfigError(
      `Nothing to log in with: the variable ${tokenEnv} is not set. Put ${what} there, or name another with --token-env or --token-file.`,
    )
  }
  const auth: Auth =
    login === undefined ? { kind: 'bearer', token: secret } : { kind: 'basic', username: login, password: secret }
  const ca = caFile === undefined ? undefined : readText(caFile, here(), complaintAbout('--ca-file'))
  return { url, auth, org, ca, secrets: [password, relaySecret].filter((one) => one !== undefined) }
}

/** Undefined: the variable is not set. @throws ConfigError for a file that is not there, and what is empty */
function secretAt({ env, file }: { readonly env: string; readonly file: string | undefined }): Secret | undefined {
  if (file === undefined && process.env[env] === undefined) return undefined
  const place: SecretPlace = file === undefined ? { env } : { file }
  return readSecret(place, here(), complaintAbout(file === undefined ? '' : 'The option for a file of a secret'))
}

function here(): { readonly env: NodeJS.ProcessEnv; readonly folder: string } {
  return { env: process.env, folder: process.cwd() }
}

function complaintAbout(what: string): (text: string) => never {
  return (text) => {
    throw new ConfigError(`${what} ${text}`.trim())
  }
}
