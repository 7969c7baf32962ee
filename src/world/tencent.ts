/** A stand-in for Tencent's billing API 2018-07-09 on loopback: signatures are verified, limits kept, faults made on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { closed, listening, page } from './cfets.js'
import { type Credentials, refusalOf } from './tc3.js'
import { ACTIONS, demandKnown, Refused, type TencentBill } from './tencent-actions.js'

export type { TencentBill, TencentRow } from './tencent-actions.js'

export interface TencentWorld {
  /** Where it listens. */
  readonly url: string
  readonly asked: TencentQuestion[]
  close(): Promise<void>
}

export interface TencentQuestion {
  /** Counted from 1. */
  readonly n: number
  readonly action: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * What goes wrong with a request: a code of the API, a page of a proxy with any status, a connection that ends before the
 * answer or in the middle of it, silence, JSON that is not Tencent's.
 */
export type TencentFault =
  | { readonly code: string; readonly message?: string }
  | { readonly html: number }
  | 'hangup'
  | 'silence'
  | 'cut'
  | 'json'

export interface TencentManners {
  readonly fault?: (question: TencentQuestion) => TencentFault | undefined
  /** Milliseconds by the clock that requests are counted with; a sixth within a second is refused. */
  readonly clock?: () => number
  /** Which month it is in Beijing, and how old a signature is. */
  readonly now?: () => Date
}

const VERSION = '2018-07-09'
const A_SECOND = 5

export async function startTencent(
  bill: TencentBill,
  credentials: Credentials,
  manners: TencentManners = {},
): Promise<TencentWorld> {
  const state: State = { bill, credentials, manners, asked: [], times: [], totals: new Map() }
  const server: Server = createServer((request, response) => void serve(state, request, response))
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}`, asked: state.asked, close: () => closed(server) }
}

interface State {
  readonly bill: TencentBill
  readonly credentials: Credentials
  readonly manners: TencentManners
  readonly asked: TencentQuestion[]
  readonly times: number[]
  readonly totals: Map<string, number>
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const action = String(request.headers['x-tc-action'] ?? '')
  const question = { n: state.asked.length + 1, action, parameters: parametersOf(body) ?? {} }
  state.asked.push(question)
  const fault = state.manners.fault?.(question)
  if (fault === 'hangup') return void request.socket.destroy()
  if (fault === 'silence') return
  if (fault === 'json') return json(response, { message: 'not found' })
  if (typeof fault === 'object' && 'html' in fault) return page(response, fault.html, 'The proxy is busy')
  try {
    if (typeof fault === 'object') throw new Refused(fault.code, fault.message ?? 'as planned')
    const answer = { Response: { ...answerOf(state, question, request, body), RequestId: `request-${question.n}` } }
    if (fault === 'cut') cut(response, answer)
    else json(response, answer)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { code: Code, message: Message } = error
    json(response, { Response: { Error: { Code, Message }, RequestId: `request-${question.n}` } })
  }
}

function answerOf(state: State, question: TencentQuestion, request: IncomingMessage, body: Buffer) {
  const { bill, credentials, manners, totals } = state
  const now = manners.now?.() ?? new Date()
  const { method = '', url = '/', headers } = request
  // Signatures are of the clock of who asks, which is the real one.
  const refusal = refusalOf({ method, url, headers, body }, credentials, Date.now())
  if (refusal !== undefined) throw new Refused(refusal.code, refusal.message)
  if (headers['x-tc-version'] !== VERSION) throw new Refused('NoSuchVersion', `There is no version but ${VERSION}.`)
  const act = ACTIONS.get(question.action)
  if (act === undefined) throw new Refused('InvalidAction', `There is no action ${question.action}.`)
  demandPace(state)
  if (parametersOf(body) === undefined) throw new Refused('InvalidRequest', 'The body is not JSON.')
  demandKnown(question.action, question.parameters)
  return act(question.parameters, { bill, now, totals })
}

function demandPace({ manners: { clock }, times }: State): void {
  if (clock === undefined) return
  const now = clock()
  const recent = times.filter((time) => time > now - 1000)
  if (recent.length >= A_SECOND) {
    throw new Refused('RequestLimitExceeded', `Your current request times equals to ${recent.length + 1} in a second.`)
  }
  times.push(now)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function parametersOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString())
    return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined
  } catch {
    return undefined
  }
}

function json(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer))
}

/** Says how long it is, sends half of it and is gone. */
function cut(response: ServerResponse, answer: unknown): void {
  const text = Buffer.from(JSON.stringify(answer))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length })
  response.write(text.subarray(0, Math.floor(text.length / 2)), () => response.socket?.destroy())
}
