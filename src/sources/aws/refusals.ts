/**
 * What AWS's errors mean. They are told apart by name, because most have no class of their own: `ValidationException` and
 * `AccessDeniedException` come as the plain error of the service. An HTML page of a proxy comes as a SyntaxError.
 */
import { ConfigError, LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'
import type { AwsCredentials } from './settings.js'

/** A page's token is no longer taken, or what is asked changed meanwhile: begin the question anew. */
export class BeginAnew extends Error {
  override readonly name = 'BeginAnew'
}

/** Not now: another try may do. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
}

const NOT_NOW =
  /^(LimitExceededException|Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|InternalFailure|InternalError|InternalServer|ServiceUnavailable|TimeoutError|RequestTimeout|SyntaxError|AbortError)/
const ANEW = /^(InvalidNextToken|RequestChanged)Exception$/
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|ProviderError)$/
const UNKNOWN_KEY =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|RequestTimeTooSkewed|AuthFailure)/
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedException|OptInRequired|AllAccessDisabled|Forbidden)$/

/** `doing` is what was asked, for the message: `Cost Explorer GetCostAndUsage`. */
export function meaningOf(error: unknown, doing: string, credentials: AwsCredentials): Error {
  if (error instanceof LedgerError || error instanceof BeginAnew) return error
  const name = nameOf(error)
  const words = wordsOf(error, credentials)
  if (ANEW.test(name)) return new BeginAnew(name)
  if (isNotNow(error, name))
    return new NotNow(
      `${doing}: ${name === 'SyntaxError' ? 'an answer that is no JSON, of a proxy perhaps' : `${name} ${words}`}`,
    )
  // The cause is named and not handed on: AWS answers a wrong signature with what it would have signed, tokens included.
  const options = { cause: new Error(`${name}: ${words}`), facts: { error: name } }
  if (NO_CREDENTIALS.test(name)) {
    return new SourceRefused(
      `There are no credentials for ${doing}: ${words} Name keys or a profile in the settings, or give the machine a role.`,
      options,
    )
  }
  if (EXPIRED.test(name)) {
    return new SourceRefused(
      `${doing} was refused: the session token has expired (${name}). Log in again, or use a role that renews itself.`,
      options,
    )
  }
  if (UNKNOWN_KEY.test(name)) {
    return new SourceRefused(
      `${doing} was refused: AWS does not take the key (${name}). Look at the access key, its secret, the partition and the clock.`,
      options,
    )
  }
  if (DENIED.test(name)) {
    return new SourceRefused(
      `${doing} was refused (${name}): ${words} Grant what docs/aws.md lists to this user or role.`,
      options,
    )
  }
  return otherwise(name, words, doing, options)
}

function otherwise(
  name: string,
  words: string,
  doing: string,
  options: { cause: Error; facts: { error: string } },
): Error {
  switch (name) {
    case 'DataUnavailableException':
      return new SourceDown(
        `${doing} has no data yet (${name}). Where Cost Explorer was switched on a moment ago, it takes a day; run it again then.`,
        options,
      )
    case 'BillingViewHealthStatusException':
      return new SourceDown(`${doing}: the billing view is not healthy (${name}). Run it again later.`, options)
    case 'BillExpirationException':
      return new SourceRefused(
        `${doing}: AWS no longer keeps the bill of these days (${name}). Begin later, or read older months from Data Exports.`,
        options,
      )
    case 'ResourceNotFoundException':
    case 'NoSuchBucket':
      return new ConfigError(`${doing}: there is none of that name (${name}). Mend the setting.`, options)
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return new ConfigError(`${doing}: the bucket is in another region (${name}): ${words} Mend the region.`, options)
    case 'ValidationException':
      return new SourceRefused(
        `${doing} was not taken (${name}): ${words} Its words often name another fault than there is: look at the dates first.`,
        options,
      )
    default:
      return new MalformedBill(`${doing} failed in a way that is not known (${name}): ${words}`, options)
  }
}

/** By its own code, by the status, or because the network failed. */
function isNotNow(error: unknown, name: string): boolean {
  if (NOT_NOW.test(name)) return true
  const status = statusOf(error)
  if (status !== undefined && (status >= 500 || status === 429)) return true
  return (
    error instanceof Error &&
    'code' in error &&
    /^(E[A-Z]+|UND_ERR_\w+|ERR_TLS\w*|ERR_SSL\w*)$/.test(String(error.code))
  )
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error'
}

export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const { $metadata: metadata } = error
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

/** The first line of AWS's words, short, and without what we know to be secret. */
function wordsOf(error: unknown, credentials: AwsCredentials): string {
  const said = error instanceof Error ? error.message : String(error)
  const known = credentials.kind === 'keys' ? [credentials.secretAccessKey, credentials.sessionToken] : []
  const found = [process.env['AWS_SECRET_ACCESS_KEY'], process.env['AWS_SESSION_TOKEN']]
  const clean = hidden(said.split('\n')[0] ?? '', [...known.map((secret) => secret?.reveal()), ...found])
  const gist = clean.slice(0, 300)
  return gist === '' || gist === 'UnknownError' ? 'it says nothing.' : gist.endsWith('.') ? gist : `${gist}.`
}
