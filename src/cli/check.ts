import { Command } from 'commander'
import { withClient } from '../store/index.js'
import { checkLaws, type LawCheck, type LawLine, lawLines } from '../store/law.js'
import { inSnapshot } from '../store/snapshot.js'
import { contextOf, withStore } from './context.js'
import { holds, lawTable } from './law-line.js'
import { count, say, sayJson, several, table } from './print.js'

export function checkCommand(): Command {
  return new Command('check')
    .summary('whether everything adds up')
    .description(
      'Check every law over all that is stored, and show what breaks one. Each load proves its own part before it commits;\n' +
        'this proves the whole again, and finds what something else did to the database.',
    )
    .addHelpText('after', '\nExit codes: 0 everything adds up, 6 something does not.')
    .action(async (_, command: Command) => {
      const context = contextOf(command)
      const { laws, lines } = await withStore(context, ({ pool }) =>
        withClient(pool, (client) =>
          inSnapshot(client, async () => ({ laws: await checkLaws(client), lines: await lawLines(client) })),
        ),
      )
      const ok = laws.every(({ rows }) => rows.length === 0) && lines.every(holds)
      if (!ok) process.exitCode = 6
      if (context.shared.json === true) sayJson({ ok, laws, lines })
      else if (!ok || context.shared.quiet !== true) show(laws, lines, ok)
    })
}

function show(laws: readonly LawCheck[], lines: readonly LawLine[], ok: boolean): void {
  for (const { law, broken, rows } of laws) {
    const words = law.replace(/^law\./, '').replaceAll('_', ' ')
    if (rows.length === 0) {
      say(`ok      none of: ${words}`)
      continue
    }
    const shown = String(rows.length) === broken ? '' : `, the first ${rows.length}`
    say(`\nBROKEN  ${words} (${several(BigInt(broken), 'row')}${shown}; select * from ${law}):\n`)
    say(`${rowTable(rows)}\n`)
  }
  say()
  if (lines.length > 0) say(`${lawTable(lines)}\n`)
  if (ok && lines.length === 0) say('Nothing is loaded yet, so there is nothing that could be wrong.')
  else if (ok)
    say('Lines and hours agree in number and on every basis (list, contracted, billed, effective): difference 0.')
  else {
    say('It does not add up. A load never commits this, so something else wrote to the database: find out what.')
    say('Then restore a backup, or import an export into an empty ledger (tokenledger db import).')
  }
}

function rowTable(rows: LawCheck['rows']): string {
  const columns = Object.keys(rows[0] ?? {})
  return table(
    columns.map((title) => ({ title })),
    rows.map((row) => columns.map((column) => cellOf(row[column]))),
  )
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value === 'number') return count(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
