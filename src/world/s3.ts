/** A stand-in for S3 on loopback: ListObjectsV2, GetObject and HeadObject of one bucket, signed, with ETags and ranges. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closed, listening } from './cfets.js'
import { type AwsKey, type Unsigned, whatIsUnsigned } from './sigv4.js'

export type S3Fault =
  | { readonly kind: 'error'; readonly code: string; readonly status: number }
  | { readonly kind: 'html' }
  /** The body breaks off after so many bytes. */
  | { readonly kind: 'cut'; readonly after: number }

export interface S3Request {
  readonly n: number
  readonly method: string
  /** '' for the list of the bucket. */
  readonly key: string
}

export interface S3Manners {
  readonly bucket: string
  readonly keys: readonly AwsKey[]
  readonly region?: string
  readonly clock?: () => number
  /** Keys a page of the list; S3 sends 1000. */
  readonly pageSize?: number
  /** Keys that this key may not read. */
  readonly denied?: (key: string) => boolean
  readonly fault?: (request: S3Request) => S3Fault | undefined
  /** Told before a request is answered: a delivery may come at any moment. */
  readonly before?: (request: S3Request) => void
}

export interface S3World {
  readonly url: string
  readonly asked: (S3Request & { readonly range: string | undefined; readonly ifMatch: string | undefined })[]
  put(key: string, body: string | Buffer, modified?: string): void
  remove(key: string): void
  close(): Promise<void>
}

interface Stored {
  readonly body: Buffer
  readonly etag: string
  readonly modified: string
}

interface State {
  readonly manners: S3Manners
  readonly objects: Map<string, Stored>
  readonly asked: S3World['asked']
}

const WHY: Readonly<Record<Unsigned, readonly [code: string, status: number]>> = {
  MissingAuthenticationToken: ['AccessDenied', 403],
  IncompleteSignature: ['AuthorizationHeaderMalformed', 400],
  UnrecognizedClient: ['InvalidAccessKeyId', 403],
  ExpiredToken: ['ExpiredToken', 400],
  InvalidToken: ['InvalidToken', 400],
  SignatureDoesNotMatch: ['SignatureDoesNotMatch', 403],
  RequestExpired: ['RequestTimeTooSkewed', 403],
}

export async function startS3(manners: S3Manners): Promise<S3World> {
  const state: State = { manners, objects: new Map(), asked: [] }
  const server = createServer((request, response) => void answer(state, request, response))
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}`,
    asked: state.asked,
    put: (key, body, modified = '2026-08-23T06:00:00.000Z') => {
      const bytes = Buffer.from(body)
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
      state.objects.set(key, { body: bytes, etag, modified })
    },
    remove: (key) => void state.objects.delete(key),
    close: () => closed(server),
  }
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const { bucket, keys, region = 'us-east-1', clock = Date.now, fault, before, denied } = state.manners
  const unsigned = whatIsUnsigned(request, Buffer.concat(chunks), { keys, region, service: 's3', now: clock() })
  if (unsigned !== undefined) return refuse(response, ...WHY[unsigned])
  const url = new URL(request.url ?? '/', 'http://s3')
  const [, named = '', ...path] = url.pathname.split('/').map(decodeURIComponent)
  if (named !== bucket) return refuse(response, 'NoSuchBucket', 404)
  const asked = { n: state.asked.length + 1, method: request.method ?? '', key: path.join('/') }
  state.asked.push({ ...asked, range: request.headers.range, ifMatch: request.headers['if-match'] })
  before?.(asked)
  const wrong = fault?.(asked)
  if (wrong?.kind === 'error') return refuse(response, wrong.code, wrong.status)
  if (wrong?.kind === 'html') return html(response)
  if (!['GET', 'HEAD'].includes(asked.method)) return refuse(response, 'MethodNotAllowed', 405)
  if (denied?.(asked.key) === true) return refuse(response, 'AccessDenied', 403)
  if (asked.key === '') return list(state, url.searchParams, response)
  read(state.objects.get(asked.key), request, response, wrong?.after)
}

function read(
  stored: Stored | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  cutAfter: number | undefined,
): void {
  if (stored === undefined) return refuse(response, 'NoSuchKey', 404)
  const { 'if-match': ifMatch, range } = request.headers
  if (ifMatch !== undefined && ifMatch !== stored.etag) return refuse(response, 'PreconditionFailed', 412)
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  const end = to === '' ? stored.body.length : Math.min(Number(to) + 1, stored.body.length)
  if (range !== undefined && Number(from) >= stored.body.length) return refuse(response, 'InvalidRange', 416)
  const body = stored.body.subarray(Number(from), end)
  response.writeHead(range === undefined ? 200 : 206, {
    'content-length': String(body.length),
    etag: stored.etag,
    'last-modified': new Date(stored.modified).toUTCString(),
    ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${end - 1}/${stored.body.length}` }),
  })
  if (request.method === 'HEAD') return void response.end()
  if (cutAfter === undefined) return void response.end(body)
  response.write(body.subarray(0, cutAfter), () => setImmediate(() => response.destroy()))
}

function list({ manners, objects }: State, query: URLSearchParams, response: ServerResponse): void {
  if (query.get('list-type') !== '2') return refuse(response, 'NotImplemented', 501)
  const prefix = query.get('prefix') ?? ''
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString()
  const found = [...objects]
    .filter(([key]) => key.startsWith(prefix) && key > after)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const size = Math.min(Number(query.get('max-keys') ?? '1000'), manners.pageSize ?? 1000)
  const shown = found.slice(0, size)
  const truncated = found.length > size
  const next = Buffer.from(shown.at(-1)?.[0] ?? '').toString('base64url')
  const entries = shown.map(
    ([key, { body, etag, modified }]) =>
      `<Contents><Key>${escaped(key)}</Key><LastModified>${modified}</LastModified><ETag>${escaped(etag)}</ETag><Size>${body.length}</Size></Contents>`,
  )
  const token = truncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''
  response.writeHead(200, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${manners.bucket}</Name><Prefix>${escaped(prefix)}</Prefix>` +
      `<KeyCount>${shown.length}</KeyCount><MaxKeys>${size}</MaxKeys><IsTruncated>${truncated}</IsTruncated>${entries.join('')}${token}</ListBucketResult>`,
  )
}

function refuse(response: ServerResponse, code: string, status: number): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}

function html(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/html' })
  response.end('<html><body>Service Unavailable</body></html>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
