/**
 * TC3-HMAC-SHA256 as Tencent verifies it (document/api/555/19182 and the SDKs), with two quirks of its Node SDK 4.1.313: the host
 * is signed without its port, and the service of the scope is the first part of the host, `127` on loopback.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface Credentials {
  readonly secretId: string
  readonly secretKey: string
  /** Of temporary credentials; undefined: a request with a token is refused. */
  readonly token?: string
}

export interface Signed {
  readonly method: string
  /** Path and query as they came. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

export interface Refusal {
  readonly code: string
  readonly message: string
}

const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)\/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/
const MOST_SKEW_SECONDS = 300

/** Undefined: it is signed by who has the key, for this body, within five minutes of `nowMs`. */
export function refusalOf(
  signed: Signed,
  { secretId, secretKey, token }: Credentials,
  nowMs: number,
): Refusal | undefined {
  const { headers } = signed
  const match = AUTHORIZATION.exec(headers.authorization ?? '')
  if (match === null) return failure('InvalidAuthorization', 'The Authorization header is not of TC3-HMAC-SHA256.')
  const [, id = '', date = '', service = '', names = '', signature = ''] = match
  if (id !== secretId) return failure('SecretIdNotFound', `The SecretId ${id} is not found.`)
  if (textOf(headers['x-tc-token']) !== (token ?? '')) return failure('TokenFailure', 'The token is not valid or over.')
  const timestamp = textOf(headers['x-tc-timestamp'])
  const seconds = Number(timestamp)
  if (!/^\d+$/.test(timestamp) || Math.abs(nowMs / 1000 - seconds) > MOST_SKEW_SECONDS) {
    return failure('SignatureExpire', 'The timestamp is more than 300 seconds off.')
  }
  const scope = `${date}/${service}/tc3_request`
  const right = date === new Date(seconds * 1000).toISOString().slice(0, 10) && service === serviceOf(signed)
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical(signed, names))].join('\n')
  const due = hmac(hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request'), text)
  if (!right || !timingSafeEqual(due, Buffer.from(signature, 'hex')) || !/(^|;)content-type;host(;|$)/.test(names)) {
    return failure('SignatureFailure', 'The provided credentials could not be validated.')
  }
  return undefined
}

function canonical({ method, url, headers, body }: Signed, names: string): string {
  const [path = '/', query = ''] = url.split('?')
  const lines = names.split(';').map((name) => `${name}:${name === 'host' ? hostOf(headers) : textOf(headers[name])}\n`)
  return [method, path, query, lines.join(''), names, sha256(body)].join('\n')
}

function serviceOf({ headers }: Signed): string {
  return textOf(headers.host).split('.')[0] ?? ''
}

function hostOf(headers: IncomingHttpHeaders): string {
  return textOf(headers.host).replace(/:\d+$/, '')
}

function textOf(header: string | string[] | undefined): string {
  return [header ?? ''].flat().join(',')
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function failure(code: string, message: string): Refusal {
  return { code: `AuthFailure.${code}`, message }
}
