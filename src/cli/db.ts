/** The PostgreSQL that comes with tokenledger: its life, and the way out of it and into another one. */
import { Command } from 'commander'
import { connectionString } from '../config/index.js'
import { ConfigError } from '../errors.js'
import { type EmbeddedState, serverState, serverUrl, startServer, stopServer } from '../store/embedded/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { exportCommand, importCommand } from './db-transfer.js'
import { say, sayJson } from './print.js'
import { maskedAddress } from './sql.js'

export function dbCommand(): Command {
  const db = new Command('db')
    .summary('the embedded PostgreSQL; export and import')
    .description(
      'The PostgreSQL that comes with tokenledger. Every command starts it, and it runs on afterwards, because Grafana reads\n' +
        'from it. export and import work with any PostgreSQL: they are the way from one to the other.',
    )
  for (const command of [startCommand(), stopCommand(), statusCommand(), urlCommand()]) db.addCommand(command)
  return db.addCommand(exportCommand()).addCommand(importCommand())
}

function startCommand(): Command {
  return new Command('start').description('Start it, and bring it up to date.').action(async (_, command: Command) => {
    const context = contextOf(command)
    demandEmbedded(context, 'starts')
    const { port, pid, dataFolder, version, started, note } = await startServer(context.config.home)
    await withStore(context, () => Promise.resolve())
    if (context.shared.json === true) return sayJson({ started, running: true, version, port, pid, dataFolder })
    say(`PostgreSQL ${version} ${started ? 'was started' : 'is running'} on 127.0.0.1:${port} (pid ${pid}).`)
    say(`Data: ${dataFolder}`)
    if (note !== undefined) say(note)
  })
}

function stopCommand(): Command {
  return new Command('stop')
    .description('Stop it. The data stay; the next command starts it again.')
    .action(async (_, command: Command) => {
      const context = contextOf(command)
      demandEmbedded(context, 'stops')
      const stopped = await stopServer(context.config.home)
      if (context.shared.json === true) sayJson({ stopped })
      else say(stopped ? 'It is stopped. The data stay.' : 'It was not running.')
    })
}

function statusCommand(): Command {
  return new Command('status')
    .description('Whether it runs, where, and with which data. Starts nothing.')
    .action(async (_, command: Command) => {
      const context = contextOf(command)
      const { config, shared } = context
      const state = await serverState(config.home)
      const other = config.database === undefined ? undefined : maskedAddress(connectionString(config.database))
      if (shared.json === true) return sayJson({ ...state, inUse: other === undefined, configured: other ?? null })
      for (const line of linesOf(state)) say(line)
      if (other !== undefined) say(`Commands do not use it: ${other} is configured.`)
    })
}

function linesOf({ running, pid, port, dataFolder, version, exists }: EmbeddedState): string[] {
  if (!exists) return [`There is none yet. The first command that needs it makes it in ${dataFolder}.`]
  const state = running ? `runs on 127.0.0.1:${port} (pid ${pid})` : 'is stopped; the next command starts it'
  return [`PostgreSQL ${version} ${state}.`, `Data: ${dataFolder}`]
}

function urlCommand(): Command {
  return new Command('url')
    .description('Print its connection string, the password masked. Starts nothing.')
    .option('--show-password', 'print the password too')
    .action(async ({ showPassword }: { readonly showPassword?: true }, command: Command) => {
      const context = contextOf(command)
      demandEmbedded(context, 'tells the address of')
      const url = await serverUrl(context.config.home)
      if (url === undefined) {
        throw new ConfigError(
          `No embedded PostgreSQL was made in ${context.config.home} yet. Run tokenledger db start first.`,
        )
      }
      const shown = showPassword === true ? url : maskedAddress(url)
      if (context.shared.json === true) sayJson({ url: shown })
      else say(shown)
    })
}

/** Starting a server that no command would use, or stopping one that somebody else's configuration uses, is a mistake. */
function demandEmbedded({ config }: Context, does: string): void {
  if (config.database === undefined) return
  const address = maskedAddress(connectionString(config.database))
  throw new ConfigError(
    `This ${does} the embedded PostgreSQL, but ${address} is configured and every command uses that. ` +
      'Unset DATABASE_URL and take database out of tokenledger.yaml to use the embedded one.',
  )
}
