/**
 * The five ways a run can fail, told apart by what the reader has to do next. Each has its exit code, so that cron and
 * Kubernetes can tell them apart too. A message says what, where, and what to do.
 */
export abstract class LedgerError extends Error {
  abstract readonly exitCode: 2 | 3 | 4 | 5 | 6
  /** Facts for machines: file, line, field, value, window. Never a secret, never a payload. */
  readonly facts: Readonly<Record<string, string | number | null>>

  constructor(
    message: string,
    options: { cause?: unknown; facts?: Readonly<Record<string, string | number | null>> } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.facts = options.facts ?? {}
  }
}

/** Mend the setting, the argument or the machine, then run again. */
export class ConfigError extends LedgerError {
  override readonly name = 'ConfigError'
  readonly exitCode = 2
}

/** The other side understood and said no: credentials or permission. */
export class SourceRefused extends LedgerError {
  override readonly name = 'SourceRefused'
  readonly exitCode = 3
}

/** The other side did not answer, or not now: trying again is enough. */
export class SourceDown extends LedgerError {
  override readonly name = 'SourceDown'
  readonly exitCode = 4
}

/** What came is not what the contract says. What came is kept; nothing of it is guessed. */
export class MalformedBill extends LedgerError {
  override readonly name = 'MalformedBill'
  readonly exitCode = 5
}

/** A law of the ledger failed: the transaction was rolled back and nothing was written. */
export class LedgerBroken extends LedgerError {
  override readonly name = 'LedgerBroken'
  readonly exitCode = 6
}
