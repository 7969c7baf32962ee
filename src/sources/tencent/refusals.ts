/** What the SDK throws, in our words. Errors of the network come without a code, so that their text has to tell. */
import { ConfigError, LedgerError, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'
import type { TencentSettings } from './settings.js'

/** Trying again may help. */
export class Later extends Error {
  override readonly name = 'Later'
}

/** A summary is not there yet: `Ready` 0, or FailedOperation.SummaryDataNotReady. */
export class NotReady extends SourceRefused {}

interface Thrown {
  readonly name: string
  readonly message: string
  readonly code: string | undefined
  readonly status: number | undefined
}

const BUSY =
  /^(RequestLimitExceeded|InternalError|ResourceUnavailable|ServiceUnavailable|FailedOperation\.QueryCountFailed)(\.|$)/
const NO_PERMISSION = /^(AuthFailure\.UnauthorizedOperation|UnauthorizedOperation)(\.|$)/

/** @returns Later where asking again may help, else the error that ends it */
export function judged(error: unknown, action: string, settings: TencentSettings): Later | Error {
  if (error instanceof LedgerError) return error
  if (!(error instanceof Error)) return new Error(String(error))
  const thrown = thrownOf(error, settings)
  const { code, status, message } = thrown
  if (code !== undefined) return byCode(code, thrown, action, settings)
  if (status !== undefined) {
    if (status === 429 || status >= 500) return new Later(`HTTP ${status} ${message}`)
    return refused(`HTTP ${status} ${message}`, 'A proxy or a firewall answers, perhaps.', action, settings)
  }
  // A page of a proxy with 200, a body that broke off, JSON that is not Tencent's: none of them is known to stay.
  if (thrown.name === 'TypeError' || /invalid json/i.test(message))
    return new Later('something else than Tencent answers')
  return new Later(message)
}

function byCode(code: string, { message }: Thrown, action: string, settings: TencentSettings): Later | Error {
  if (BUSY.test(code)) return new Later(`${code} ${message}`)
  const said = `${code}: ${message}`
  const facts = { account: settings.name, action, code }
  if (code === 'FailedOperation.SummaryDataNotReady')
    return new NotReady(`Tencent is still making its summary (${said}).`, { facts })
  if (code === 'ResponseSizeLimitExceeded') {
    return new ConfigError(`An answer of ${action} is too large (${said}). Set page_size of ${settings.name} to 100.`, {
      facts,
    })
  }
  return refused(said, remedyOf(code, action), action, settings, code)
}

function remedyOf(code: string, action: string): string {
  if (NO_PERMISSION.test(code)) return `Allow ${action} to the CAM user, by the policy in docs/tencent.md.`
  if (code === 'AuthFailure.SignatureExpire') return 'Set the clock of this machine: it is more than five minutes off.'
  if (code === 'AuthFailure.TokenFailure') return 'The temporary credentials are over: get new ones.'
  if (code.startsWith('AuthFailure'))
    return 'Check secret_id and secret_key, and that they are of this site (china or international).'
  if (code === 'UnsupportedOperation') return 'Switch on the bill in the billing console, with the account that pays.'
  return 'Look the code up in the documentation of the billing API.'
}

function refused(why: string, remedy: string, action: string, { name }: TencentSettings, code = ''): SourceRefused {
  return new SourceRefused(`Tencent refuses ${action} of ${name} (${why}). ${remedy}`, {
    facts: { account: name, action, code },
  })
}

/** Without the secrets, which a message may repeat: "the SecretId AKID... is not found". */
function thrownOf(error: Error, { secretId, secretKey, token }: TencentSettings): Thrown {
  const message = hidden(
    error.message,
    [secretId, secretKey, token].map((secret) => secret?.reveal()),
  )
  const code = 'code' in error && 'requestId' in error ? textOf(error.code) : undefined
  const status = 'httpCode' in error && typeof error.httpCode === 'number' ? error.httpCode : undefined
  return { name: error.name, message: message.replace(/\.$/, ''), code, status }
}

function textOf(code: unknown): string | undefined {
  return typeof code === 'string' && code !== '' ? code : undefined
}
