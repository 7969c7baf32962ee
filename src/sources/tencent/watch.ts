/**
 * Keeps a request from being sent elsewhere, and ends one whose answer is cut in the middle: the SDK's node-fetch 2.7 does
 * not see that and waits until its time is over (measured: the whole timeout, each time). Node tells of every request it
 * starts, and of an answer whether it is complete.
 */
import { channel } from 'node:diagnostics_channel'
import { ClientRequest, type IncomingMessage } from 'node:http'

export interface Watch {
  readonly signal: AbortSignal
  end(): void
}

/** Of the request that has this trace id in its headers, and of no other. */
export function watch(traceId: string, timeoutMs: number): Watch {
  const controller = new AbortController()
  const starts = channel('http.client.request.start')
  const started = (message: unknown): void => {
    const request = requestOf(message)
    // node-fetch hands headers over as lists.
    if (request === undefined || String(request.getHeader('x-tc-traceid')) !== traceId) return
    request.prependOnceListener('response', (response: IncomingMessage) => {
      // node-fetch would follow, to any host, and take the token of temporary credentials along.
      delete response.headers.location
      response.once('close', () => {
        if (!response.complete) controller.abort(new Error('the connection ended in the middle of the answer'))
      })
    })
  }
  const timer = setTimeout(() => controller.abort(new Error(`no answer in ${timeoutMs / 1000} seconds`)), timeoutMs)
  starts.subscribe(started)
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      starts.unsubscribe(started)
    },
  }
}

function requestOf(message: unknown): ClientRequest | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  return message.request instanceof ClientRequest ? message.request : undefined
}
