/** What is known of the processes behind a target: when they began, when it was there at all, and when anybody looked. */
import { type Sample, upTo } from './samples.js'

export interface Life {
  /** Which process was seen at a scrape, by the moment it began; in order, empty where the target does not tell. */
  readonly epochs: readonly Epoch[]
  /** Where counters fell: the process changed in `(from, to]`. In order, apart; only where there are no epochs. */
  readonly falls: readonly Fall[]
  /** When `up` was seen, whatever it said; empty where it is not known. */
  readonly ups: Float64Array
  /** When any target of the source was seen. */
  readonly activity: Float64Array
}

export interface Epoch {
  readonly at: number
  readonly start: number
}

export interface Fall {
  readonly from: number
  readonly to: number
}

/** A process that took the place of another. `began` is not known where only its counters fell. */
export interface Restart {
  readonly id: number
  readonly began: number | undefined
}

/** A sample together with when its process began, as far as that is known otherwise. */
export interface Known extends Sample {
  readonly start?: number | undefined
}

/** process_start_time_seconds is worked out of ticks and the time of boot, and may differ by parts of a second. */
const SAME_START_MS = 1000
/** Series of one scrape carry one moment; what rounds them differs by less. */
const SAME_SCRAPE_MS = 1000

/** Epochs in order, the same process always by the same start. */
export function epochsOf(seen: readonly Epoch[]): Epoch[] {
  let start = Number.NaN
  return seen
    .toSorted((a, b) => a.at - b.at)
    .map((one) => {
      if (!(Math.abs(one.start - start) <= SAME_START_MS)) start = one.start
      return one.start === start ? one : { at: one.at, start }
    })
}

/** Falls of several series: where they overlap it is one restart, and it lies in what they share. */
export function fallsOf(seen: readonly Fall[]): Fall[] {
  const found: { from: number; to: number }[] = []
  for (const { from, to } of seen.toSorted((a, b) => a.to - b.to)) {
    const last = found.at(-1)
    if (last !== undefined && from < last.to) last.from = Math.max(last.from, from)
    else found.push({ from, to })
  }
  return found
}

/** When the process of the scrape at this moment began; undefined where that scrape does not tell. */
export function startAt({ epochs }: Life, moment: number): number | undefined {
  const index = firstFrom(epochs, moment - SAME_SCRAPE_MS)
  const found = epochs[index]
  const next = epochs[index + 1]
  if (found === undefined || found.at > moment + SAME_SCRAPE_MS) return undefined
  return next !== undefined && Math.abs(next.at - moment) < Math.abs(found.at - moment) ? next.start : found.start
}

/** Whether another process answered the second scrape: a restart, none, or nobody knows. */
export function restartBetween(life: Life, first: Known, second: Sample): Restart | 'none' | 'unknown' {
  const before = first.start ?? startAt(life, first.at)
  const after = startAt(life, second.at)
  if (after !== undefined) {
    const other = before === undefined ? after > first.at : Math.abs(after - before) > SAME_START_MS
    return other ? { id: after, began: after } : 'none'
  }
  if (before !== undefined) return 'unknown'
  const fall = life.falls.find(({ from, to }) => first.at <= from && to <= second.at)
  return fall === undefined ? 'unknown' : { id: fall.to, began: undefined }
}

/** A name for the process that answered the scrape, the same for all its series. */
export function processAt(life: Life, moment: number): number {
  return startAt(life, moment) ?? life.falls.findLast(({ to }) => to <= moment)?.to ?? 0
}

/**
 * Whether the target itself was gone from `from` to `to`, not only who scrapes it: no `up` of it was kept while those of
 * others were. Where nothing else is scraped, nobody can tell, and it is not said.
 */
export function wasGone({ ups, activity }: Life, from: number, to: number, most: number): boolean {
  if (ups.length === 0 || to <= from) return false
  if (upTo(ups, to) > upTo(ups, from)) return false
  let last = from
  for (let i = upTo(activity, from); i < activity.length && last < to; i += 1) {
    const next = Math.min(activity[i] ?? to, to)
    if (next - last > most) return false
    last = next
  }
  return to - last <= most && upTo(activity, to) > upTo(activity, from)
}

function firstFrom(epochs: readonly Epoch[], moment: number): number {
  let low = 0
  let high = epochs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((epochs[middle]?.at ?? Infinity) < moment) low = middle + 1
    else high = middle
  }
  return low
}
