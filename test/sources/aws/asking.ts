/** What a source of bills is given in tests: it sends at once, waits for nothing, and remembers what was asked. */
import type { Asking, HeldSum, HeldWindow } from '../../../src/records/bill-source.js'

export interface Asked extends Asking {
  readonly questions: string[]
  /** Milliseconds of each wait. */
  readonly pauses: number[]
  /** Windows whose sums were asked for. */
  readonly summed: string[]
}

export interface AskingOf {
  readonly now: Date
  readonly held?: ReadonlyMap<string, HeldWindow>
  readonly mark?: string
  readonly sums?: readonly HeldSum[]
  /** Instead of sending at once: a budget that is spent, an answer that was kept. */
  readonly ask?: Asking['ask']
}

export function asking({ now, held = new Map(), mark, sums = [], ask }: AskingOf): Asked {
  const [questions, pauses, summed]: [string[], number[], string[]] = [[], [], []]
  return {
    now,
    held,
    mark,
    questions,
    pauses,
    summed,
    ask: async (question, send) => {
      questions.push(question)
      return ask === undefined ? send() : ask(question, send)
    },
    pause: (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
    measured: () => Promise.resolve([]),
    sums: (windows) => {
      summed.push(...windows)
      return Promise.resolve(sums.filter(({ window }) => windows.includes(window)))
    },
    onProgress: () => undefined,
  }
}
