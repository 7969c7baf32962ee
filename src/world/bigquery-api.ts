/** What the methods of the API answer. */
import { type Fault, type Manners, errorOf, type State } from './bigquery-manners.js'
import { type Asked, estimated, type Job, jobOf, type Refused } from './bigquery-jobs.js'
import { InvalidQuery } from './bigquery-tokens.js'
import type { Field } from './bigquery-values.js'

export interface Answer {
  readonly status: number
  readonly json: object
}

export interface Call {
  readonly action: string
  readonly url: URL
  readonly body: string
  readonly fault: Fault | undefined
}

const MOST_ROWS = 100_000

export function answerTo(state: State, manners: Manners, call: Call): Answer {
  const [, project = '', , name = '', , table = ''] = call.url.pathname
    .replace('/bigquery/v2/', '')
    .split('/')
    .map(decodeURIComponent)
  try {
    switch (call.action) {
      case 'datasets.get':
        return state.tables.some((one) => one.table.project === project && one.table.dataset === name)
          ? ok({ datasetReference: { projectId: project, datasetId: name } })
          : refused(404, 'notFound', `Not found: Dataset ${project}:${name}`)
      case 'tables.get':
        return tableOf(state, project, name, table)
      case 'jobs.dryRun':
      case 'jobs.insert':
        return inserted(state, manners, project, call)
      case 'jobs.get':
        return jobAt(state, call.url, name, (job) => ok(statusOf(job, project)))
      default:
        return jobAt(state, call.url, name, (job) => results(job, manners, project, call))
    }
  } catch (error) {
    if (!(error instanceof InvalidQuery || error instanceof RangeError)) throw error
    return refused(400, 'invalidQuery', error.message)
  }
}

function tableOf({ tables }: State, project: string, dataset: string, name: string): Answer {
  const found = tables.find(
    ({ table }) => table.project === project && table.dataset === dataset && table.table === name,
  )
  if (found === undefined) return refused(404, 'notFound', `Not found: Table ${project}:${dataset}.${name}`)
  const { table, rows } = found
  return ok({
    kind: 'bigquery#table',
    tableReference: { projectId: project, datasetId: dataset, tableId: name },
    schema: { fields: table.schema.map(withMode) },
    numRows: String(rows.length),
    location: table.location,
    lastModifiedTime: String(Date.parse(`${rows.at(-1)?.day ?? '2026-01-01'}T12:00:00Z`)),
    ...(table.partitioned ? { timePartitioning: { type: 'DAY' } } : {}),
  })
}

function withMode({ mode = 'NULLABLE', fields, ...field }: Field): object {
  return { ...field, mode, ...(fields === undefined ? {} : { fields: fields.map(withMode) }) }
}

interface Inserted {
  readonly jobReference?: { readonly jobId?: string; readonly location?: string; readonly projectId?: string }
  readonly configuration: {
    readonly labels?: { readonly [name: string]: string }
    readonly query: {
      readonly query: string
      readonly useLegacySql?: boolean
      readonly parameterMode?: string
      readonly maximumBytesBilled?: string
      readonly queryParameters?: readonly {
        readonly name: string
        readonly parameterType: { readonly type: string }
        readonly parameterValue: {
          readonly value?: string
          readonly arrayValues?: readonly { readonly value: string }[]
        }
      }[]
    }
  }
}

function inserted(
  state: State,
  { busy = 0, estimatesNothing }: Manners,
  project: string,
  { action, body, fault }: Call,
): Answer {
  const { jobReference = {}, configuration }: Inserted = JSON.parse(body)
  const asked = askedOf(configuration)
  const table = state.tables.find((one) => asked.sql.includes(`.${one.table.dataset}.`))?.table
  const location = jobReference.location ?? 'US'
  if (table !== undefined && table.location !== location) {
    return refused(
      404,
      'notFound',
      `Not found: Dataset ${table.project}:${table.dataset} was not found in location ${location}`,
    )
  }
  if (action === 'jobs.dryRun') {
    const bytes = estimatesNothing === true ? 0n : estimated(asked, state.tables, asked.params)
    return ok({
      status: { state: 'DONE' },
      jobReference: { projectId: project, location },
      statistics: { totalBytesProcessed: String(bytes) },
    })
  }
  const id = jobReference.jobId ?? `job_${state.jobs.size}`
  if (!/^[\w-]{1,1024}$/.test(id)) return refused(400, 'invalid', `Invalid job ID "${id}"`)
  if (state.jobs.has(id)) return refused(409, 'duplicate', `Already Exists: Job ${project}:${location}.${id}`)
  const job = jobOf(id, location, asked, state.tables, busy)
  const failed: Refused | undefined =
    fault === 'job fails' ? { status: 503, reason: 'backendError', message: 'Backend error' } : job.failed
  state.jobs.set(id, { ...job, failed })
  if (failed === undefined) state.billed += job.bytes < 10_485_760n ? 10_485_760n : job.bytes
  return ok(statusOf({ ...job, failed }, project))
}

function askedOf({ query, labels }: Inserted['configuration']): Asked {
  if (query.useLegacySql !== false) throw new InvalidQuery('Legacy SQL')
  const params = (query.queryParameters ?? []).map(({ name, parameterType, parameterValue }) => {
    const { value, arrayValues } = parameterValue
    if ((parameterType.type === 'ARRAY') !== (arrayValues !== undefined))
      throw new InvalidQuery(`Invalid value of ${name}`)
    return [name, arrayValues === undefined ? (value ?? '') : arrayValues.map((one) => one.value)] as const
  })
  if (params.length > 0 && query.parameterMode !== 'NAMED') throw new InvalidQuery('Parameters without their mode')
  const label = labels?.['tokenledger'] ?? ''
  return { sql: query.query, label, params: Object.fromEntries(params), maximumBytesBilled: query.maximumBytesBilled }
}

function jobAt({ jobs }: State, url: URL, id: string, found: (job: Job) => Answer): Answer {
  const job = jobs.get(id)
  const location = url.searchParams.get('location') ?? 'US'
  if (job === undefined || job.location !== location)
    return refused(404, 'notFound', `Not found: Job ${location}.${id}`)
  return found(job)
}

function results(job: Job, { pageLimit = MOST_ROWS }: Manners, project: string, { url, fault }: Call): Answer {
  const jobReference = { projectId: project, jobId: job.id, location: job.location }
  if (job.busy > 0) {
    job.busy -= 1
    return ok({ jobReference, jobComplete: false })
  }
  if (job.failed !== undefined) return { status: job.failed.status, json: errorOf(job.failed) }
  const token = url.searchParams.get('pageToken')
  const start = token === null ? 0 : job.tokens.get(token)
  if (start === undefined) return refused(400, 'invalid', 'Invalid page token')
  const end = start + Math.min(Number(url.searchParams.get('maxResults') ?? MOST_ROWS), pageLimit)
  const rows = job.rows.slice(start, end)
  const next =
    fault === 'token repeats' ? (token ?? undefined) : end < job.rows.length ? `${job.id.slice(-6)}.${end}` : undefined
  if (next !== undefined && fault !== 'token repeats') job.tokens.set(next, end)
  return ok({
    jobReference,
    jobComplete: true,
    schema: { fields: job.fields.map(withMode) },
    totalRows: String(job.rows.length),
    rows: fault === 'row missing' ? rows.slice(0, -1) : rows,
    ...(next === undefined ? {} : { pageToken: next }),
  })
}

function statusOf(job: Job, project: string): object {
  const { failed } = job
  const said = failed === undefined ? undefined : { reason: failed.reason, message: failed.message }
  return {
    jobReference: { projectId: project, jobId: job.id, location: job.location },
    status: {
      state: job.busy > 0 ? 'RUNNING' : 'DONE',
      ...(said === undefined ? {} : { errorResult: said, errors: [said] }),
    },
    statistics: { totalBytesProcessed: String(job.bytes) },
  }
}

function ok(json: object): Answer {
  return { status: 200, json }
}

function refused(status: number, reason: string, message: string): Answer {
  return { status, json: errorOf({ status, reason, message }) }
}
