/** HTTP to outside systems: tried again where trying again helps, and told in words where it does not. */
import { ConfigError, LedgerError, SourceDown, SourceRefused } from './errors.js'
import { type Answer, isOfTheNetwork, send, type Sent } from './http-answer.js'

export type { Answer, Tls } from './http-answer.js'

export interface Call extends Sent {
  /** Who is asked, for messages: `CFETS`, `Prometheus prod`. */
  readonly who: string
  readonly patience?: Patience
}

/** How often a call is repeated, and how long is waited before the first repetition; the wait doubles, with jitter. */
export interface Patience {
  readonly retries: number
  readonly firstWaitMs: number
  /** By the clock of this machine, unless somebody holds another. */
  readonly pause?: (ms: number) => Promise<void>
}

const PATIENCE: Patience = { retries: 4, firstWaitMs: 500 }
const LONGEST_WAIT_MS = 30_000

/**
 * Asks and reads. A broken connection, a timeout, 429 and 5xx are tried again, and `read` then begins anew; every other
 * answer goes to `read`, which knows what the service means by it.
 * @throws SourceDown when it stays unreachable, and what `read` throws, a fault of ours included
 */
export async function ask<T>(call: Call, read: (answer: Answer) => Promise<T>): Promise<T> {
  const { retries, firstWaitMs, pause = wait } = call.patience ?? PATIENCE
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(call, read)
    } catch (error) {
      // What a reader understood will not change by asking again, nor will a fault of ours.
      if (!(error instanceof TryLater) && (error instanceof LedgerError || !isOfTheNetwork(error))) throw error
      if (attempt >= retries) throw down(call, error)
      const doubled = firstWaitMs * 2 ** attempt * (1 + Math.random())
      await pause(Math.min(Math.max(doubled, error instanceof TryLater ? error.afterMs : 0), LONGEST_WAIT_MS))
    }
  }
}

function down({ who, url: { host } }: Call, cause: unknown): SourceDown {
  return new SourceDown(
    `${who} does not answer at ${host}: ${wordsOf(cause)}. Check the address and the network, then run it again.`,
    { cause, facts: { host } },
  )
}

/** Not now: a status that says so, or what a reader finds in a body that came with HTTP 200. It is asked again. */
export class TryLater extends Error {
  override readonly name = 'TryLater'
  readonly afterMs: number

  constructor(why: string, afterMs = 0) {
    super(why)
    this.afterMs = afterMs
  }
}

async function once<T>(call: Call, read: (answer: Answer) => Promise<T>): Promise<T> {
  demandHeaders(call)
  let answer: Answer | undefined
  try {
    answer = await send(call)
    const { status } = answer
    if (status === 429 || status >= 500) throw new TryLater(`HTTP ${status}`, retryAfter(answer))
    if (status >= 300 && status < 400) throw redirected(call, status)
    return await read(answer)
  } catch (error) {
    answer?.discard()
    throw error
  }
}

/** It leads to a login page most of the time, and following it would take a token along. */
function redirected({ who, url }: Call, status: number): SourceRefused {
  return new SourceRefused(
    `${who} sends ${url.host} elsewhere (HTTP ${status}), to a login page perhaps. Check the address and what it logs in with.`,
    { facts: { host: url.host, status } },
  )
}

/** @throws ConfigError with the name of a header that cannot be sent, and not its value, which may be a secret */
function demandHeaders({ who, headers }: Call): void {
  for (const [name, value] of Object.entries(headers)) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) continue
    throw new ConfigError(
      `The header ${name} for ${who} holds a sign that no header may hold, a line break perhaps. Look at where its secret comes from.`,
      { facts: { header: name } },
    )
  }
}

function retryAfter(answer: Answer): number {
  const seconds = Number(answer.headers.get('retry-after') ?? '0')
  return Number.isFinite(seconds) ? Math.max(seconds, 0) * 1000 : 0
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** The innermost reason: `fetch failed` alone tells nobody that the port was closed. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError') return 'no answer in time'
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  // Where a name has several addresses, each of which failed, only the code is told.
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}
