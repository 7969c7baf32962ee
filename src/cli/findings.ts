/** What a check of the doctor comes to, and how it is told. */
import { maskUrl } from '../log.js'

export interface Finding {
  /** What was looked at: one or two words. */
  readonly about: string
  readonly state: 'ok' | 'warn' | 'FAIL'
  readonly says: string
  /** What to do, unless all is well. */
  readonly remedy?: string
}

export function ok(about: string, says: string): Finding {
  return { about, state: 'ok', says }
}

export function warn(about: string, says: string, remedy: string): Finding {
  return { about, state: 'warn', says, remedy }
}

export function failure(about: string, says: string, remedy: string): Finding {
  return { about, state: 'FAIL', says, remedy }
}

/** One check by itself: whatever it throws is a finding, and the next check still runs. */
export async function finding(about: string, look: () => Promise<Finding> | Finding): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    const said = maskUrl(error instanceof Error ? error.message : String(error))
    // Errors of ours end with what to do; of others nobody knows more than what they say.
    return failure(about, said, 'Mend what is said above, then run tokenledger doctor again.')
  }
}

export function lineOf({ about, state, says, remedy }: Finding): string {
  const indent = '\n' + ' '.repeat(20)
  const lines = [says, ...(remedy === undefined ? [] : [`-> ${remedy}`])]
  return `${state.padEnd(6)}${about.padEnd(14)}${lines.map((line) => line.replaceAll('\n', indent)).join(indent)}`
}
