/**
 * A stand-in for AWS Cost Explorer on loopback: AWS JSON 1.1, signatures checked, and each rule of 2017-10-25 that a client
 * trips over. What is billed is asked anew with each request, so that a fleet can go on running behind it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type CostBill, type CostInput, refusalOf } from './aws-cost-rules.js'
import { pagesOf, tagsOf } from './aws-cost-sums.js'
import { closed, listening } from './cfets.js'
import { type AwsKey, type Unsigned, whatIsUnsigned } from './sigv4.js'

export type { Charge, CostBill } from './aws-cost-rules.js'

/** How a request fails. `same_token` answers well, and with the token of the page before; `cut` breaks off in mid-body. */
export type CostFault =
  | { readonly kind: 'error'; readonly name: string; readonly message?: string }
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'same_token' }

export interface CostManners {
  readonly keys: readonly AwsKey[]
  /** What day it is for the bill, in milliseconds since 1970. */
  readonly now: () => number
  /** What time it is for signatures; the machine's where it is not told. */
  readonly clock?: () => number
  readonly region?: string
  /** Groups a page. AWS does not say how many it sends. */
  readonly pageSize?: number
  /** Hours and resources are switched on in the settings of Cost Explorer. */
  readonly resources?: boolean
  /** Tags and whether each is active. */
  readonly tags?: Readonly<Record<string, boolean>>
  readonly fault?: (request: { readonly n: number; readonly action: string }) => CostFault | undefined
}

export interface CostWorld {
  readonly url: string
  readonly asked: { readonly action: string; readonly input: CostInput }[]
  close(): Promise<void>
}

interface State {
  readonly bill: CostBill
  readonly manners: CostManners
  readonly asked: CostWorld['asked']
  /** Pages that were promised, by token: for which input, and which of its pages. */
  readonly promised: Map<string, { readonly input: string; readonly page: number }>
}

const SERVICE = 'AWSInsightsIndexService.'
const WHY: Readonly<Record<Unsigned, string>> = {
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
  UnrecognizedClient: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  InvalidToken: 'UnrecognizedClientException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  RequestExpired: 'InvalidSignatureException',
}

export async function startCostExplorer(bill: CostBill, manners: CostManners): Promise<CostWorld> {
  const state: State = { bill, manners, asked: [], promised: new Map() }
  const server = createServer((request, response) => void answer(state, request, response))
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}`, asked: state.asked, close: () => closed(server) }
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const body = Buffer.concat(chunks)
  const { keys, region = 'us-east-1', clock = Date.now } = state.manners
  const unsigned = whatIsUnsigned(request, body, { keys, region, service: 'ce', now: clock() })
  // AWS shows what it would have signed, and with it the session token.
  const shown = `The canonical string should have been 'x-amz-security-token:${String(request.headers['x-amz-security-token'])}'`
  if (unsigned !== undefined) return refuse(response, WHY[unsigned], shown)
  const target = String(request.headers['x-amz-target'])
  const type = request.headers['content-type']
  if (request.method !== 'POST' || request.url !== '/' || !target.startsWith(SERVICE))
    return refuse(response, 'UnknownOperationException')
  if (type !== 'application/x-amz-json-1.1') return refuse(response, 'SerializationException')
  const action = target.slice(SERVICE.length)
  const input: CostInput = JSON.parse(body.toString())
  state.asked.push({ action, input })
  const fault = state.manners.fault?.({ n: state.asked.length, action })
  if (fault !== undefined && fault.kind !== 'same_token') return fail(response, fault)
  act(state, action, input, response, fault?.kind === 'same_token')
}

function act(state: State, action: string, input: CostInput, response: ServerResponse, sameToken: boolean): void {
  const { tags = {}, now, resources = true } = state.manners
  if (action === 'ListCostAllocationTags') return say(response, tagsOf(tags))
  if (action !== 'GetCostAndUsage' && action !== 'GetCostAndUsageWithResources') {
    return refuse(response, 'UnknownOperationException')
  }
  const refusal = refusalOf(action, input, { now: now(), resources })
  if (refusal !== undefined) return refuse(response, refusal.name, refusal.message)
  const { NextPageToken: token, ...asked } = input
  const promised = token === undefined ? { input: JSON.stringify(asked), page: 0 } : state.promised.get(token)
  if (promised === undefined) return refuse(response, 'InvalidNextTokenException', 'Invalid token')
  if (promised.input !== JSON.stringify(asked)) return refuse(response, 'RequestChangedException', 'Request changed')
  const pages = pagesOf(state.bill, input, state.manners.pageSize ?? 1000)
  const page = pages[promised.page]
  if (page === undefined) return refuse(response, 'InvalidNextTokenException', 'Invalid token')
  if (promised.page + 1 >= pages.length) return say(response, page)
  const next = sameToken && token !== undefined ? token : `page-${promised.page + 1}-${state.promised.size}`
  if (next !== token) state.promised.set(next, { ...promised, page: promised.page + 1 })
  say(response, { ...page, NextPageToken: next })
}

function fail(response: ServerResponse, fault: Exclude<CostFault, { readonly kind: 'same_token' }>): void {
  if (fault.kind === 'error') return refuse(response, fault.name, fault.message)
  if (fault.kind === 'html') {
    response.writeHead(fault.status, { 'content-type': 'text/html' })
    return void response.end('<html><body><h1>Service Unavailable</h1></body></html>')
  }
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '1000' })
  response.write('{"ResultsByTime":[')
  setImmediate(() => response.destroy())
}

function say(response: ServerResponse, answered: unknown): void {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'world' })
  response.end(JSON.stringify(answered))
}

function refuse(response: ServerResponse, name: string, message = name): void {
  const status = name === 'InternalFailure' ? 500 : 400
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'world' })
  response.end(JSON.stringify({ __type: name, message }))
}
