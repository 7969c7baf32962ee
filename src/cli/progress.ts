import cliProgress from 'cli-progress'
import type { Context } from './context.js'

/** Tells how far a long work is: a bar for a person, a log line a step for a machine. */
export interface Progress {
  step(name: string, percent?: number): void
  end(): void
}

const words: Readonly<Record<string, string>> = {
  files: 'Looking at the files',
  ask: 'Asking for exchange rates',
  'ask bill': 'Asking for the bill',
  survey: 'Finding the billing periods',
  lock: 'Waiting for other loads',
  copy: 'Reading the lines',
  compare: 'Comparing with what is loaded',
  usage: 'Counting hours of telemetry',
  write: 'Writing what changed',
  fold: 'Folding lines to hours',
  check: 'Checking that it adds up',
  commit: 'Done',
}

export function progressOf({ watched, log }: Context): Progress {
  if (!watched) {
    let last = ''
    return {
      step: (name) => {
        if (name !== last && name !== 'read' && name !== 'usage') log.debug({ step: name }, 'step')
        last = name === 'read' ? last : name
      },
      end: () => undefined,
    }
  }
  const bar = new cliProgress.SingleBar(
    { format: '{bar} {what}', barsize: 24, hideCursor: true, clearOnComplete: true, stream: process.stderr },
    cliProgress.Presets.shades_classic,
  )
  const order = Object.keys(words)
  bar.start(order.length, 0, { what: words['files'] })
  let at = 0
  return {
    step: (name, percent) => {
      if (order.includes(name)) at = order.indexOf(name)
      const within =
        (name === 'read' || name === 'usage' || name === 'ask bill') && percent !== undefined && percent > 0
          ? ` ${Math.round(percent)} %`
          : ''
      bar.update(at, { what: `${words[order[at] ?? ''] ?? name}${within}` })
    },
    end: () => bar.stop(),
  }
}
