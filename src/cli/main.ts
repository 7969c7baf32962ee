#!/usr/bin/env node
/** The command line: which commands there are, and how a failure is told. */
import { Command, CommanderError } from 'commander'
import { LedgerError } from '../errors.js'
import { versionOf } from '../shipped.js'
import { commandsFor } from './commands.js'
import { complain, leaveAtSignals, wantsJson } from './leave.js'

async function program(words: readonly string[]): Promise<Command> {
  const tokenledger = new Command('tokenledger')
    .description('What each model version costs, to the cent, every hour.')
    .version(versionOf())
    .option('--config <file>', 'the configuration (default: the nearest tokenledger.yaml upward)')
    .option('--json', 'answer with one JSON document')
    .option('--quiet', 'say nothing but errors')
    .option('--verbose', 'log every step')
  for (const command of await commandsFor(words)) tokenledger.addCommand(command)
  teach(tokenledger, 'tokenledger')
  return tokenledger
}

/** What commander prints for people, for a machine to read. */
function wrongCall({ code, message }: CommanderError): { readonly name: string; readonly message: string } {
  const said =
    code === 'commander.help' ? 'No command is named. --help shows which there are.' : message.replace(/^error: /, '')
  return { name: 'ConfigError', message: said }
}

/** A command that was called wrongly says how its help is asked for, and throws instead of ending the process with 1. */
function teach(command: Command, name: string): void {
  command.showHelpAfterError(`(${name} --help shows how it is called)`).exitOverride()
  if (wantsJson()) command.configureOutput({ writeErr: () => undefined })
  for (const child of command.commands) teach(child, `${name} ${child.name()}`)
}

/** Exit codes: 0 well, 1 a fault of ours, 2 mend the call, 3 refused, 4 try again, 5 malformed bill, 6 a law failed. */
async function fail(error: unknown): Promise<void> {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    if (wantsJson() && process.exitCode === 2)
      complain({ ...wrongCall(error), exitCode: 2, facts: { code: error.code } })
    return
  }
  const known = error instanceof LedgerError
  const { maskUrl } = await import('../log.js')
  const message = maskUrl(
    known
      ? error.message
      : `This is a fault of tokenledger, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  process.exitCode = known ? error.exitCode : 1
  complain({ name: known ? error.name : 'Error', message, exitCode: process.exitCode, facts: known ? error.facts : {} })
}

leaveAtSignals()

// `| head` closes the pipe early: the work goes on, and nobody hears about it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

await program(process.argv.slice(2))
  .then((tokenledger) => tokenledger.parseAsync())
  .catch(fail)
