/**
 * A stand-in for Alibaba's BSS OpenAPI (2017-12-14) on loopback: signatures checked, ten requests a second, pages of 300,
 * and faults where the caller plans them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AlibabaBill, type AlibabaOddities, type BillState, saidTo, wireText } from './alibaba-bill.js'
import { type AlibabaKey, type Gateway, type No, rpcParameters, turnedAway } from './alibaba-rpc.js'
import { closed, listening, page } from './cfets.js'

export type { AlibabaBill, AlibabaRow } from './alibaba-bill.js'
export type { AlibabaKey } from './alibaba-rpc.js'

/** How one request goes wrong. */
export type AlibabaFault =
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message?: string }
  /** `Success: false` and nothing else, with HTTP 200. */
  | { readonly kind: 'silent' }
  /** A page of a proxy. */
  | { readonly kind: 'html'; readonly status: number }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** The connection ends before it. */
  | { readonly kind: 'reset' }
  /** It never answers. */
  | { readonly kind: 'hang' }
  /** What stands in the answer's place. */
  | { readonly kind: 'text'; readonly text: string }

export interface AlibabaManners extends AlibabaOddities {
  readonly key?: AlibabaKey
  readonly expired?: boolean
  /** Which site this endpoint is of, and which the account; where they differ every question is refused. */
  readonly site?: 'china' | 'international'
  readonly accountSite?: 'china' | 'international'
  /** What the RAM user may not ask. */
  readonly forbidden?: readonly string[]
  /** Milliseconds by any clock; the eleventh request within a second of it is refused, with this status. */
  readonly clock?: () => number
  readonly throttledAs?: number
  /** The bill's own today; the wall's where not given. */
  readonly now?: () => Date
  readonly fault?: (request: { readonly n: number; readonly action: string }) => AlibabaFault | undefined
}

export interface AlibabaWorld {
  /** Its endpoint, `http://127.0.0.1:41234`. */
  readonly url: string
  /** What it was asked, one a request, by the names of the parameters. */
  readonly asked: ReadonlyMap<string, string>[]
  /** Method and address of each, in the same order: `POST /`. Whatever stands in an address ends up in somebody's log. */
  readonly heads: string[]
  close(): Promise<void>
}

export const ALIBABA_KEY: AlibabaKey = { accessKeyId: 'LTAIexample', accessKeySecret: 'example-secret' }

export async function startAlibaba(bill: AlibabaBill, manners: AlibabaManners = {}): Promise<AlibabaWorld> {
  const { key = ALIBABA_KEY, expired = false, clock, throttledAs = 400, now = () => new Date() } = manners
  const gateway: Gateway = { key, expired, clock, throttledAs, nonces: new Set(), came: [] }
  const state: BillState = { bill, odd: manners, now, tokens: new Map() }
  const asked: ReadonlyMap<string, string>[] = []
  const heads: string[] = []
  const server = createServer((request, response) => {
    void rpcParameters(request).then((parameters) => {
      asked.push(parameters)
      heads.push(`${request.method ?? ''} ${request.url ?? ''}`)
      const n = asked.length
      const fault = manners.fault?.({ n, action: parameters.get('Action') ?? '' })
      if (fault !== undefined) return fail(fault, request, response)
      return answer({ gateway, state, manners }, request, response, parameters)
    })
  })
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}`, asked, heads, close: () => closed(server) }
}

interface Inside {
  readonly gateway: Gateway
  readonly state: BillState
  readonly manners: AlibabaManners
}

function answer(
  { gateway, state, manners }: Inside,
  request: IncomingMessage,
  response: ServerResponse,
  asked: ReadonlyMap<string, string>,
): void {
  const away = turnedAway(gateway, request.method ?? '', asked) ?? notForThem(manners, asked.get('Action') ?? '')
  if (away !== undefined) return refuse(response, away)
  const said = saidTo(asked.get('Action') ?? '', asked, state)
  if ('code' in said) return refuse(response, said)
  send(response, 200, { Message: 'Successful!', RequestId: 'R-1', Data: said.data, Code: 'Success', Success: true })
}

function notForThem(manners: AlibabaManners, action: string): No | undefined {
  const { site = 'china', accountSite = site, forbidden = [] } = manners
  if (site !== accountSite) {
    const message = 'Please check whether the caller site matches the API domain regionId.'
    return {
      status: 400,
      code: 'NotApplicable',
      message: `You are not authorized to call the API operation. ${message}`,
    }
  }
  if (!forbidden.includes(action)) return undefined
  return { status: 400, code: 'NotAuthorized', message: 'This API is not authorized for caller.' }
}

function refuse(response: ServerResponse, { status, code, message }: No): void {
  const HostId = 'business.aliyuncs.com'
  send(response, status, { Code: code, Message: message, RequestId: 'R-2', HostId, Success: false })
}

function fail(fault: AlibabaFault, request: IncomingMessage, response: ServerResponse): void {
  switch (fault.kind) {
    case 'error':
      return refuse(response, { status: fault.status, code: fault.code, message: fault.message ?? 'Something failed.' })
    case 'silent':
      return send(response, 200, { Success: false, Message: 'The request has failed.' })
    case 'html':
      return page(response, fault.status, 'Service Unavailable')
    case 'text':
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(fault.text)
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 4096 })
      response.write('{"Data":{"BillingCycle":"', () => request.socket.destroy())
      return undefined
    case 'reset':
      return void request.socket.destroy()
    case 'hang':
      return undefined
    default:
      throw new Error(`No such fault: ${String(fault satisfies never)}`)
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' })
  response.end(wireText(body))
}
