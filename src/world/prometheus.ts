/** A Prometheus on loopback that holds what it is given: for the demo and the tests, as strict as the real one. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { evaluate, selected, TooManySamples, within, type WorldSeries } from './promql.js'
import { parse, ParseError } from './promql-parse.js'
import { inPieces, type Ending } from './prometheus-answer.js'

export type { WorldSample, WorldSeries } from './promql.js'

export interface WorldOptions extends Ending {
  /** --query.max-samples; 50,000,000 as there. */
  readonly maxSamples?: number
  /** The header that lets one in. */
  readonly authorization?: string
  readonly version?: string
}

export interface WorldPrometheus {
  /** The base of its API. */
  readonly url: string
  /** The queries it was asked, in order. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

export async function startPrometheus(
  series: readonly WorldSeries[],
  options: WorldOptions = {},
): Promise<WorldPrometheus> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    answer(request, response, series, options, asked).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  series: readonly WorldSeries[],
  options: WorldOptions,
  asked: string[],
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://loopback')
  if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
    response.writeHead(401, { 'www-authenticate': 'Basic', 'content-type': 'text/plain' }).end('Unauthorized\n')
    return
  }
  const form = await formOf(request, url)
  try {
    switch (url.pathname) {
      case '/api/v1/query':
        return await queried(form, response, series, options, asked)
      case '/api/v1/status/buildinfo':
        return say(response, { version: options.version ?? '3.5.0', revision: 'loopback', goVersion: 'go1.24' })
      case '/api/v1/label/__name__/values':
        return say(response, [...new Set(series.map(({ labels }) => labels['__name__'] ?? ''))].toSorted())
      case '/api/v1/series':
        return say(response, matching(form, series))
      default:
        response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n')
    }
  } catch (error) {
    if (error instanceof ParseError)
      return refuse(response, 400, 'bad_data', `invalid parameter "query": ${error.message}`)
    if (error instanceof TooManySamples) return refuse(response, 422, 'execution', error.message)
    if (error instanceof RangeError) return refuse(response, 400, 'bad_data', error.message)
    throw error
  }
}

async function queried(
  form: URLSearchParams,
  response: ServerResponse,
  series: readonly WorldSeries[],
  options: WorldOptions,
  asked: string[],
): Promise<void> {
  const text = form.get('query') ?? ''
  const at = momentOf('time', form.get('time') ?? String(Date.now() / 1000))
  const expression = parse(text)
  asked.push(text)
  const found = evaluate(series, expression, at, options.maxSamples ?? 50_000_000)
  const limit = Number(form.get('limit') ?? '0')
  const kept = limit > 0 ? found.slice(0, limit) : found
  const matrix = expression.kind === 'selector' && expression.rangeMs !== undefined
  const cut = kept.length < found.length ? ['results truncated due to limit'] : []
  response.writeHead(200, { 'content-type': 'application/json' })
  const pieces = inPieces(kept, matrix, { ...options, warnings: [...(options.warnings ?? []), ...cut] })
  for (const piece of pieces) {
    if (!response.write(piece) && !response.destroyed) await once(response, 'drain')
  }
  response.end()
}

/** Of a form that was posted, and of the address, as the API reads either. */
async function formOf(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  const form = new URLSearchParams(url.searchParams)
  if (request.method !== 'POST') return form
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) return form
  let body = ''
  for await (const chunk of request) body += String(chunk)
  for (const [name, value] of new URLSearchParams(body)) form.append(name, value)
  return form
}

/** Seconds since 1970, or RFC 3339. */
function momentOf(parameter: string, written: string): number {
  const seconds = /^-?\d+(\.\d+)?$/.test(written) ? Number(written) * 1000 : Date.parse(written)
  if (!Number.isFinite(seconds)) {
    throw new RangeError(
      `invalid parameter "${parameter}": cannot parse ${JSON.stringify(written)} to a valid timestamp`,
    )
  }
  return Math.round(seconds)
}

function matching(form: URLSearchParams, series: readonly WorldSeries[]): unknown[] {
  const matchers = form.getAll('match[]')
  if (matchers.length === 0) throw new RangeError('no match[] parameter provided')
  const from = momentOf('start', form.get('start') ?? '0')
  const to = momentOf('end', form.get('end') ?? '9999999999')
  const found = new Set<WorldSeries>()
  for (const text of matchers) {
    const expression = parse(text)
    if (expression.kind !== 'selector' || expression.rangeMs !== undefined)
      throw new ParseError(`${text} is no selector`)
    for (const one of selected(series, expression)) found.add(one)
  }
  const seen = [...found].filter(({ samples }) => [...within(samples, from - 1, to)].length > 0)
  return seen.map(({ labels }) => labels)
}

function say(response: ServerResponse, data: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'success', data }))
}

function refuse(response: ServerResponse, status: number, errorType: string, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ status: 'error', errorType, error }))
}
