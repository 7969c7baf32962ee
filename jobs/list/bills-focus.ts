/** The job `bills-focus`, and the history that FOCUS exports hold. */
import type { Config } from '../../src/config/index.js'
import type { Store } from '../../src/store/index.js'
import { nextDay } from '../../src/units/billing-day.js'
import { count, several } from '../../src/words.js'
import { cron, focusOptions, loadFocus, lookForFocus, name } from '../bills-focus.js'
import type { DayRange, Job, JobOutcome, Piece, Surroundings } from '../job.js'
import { rangeOf } from '../range.js'
import { todayOf } from '../rates.js'

export const billsFocusJob: Job = {
  name,
  stage: 'bills',
  summary: 'FOCUS export files of bills.focus.paths',
  cron,
  // 640 MB were seen, where DuckDB reads beside us; a bill of usual size stays below half of it.
  memory: '768Mi',
  lacks: ({ bills }) => (bills.focus.paths.length > 0 ? undefined : 'bills.focus.paths names no file'),
  run: load,
  histories: () => [
    {
      name: 'bills',
      stage: 'bills',
      plan,
      load: (store, config, _, around) => load(store, config, around),
      note:
        'Files are not chosen by days: all that bills.focus.paths names are one snapshot. Only what differs is written, ' +
        'so --from and --to change nothing here.',
    },
  ],
}

async function plan(store: Store, config: Config, range: DayRange, around: Surroundings): Promise<Piece[]> {
  const { from, to } = rangeOf(range, 'UTC+8', nextDay(todayOf(around)))
  const { before } = await lookForFocus(store, focusOptions(config, {}, around))
  return [{ from: from.date, to: to.date, requests: 0, done: before !== undefined }]
}

async function load(store: Store, config: Config, around: Surroundings): Promise<JobOutcome> {
  const options = focusOptions(config, {}, around)
  if (around.dryRun) {
    const { files, before } = await lookForFocus(store, options)
    const says = before === undefined ? 'would be read' : 'loaded before, which would change nothing'
    return { outcome: 'planned', says: `${several(files.files.length, 'file')} ${says}`, loadIds: [] }
  }
  const { files, replaced, linesAccepted, linesRejected } = await loadFocus(store, options)
  const read = `${several(files.files.length, 'file')}, ${several(linesAccepted, 'line')}, ${count(linesRejected)} rejected`
  const { loadId, came = 0n, gone = 0n, hours = 0n } = replaced ?? {}
  const changed =
    loadId === undefined
      ? 'nothing changed'
      : `${several(came, 'row')} came, ${count(gone)} went, ${several(hours, 'hour')} folded`
  return {
    outcome: linesRejected > 0n ? 'incomplete' : loadId === undefined ? 'unchanged' : 'loaded',
    says: `${read}: ${changed}`,
    loadIds: loadId === undefined ? [] : [loadId],
  }
}
