/** A stand-in for CFETS's CcprHisNew on loopback: what it answers, and what it refuses, as it was seen in 2026-09. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** What was fixed: labels as its head writes them, and a value for each, `---` where there is none. */
export interface Published {
  readonly head: readonly string[]
  readonly days: readonly { readonly date: string; readonly values: readonly string[] }[]
}

export interface CfetsWorld {
  /** Where it listens, path and all. */
  readonly url: string
  /** What it was asked, one a request. */
  readonly asked: URLSearchParams[]
  /** What is published from now on. */
  publish(published: Published): void
  close(): Promise<void>
}

export interface CfetsManners {
  /** Milliseconds by any clock; two requests within a second of it are refused with 429. */
  readonly clock?: () => number
  /** It wants to see a browser first. */
  readonly challenges?: boolean
}

const PATH = '/ags/ms/cm-u-bk-ccpr/CcprHisNew'
const A_YEAR_ONLY = '只提供一年历史数据查询及下载'

export async function startCfets(published: Published, manners: CfetsManners = {}): Promise<CfetsWorld> {
  const state: State = { published, asked: [], last: Number.NEGATIVE_INFINITY }
  const server = createServer((request, response) => void answer(state, manners, request, response))
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    asked: state.asked,
    publish: (now) => void (state.published = now),
    close: () => closed(server),
  }
}

interface State {
  published: Published
  readonly asked: URLSearchParams[]
  last: number
}

async function answer(
  state: State,
  manners: CfetsManners,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await parametersOf(request)
  state.asked.push(asked)
  if (new URL(request.url ?? '/', 'http://cfets').pathname !== PATH) return page(response, 404, 'Not Found')
  if (request.method !== 'POST' && request.method !== 'GET') return page(response, 405, 'Method Not Allowed')
  const now = manners.clock?.() ?? 0
  const hasty = manners.clock !== undefined && now - state.last < 1000
  state.last = now
  if (hasty) return page(response, 429, 'Too Many Requests')
  if (manners.challenges === true) return page(response, 200, '<script>document.cookie="C=1"</script>')
  if (!(Number(asked.get('pageSize')) <= 50)) return page(response, 403, 'The request is blocked by the WAF')
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' })
  response.end(JSON.stringify(envelope(state.published, asked)))
}

function envelope({ head, days }: Published, asked: URLSearchParams): unknown {
  const [startDate, endDate] = [asked.get('startDate') ?? '', asked.get('endDate') ?? '']
  const [pageSize, pageNum] = [Number(asked.get('pageSize') ?? '15'), Number(asked.get('pageNum') ?? '1')]
  const wanted = (asked.get('currency') ?? '').split(',').filter((label) => label !== '')
  // A pair spelt otherwise than it spells it is left out, and nothing is said.
  const shown = wanted.length === 0 ? head : head.filter((label) => wanted.includes(label))
  const tooLong = endDate >= `${Number(startDate.slice(0, 4)) + 1}${startDate.slice(4)}`
  const found = days
    .filter(({ date }) => !tooLong && date >= startDate && date <= endDate)
    .toSorted((a, b) => (a.date < b.date ? 1 : -1))
  const paged = found.slice((pageNum - 1) * pageSize, pageNum * pageSize)
  return {
    head: { version: '2.0', provider: 'CWAP', req_code: '', rep_code: '200', rep_message: '', ts: 0, producer: '' },
    data: {
      head: shown,
      total: found.length,
      pageTotal: Math.ceil(found.length / pageSize),
      searchlist: shown,
      startDate,
      endDate,
      pageSize,
      pageNum,
      currency: asked.get('currency') ?? '',
      flagMessage: tooLong ? A_YEAR_ONLY : '',
    },
    records: paged.map(({ date, values }) => ({ date, values: shown.map((label) => values[head.indexOf(label)]) })),
  }
}

/** Of the address and of a form, which it takes alike. */
export async function parametersOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parameters = new URL(request.url ?? '/', 'http://loopback').searchParams
  let body = ''
  for await (const chunk of request) body += String(chunk)
  for (const [name, value] of new URLSearchParams(body)) parameters.set(name, value)
  return parameters
}

export function page(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/html;charset=utf-8' })
  response.end(`<!DOCTYPE html><html><body>${words}</body></html>`)
}

/** @throws Error when no port of loopback is to be had */
export function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('no port'))
    })
  })
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
