/**
 * The HTTP API of Prometheus, and of what speaks it (VictoriaMetrics, Thanos, Mimir):
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import { z } from 'zod'
import { ConfigError, MalformedBill, SourceDown, SourceRefused } from '../../errors.js'
import { type Answer as HttpAnswer, ask, type Call } from '../../http.js'
import { maskUrl } from '../../log.js'
import type { PrometheusSettings } from './settings.js'
import { type RawSeries, seriesOf } from './series.js'
import { readAnswer } from './stream.js'

/** Two minutes is the server's own limit (--query.timeout), and the answer has to arrive, too. */
const TIMEOUT_MS = 300_000

export interface Answer {
  readonly series: readonly RawSeries[]
  /** Why the answer may lack something; empty where nothing is said. */
  readonly warnings: readonly string[]
}

/** More than the server reads at once: ask for less. */
export interface TooMuch {
  readonly tooMuch: string
}

const around = z.object({
  status: z.enum(['success', 'error']),
  data: z.object({ resultType: z.enum(['matrix', 'vector']), result: z.array(z.never()) }).nullish(),
  errorType: z.string().nullish(),
  error: z.string().nullish(),
  warnings: z.array(z.string()).nullish(),
  isPartial: z.boolean().nullish(),
})

/**
 * The answer to a query at a moment: samples of a range, or one sample a series.
 * @throws SourceRefused without access, ConfigError where the API is not, SourceDown when it does not answer or not to the
 * end, MalformedBill when the answer is none of this API or the query is refused
 */
export async function query(settings: PrometheusSettings, text: string, atMs: number): Promise<Answer | TooMuch> {
  const body = new URLSearchParams({
    query: text,
    time: String(atMs / 1000),
    // Of Thanos: no answer rather than a part of one, and raw samples only. Others pass over what they do not know.
    partial_response: 'false',
    dedup: 'true',
    max_source_resolution: '0',
  })
  const call = callOf(settings, 'api/v1/query', { body: body.toString() })
  try {
    return await ask(call, (response) => answerOf(settings, call, response))
  } catch (error) {
    const busy = error instanceof SourceDown ? tooSlow(error) : undefined
    if (busy === undefined) throw error
    return { tooMuch: busy }
  }
}

/** The document behind a path of the API; undefined where the server has no such path. */
export async function getJson(settings: PrometheusSettings, path: string): Promise<unknown> {
  const call = callOf(settings, path, {})
  return ask(call, async (response) => {
    const text = await response.text()
    if (response.status === 401 || response.status === 403) throw refused(settings, call.url, response.status)
    return response.ok && text.startsWith('{') ? JSON.parse(text) : undefined
  })
}

function callOf(settings: PrometheusSettings, path: string, { body }: { readonly body?: string }): Call {
  const { url, headers, auth, patience } = settings
  return {
    who: `Prometheus ${settings.name}`,
    url: new URL(path, url.endsWith('/') ? url : `${url}/`),
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity', // gzip costs the server more than the wire costs us
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(auth === undefined ? {} : { authorization: authorization(auth) }),
      ...headers,
    },
    timeoutMs: TIMEOUT_MS,
    ...(body === undefined ? {} : { body }),
    ...(patience === undefined ? {} : { patience }),
  }
}

function authorization(auth: NonNullable<PrometheusSettings['auth']>): string {
  if (auth.kind === 'bearer') return `Bearer ${auth.token.reveal()}`
  return `Basic ${Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')}`
}

async function answerOf(settings: PrometheusSettings, call: Call, response: HttpAnswer): Promise<Answer | TooMuch> {
  const { status, body } = response
  if (status === 401 || status === 403) throw refused(settings, call.url, status)
  const html = (response.headers.get('content-type') ?? '').startsWith('text/html')
  if (status === 404 || status === 405 || html) throw elsewhere(settings, call.url, status)
  const series: RawSeries[] = []
  const whole = await readAnswer(call.who, body, (element) => series.push(seriesOf(call.who, element)))
  const { success, data: said, error } = around.safeParse(whole)
  if (!success) throw malformed(call.who, `${error.issues[0]?.path.join('.') ?? ''} ${error.issues[0]?.message ?? ''}`)
  if (said.status === 'success' && said.data) {
    const partial = said.isPartial === true ? ['The answer is partial: a storage node did not answer.'] : []
    return { series, warnings: [...(said.warnings ?? []), ...partial] }
  }
  return failed(call.who, status, said.error ?? '', said.errorType ?? '')
}

/** What a server says when a query is too large for it: Prometheus, VictoriaMetrics, Mimir, Thanos. */
const LIMITS =
  /too many (samples|points|timeseries|series)|max-?samples|maxSamplesPer|maxUniqueTimeseries|exceed(s|ed)?\b.*\blimit|limit.*\bexceed|query timed out|memory/i

function failed(who: string, status: number, error: string, errorType: string): TooMuch {
  if (status === 422 || LIMITS.test(error)) return { tooMuch: error }
  throw malformed(who, `it says ${errorType} (HTTP ${status}): ${maskUrl(error)}. Look at usage.prometheus match`)
}

/** 503 is a query that ran into the server's time limit; it was asked again by then, and did each time. */
function tooSlow({ cause }: SourceDown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  return cause.message === 'HTTP 503' || cause.name === 'AbortError' ? cause.message : undefined
}

function refused({ name, auth }: PrometheusSettings, url: URL, status: number): SourceRefused {
  const what =
    auth === undefined ? 'Nothing was sent to log in with: set its auth' : `Its auth (${auth.kind}) is not accepted`
  return new SourceRefused(
    `Prometheus ${name} refused with HTTP ${status} at ${url.host}. ${what}, or the tenant in its headers, under usage.prometheus.`,
    { facts: { source: name, host: url.host, status } },
  )
}

function elsewhere({ name }: PrometheusSettings, url: URL, status: number): ConfigError {
  return new ConfigError(
    `${url.origin}${url.pathname} is no Prometheus API (HTTP ${status}). Set the url of ${name} to the base of it, ` +
      'such as http://prometheus:9090 or https://vm.example.com/select/0/prometheus.',
    { facts: { source: name, host: url.host, status } },
  )
}

function malformed(who: string, what: string): MalformedBill {
  return new MalformedBill(`${who} does not answer as the Prometheus API does: ${what}.`)
}
