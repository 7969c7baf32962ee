import { Command } from 'commander'
import { createPool, migrate } from '../store/index.js'
import { contextOf, placeOf, withStore } from './context.js'
import { say, sayJson } from './print.js'

export function migrateCommand(): Command {
  return new Command('migrate')
    .summary('bring the database up to this version')
    .description(
      'Bring the database up to this version: migrations that it lacks, then the views. Safe to run again and twice at once.\n' +
        'The embedded database is brought up by every command; another one only by this.',
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command)
      const { database } = placeOf(context.config)
      const pool = database === undefined ? undefined : createPool(database)
      try {
        const done =
          pool === undefined ? await withStore(context, ({ pool: embedded }) => migrate(embedded)) : await migrate(pool)
        if (context.shared.json === true) return sayJson(done)
        say(done.applied.length === 0 ? 'The database is up to date.' : `Applied ${done.applied.join(', ')}.`)
        if (done.viewsMade) say('The views were made anew.')
      } finally {
        await pool?.end()
      }
    })
}
