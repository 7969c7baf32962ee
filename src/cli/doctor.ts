import { Command } from 'commander'
import { type Config, configFile, type ConfigOptions, homeFolder, readConfig } from '../config/index.js'
import type { Shared } from './context.js'
import { askClouds, cloudsConfigured } from './doctor-clouds.js'
import { lookAtDatabase } from './doctor-database.js'
import { lookAtMachine } from './doctor-machine.js'
import { failure, type Finding, lineOf, ok } from './findings.js'
import { maskUrl } from '../log.js'
import { say, sayJson, several } from './print.js'

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what is wrong with this installation, and the remedy')
    .description(
      'Look at everything a load needs: Node, the system, the configuration, the home and its disk, the database, the ' +
        'clock, the process that reads files, the age of the rates. Each thing that is wrong comes with its remedy. Starts and changes nothing.',
    )
    .option('--ask', 'also ask each account of bills what it may read: a right, a switch, or data yet to come')
    .addHelpText('after', '\nExit codes: 0 all is well or nearly, 2 something has to be mended.')
    .action(async ({ ask }: { readonly ask?: true }, command: Command) => {
      const shared: Shared = command.optsWithGlobals()
      const findings = await examine(
        {
          cwd: process.cwd(),
          env: process.env,
          ...(shared.config === undefined ? {} : { file: shared.config }),
        },
        ask === true,
      )
      const failed = findings.filter(({ state }) => state === 'FAIL').length
      if (failed > 0) process.exitCode = 2
      if (shared.json === true) return sayJson({ ok: failed === 0, findings })
      const shown = shared.quiet === true ? findings.filter(({ state }) => state === 'FAIL') : findings
      for (const one of shown) say(lineOf(one))
      if (failed > 0) say(`\n${several(failed, 'thing')} to mend.`)
      else if (shared.quiet !== true) say('\nReady to load: tokenledger bills focus <files>')
    })
}

async function examine(options: ConfigOptions, ask: boolean): Promise<Finding[]> {
  const { told, config } = readSettings(options)
  const home = config?.home ?? homeFolder(options)
  const machine = await lookAtMachine(home, config !== undefined && config.database === undefined)
  // Which database is meant is not known while the configuration is wrong; looking at another would mislead.
  const database = config === undefined ? [] : await lookAtDatabase(config)
  const telemetry = config === undefined ? [] : [telemetryOf(config), cloudsConfigured(config)]
  const asked = config === undefined || !ask ? [] : await askClouds(config, new Date())
  return [...machine.slice(0, 2), told, ...machine.slice(2), ...telemetry, ...asked, ...database]
}

/** Asks nobody: a doctor that waits for a network cannot say what is wrong without one. */
function telemetryOf({ usage: { prometheus } }: Config): Finding {
  if (prometheus.length === 0) return ok('Telemetry', 'no Prometheus is configured (usage.prometheus)')
  const configured = prometheus.length === 1 ? '1 Prometheus' : `${prometheus.length} Prometheis`
  return ok(
    'Telemetry',
    `${configured} configured; tokenledger usage probe asks ${prometheus.length === 1 ? 'it' : 'them'}`,
  )
}

function readSettings(options: ConfigOptions): { told: Finding; config?: Config } {
  try {
    const config = readConfig(options)
    const from = config.file ?? 'no tokenledger.yaml; everything is default'
    const url = (options.env['DATABASE_URL'] ?? '') === '' ? '' : '; DATABASE_URL says which database'
    return { told: ok('Configuration', `${from}${url}`), config }
  } catch (error) {
    const said = maskUrl(error instanceof Error ? error.message : String(error))
    const file = configFile(options) ?? 'the environment'
    return {
      told: failure('Configuration', said, `Mend ${file}. The database was not looked at: which one is not known yet.`),
    }
  }
}
