/** Signature Version 4 as AWS checks it: canonical request, key of the day, and each reason to refuse by its name. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** A key that may ask; `session` where it is a temporary one. */
export interface AwsKey {
  readonly id: string
  readonly secret: string
  readonly session?: string
  /** Milliseconds since 1970 from which on it is no longer taken. */
  readonly expires?: number
}

export interface Signed {
  readonly region: string
  readonly service: string
  readonly keys: readonly AwsKey[]
  /** Milliseconds since 1970. */
  readonly now: number
}

export type Unsigned =
  | 'MissingAuthenticationToken'
  | 'IncompleteSignature'
  | 'UnrecognizedClient'
  | 'ExpiredToken'
  | 'InvalidToken'
  | 'SignatureDoesNotMatch'
  | 'RequestExpired'

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
/** A clock may be wrong by five minutes, as with most of AWS. */
const SKEW_MS = 300_000
const UNSIGNED_BODY = /^(STREAMING-)?UNSIGNED-PAYLOAD(-TRAILER)?$/

/** Why a request is not who it says it is; undefined: it is signed as it must be. */
export function whatIsUnsigned(request: IncomingMessage, body: Buffer, signed: Signed): Unsigned | undefined {
  const said = request.headers.authorization
  if (said === undefined) return 'MissingAuthenticationToken'
  const [, id, day = '', region, service, names = '', signature = ''] = FORM.exec(said) ?? []
  const date = headerOf(request, 'x-amz-date')
  if (id === undefined || !/^\d{8}T\d{6}Z$/.test(date)) return 'IncompleteSignature'
  const key = signed.keys.find((one) => one.id === id)
  if (key === undefined) return 'UnrecognizedClient'
  if ((key.session ?? '') !== headerOf(request, 'x-amz-security-token')) return 'InvalidToken'
  if (key.expires !== undefined && signed.now >= key.expires) return 'ExpiredToken'
  if (region !== signed.region || service !== signed.service || !date.startsWith(day)) return 'SignatureDoesNotMatch'
  if (Math.abs(momentOf(date) - signed.now) > SKEW_MS) return 'RequestExpired'
  const must = ['host', 'x-amz-date', ...(key.session === undefined ? [] : ['x-amz-security-token'])]
  const signedNames = names.split(';')
  if (must.some((name) => !signedNames.includes(name))) return 'SignatureDoesNotMatch'
  const bodyHash = bodyHashOf(request, body)
  if (bodyHash === undefined) return 'SignatureDoesNotMatch'
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical(request, signedNames, bodyHash))].join('\n')
  const expected = hmac(signingKey(key.secret, day, region, service), text)
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

/** Undefined: the body is not the one that was signed. */
function bodyHashOf(request: IncomingMessage, body: Buffer): string | undefined {
  const said = headerOf(request, 'x-amz-content-sha256')
  if (UNSIGNED_BODY.test(said)) return said
  const own = sha256(body)
  return said === '' || said === own ? own : undefined
}

function canonical(request: IncomingMessage, names: readonly string[], bodyHash: string): string {
  const url = new URL(request.url ?? '/', 'http://loopback')
  const query = [...url.searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .toSorted()
    .join('&')
  const headers = names.map((name) => `${name}:${headerOf(request, name).trim().replaceAll(/\s+/g, ' ')}\n`).join('')
  return [request.method, url.pathname, query, headers, names.join(';'), bodyHash].join('\n')
}

function headerOf(request: IncomingMessage, name: string): string {
  return [request.headers[name] ?? ''].flat().join(',')
}

function momentOf(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secret}`),
  )
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
