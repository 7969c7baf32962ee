/**
 * Counts what a counter counted in an hour, from its raw samples: https://prometheus.io/docs/concepts/metric_types/#counter.
 * `increase()` guesses what happened before the first and after the last sample of its window; in a bursty hour it was
 * seen to miss by 82 %. Here each pair of samples that follow each other is looked at, and hours add up to any window.
 */
import type { Stretch } from '../records/usage-hour.js'
import { type Known, type Life, type Restart, restartBetween, wasGone } from './life.js'
import { lastUpTo, type Samples, timeAt, upTo, valueAt } from './samples.js'
import type { Run, Step, Way } from './way.js'

/** What a series stood at before its first sample: a sample, 0 for it was born since, or nobody knows. */
export type Baseline =
  { readonly kind: 'sample'; readonly sample: Known } | { readonly kind: 'zero' } | { readonly kind: 'unknown' }

/** The first five make a count less than exact, the others only explain it. */
export type Reason =
  | 'restart'
  | 'gap'
  | 'ended'
  | 'first_seen'
  | 'buckets_disagree'
  | 'scrape_skew'
  | 'caught_up'
  | 'cache_overcounted'
  | 'cache_left_out'
  | 'scraped_twice'
  | 'counted_at_end'
  | 'counted_at_prefill'
  | 'counted_at_decode'
  | 'adapters_unsplit'
  | 'no_model'

/** What makes a count less than exact, and since when nobody looked. */
export interface Notes {
  readonly reasons: Set<Reason>
  readonly unobserved: Stretch[]
  /** The processes that took the place of others. */
  readonly restarts: Set<number>
}

/** What stays the same for all series of a target in an hour. */
export interface Frame {
  readonly from: number
  readonly to: number
  readonly interval: number
  /** Samples further apart have a hole between them. */
  readonly most: number
  /** What was seen so long before the hour still reaches into it. */
  readonly reach: number
  readonly life: Life
}

export function noNotes(): Notes {
  return { reasons: new Set(), unobserved: [], restarts: new Set() }
}

/**
 * Calls `add` for each sample of the hour with what was counted up to it since the one before, and writes down what was
 * not seen. `baseline` is for a series that has no sample before its first one.
 */
export function countWay(
  way: Way,
  twins: readonly Samples[],
  baseline: Baseline,
  frame: Frame,
  notes: Notes,
  add: (counted: number, at: number) => void,
): void {
  let before: Known | Step | undefined = way.before ?? (baseline.kind === 'sample' ? baseline.sample : undefined)
  if (before !== undefined && way.last !== undefined && isSteady(way.run, before, way.last, frame)) {
    return add(way.last.value - before.value, way.last.at)
  }
  for (const step of way.steps) {
    if (before !== undefined) add(between(before, step, twins, frame, notes), step.at)
    else if (baseline.kind === 'zero') add(step.value, step.at)
    else {
      notes.reasons.add('first_seen')
      add(0, step.at)
    }
    before = step
  }
}

/**
 * Whether one process answered every scrape from `before` to `last`, none is missing, and the counter never fell: then all
 * that each pair says adds up to the last minus the first. So it is with nearly every series, and it takes no step.
 */
function isSteady(run: Run | undefined, before: Known, last: Step, { life, most }: Frame): boolean {
  if (run === undefined) return false
  const seen = restartBetween(life, before, last)
  if (seen !== 'none' && !(seen === 'unknown' && life.epochs.length === 0)) return false
  const { at, value } = run.samples
  let [moment, stand] = [before.at, before.value]
  for (let i = run.first; i < run.end; i += 1) {
    const [nextMoment = NaN, nextStand = NaN] = [at[i], value[i]]
    if (!(nextStand >= stand && nextMoment - moment <= most)) return false
    moment = nextMoment
    stand = nextStand
  }
  return true
}

function between(before: Known | Step, step: Step, twins: readonly Samples[], frame: Frame, notes: Notes): number {
  const seen = restartBetween(frame.life, before, step)
  const rise = step.value - before.value
  if (seen !== 'none' && seen !== 'unknown') return restarted(before, step, seen, frame, notes)
  if (rise < 0 && !(seen === 'none' && isOther(before, step)) && !isSkew(before, step, twins, frame)) {
    return restarted(before, step, { id: step.at, began: undefined }, frame, notes)
  }
  if (step.at - before.at > frame.most) {
    if (before.at < frame.from - frame.most) notes.reasons.add('caught_up')
    if (seen === 'unknown') unseen(notes, 'gap', { from: Math.max(before.at, frame.from), to: step.at })
  }
  return rise
}

/** All that the new process has counted, for it began at 0. What the old one counted after its last sample is lost. */
function restarted(before: Known, step: Step, { id, began }: Restart, frame: Frame, notes: Notes): number {
  const { life, interval, most, from } = frame
  const until = Math.max(before.at, Math.min(began ?? step.at, step.at))
  notes.restarts.add(id)
  const died = until - before.at > most && wasGone(life, Math.max(before.at + most, from), until, most)
  const lost = { from: before.at, to: died ? before.at + interval : until }
  // The hour in which it was last seen has said that it ended; this one says it of its own part only.
  const ours = before.at < from - most ? { from, to: lost.to } : lost
  if (ours === lost || (!died && ours.to > ours.from)) unseen(notes, 'restart', ours)
  else if (!died && until < from) notes.reasons.add('caught_up')
  return step.value
}

function unseen(notes: Notes, reason: Reason, stretch: Stretch): void {
  notes.reasons.add(reason)
  if (stretch.to > stretch.from) notes.unobserved.push(stretch)
}

function isOther(before: Known | Step, step: Step): boolean {
  return 'twin' in before && before.twin !== step.twin
}

/**
 * Whether a fall from one twin to the other is only that the second looked a moment earlier than its clock says. Then the
 * plain difference is right: what it takes away here, the way has counted there. One that restarted shows it on its own.
 */
function isSkew(before: Known | Step, step: Step, twins: readonly Samples[], { most, to }: Frame): boolean {
  if (!('twin' in before) || before.twin === step.twin) return false
  const own = twins[step.twin]
  const previous = own === undefined ? undefined : lastUpTo(own, before.at)
  if (previous !== undefined && before.at - previous.at <= most) return previous.value <= step.value
  const other = twins[before.twin]
  const index = other === undefined ? 0 : upTo(other.at, before.at)
  return other !== undefined && timeAt(other, index) <= to && valueAt(other, index) >= before.value
}
