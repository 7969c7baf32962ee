/**
 * One process that two jobs scrape, such as a PodMonitor and a ServiceMonitor of the same pods: two targets by their labels,
 * whose counters are the same ones. They are told by their instance and by when their process began; one of them is read.
 */
import { startAt } from '../../counting/life.js'
import { upTo } from '../../counting/samples.js'
import type { Turn } from './turns.js'

/** Of turns that are of one process the one with the most samples, the first of equals. The others are left out. */
export function onceEach(turns: readonly Turn[]): Turn[] {
  const byProcess = new Map<string, Turn>()
  const left: Turn[] = []
  for (const turn of turns) {
    const process = processOf(turn)
    const other = process === undefined ? undefined : byProcess.get(process)
    const better = other === undefined || turn.seen.samples > other.seen.samples
    if (process !== undefined && better) byProcess.set(process, turn)
    if (other !== undefined) {
      for (const one of [turn, other]) one.notes.reasons.add('scraped_twice')
      left.push(better ? other : turn)
    }
  }
  return turns.filter((turn) => !left.includes(turn))
}

/** Undefined where it does not tell when it began: then nothing proves that two are the same. */
function processOf({ scope, frame }: Turn): string | undefined {
  const { exporter, scrapes, life } = scope
  const { instance } = exporter.labels
  const last = scrapes[upTo(scrapes, frame.to) - 1]
  const start = last === undefined || last <= frame.from ? undefined : startAt(life, last)
  if (instance === undefined || start === undefined) return undefined
  return JSON.stringify([exporter.replica, instance, start])
}
