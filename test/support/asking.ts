/** What a source is given to ask with: every question is kept, nothing is waited for, and answers may be given again. */
import type { Asking, HeldSum, HeldWindow, MachineHour } from '../../src/records/bill-source.js'

export interface AskingGiven {
  readonly now?: string
  readonly held?: Readonly<Record<string, Partial<HeldWindow>>>
  readonly mark?: string
  readonly sums?: readonly HeldSum[]
  /** What telemetry tells of machines. */
  readonly measured?: readonly MachineHour[]
  /** Answers that were paid for already, by their questions. */
  readonly paid?: ReadonlyMap<string, string>
  /** What waiting does; nothing where not given. */
  readonly pause?: (ms: number) => void
}

export interface AskingTold extends Asking {
  /** Questions in order, those that were answered from what is paid included. */
  readonly questions: string[]
  /** Answers that were sent for, by their questions. */
  readonly answers: Map<string, string>
  /** Milliseconds that were to be waited. */
  readonly pauses: number[]
}

export function asking(given: AskingGiven = {}): AskingTold {
  const questions: string[] = []
  const answers = new Map<string, string>()
  const pauses: number[] = []
  const blank: HeldWindow = { loadedAt: new Date(0), complete: true, final: false, lines: 1n }
  return {
    now: new Date(given.now ?? '2026-08-24T02:00:00Z'),
    held: new Map(Object.entries(given.held ?? {}).map(([name, one]) => [name, { ...blank, ...one }])),
    mark: given.mark,
    questions,
    answers,
    pauses,
    ask: async (question, send) => {
      questions.push(question)
      const paid = given.paid?.get(question)
      if (paid !== undefined) return paid
      const answer = await send()
      answers.set(question, answer)
      return answer
    },
    pause: (ms) => {
      pauses.push(ms)
      given.pause?.(ms)
      return Promise.resolve()
    },
    sums: () => Promise.resolve(given.sums ?? []),
    measured: (_, machines, from, to) =>
      Promise.resolve(
        (given.measured ?? []).filter(({ machine, hour }) => machines.includes(machine) && hour >= from && hour < to),
      ),
    onProgress: () => undefined,
  }
}
