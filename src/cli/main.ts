#!/usr/bin/env node
/** The command line: which commands there are, and how a failure is told. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { LedgerError } from '../errors.js'
import { maskUrl } from '../log.js'
import { shipped } from '../shipped.js'
import { billsCommand } from './bills-focus.js'
import { checkCommand } from './check.js'
import { dbCommand } from './db.js'
import { demoCommand } from './demo.js'
import { doctorCommand } from './doctor.js'
import { migrateCommand } from './migrate.js'
import { ratesCommand } from './rates.js'
import { sqlCommand } from './sql.js'
import { statusCommand } from './status.js'
import { usageCommand } from './usage.js'

export function program(): Command {
  const { version } = JSON.parse(readFileSync(shipped('package.json'), 'utf8'))
  const tokenledger = new Command('tokenledger')
    .description('What each model version costs, to the cent, every hour.')
    .version(version)
    .option('--config <file>', 'the configuration (default: the nearest tokenledger.yaml upward)')
    .option('--json', 'answer with one JSON document')
    .option('--quiet', 'say nothing but errors')
    .option('--verbose', 'log every step')
    .addCommand(billsCommand())
    .addCommand(ratesCommand())
    .addCommand(usageCommand())
    .addCommand(statusCommand())
    .addCommand(checkCommand())
    .addCommand(sqlCommand())
    .addCommand(doctorCommand())
    .addCommand(dbCommand())
    .addCommand(migrateCommand())
    .addCommand(demoCommand())
  teach(tokenledger, 'tokenledger')
  return tokenledger
}

/** A command that was called wrongly says how its help is asked for, and throws instead of ending the process with 1. */
function teach(command: Command, name: string): void {
  command.showHelpAfterError(`(${name} --help shows how it is called)`).exitOverride()
  for (const child of command.commands) teach(child, `${name} ${child.name()}`)
}

/** Exit codes: 0 well, 1 a fault of ours, 2 mend the call, 3 refused, 4 try again, 5 malformed bill, 6 a law failed. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  const known = error instanceof LedgerError
  const message = maskUrl(
    known
      ? error.message
      : `This is a fault of tokenledger, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  process.exitCode = known ? error.exitCode : 1
  complain({ name: known ? error.name : 'Error', message, exitCode: process.exitCode, facts: known ? error.facts : {} })
}

function complain(error: { name: string; message: string; exitCode: number; facts: LedgerError['facts'] }): void {
  process.stderr.write(
    process.argv.includes('--json') ? `${JSON.stringify({ error })}\n` : `tokenledger: ${error.message}\n`,
  )
}

/** As the first process of a container we would not even end at SIGTERM; and what spilled to disk goes at `exit`. */
function leaveAt(signal: 'SIGINT' | 'SIGTERM', exitCode: number): void {
  process.once(signal, () => {
    if (process.stderr.isTTY === true) process.stderr.write('\r\u001B[K\u001B[?25h') // a progress bar hides the cursor
    const message = `Ended by ${signal}. Run it again at any time: what it had begun is written whole or not at all.`
    complain({ name: 'Ended', message, exitCode, facts: { signal } })
    process.exit(exitCode)
  })
}

leaveAt('SIGINT', 130)
leaveAt('SIGTERM', 143)

// `| head` closes the pipe early: the work goes on, and nobody hears about it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

await program().parseAsync().catch(fail)
