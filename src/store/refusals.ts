/** What PostgreSQL's refusals mean to the person who ran the command: what to do next, and the exit code that says so. */
import { ConfigError, LedgerError, MalformedBill, SourceDown } from '../errors.js'

/** Why no connection came about. */
export function meaningOfConnecting(cause: unknown): LedgerError {
  const code = codeOf(cause)
  const said = messageOf(cause)
  if (['28P01', '28000', '3D000', '42501'].includes(code)) {
    return new ConfigError(
      `PostgreSQL refused the connection: ${said}. Check the user, the password and the database name.`,
      { cause },
    )
  }
  if (/certificate|self-signed|SSL|TLS/i.test(said)) {
    return new ConfigError(
      `The encrypted connection to PostgreSQL failed: ${said}. Check database.tls.mode and ca_file.`,
      { cause },
    )
  }
  return new SourceDown(
    `PostgreSQL does not answer: ${said === '' ? code : said}. Check that it runs and that the address is right (tokenledger sql).`,
    { cause },
  )
}

/** Why a statement failed; errors that are ours already, and faults of ours, are handed on as they are. */
export function meaningOfStatement(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof LedgerError) return error
  const [code, said] = [codeOf(error), error.message]
  if (isCutOff(code, said)) return connectionLost(error)
  if (code === '42501') {
    return new ConfigError(
      `The database user may not do this: ${said}. Grant it, or use the user that ran tokenledger migrate.`,
      { cause: error },
    )
  }
  if (code === '42P01' || code === '3F000' || code === '42703') {
    return new ConfigError(`The database is not what this version expects: ${said}. Run tokenledger migrate.`, {
      cause: error,
    })
  }
  if (code === '53100') {
    return new ConfigError(
      `The database's disk is full: ${said}. Nothing was written. Free some space and run it again.`,
      { cause: error },
    )
  }
  if (code === '25006') {
    return new ConfigError(`This server or role is read-only: ${said}. Name the primary in the database address.`, {
      cause: error,
    })
  }
  if (code === '22003') {
    return new MalformedBill(
      `An amount or a sum of amounts is beyond 20 digits before the point: ${said}. Nothing was written. Have the export mended.`,
      { cause: error },
    )
  }
  if (code === '53200' && said.includes('shared memory')) {
    return new ConfigError(
      `PostgreSQL has no room for more locks: ${said}. Nothing was written. Raise max_locks_per_transaction and restart it.`,
      { cause: error },
    )
  }
  if (/^(53|40|55P03|57014)/.test(code)) {
    return new SourceDown(`PostgreSQL could not do this now: ${said}. Nothing was written. Run it again.`, {
      cause: error,
    })
  }
  return error
}

export function connectionLost(cause: Error): SourceDown {
  return new SourceDown(
    `The connection to PostgreSQL was lost: ${cause.message}. Run the command again: what it had begun is written whole or not at all.`,
    { cause },
  )
}

/** Class 57P is a server that shuts down or crashed, class 08 a broken connection; pg's own errors have no code. */
function isCutOff(code: string, said: string): boolean {
  return (
    /^(57P\d\d|08...|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code) ||
    /^(Connection terminated|Client has encountered a connection error)/.test(said)
  )
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
