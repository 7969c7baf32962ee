/**
 * How Blob storage verifies who asks: Shared Key of an account, or the shared access signature of a container
 * (learn.microsoft.com/rest/api/storageservices, authorize-with-shared-key and create-service-sas).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface StorageAccount {
  readonly account: string
  /** Base64. */
  readonly key: string
}

export interface SignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
}

const HEADERS =
  `content-encoding content-language content-length content-md5 content-type date if-modified-since if-match
  if-none-match if-unmodified-since range`.split(/\s+/)
const MOST_SKEW_MS = 15 * 60_000

/** Undefined: it may read and list. Else why not: a signature of nobody, or one that allows something else. */
export function refusalOf(
  request: SignedRequest,
  { account, key }: StorageAccount,
  container: string,
  now: Date,
): 'AuthenticationFailed' | 'AuthorizationPermissionMismatch' | undefined {
  const { headers, url } = request
  if (url.searchParams.has('sig')) return sasRefusal(url, { account, key }, container, now, needed(request))
  const date = Date.parse(textOf(headers['x-ms-date']))
  const due = `SharedKey ${account}:${mac(key, stringToSign(request, account))}`
  const fresh = Math.abs(date - now.getTime()) <= MOST_SKEW_MS
  return fresh && alike(textOf(headers.authorization), due) ? undefined : 'AuthenticationFailed'
}

function stringToSign({ method, url, headers }: SignedRequest, account: string): string {
  const standard = HEADERS.map((name) => {
    const value = textOf(headers[name])
    return name === 'content-length' && value === '0' ? '' : value
  })
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .toSorted()
    .map((name) => `${name}:${textOf(headers[name])}`)
  const parameters = [...url.searchParams].map(([name, value]) => `${name.toLowerCase()}:${value}`).toSorted()
  return [method, ...standard, ...own, `/${account}${url.pathname}`, ...parameters].join('\n')
}

function needed({ url }: SignedRequest): 'l' | 'r' {
  return url.searchParams.get('comp') === 'list' ? 'l' : 'r'
}

function sasRefusal(url: URL, { account, key }: StorageAccount, container: string, now: Date, permission: 'l' | 'r') {
  const of = (name: string): string => url.searchParams.get(name) ?? ''
  const [version, resource] = [of('sv'), of('sr')]
  if (version < '2020-12-06' || resource !== 'c') return 'AuthenticationFailed'
  const names = ['sp', 'st', 'se', '', 'si', 'sip', 'spr', 'sv', 'sr', 'snapshot', 'ses']
  const text = [...names, 'rscc', 'rscd', 'rsce', 'rscl', 'rsct']
    .map((name) => (name === '' ? `/blob/${account}/${container}` : of(name)))
    .join('\n')
  const inTime = (of('st') === '' || Date.parse(of('st')) <= now.getTime()) && now.getTime() < Date.parse(of('se'))
  if (!inTime || !alike(of('sig'), mac(key, text))) return 'AuthenticationFailed'
  return of('sp').includes(permission) ? undefined : 'AuthorizationPermissionMismatch'
}

function mac(key: string, text: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64')
}

function alike(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function textOf(header: string | string[] | undefined): string {
  return [header ?? ''].flat().join(',')
}
