/** How Alibaba's RPC gateway looks at a request before any product sees it: who asks, when, how often, and signed by whom. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What the gateway says no with. */
export interface No {
  readonly status: number
  readonly code: string
  readonly message: string
}

export interface AlibabaKey {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  /** Of temporary credentials (STS). */
  readonly securityToken?: string
}

export interface Gateway {
  readonly key: AlibabaKey
  /** The token is of yesterday. */
  readonly expired: boolean
  readonly nonces: Set<string>
  /** When requests came, by the clock that throttles. */
  readonly came: number[]
  readonly clock: (() => number) | undefined
  readonly throttledAs: number
}

const QUARTER_OF_AN_HOUR = 900_000
const REQUESTS_A_SECOND = 10

/** The parameters of a request: those of the address and those of a form. */
export async function rpcParameters(request: IncomingMessage): Promise<Map<string, string>> {
  const parameters = new Map(new URL(request.url ?? '/', 'http://rpc').searchParams)
  let body = ''
  for await (const chunk of request) body += String(chunk)
  for (const [name, value] of new URLSearchParams(body)) parameters.set(name, value)
  return parameters
}

/** Why a request is turned away at the door; undefined: it may go in. */
export function turnedAway(gateway: Gateway, method: string, asked: ReadonlyMap<string, string>): No | undefined {
  return illFormed(asked) ?? strange(gateway, method, asked) ?? throttled(gateway)
}

function illFormed(asked: ReadonlyMap<string, string>): No | undefined {
  const must = { Format: 'JSON', Version: '2017-12-14', SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0' }
  for (const [name, value] of Object.entries(must)) {
    if (asked.get(name) !== value) return no(400, `Invalid${name}`, `Specified parameter ${name} is not valid.`)
  }
  for (const name of ['Action', 'AccessKeyId', 'Timestamp', 'SignatureNonce', 'Signature']) {
    if ((asked.get(name) ?? '') === '') return no(400, `Missing${name}`, `${name} is mandatory for this action.`)
  }
  return undefined
}

function strange(
  { key, expired, nonces }: Gateway,
  method: string,
  asked: ReadonlyMap<string, string>,
): No | undefined {
  if (asked.get('AccessKeyId') !== key.accessKeyId) {
    return no(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.')
  }
  const timestamp = asked.get('Timestamp') ?? ''
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp)) {
    return no(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.')
  }
  if (Math.abs(Date.parse(timestamp) - Date.now()) > QUARTER_OF_AN_HOUR) {
    return no(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.')
  }
  const said = asked.get('Signature') ?? ''
  const toSign = stringToSign(method, asked)
  if (!alike(said, createHmac('sha1', `${key.accessKeySecret}&`).update(toSign).digest('base64'))) {
    const message = `Specified signature is not matched with our calculation. server string to sign is:${toSign}`
    return no(400, 'SignatureDoesNotMatch', message)
  }
  const nonce = asked.get('SignatureNonce') ?? ''
  if (nonces.has(nonce)) return no(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.')
  nonces.add(nonce)
  if (asked.get('SecurityToken') !== key.securityToken) {
    return no(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.')
  }
  return expired ? no(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.') : undefined
}

function throttled({ clock, came, throttledAs }: Gateway): No | undefined {
  if (clock === undefined) return undefined
  const now = clock()
  came.push(now)
  const lately = came.filter((at) => at > now - 1000).length
  if (lately <= REQUESTS_A_SECOND) return undefined
  return no(throttledAs, 'Throttling.User', 'Request was denied due to user flow control.')
}

/** `POST&%2F&...`: method, path, and the sorted parameters without the signature, each encoded once more. */
export function stringToSign(method: string, asked: ReadonlyMap<string, string>): string {
  const sorted = [...asked].filter(([name]) => name !== 'Signature').toSorted(([a], [b]) => (a < b ? -1 : 1))
  const canonical = sorted.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
  return `${method}&${encoded('/')}&${encoded(canonical)}`
}

/** RFC 3986, stricter than encodeURIComponent by five signs. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.codePointAt(0)?.toString(16).toUpperCase() ?? ''}`,
  )
}

function alike(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function no(status: number, code: string, message: string): No {
  return { status, code, message }
}
