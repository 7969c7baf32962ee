/**
 * The official SDK, pop-core 1.8.0, with its traps closed: 3 s of patience for a whole answer, no second try, the signed
 * address in every error, `undefined` sent as a word, a status nobody looks at, `Success: false` taken for an answer.
 */
import pRetry, { AbortError } from 'p-retry'
import { LedgerError, MalformedBill, SourceDown } from '../../errors.js'
import type { Patience } from '../../http.js'
import { isForLater, type No, refused, shown } from './refusals.js'
import { type AlibabaSettings, endpointOf, whoOf } from './settings.js'

export type Parameters = Readonly<Record<string, string>>

/** Asks once, as often as it takes. @throws SourceRefused, SourceDown, MalformedBill */
export type Send = (action: string, parameters: Parameters) => Promise<string>

const PATIENCE: Patience = { retries: 6, firstWaitMs: 500 }
const LONGEST_WAIT_MS = 30_000

type Wire = (action: string, parameters: Parameters) => Promise<readonly [answer: unknown, status: number]>

/** A client of one account. The SDK is loaded by the first question and not before. */
export function alibabaClient(settings: AlibabaSettings): Send {
  let wire: Promise<Wire> | undefined
  return async (action, parameters) => {
    wire ??= wireOf(settings)
    return tried(settings, `${action} of ${whatOf(parameters)}`, await wire, [action, parameters])
  }
}

/** Deep, so that its other half and an XML parser stay unread. POST in capitals: in small letters all goes into the address. */
async function wireOf(settings: AlibabaSettings): Promise<Wire> {
  const { default: RPCClient } = await import('@alicloud/pop-core/lib/rpc.js')
  const { accessKeyId, accessKeySecret, securityToken, timeoutMs } = settings
  // The typings leave out its second argument, which has the status come along.
  const Client: new (
    config: ConstructorParameters<typeof RPCClient>[0],
    verbose: boolean,
  ) => InstanceType<typeof RPCClient> = RPCClient
  const config = {
    endpoint: endpointOf(settings),
    apiVersion: '2017-12-14',
    accessKeyId: accessKeyId.reveal(),
    accessKeySecret: accessKeySecret.reveal(),
    ...(securityToken === undefined ? {} : { securityToken: securityToken.reveal() }),
    // For headers and body together; a day of a large account takes longer than the 3 s that the SDK has of itself.
    opts: { method: 'POST', timeout: timeoutMs },
  }
  const client = new Client(config, true)
  return async (action, parameters) => {
    const [answer, entry] = await client.request<readonly [unknown, Entry]>(action, { ...parameters })
    return [answer, entry.response.statusCode]
  }
}

interface Entry {
  readonly response: { readonly statusCode: number }
}

async function tried(
  settings: AlibabaSettings,
  what: string,
  wire: Wire,
  [action, parameters]: readonly [string, Parameters],
): Promise<string> {
  const { retries, firstWaitMs } = settings.patience ?? PATIENCE
  const options = { retries, minTimeout: firstWaitMs, maxTimeout: LONGEST_WAIT_MS, randomize: true }
  try {
    return await pRetry(async () => {
      const answer = await wire(action, parameters).catch((error: unknown) => failed(settings, what, error))
      return textOf(settings, what, answer)
    }, options)
  } catch (error) {
    if (error instanceof LedgerError || !(error instanceof TryLater)) throw error
    const host = new URL(endpointOf(settings)).host
    throw new SourceDown(
      `${whoOf(settings)} does not answer ${what} at ${host}: ${error.message}. Check the network, then run it again.`,
      { facts: { host, action: what } },
    )
  }
}

/** Not now. */
class TryLater extends Error {
  override readonly name = 'TryLater'
}

/** The answer as JSON text: numbers of more than 15 digits come as objects, and all are written as text, digit by digit. */
function textOf(settings: AlibabaSettings, what: string, [answer, status]: readonly [unknown, number]): string {
  const success = propertyOf(answer, 'Success')
  if (success === true || success === 'true') {
    return JSON.stringify(answer, (_, value: unknown) => (typeof value === 'number' ? String(value) : value))
  }
  decide(settings, what, noOf(settings, answer, status))
}

/** Of what the SDK throws, which need not be an Error: its JSON parser throws a record with the whole text in it. */
function failed(settings: AlibabaSettings, what: string, error: unknown): never {
  if (propertyOf(error, 'name') === 'SyntaxError') {
    const words = String(propertyOf(error, 'message'))
    if (words.includes('forbidden')) {
      const message = `${whoOf(settings)} answers ${what} with a name that no answer may hold (${words}). Nothing was loaded.`
      throw new AbortError(new MalformedBill(message, { facts: { action: what } }))
    }
    throw new TryLater('it sends something that is not JSON, the page of a proxy perhaps')
  }
  const data = propertyOf(error, 'data')
  if (data !== undefined) {
    const status = Number(propertyOf(propertyOf(propertyOf(error, 'entry'), 'response'), 'statusCode'))
    decide(settings, what, noOf(settings, data, status))
  }
  const code = propertyOf(error, 'code')
  const name = propertyOf(error, 'name')
  if (name !== 'RequestTimeoutError' && (typeof code !== 'string' || /^ERR_(?!TLS|SSL)/.test(code))) {
    // A fault of ours, or of the SDK. Its message may hold the signed address.
    throw new AbortError(new Error(shown(String(propertyOf(error, 'message')), secretsOf(settings))))
  }
  const words = shown(String(propertyOf(error, 'message')), secretsOf(settings))
  throw new TryLater([code, words].filter((word) => word !== undefined && word !== '').join(' '))
}

function decide(settings: AlibabaSettings, what: string, no: No): never {
  if (isForLater(no)) throw new TryLater([no.code, no.message].filter((word) => word !== '').join(' '))
  throw new AbortError(refused(whoOf(settings), what, no))
}

function noOf(settings: AlibabaSettings, data: unknown, status: number): No {
  const text = (name: string): string => {
    const value = propertyOf(data, name)
    return value === undefined || value === null ? '' : shown(String(value), secretsOf(settings))
  }
  return { code: text('Code'), message: text('Message'), requestId: text('RequestId'), status }
}

function secretsOf({ accessKeyId, accessKeySecret, securityToken }: AlibabaSettings): readonly string[] {
  return [accessKeyId, accessKeySecret, securityToken].map((secret) => secret?.reveal() ?? '')
}

/** Its objects have no prototype, so that not even hasOwnProperty can be asked of them. */
function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** The day or month that a question is about. */
function whatOf(parameters: Parameters): string {
  const { BillingDate, BillingCycle, StartTime, EndTime } = parameters
  return BillingDate ?? BillingCycle ?? `${StartTime ?? ''} to ${EndTime ?? ''}`
}
