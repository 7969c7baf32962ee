/** A statement, from its estimate to its last result page. Each answer goes through `ask`, so that a page is paid for once. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MalformedBill, SourceDown, SourceRefused } from '../../errors.js'
import type { Asking } from '../../records/bill-source.js'
import { count } from '../../words.js'
import type { Client } from './client.js'
import type { Row, Value } from './fields.js'
import { finished, type Job } from './job.js'
import type { GcpSettings } from './settings.js'
import type { Statement } from './statement.js'
import type { Table } from './table.js'

export interface Running {
  readonly client: Client
  readonly settings: GcpSettings
  readonly table: Table
  readonly around: Asking
}

export interface Page {
  /** Counted from 1. */
  readonly number: number
  readonly rows: readonly Row[]
}

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.null(), z.array(value), z.record(z.string(), value)]),
)
const page = z.object({
  job: z.string(),
  rows: z.array(z.record(z.string(), value)),
  total: z.string().regex(/^\d+$/),
  next: z.string().nullable(),
})
const estimate = z.object({ bytes: z.string().regex(/^\d+$/) })

/**
 * The result, a page at a time; the next is asked for when somebody wants it.
 * @throws SourceRefused when it would read more than it may, SourceDown when rows are missing in the end, MalformedBill
 */
export async function* pages(running: Running, statement: Statement): AsyncGenerator<Page> {
  const question = questionOf(running, statement)
  await demandCheap(running, statement, question)
  const tokens = new Set<string>()
  let rows = 0
  for (let number = 1, token: string | undefined; ; number += 1) {
    const answer = await asked(running, statement, question, token)
    rows += answer.rows.length
    yield { number, rows: answer.rows }
    if (answer.next === null) return demandAll(running, statement, rows, answer.total)
    const [job, next] = [answer.job, answer.next]
    token = `${job} ${next}`
    if (tokens.has(token)) throw malformed(running, statement, 'sends a page a second time')
    tokens.add(token)
  }
}

/** What is asked, without a secret: parameters by name, and a hash of the statement's text. */
function questionOf({ table }: Running, { name, sql, params }: Statement): string {
  const said = Object.entries(params).map(([key, one]) => `${key}=${typeof one === 'string' ? one : one.join(',')}`)
  const hash = createHash('sha256').update(sql).digest('hex').slice(0, 16)
  return `BigQuery ${name} ${table.name} ${said.toSorted().join('&')} sql=${hash}`
}

/** Nothing is read before it is known how much: the estimate of BigQuery is what it holds against the limit, too. */
export async function demandCheap(running: Running, statement: Statement, question: string): Promise<void> {
  const { settings, table } = running
  const bytes = await bytesOf(running, statement, question)
  if (bytes <= BigInt(settings.maximumBytesBilled)) return
  throw new SourceRefused(
    `${statement.name} of ${table.name} would read ${count(bytes)} bytes, and maximum_bytes_billed is ${count(settings.maximumBytesBilled)}. Nothing was read. Raise it, or lower hours_per_piece.`,
    { facts: { query: statement.name, bytes: String(bytes), maximum: settings.maximumBytesBilled } },
  )
}

/** By a dry run, which is free. */
export async function bytesOf(running: Running, statement: Statement, question: string): Promise<bigint> {
  const { client, around } = running
  const text = await around.ask(`${question} dryRun`, async () => {
    const job = { configuration: { dryRun: true, ...configuration(statement) }, jobReference: reference(running) }
    const send = () => client.request({ method: 'POST', uri: '/jobs', json: job })
    const answer = await client.call(`dryRun of ${statement.name}`, send)
    return JSON.stringify({ bytes: dryRun.parse(answer).statistics.totalBytesProcessed })
  })
  return BigInt(inForm(estimate, text, running, statement).bytes)
}

const dryRun = z.object({ statistics: z.object({ totalBytesProcessed: z.string().regex(/^\d+$/) }) })

/** @param after the job and the token that the page before named; undefined: the first page, for which the job is made */
async function asked(running: Running, statement: Statement, question: string, after: string | undefined) {
  const { client, settings, table, around } = running
  const text = await around.ask(after === undefined ? question : `${question} page=${after}`, async () => {
    const limits = { maxResults: settings.rowsPerPage, location: table.location }
    const [job = '', pageToken = ''] = (after ?? '').split(' ')
    const answer =
      after === undefined
        ? await finished(client, jobOf(running, statement, question), limits, around.pause)
        : await client.call(`a page of ${statement.name}`, () => client.page(job, { ...limits, pageToken }))
    return JSON.stringify(answer)
  })
  return inForm(page, text, running, statement)
}

function jobOf(running: Running, statement: Statement, question: string): Job {
  const { settings, around } = running
  // The same within a run, so that a request whose answer was lost starts nothing twice; another in the next run, which
  // would be handed the rows of this one otherwise.
  const run = createHash('sha256').update(`${around.now.toISOString()} ${question}`).digest('hex').slice(0, 32)
  const { query, labels } = configuration(statement)
  return {
    what: statement.name,
    id: `tokenledger_${run}`,
    reference: reference(running),
    configuration: { query: { ...query, maximumBytesBilled: settings.maximumBytesBilled }, labels },
  }
}

function configuration({ name, sql, params }: Statement) {
  const queryParameters = Object.entries(params).map(([key, one]) =>
    typeof one === 'string'
      ? { name: key, parameterType: { type: 'STRING' }, parameterValue: { value: one } }
      : {
          name: key,
          parameterType: { type: 'ARRAY', arrayType: { type: 'STRING' } },
          parameterValue: { arrayValues: one.map((each) => ({ value: each })) },
        },
  )
  return {
    query: { query: sql, useLegacySql: false, parameterMode: 'NAMED', queryParameters },
    labels: { tokenledger: name },
  }
}

function reference({ settings, table }: Running): { projectId: string; location?: string } {
  return { projectId: settings.project, ...(table.location === undefined ? {} : { location: table.location }) }
}

function demandAll({ table }: Running, { name }: Statement, rows: number, total: string): void {
  if (BigInt(rows) === BigInt(total)) return
  throw new SourceDown(
    `BigQuery says that ${name} of ${table.name} has ${count(total)} rows and sends ${count(rows)}. Nothing of it counts. Run it again.`,
    { facts: { query: name, said: total, came: rows } },
  )
}

function inForm<T>(form: z.ZodType<T>, text: string, running: Running, statement: Statement): T {
  const { success, data, error } = form.safeParse(JSON.parse(text))
  if (success) return data
  const { path = [], message = '' } = error.issues[0] ?? {}
  throw malformed(running, statement, `has another form than it had: ${path.join('.')} ${message}`)
}

function malformed({ table }: Running, { name }: Statement, what: string): MalformedBill {
  return new MalformedBill(
    `The answer of BigQuery to ${name} of ${table.name} ${what}. Nothing was loaded. Report this.`,
    {
      facts: { query: name, table: table.name },
    },
  )
}
