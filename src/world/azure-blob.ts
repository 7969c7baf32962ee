/** A stand-in for a container of Azure Blob storage on loopback: it is listed in pages, read by ranges, and written meanwhile. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { refusalOf, type StorageAccount } from './azure-signature.js'
import { closed, listening, page } from './cfets.js'

export interface AzureBlobWorld {
  /** Where it listens: the address of the account. */
  readonly url: string
  readonly asked: AzureQuestion[]
  close(): Promise<void>
}

export interface AzureQuestion {
  /** Counted from 1. */
  readonly n: number
  readonly what: 'list' | 'get' | 'head'
  /** The blob, or the marker of a list. */
  readonly name: string
}

/** A code of the service with its status, a page of a proxy, a connection that ends before the answer or in the middle of it. */
export type AzureFault =
  { readonly status: number; readonly code: string } | { readonly html: number } | 'hangup' | 'silence' | 'cut'

export interface AzureManners {
  readonly fault?: (question: AzureQuestion) => AzureFault | undefined
  /** Names on a page of a list; 5,000 where not said. */
  readonly pageSize?: number
  readonly now?: () => Date
}

/** What is in the container, as it stands whenever it is asked: contents by name. */
export type Blobs = () => ReadonlyMap<string, string | Uint8Array>

export async function startAzureBlob(
  container: string,
  blobs: Blobs,
  account: StorageAccount,
  manners: AzureManners = {},
): Promise<AzureBlobWorld> {
  const state: State = { container, blobs, account, manners, asked: [] }
  const server = createServer((request, response) => serve(state, request, response))
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}`, asked: state.asked, close: () => closed(server) }
}

interface State {
  readonly container: string
  readonly blobs: Blobs
  readonly account: StorageAccount
  readonly manners: AzureManners
  readonly asked: AzureQuestion[]
}

function serve(state: State, request: IncomingMessage, response: ServerResponse): void {
  const { container, account, manners } = state
  const url = new URL(request.url ?? '/', 'http://loopback')
  const method = request.method ?? ''
  const [, where = '', ...path] = url.pathname.split('/')
  const name = decodeURIComponent(path.join('/'))
  const list = url.searchParams.get('comp') === 'list'
  const what = list ? 'list' : method === 'HEAD' ? 'head' : 'get'
  const question = {
    n: state.asked.length + 1,
    what,
    name: list ? (url.searchParams.get('marker') ?? '') : name,
  } as const
  state.asked.push(question)
  const fault = manners.fault?.(question)
  if (fault === 'hangup') return void request.socket.destroy()
  if (fault === 'silence') return
  if (typeof fault === 'object' && 'html' in fault) return page(response, fault.html, 'The proxy is busy')
  if (typeof fault === 'object') return refuse(response, fault.status, fault.code)
  const now = manners.now?.() ?? new Date()
  const refusal = refusalOf({ method, url, headers: request.headers }, account, container, now)
  if (refusal !== undefined) return refuse(response, 403, refusal)
  if (!['GET', 'HEAD'].includes(method)) return refuse(response, 405, 'UnsupportedHttpVerb')
  if (where !== container) return refuse(response, 404, 'ContainerNotFound')
  if (list) return listing(state, url, response)
  blob(state, name, request, response, fault === 'cut')
}

function listing(
  { blobs, manners: { pageSize = 5000 } }: State,
  { searchParams }: URL,
  response: ServerResponse,
): void {
  const [prefix, marker] = [searchParams.get('prefix') ?? '', searchParams.get('marker') ?? '']
  const most = Math.min(pageSize, Number(searchParams.get('maxresults') ?? '5000'))
  const names = [...blobs()]
    .filter(([name]) => name.startsWith(prefix) && name >= marker)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const shown = names
    .slice(0, most)
    .map(
      ([name, content]) =>
        `<Blob><Name>${escaped(name)}</Name><Properties><Last-Modified>Sat, 01 Aug 2026 00:00:00 GMT</Last-Modified>` +
        `<Etag>${etagOf(content)}</Etag><Content-Length>${bytesOf(content).length}</Content-Length>` +
        '<Content-Type>text/csv</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob>',
    )
  const next = names[most]?.[0] ?? ''
  response.writeHead(200, { 'content-type': 'application/xml', 'x-ms-version': '2025-01-05' })
  response.end(
    `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://loopback/" ContainerName="costs">` +
      `<Prefix>${escaped(prefix)}</Prefix><Blobs>${shown.join('')}</Blobs><NextMarker>${escaped(next)}</NextMarker></EnumerationResults>`,
  )
}

function blob(
  { blobs }: State,
  name: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  cut: boolean,
) {
  const content = blobs().get(name)
  if (content === undefined) return refuse(response, 404, 'BlobNotFound')
  const etag = `"${etagOf(content)}"`
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) return refuse(response, 412, 'ConditionNotMet')
  const bytes = bytesOf(content)
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(String(headers['x-ms-range'] ?? headers.range ?? '')) ?? []
  const part = bytes.subarray(Number(from), to === '' ? bytes.length : Number(to) + 1)
  const ranged = headers['x-ms-range'] !== undefined || headers.range !== undefined
  response.writeHead(ranged ? 206 : 200, {
    'content-length': part.length,
    'content-type': 'text/csv',
    etag,
    'last-modified': 'Sat, 01 Aug 2026 00:00:00 GMT',
    'x-ms-blob-type': 'BlockBlob',
    ...(ranged ? { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}` } : {}),
  })
  if (method === 'HEAD') return void response.end()
  if (!cut) return void response.end(part)
  response.write(part.subarray(0, Math.floor(part.length / 2)), () => response.socket?.destroy())
}

/** Of what a blob holds: written anew with the same bytes, a real one would have another. */
export function etagOf(content: string | Uint8Array): string {
  return `0x${createHash('sha256').update(content).digest('hex').slice(0, 16).toUpperCase()}`
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code })
  response.end(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code} as planned.</Message></Error>`,
  )
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
