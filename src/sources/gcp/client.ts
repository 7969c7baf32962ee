/** Google's own client of BigQuery, and what it does not do: time limits, pages instead of JSON, one owner of retries. */
import type { BigQuery } from '@google-cloud/bigquery'
import pRetry, { AbortError } from 'p-retry'
import { z } from 'zod'
import { ConfigError } from '../../errors.js'
import type { Patience } from '../../http.js'
import { exact } from './exact.js'
import type { Value } from './fields.js'
import { type Asked, NotJson, passes, refusalOf } from './refusals.js'
import type { GcpSettings } from './settings.js'

export interface Client {
  readonly bigquery: BigQuery
  /** Tries again what passes, with jitter; anything else in our words. @throws SourceRefused, SourceDown, ConfigError, MalformedBill */
  call<T>(what: string, send: () => Promise<T>): Promise<T>
  /** A request as the client makes it, for what its own methods crash at: a page of HTML with 200 is no job. */
  request(request: Request): Promise<object>
  /** Rows of a job's result; undefined while it is not done. */
  page(jobId: string, limits: Limits): Promise<ResultPage | undefined>
}

export interface Request {
  readonly method: 'GET' | 'POST'
  /** Below its project: `/jobs`. */
  readonly uri: string
  readonly json?: object
  readonly qs?: Readonly<Record<string, string>>
  /** Another project than the one that pays. */
  readonly projectId?: string
}

export interface Limits {
  readonly maxResults: number
  readonly location: string | undefined
  readonly pageToken?: string
}

/** As it goes through `ask`: amounts and whole numbers are text. */
export interface ResultPage {
  readonly job: string
  readonly rows: readonly Value[]
  readonly total: string
  readonly next: string | null
}

const GOOGLE = 'https://bigquery.googleapis.com'
const PATIENCE: Patience = { retries: 4, firstWaitMs: 500 }
const LONGEST_WAIT_MS = 30_000

const serviceAccount = z.object({
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().min(1),
})

export async function clientOf(settings: GcpSettings): Promise<Client> {
  const bigquery = await connected(settings)
  const { table, project, timeoutMs, patience = PATIENCE } = settings
  const name = `${table.project}.${table.dataset}.${table.table}`
  const host = new URL(settings.endpoint ?? GOOGLE).host
  return {
    bigquery,
    call: (what, send) => patiently({ what, table: name, project, host }, patience, () => inTime(send(), timeoutMs)),
    request: (request) => requested(bigquery, request),
    page: (jobId, limits) => pageOf(bigquery, jobId, limits),
  }
}

async function connected({ endpoint, project, key }: GcpSettings): Promise<BigQuery> {
  const { BigQuery: Client } = await import('@google-cloud/bigquery')
  const credentials = key === undefined ? undefined : accountOf(key.reveal())
  const apiEndpoint = endpoint ?? GOOGLE
  const bigquery = new Client({
    projectId: project,
    apiEndpoint,
    autoRetry: false,
    userAgent: 'tokenledger',
    ...(credentials === undefined ? {} : { credentials }),
  })
  // BIGQUERY_EMULATOR_HOST would win over the endpoint, and leave its path out.
  bigquery.baseUrl = `${apiEndpoint.replace(/\/+$/, '')}/bigquery/v2`
  // A key signs for itself, as Google's generated clients do: no second host has to be reached for a token.
  if (credentials !== undefined) bigquery.authClient.useJWTAccessWithScope = true
  // An emulator wants no login, and looking for one would ask the metadata server of a cloud that is not there.
  else if (endpoint !== undefined) bigquery.authClient.authorizeRequest = (request) => Promise.resolve(request ?? {})
  return bigquery
}

/** @throws ConfigError without a word of what stands there */
function accountOf(text: string): z.infer<typeof serviceAccount> {
  try {
    return serviceAccount.parse(JSON.parse(text))
  } catch {
    throw new ConfigError(
      'The credentials of Google Cloud are no key of a service account. Create one under IAM, Service accounts, Keys (JSON), or leave them out on a machine that logs in by itself.',
    )
  }
}

async function requested(bigquery: BigQuery, request: Request): Promise<object> {
  const answer = await new Promise<unknown>((resolve, reject) => {
    bigquery.request({ ...request }, (error, body: unknown) => {
      if (error === null) resolve(body)
      else reject(error)
    })
  })
  return demandJson(answer)
}

async function pageOf(bigquery: BigQuery, jobId: string, limits: Limits): Promise<ResultPage | undefined> {
  const { location, maxResults, pageToken } = limits
  const job = bigquery.job(jobId, location === undefined ? {} : { location })
  // A page at a time: maxResults alone implies it today. Without wrapIntegers what is beyond 2^53 is rounded.
  const options = {
    autoPaginate: false,
    maxResults,
    wrapIntegers: true,
    ...(pageToken === undefined ? {} : { pageToken }),
  }
  const [rows, , answer] = await job.getQueryResults(options)
  const said = resultOf.parse(demandJson(answer))
  if (said.jobComplete === false) return undefined
  return { job: jobId, rows: rows.map(exact), total: said.totalRows, next: said.pageToken ?? null }
}

const resultOf = z.object({
  jobComplete: z.boolean().optional(),
  totalRows: z.string().default('0'),
  pageToken: z.string().min(1).optional(),
})

/** The client hands a page of a proxy on as if it were an answer, and it reads as one without rows. @throws NotJson */
export function demandJson(answer: unknown): object {
  if (typeof answer !== 'object' || answer === null) throw new NotJson('no JSON')
  return answer
}

async function patiently<T>(asked: Asked, { retries, firstWaitMs }: Patience, send: () => Promise<T>): Promise<T> {
  const once = async (): Promise<T> => {
    try {
      return await send()
    } catch (error) {
      throw passes(error) ? error : new AbortError(refusalOf(error, asked))
    }
  }
  try {
    return await pRetry(once, { retries, minTimeout: firstWaitMs, maxTimeout: LONGEST_WAIT_MS, randomize: true })
  } catch (error) {
    throw refusalOf(error, asked)
  }
}

class TooLate extends Error {
  override readonly name = 'TooLate'
  readonly code = 'ETIMEDOUT'
}

/** The client's own time limit went with the version of node-fetch that knew one: a half-dead server would hold us for ever. */
async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate('no answer in time')), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
