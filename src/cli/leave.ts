/** How the command line ends before its time: what is complained of, and what a signal does. */
import type { LedgerError } from '../errors.js'

export interface Complaint {
  readonly name: string
  readonly message: string
  readonly exitCode: number
  readonly facts: LedgerError['facts']
}

/** Asked of the call itself, which may be one that commander does not understand. */
export function wantsJson(): boolean {
  return process.argv.includes('--json')
}

export function complain(error: Complaint): void {
  process.stderr.write(wantsJson() ? `${JSON.stringify({ error })}\n` : `tokenledger: ${error.message}\n`)
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof SIGNALS

/** As the first process of a container we would not even end at SIGTERM; and what spilled to disk goes at `exit`. */
export function leaveAtSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave)
}

/** From now on the first signal is told, and only a second one ends the process. */
export function untilSignal(): Promise<Signal> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, leave)
  return new Promise((resolve) => {
    const told = (signal: Signal): void => {
      for (const one of ['SIGINT', 'SIGTERM'] as const) process.removeListener(one, told)
      leaveAtSignals()
      resolve(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, told)
  })
}

function leave(signal: Signal): void {
  const exitCode = SIGNALS[signal]
  if (process.stderr.isTTY === true) process.stderr.write('\r\u001B[K\u001B[?25h') // a progress bar hides the cursor
  const message = `Ended by ${signal}. Run it again at any time: what it had begun is written whole or not at all.`
  complain({ name: 'Ended', message, exitCode, facts: { signal } })
  process.exit(exitCode)
}
