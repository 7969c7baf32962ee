import { Command } from 'commander'
import { connectionString, type Database } from '../config/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { say, sayJson } from './print.js'

export function sqlCommand(): Command {
  return new Command('sql')
    .summary('how to connect with any PostgreSQL client')
    .description(
      'Print the connection string of the ledger, its password masked. Any PostgreSQL client takes it: psql, DBeaver,\n' +
        "DataGrip, Grafana's PostgreSQL datasource, pandas. Read from schema report; the other schemas are ours to change.",
    )
    .option('--show-password', 'print the password too')
    .addHelpText(
      'after',
      '\nExamples:\n  psql "$(tokenledger sql --show-password)"\n' +
        '  psql "$(tokenledger sql --show-password)" -c "select * from report.cost_by_service"',
    )
    .action(async ({ showPassword }: { readonly showPassword?: true }, command: Command) => {
      const context = contextOf(command)
      const { database } = context.config
      const address = await addressOf(context)
      const shown = showPassword === true ? address : maskedAddress(address)
      if (context.shared.json === true) sayJson({ url: shown, embedded: database === undefined })
      else say(shown)
      if (context.watched && shown !== address) {
        process.stderr.write('The password is masked; tokenledger sql --show-password prints it.\n')
      }
    })
}

/** The connection string of the ledger, with its password and what was said of TLS. */
export async function addressOf(context: Context): Promise<string> {
  const { database } = context.config
  // Somebody else's server is not asked: the string is wanted most when it does not answer.
  return database === undefined
    ? withStore(context, ({ address: { connectionString: url } }) => Promise.resolve(url))
    : withTls(connectionString(database), database)
}

/** The address with *** for a password; everything else one needs to know which database it is. */
export function maskedAddress(address: string): string {
  const url = new URL(address)
  if (url.password !== '') url.password = '***'
  if (url.searchParams.has('password')) url.searchParams.set('password', '***')
  return url.href
}

/** What was said of TLS, in the words of libpq: an address without it would connect otherwise than we do. */
function withTls(address: string, { ssl }: Database): string {
  if (ssl === undefined) return address
  const mode =
    ssl === false
      ? 'disable'
      : !ssl.rejectUnauthorized
        ? 'require'
        : ssl.checkServerIdentity === undefined
          ? 'verify-full'
          : 'verify-ca'
  return `${address}${address.includes('?') ? '&' : '?'}sslmode=${mode}`
}
