/** What a job leaves for another: bills of months that nobody asked rates for. */
import type { Config } from '../src/config/index.js'
import { type Store, withClient } from '../src/store/index.js'
import { hoursWithoutRate } from '../src/store/rates/index.js'
import { idleBecause, type Job, jobs } from './index.js'
import type { JobResult } from './run.js'

/**
 * The first bill of a ledger comes after its first rates, which were asked for without knowing how far it would reach: so
 * rates are fetched once more when a bill left hours without one. Undefined: nothing is to be done.
 */
export async function followerOf(
  store: Store,
  config: Config,
  job: Job,
  { outcome, loadIds }: JobResult,
): Promise<Job | undefined> {
  if (job.stage !== 'bills' || outcome === 'failed' || loadIds.length === 0) return undefined
  const rates = jobs.find(({ stage }) => stage === 'rates')
  if (rates === undefined || idleBecause(rates, config) !== undefined) return undefined
  const lacking = await withClient(store.pool, hoursWithoutRate)
  return lacking.some(({ reason }) => reason === 'no_fixing') ? rates : undefined
}
