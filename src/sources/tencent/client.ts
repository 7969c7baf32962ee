/**
 * The billing API through the official SDK, which neither retries nor keeps errors of the network apart from others. Only the
 * client of billing is imported: 122 modules instead of 1,274, and 17 MB instead of 48.
 */
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import pRetry, { AbortError } from 'p-retry'
import { ConfigError, LedgerError, SourceDown } from '../../errors.js'
import type { Patience } from '../../http.js'
import { judged, Later } from './refusals.js'
import type { TencentSettings } from './settings.js'
import { watch } from './watch.js'

export type Action = 'DescribeBillDetail' | 'DescribeBillAdjustInfo' | 'DescribeBillSummary'
export type Parameters = Readonly<Record<string, string | number>>

export interface TencentClient {
  /**
   * The answer as JSON text, as the SDK understood it.
   * @throws SourceRefused, SourceDown, ConfigError; NotReady when a summary is still being made
   */
  send(action: Action, parameters: Parameters, pause: (ms: number) => Promise<void>): Promise<string>
}

const PATIENCE: Patience = { retries: 4, firstWaitMs: 500 }
const LONGEST_WAIT_MS = 30_000
/** 5 requests a second (document/product/555/30756). */
const BETWEEN_REQUESTS_MS = 200

export function tencentClient(settings: TencentSettings): TencentClient {
  const { clock = Date.now, patience: { retries, firstWaitMs } = PATIENCE } = settings
  const sdk = once(() => sdkOf(settings))
  let last = Number.NEGATIVE_INFINITY
  const attempt = async (action: Action, parameters: Parameters, pause: (ms: number) => Promise<void>) => {
    const early = last + BETWEEN_REQUESTS_MS - clock()
    if (early > 0) await pause(early)
    last = clock()
    const headers = { 'X-TC-TraceId': randomUUID() }
    const { signal, end } = watch(headers['X-TC-TraceId'], settings.timeoutMs)
    try {
      return JSON.stringify(await (await sdk()).request(action, parameters, { signal, headers }), exactly)
    } catch (error) {
      const verdict = judged(signal.aborted ? signal.reason : error, action, settings)
      throw verdict instanceof Later ? verdict : new AbortError(verdict)
    } finally {
      end()
    }
  }
  return {
    send: async (action, parameters, pause) => {
      try {
        return await pRetry(() => attempt(action, parameters, pause), {
          retries,
          minTimeout: firstWaitMs,
          maxTimeout: LONGEST_WAIT_MS,
          randomize: true,
        })
      } catch (error) {
        throw error instanceof Later ? down(error, action, settings) : error
      }
    },
  }
}

interface Options {
  readonly signal: AbortSignal
  readonly headers: Record<string, string>
}

interface Sdk {
  request(action: string, parameters: Parameters, options: Options): Promise<unknown>
}

async function sdkOf({ endpoint, language, proxy, timeoutMs, ...settings }: TencentSettings): Promise<Sdk> {
  const { Client } = await import('tencentcloud-sdk-nodejs/tencentcloud/services/billing/v20180709/billing_client.js')
  const { protocol, host } = addressOf(endpoint)
  // Without an agent the SDK sends everything through what `http_proxy` names, loopback included.
  const agent = protocol === 'https:' ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  return new Client({
    credential: {
      secretId: settings.secretId.reveal(),
      secretKey: settings.secretKey.reveal(),
      ...(settings.token === undefined ? {} : { token: settings.token.reveal() }),
    },
    profile: {
      language,
      httpProfile: {
        protocol: `${protocol}//`,
        endpoint: host,
        // Of the headers and of the body each; `watch` ends both together.
        reqTimeout: (2 * timeoutMs) / 1000,
        ...(proxy === undefined ? { agent } : { proxy }),
      },
    },
  })
}

function addressOf(endpoint: string): URL {
  if (URL.canParse(endpoint)) return new URL(endpoint)
  throw new ConfigError(
    `${endpoint} is no address of Tencent's billing API such as https://billing.tencentcloudapi.com.`,
  )
}

/** An integer past 2^53 has lost its last digits in the SDK (ProjectId): nothing is better than another number. */
function exactly(_: string, value: unknown): unknown {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? null : value
}

function down({ message }: Later, action: Action, { endpoint, name }: TencentSettings): LedgerError {
  const { host } = new URL(endpoint)
  return new SourceDown(
    `Tencent does not answer ${action} of ${name} at ${host}: ${message}. Check the network and the proxy, then run it again.`,
    { facts: { account: name, action, host } },
  )
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
