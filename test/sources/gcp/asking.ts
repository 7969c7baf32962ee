/** What the program does for a source while it asks, without a store: it sends, and remembers what it was asked. */
import type { Asking, HeldSum, HeldWindow } from '../../../src/records/bill-source.js'

export interface Given {
  readonly now?: string
  readonly held?: ReadonlyMap<string, HeldWindow>
  readonly mark?: string | undefined
  readonly sums?: readonly HeldSum[]
  /** Answers of a run that failed a moment ago, by their question. */
  readonly kept?: Map<string, string>
}

export interface TestAsking extends Asking {
  /** Questions that were sent, in their order. */
  readonly questions: string[]
  /** Questions and answers, as they are kept. */
  readonly kept: Map<string, string>
  /** Milliseconds that it was waited. */
  readonly waited: number[]
}

export function asking({
  now = '2026-09-01T12:00:00Z',
  held,
  mark,
  sums = [],
  kept = new Map(),
}: Given = {}): TestAsking {
  const [questions, waited]: [string[], number[]] = [[], []]
  return {
    now: new Date(now),
    ask: async (question, send) => {
      const before = kept.get(question)
      if (before !== undefined) return before
      questions.push(question)
      const answer = await send()
      kept.set(question, answer)
      return answer
    },
    pause: (ms) => {
      waited.push(ms)
      return Promise.resolve()
    },
    held: held ?? new Map(),
    mark,
    measured: () => Promise.resolve([]),
    sums: (windows) => Promise.resolve(sums.filter(({ window }) => windows.includes(window))),
    onProgress: () => undefined,
    questions,
    kept,
    waited,
  }
}
