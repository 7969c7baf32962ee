/** `tokenledger grafana`, or `tokenledger dashboards`: files that Grafana starts with, or what a running Grafana is sent. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { stringify } from 'yaml'
import { ConfigError } from '../errors.js'
import { codeOf } from '../store/embedded/disk.js'
import { type Context, contextOf } from './context.js'
import { installCommand } from './grafana-install.js'
import { made, type MadeOptions, withMadeOptions } from './grafana-made.js'
import { say, sayJson, several } from './print.js'

interface Options extends MadeOptions {
  readonly mountedAt?: string
}

export function grafanaCommand(): Command {
  return new Command('grafana')
    .alias('dashboards')
    .description('Dashboards for Grafana 10 to 13, and what it needs to read them.')
    .addCommand(exportCommand())
    .addCommand(installCommand())
}

function exportCommand(): Command {
  const command = new Command('export')
    .summary('write the dashboards and the files that Grafana starts with')
    .description(
      'Write the dashboards, in the days of business_time_zone, and the files by which Grafana finds them and the ledger when\n' +
        'it starts. They hold no password: Grafana takes it from a variable or a file of its own. Run again after an upgrade.',
    )
    .argument('<folder>', 'where to write; what is there of the same name is written anew')
  return withMadeOptions(command, {
    variable: "the variable of Grafana's that holds its password",
    file: 'a file that holds it instead, as Grafana sees it',
  })
    .option('--mounted-at <path>', 'where Grafana sees the folder, if it is a container')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger grafana export grafana\n' +
        '  tokenledger grafana export grafana --address db:5432 --mounted-at /etc/tokenledger --password-file /run/secrets/grafana\n' +
        '  tokenledger grafana export grafana --alerts-to oncall --relay http://tokenledger:9465',
    )
    .action((folder: string, options: Options, self: Command) => write(contextOf(self), resolve(folder), options))
}

async function write(context: Context, folder: string, options: Options): Promise<void> {
  const { dashboards, source, alerting } = await made(context, options)
  const { contactPointFile, fileOf, providerFile, rulesFile, sourceFile, textOf } =
    await import('../dashboards/index.js')
  const { passwordFile, passwordEnv, mountedAt = folder, user } = options
  const password = passwordFile === undefined ? `$${passwordEnv}` : `$__file{${passwordFile}}`
  const settings = {
    'datasources/tokenledger': sourceFile(source, password),
    'dashboards/tokenledger': providerFile(`${mountedAt}/dashboards`),
    ...(alerting === undefined
      ? {}
      : {
          'alerting/contact-points': contactPointFile(alerting.relay, RELAY_SECRET),
          'alerting/rules': rulesFile(alerting.rules),
        }),
  }
  const files = [
    ...dashboards.map((one) => [`dashboards/${fileOf(one)}`, textOf(one)] as const),
    ...Object.entries(settings).map(([name, value]) => [`provisioning/${name}.yaml`, stringify(value)] as const),
  ]
  for (const [name, text] of files) await put(join(folder, name), text)
  if (context.shared.json === true) return sayJson({ folder, files: files.map(([name]) => name) })
  if (context.shared.quiet === true) return
  say(
    `Wrote ${several(files.length, 'file')} to ${folder}. Start Grafana with GF_PATHS_PROVISIONING=${mountedAt}/provisioning`,
  )
  say(`and the password of ${user} in ${passwordFile ?? passwordEnv}; docs/grafana.md tells how that role is made.`)
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
