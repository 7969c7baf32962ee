/** What BigQuery says no with. It is told by its `reason`: the code beside it has been seen as 400 and as 500. */
import { ConfigError, LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'

/** What is known of a failure, without what its object carries along: the request, and the token in its headers. */
export interface Said {
  readonly code: number | undefined
  readonly reason: string
  readonly message: string
}

/** Worth trying again at once: BigQuery's own trouble, its pace, the network, half an answer. */
const PASSING = new Set([
  'backendError',
  'internalError',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'jobBackendError',
])

/** No JSON came: a proxy's page, or an answer that was cut where its length was not told. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
}

export function saidBy(error: unknown): Said {
  if (!(error instanceof Error)) return { code: undefined, reason: '', message: scrubbed(String(error)) }
  const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined
  const first: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined
  const has = typeof first === 'object' && first !== null
  const reason = has && 'reason' in first && typeof first.reason === 'string' ? first.reason : ''
  const message = has && 'message' in first && typeof first.message === 'string' ? first.message : error.message
  return { code, reason, message: scrubbed(message) }
}

export function passes(error: unknown): boolean {
  if (error instanceof NotJson || isOfTheNetwork(error)) return true
  const { code, reason } = saidBy(error)
  if (reason === 'bytesBilledLimitExceeded') return false
  return PASSING.has(reason) || code === 429 || (code !== undefined && code >= 500)
}

/** The client's own network errors have a code that is a word; those of keys and TLS begin with ERR_. */
function isOfTheNetwork(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return !error.code.startsWith('ERR_') || error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

export interface Asked {
  /** `tables.get`, `whole-hours` */
  readonly what: string
  readonly table: string
  readonly project: string
  readonly host: string
}

/** What is thrown for it: what happened, where, and what to do. The client's error stays behind, for it holds the token. */
export function refusalOf(error: unknown, asked: Asked): LedgerError {
  if (error instanceof LedgerError) return error
  const said = saidBy(error)
  const kind = kindOf(error, said)
  const facts = { ...asked, kind, reason: said.reason, code: said.code ?? null }
  const here = `BigQuery refuses ${asked.what} of ${asked.table}`
  const words = said.message === '' ? '' : ` It says: ${said.message}`
  switch (kind) {
    case 'down':
      return new SourceDown(
        `BigQuery does not answer ${asked.what} at ${asked.host}: ${downWords(error, said)}. Check the network, then run it again.`,
        { facts },
      )
    case 'quota':
      return new SourceDown(
        `${here}: the quota of ${asked.project} is spent (${said.reason}). Run it again later, or ask Google for more.${words}`,
        { facts },
      )
    case 'login':
      return new SourceRefused(
        `${here}: the login is not accepted. Look at the key of the service account, and at the clock of this machine.${words}`,
        { facts },
      )
    case 'api off':
      return new SourceRefused(
        `${here}: the BigQuery API or billing is switched off in ${asked.project}. Switch it on there.${words}`,
        { facts },
      )
    case 'denied':
      return new SourceRefused(
        `${here} (accessDenied). Grant roles/bigquery.jobUser on ${asked.project} and roles/bigquery.dataViewer on the dataset.${words}`,
        { facts },
      )
    case 'not found':
      return new ConfigError(
        `${here}: it is not there. Switch the export on under Billing export, or mend the name; a new export takes up to a day to appear.${words}`,
        { facts },
      )
    case 'bytes':
      return new SourceRefused(
        `${here}: it would read more than maximum_bytes_billed. Raise that, or lower hours_per_piece.${words}`,
        { facts },
      )
    case 'too large':
      return new SourceRefused(`${here}: it is too much for one query. Lower hours_per_piece.${words}`, { facts })
    case 'statement':
      return new MalformedBill(
        `${here} cannot be read as Google documents it. Name the table that Google writes.${words}`,
        { facts },
      )
    default:
      return new SourceRefused(`${here} (${said.reason || String(said.code ?? 'no reason')}).${words}`, { facts })
  }
}

export type Kind =
  'down' | 'quota' | 'login' | 'api off' | 'denied' | 'not found' | 'bytes' | 'too large' | 'statement' | 'other'

function kindOf(error: unknown, { code, reason, message }: Said): Kind {
  if (reason === 'bytesBilledLimitExceeded') return 'bytes'
  if (reason === 'quotaExceeded') return 'quota'
  if (passes(error)) return 'down'
  if (['accessNotConfigured', 'billingNotEnabled', 'SERVICE_DISABLED'].includes(reason)) return 'api off'
  if (/has not been used in project|it is disabled/i.test(message)) return 'api off'
  if (code === 401 || reason === 'authError' || isOfAKey(error)) return 'login'
  if (reason === 'accessDenied' || code === 403) return 'denied'
  if (reason === 'notFound' || code === 404) return 'not found'
  if (['responseTooLarge', 'resourcesExceeded'].includes(reason)) return 'too large'
  if (['invalidQuery', 'invalid'].includes(reason)) return 'statement'
  return 'other'
}

/** A key that cannot sign, or a token endpoint that does not take it. */
function isOfAKey(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^ERR_OSSL|^ERR_CRYPTO/.test(code) ||
    /invalid_grant|default credentials|DECODER|PEM|private.?key/i.test(error.message)
  )
}

function downWords(error: unknown, { code, reason, message }: Said): string {
  if (error instanceof NotJson) return 'it answers with a page instead of data, a proxy perhaps'
  if (code !== undefined && /<[a-z!]/i.test(message)) return `HTTP ${code} and a page, from a proxy perhaps`
  return [code === undefined ? '' : `HTTP ${code}`, reason, message]
    .filter((one) => one !== '')
    .join(', ')
    .replace(/\.$/, '')
}

/** Tokens and keys that somebody repeats to us, and no more of a page than a line. */
function scrubbed(message: string): string {
  const clean = hidden(message, []).replaceAll(/\s+/g, ' ').trim()
  return clean.length > 300 ? `${clean.slice(0, 300)}...` : clean
}
