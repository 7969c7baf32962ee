/** What a source of bills is given in tests: every question is sent and remembered, time is what the test says it is. */
import type { Asking, HeldSum, HeldWindow } from '../../../src/records/bill-source.js'

export interface Given {
  readonly now?: string
  readonly held?: Readonly<Record<string, Partial<HeldWindow>>>
  readonly mark?: string
  readonly sums?: readonly HeldSum[]
  readonly pause?: (ms: number) => Promise<void>
}

export interface Remembered extends Asking {
  /** Every question, in order. */
  readonly questions: string[]
  /** Every answer, as text. */
  readonly answers: string[]
}

export function asking({ now = '2026-08-15T02:40:00Z', held = {}, mark, sums = [], pause }: Given = {}): Remembered {
  const [questions, answers]: [string[], string[]] = [[], []]
  return {
    questions,
    answers,
    now: new Date(now),
    ask: async (question, send) => {
      questions.push(question)
      const answer = await send()
      answers.push(answer)
      return answer
    },
    pause: pause ?? (() => Promise.resolve()),
    held: new Map(Object.entries(held).map(([window, one]) => [window, { ...filled, ...one }])),
    mark,
    measured: () => Promise.resolve([]),
    sums: (windows) => Promise.resolve(sums.filter(({ window }) => windows.includes(window))),
    onProgress: () => undefined,
  }
}

const filled: HeldWindow = { loadedAt: new Date('2026-08-15T02:00:00Z'), complete: true, final: true, lines: 1n }
