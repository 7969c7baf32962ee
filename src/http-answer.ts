/** One request and its answer over node:http: its body as the socket gives it, without the copies of a web stream. */
import { type IncomingMessage, request as plain } from 'node:http'

export interface Sent {
  readonly url: URL
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly tls?: Tls
  /** For the whole answer, its body included. */
  readonly timeoutMs: number
}

/** PEM: whom to trust beside nobody else, and who we are. */
export interface Tls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

export interface Answer {
  readonly status: number
  readonly ok: boolean
  readonly headers: { get(name: string): string | null }
  /** As it arrives; ends with an error when it is cut. */
  readonly body: AsyncIterable<Uint8Array>
  text(): Promise<string>
  /** Nobody will read the rest: an answer left half read would keep the process from ending. */
  discard(): void
}

/** Redirects are not followed. @throws what the network says, with a `code`; an AbortError when the time is over */
export async function send({ url, method, headers, body, timeoutMs, tls }: Sent): Promise<Answer> {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : plain
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal: AbortSignal.timeout(timeoutMs), ...tls }
    const outgoing = request(url, options, (incoming) => resolve(answerOf(incoming)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function answerOf(incoming: IncomingMessage): Answer {
  const status = incoming.statusCode ?? 0
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => [incoming.headers[name.toLowerCase()] ?? null].flat().join(', ') || null },
    body: incoming,
    text: async () => {
      const chunks: Uint8Array[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    },
    discard: () => void incoming.destroy(),
  }
}

/** Whether it is the network that failed, not who reads the answer: its errors have a code, and ours begin with ERR_. */
export function isOfTheNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'AbortError') return true
  if (!('code' in error) || typeof error.code !== 'string') return false
  return !error.code.startsWith('ERR_') || /^ERR_(TLS|SSL)/.test(error.code)
}
