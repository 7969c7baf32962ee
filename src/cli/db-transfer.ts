import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import cliProgress from 'cli-progress'
import { Command } from 'commander'
import { shipped } from '../shipped.js'
import { exportLedger } from '../store/transfer/export.js'
import { importLedger } from '../store/transfer/import.js'
import type { Manifest } from '../store/transfer/manifest.js'
import type { TransferStep } from '../store/transfer/tables.js'
import { type Context, contextOf, withStore } from './context.js'
import { count, say, sayJson, several, table } from './print.js'

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Write the whole ledger to a folder: one compressed CSV a table, and a manifest with counts and hashes. It is the\n' +
        'ledger as one moment saw it, for keeping or for db import elsewhere. The folder appears whole or not at all.',
    )
    .argument('<folder>', 'a folder that does not exist yet')
    .action(async (named: string, _, command: Command) => {
      const folder = resolve(named)
      const { version } = JSON.parse(readFileSync(shipped('package.json'), 'utf8'))
      await transfer(contextOf(command), 'exported', folder, (context, onStep) =>
        withStore(context, ({ pool }) => exportLedger(pool, folder, { version, onStep })),
      )
    })
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'Load an exported ledger into an empty one, in one transaction. Every file is checked against the manifest before, and\n' +
        'every law afterwards: either all of it is there and adds up, or nothing is.',
    )
    .argument('<folder>', 'what tokenledger db export wrote')
    .addHelpText('after', '\nExit codes: 0 imported, 2 mend the call or the folder, 6 what it holds does not add up.')
    .action(async (named: string, _, command: Command) => {
      const folder = resolve(named)
      await transfer(contextOf(command), 'imported', folder, (context, onStep) =>
        withStore(context, ({ pool }) => importLedger(pool, folder, onStep)),
      )
    })
}

type Work = (context: Context, onStep: (step: TransferStep) => void) => Promise<Manifest>

async function transfer(context: Context, verb: string, folder: string, work: Work): Promise<void> {
  const progress = barOf(context)
  const manifest = await work(context, progress.step).finally(progress.end)
  const rows = manifest.tables.reduce((sum, one) => sum + one.rows, 0)
  context.log.info({ command: `db ${verb.replace('ed', '')}`, folder, tables: manifest.tables.length, rows }, verb)
  if (context.shared.json === true) return sayJson({ folder, ...manifest })
  if (context.shared.quiet === true) return
  say(`${several(rows, 'row')} of ${several(manifest.tables.length, 'table')} ${verb}: ${folder}\n`)
  say(tableOf(manifest))
  if (verb === 'imported') say('\nHashes, counts and every law were checked: the ledger is the one that was exported.')
}

function tableOf({ tables }: Manifest): string {
  return table(
    [{ title: 'Table' }, { title: 'Rows', align: 'right' }, { title: 'Bytes', align: 'right' }],
    tables.map((one) => [one.table, count(one.rows), count(one.bytes)]),
  )
}

/** A bar for a person, a debug line a table for a machine. */
function barOf({ watched, log }: Context): { step: (step: TransferStep) => void; end: () => void } {
  if (!watched) {
    let last = ''
    const step = ({ table: name, done }: TransferStep): void => {
      if (name !== last) log.debug({ table: name, done }, 'step')
      last = name
    }
    return { step, end: () => undefined }
  }
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % {what}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  )
  bar.start(1000, 0, { what: '' })
  return { step: ({ table: what, done }) => bar.update(Math.round(done * 1000), { what }), end: () => bar.stop() }
}
