/** What Alibaba says no with, and what to do about it. Nothing of the request comes along: it holds the keys. */
import { SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'

/** What it said, as far as pop-core lets through. */
export interface No {
  readonly code: string
  readonly message: string
  readonly requestId: string
  readonly status: number
}

/**
 * Codes after which the same question is asked again. A throttle may come as HTTP 400, 429 or 200, so that the code decides
 * and not the status; the last is a nonce that met its twin, and the next one is new.
 */
const LATER =
  /^(Throttling|ServiceUnavailable|InternalError|UnknownError|SDK\.ServerUnreachable|SDK\.HttpError|SignatureNonceUsed)(\.|$)/

export function isForLater({ code, status }: No): boolean {
  return LATER.test(code) || status === 429 || status >= 500
}

const NO_PERMISSION = /^(NotAuthorized|NoPermission|Forbidden|NotApplicable)/

/** What a grant mends. An account of the other site is refused with the same code, and with other words. */
export function isPermission({ facts: { code, remedy } }: SourceRefused): boolean {
  return NO_PERMISSION.test(String(code)) && String(remedy).startsWith('Grant')
}

/** By code and message, the first that fits. */
const REMEDIES: readonly (readonly [said: RegExp, remedy: string])[] = [
  [
    /API domain regionId/,
    'The account is of the other site: write site: international for alibabacloud.com, site: china for aliyun.com.',
  ],
  [
    /^SecurityTokenExpired|^InvalidSecurityToken\.Expired/,
    'The temporary credentials (STS) have expired. Fetch new ones, then run it again.',
  ],
  [/^(Invalid|Missing)?SecurityToken/, 'The security token is not of these keys. Fetch all three of STS together.'],
  [
    /^InvalidAccessKeyId/,
    'Alibaba does not know the access key id. Look in the RAM console whether the key is there and enabled.',
  ],
  [
    /^SignatureDoesNotMatch|^IncompleteSignature/,
    'The access key secret is not that of the access key id. Set both anew.',
  ],
  [/^(InvalidTimeStamp|IllegalTimestamp)/, 'The clock of this machine is more than 15 minutes wrong. Set it.'],
  [NO_PERMISSION, 'Grant AliyunBSSReadOnlyAccess to the RAM user.'],
  [/BillingCycle/, 'Alibaba tells of 18 months. Read older ones from its files.'],
]
const ASK = 'Look the code up at https://api.aliyun.com/document/BssOpenApi/2017-12-14/errorCode.'

/** The refusal of a question, `what` being its action and day. Its fact `remedy` is what to do. */
export function refused(who: string, what: string, no: No): SourceRefused {
  const said = `${no.code} ${no.message}`
  const remedy = REMEDIES.find(([pattern]) => pattern.test(no.code) || pattern.test(said))?.[1] ?? ASK
  const reason = no.message === '' ? no.code : no.code === '' ? no.message : `${no.code}: ${no.message}`
  return new SourceRefused(`${who} refused ${what} (${reason}). ${remedy}`, {
    facts: { action: what, code: no.code, requestId: no.requestId, remedy },
  })
}

/**
 * A text of Alibaba or of its SDK that may be shown: without addresses, for pop-core puts the signed one into its messages,
 * without the string to sign that Alibaba quotes when a signature is wrong, and without the secrets however encoded.
 */
export function shown(text: string, secrets: readonly string[]): string {
  let clean = text.replaceAll(/,? ?URL: \S+|(GET|POST) https?:\/\/\S+ failed\.?|https?:\/\/\S+/g, '')
  clean = clean.replace(/,? ?(server )?string to sign.*$/is, '')
  clean = hidden(clean, secrets).replaceAll(/(AccessKeyId|SignatureNonce)(=|%3D|%253D)[^&\s]*/gi, '[hidden]')
  return clean.trim().replaceAll(/\s+/g, ' ').slice(0, 300).replace(/\.$/, '')
}
