/** A query job: started once whatever happens to the request, waited for, and its first rows. */
import { SourceDown } from '../../errors.js'
import type { Client, Limits, ResultPage } from './client.js'
import { passes, saidBy } from './refusals.js'

export interface Job {
  readonly what: string
  /** Without the number of the attempt. */
  readonly id: string
  readonly reference: { readonly projectId: string; readonly location?: string }
  readonly configuration: object
}

/** BigQuery holds an answer back for ten seconds while it works: an hour in all. */
const MOST_POLLS = 360
const BETWEEN_POLLS_MS = 1000

/** @throws what `client.call` throws, and SourceDown when it is not done in time */
export async function finished(
  client: Client,
  job: Job,
  limits: Limits,
  pause: (ms: number) => Promise<void>,
): Promise<ResultPage> {
  let attempt = 1
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    const page = await client.call(job.what, async () => {
      attempt = await started(client, job, attempt)
      return client.page(`${job.id}_${attempt}`, limits)
    })
    if (page !== undefined) return page
    await pause(BETWEEN_POLLS_MS)
  }
  throw new SourceDown(`BigQuery has not finished ${job.what} within an hour. Run it again later.`, {
    facts: { query: job.what, job: job.id },
  })
}

/** The attempt that is under way or done. A job that failed by BigQuery's own fault keeps its id, and a new one takes the next. */
async function started(client: Client, job: Job, attempt: number): Promise<number> {
  const id = `${job.id}_${attempt}`
  try {
    const body = { jobReference: { ...job.reference, jobId: id }, configuration: job.configuration }
    failureOf(await client.request({ method: 'POST', uri: '/jobs', json: body }))
    return attempt
  } catch (error) {
    if (saidBy(error).code !== 409) throw error
  }
  const { location } = job.reference
  try {
    failureOf(
      await client.request({
        method: 'GET',
        uri: `/jobs/${id}`,
        ...(location === undefined ? {} : { qs: { location } }),
      }),
    )
    return attempt
  } catch (error) {
    if (!(error instanceof JobFailed) || !passes(error)) throw error
  }
  return started(client, job, attempt + 1)
}

/** What the job itself says it failed with; the request for it went well. */
class JobFailed extends Error {
  override readonly name = 'JobFailed'
  readonly errors: readonly unknown[]

  constructor(said: unknown) {
    super('the job failed')
    this.errors = [said]
  }
}

function failureOf(job: object): void {
  const status = 'status' in job ? job.status : undefined
  if (typeof status !== 'object' || status === null || !('errorResult' in status)) return
  if (status.errorResult !== undefined && status.errorResult !== null) throw new JobFailed(status.errorResult)
}
