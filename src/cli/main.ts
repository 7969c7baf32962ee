#!/usr/bin/env node
/** The command line: which commands there are, and how a failure is told. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { LedgerError } from '../errors.js'
import { maskUrl } from '../log.js'
import { shipped } from '../shipped.js'
import { billsCommand } from './bills-focus.js'
import { migrateCommand } from './migrate.js'

export function program(): Command {
  const { version } = JSON.parse(readFileSync(shipped('package.json'), 'utf8'))
  return new Command('tokenledger')
    .description('What each model version costs, to the cent, every hour.')
    .version(version)
    .option('--config <file>', 'the configuration (default: the nearest tokenledger.yaml upward)')
    .option('--json', 'answer with one JSON document')
    .option('--quiet', 'say nothing but errors')
    .option('--verbose', 'log every step')
    .addCommand(billsCommand())
    .addCommand(migrateCommand())
    .showHelpAfterError('(tokenledger --help shows what there is)')
    .exitOverride()
}

/** Exit codes: 0 well, 1 a fault of ours, 2 mend the call, 3 refused, 4 try again, 5 malformed bill, 6 a law failed. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  const known = error instanceof LedgerError
  process.exitCode = known ? error.exitCode : 1
  const message = maskUrl(
    known
      ? error.message
      : `This is a fault of tokenledger, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  if (process.argv.includes('--json')) {
    const facts = known ? error.facts : {}
    process.stderr.write(
      `${JSON.stringify({ error: { name: known ? error.name : 'Error', message, exitCode: process.exitCode, facts } })}\n`,
    )
  } else process.stderr.write(`tokenledger: ${message}\n`)
}

await program().parseAsync().catch(fail)
