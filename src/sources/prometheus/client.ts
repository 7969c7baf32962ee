/**
 * The HTTP API of Prometheus, and of what speaks it (VictoriaMetrics, Thanos, Mimir):
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import { ConfigError, MalformedBill, SourceDown, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'
import { type Answer as HttpAnswer, ask, type Call, type Tls } from '../../http.js'
import type { PrometheusSettings } from './settings.js'
import { Clocks } from './clocks.js'
import { type Envelope, envelopeOf, NoEnvelope } from './envelope.js'
import { type RawSeries, SeriesReader } from './series.js'
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

/**
 * The answer to a query at a moment: samples of a range, or one sample a series.
 * @throws SourceRefused without access, ConfigError where the API is not, SourceDown when it does not answer or not to the
 * end, MalformedBill when the answer is none of this API or the query is refused
 */
export async function query(
  settings: PrometheusSettings,
  text: string,
  atMs: number,
  clocks: Clocks = new Clocks(),
): Promise<Answer | TooMuch> {
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
    return await ask(call, (response) => answerOf(settings, call, response, clocks))
  } catch (error) {
    const busy = error instanceof SourceDown ? tooSlow(error) : undefined
    if (busy !== undefined) return { tooMuch: busy }
    // It quotes what came, and what came may quote what was sent.
    if (!(error instanceof MalformedBill)) throw error
    throw new MalformedBill(shown(settings, error.message), { facts: error.facts })
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
  const { url, headers, auth, tls, patience } = settings
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
    ...(tls === undefined ? {} : { tls: pem(tls) }),
    ...(body === undefined ? {} : { body }),
    ...(patience === undefined ? {} : { patience }),
  }
}

function pem({ ca, cert, key }: NonNullable<PrometheusSettings['tls']>): Tls {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key: key.reveal() }),
  }
}

function authorization(auth: NonNullable<PrometheusSettings['auth']>): string {
  if (auth.kind === 'bearer') return `Bearer ${auth.token.reveal()}`
  return `Basic ${Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')}`
}

/** The server's words without what we log in with. */
function shown({ auth }: PrometheusSettings, text: string): string {
  return hidden(text, [auth?.kind === 'bearer' ? auth.token.reveal() : auth?.password.reveal()])
}

async function answerOf(
  settings: PrometheusSettings,
  call: Call,
  response: HttpAnswer,
  clocks: Clocks,
): Promise<Answer | TooMuch> {
  const { status, body } = response
  if (status === 401 || status === 403) throw refused(settings, call.url, status)
  const html = (response.headers.get('content-type') ?? '').startsWith('text/html')
  if (status === 404 || status === 405 || html) throw elsewhere(settings, call.url, status)
  const series: RawSeries[] = []
  const reader = new SeriesReader(call.who, clocks)
  const takeUsual = (bytes: Buffer, from: number): number => {
    const one = reader.usual(bytes, from)
    if (one === undefined) return -1
    series.push(one)
    return reader.at
  }
  const whole = await readAnswer(call.who, body, (element) => series.push(reader.any(element)), takeUsual)
  const said = saidIn(call.who, whole)
  if (said.status === 'success' && said.hasData) {
    const partial = said.isPartial ? ['The answer is partial: a storage node did not answer.'] : []
    return { series, warnings: [...said.warnings.map((one) => shown(settings, one)), ...partial] }
  }
  return failed(call.who, status, { ...said, error: shown(settings, said.error) })
}

function saidIn(who: string, whole: unknown): Envelope {
  try {
    return envelopeOf(whole)
  } catch (error) {
    throw error instanceof NoEnvelope ? malformed(who, error.message) : error
  }
}

/** What a server says when a query is too large for it: Prometheus, VictoriaMetrics, Mimir, Thanos. */
const LIMITS =
  /too many (samples|points|timeseries|series)|max-?samples|maxSamplesPer|maxUniqueTimeseries|exceed(s|ed)?\b.*\blimit|limit.*\bexceed|query timed out|memory/i

async function failed(who: string, status: number, { error, errorType }: Envelope): Promise<TooMuch> {
  if (status === 422 || LIMITS.test(error)) return { tooMuch: error }
  const { maskUrl } = await import('../../log.js') // the log takes 25 ms to start, and few questions are refused
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
