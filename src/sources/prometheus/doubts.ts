/** How far a row can be trusted, out of what its turns and tallies noted. */
import type { Reason } from '../../counting/count.js'
import { length } from '../../counting/stretches.js'
import type { UsageQuality } from '../../records/usage-hour.js'
import type { Part } from './turns.js'

const MOST_UNOBSERVED = 3_600_000

const NOT_EXACT: readonly Reason[] = ['restart', 'gap', 'ended', 'buckets_disagree']

/** The grade is of the row: what is not known of one of its series is not known of it. */
export function doubtsOf(parts: readonly Part[], more: readonly Reason[]) {
  const notes = parts.flatMap(({ turn, tally }) => [turn.notes, tally.notes])
  const reasons = new Set([...more, ...notes.flatMap((one) => [...one.reasons])])
  const lower = NOT_EXACT.some((reason) => reasons.has(reason))
  const quality: UsageQuality = reasons.has('first_seen') ? 'baseline_unknown' : lower ? 'lower_bound' : 'exact'
  return {
    quality,
    qualityReasons: [...reasons].toSorted(),
    unobservedMs: Math.min(Math.ceil(length(notes.flatMap(({ unobserved }) => unobserved))), MOST_UNOBSERVED),
    resets: parts.reduce((sum, { turn, tally }) => {
      return sum + new Set([...turn.notes.restarts, ...tally.notes.restarts]).size
    }, 0),
  }
}
