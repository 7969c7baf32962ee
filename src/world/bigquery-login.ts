/** Who may ask: a service account that signs for itself (AIP-4111), its signature checked. */
import { type KeyObject, verify } from 'node:crypto'

export interface Account {
  readonly email: string
  readonly keyId: string
  readonly publicKey: KeyObject
}

const SCOPES = ['https://www.googleapis.com/auth/bigquery', 'https://www.googleapis.com/auth/cloud-platform']
const LONGEST_LIFE_S = 3600

/** Why an Authorization header is not accepted; undefined: it is. */
export function refusalOf(header: string | undefined, account: Account, nowMs: number): string | undefined {
  const [, head = '', body = '', signature = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(header ?? '') ?? []
  if (signature === '') return 'Login Required.'
  const [said, claims] = [json(head), json(body)]
  if (said['alg'] !== 'RS256' || said['kid'] !== account.keyId) return 'Invalid JWT: unknown key.'
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), account.publicKey, Buffer.from(signature, 'base64url'))) {
    return 'Invalid JWT Signature.'
  }
  if (claims['iss'] !== account.email || claims['sub'] !== account.email) return 'Invalid JWT: unknown issuer.'
  if (
    !SCOPES.some((scope) =>
      String(claims['scope'] ?? '')
        .split(' ')
        .includes(scope),
    )
  )
    return 'Insufficient scope.'
  const [issued, expires] = [Number(claims['iat']), Number(claims['exp'])]
  if (!(expires - issued <= LONGEST_LIFE_S)) return 'Invalid JWT: Token must be a short-lived token.'
  if (!(expires * 1000 > nowMs) || !(issued * 1000 <= nowMs + 60_000))
    return 'Invalid JWT: Token must be a short-lived token in a reasonable timeframe.'
  return undefined
}

function json(part: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
