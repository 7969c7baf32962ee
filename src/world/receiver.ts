/** What the receivers of messages have in common: they hear, they answer, and sometimes they have a bad day. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { closed, listening } from './cfets.js'

export interface Heard {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Undefined: it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Manners {
  /** What the first requests come to instead: an answer, no answer at all, or a connection that breaks. */
  readonly first?: readonly (Reply | 'hang' | 'cut')[]
  /** Their clock. */
  readonly now?: () => number
}

export interface ReceiverWorld {
  readonly url: string
  /** Every request, taken or not. */
  readonly heard: Heard[]
  /** Those that were taken, in their order. */
  readonly taken: Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

/** `answer` says what a request comes to, and whether it was taken. */
export async function startReceiver(
  path: string,
  manners: Manners,
  answer: (heard: Heard) => Reply & { readonly took: boolean },
): Promise<ReceiverWorld> {
  const world = { heard: new Array<Heard>(), taken: new Array<Readonly<Record<string, unknown>>>() }
  const reply = (heard: Heard): Reply => {
    const said = answer(heard)
    if (said.took && heard.body !== undefined) world.taken.push(heard.body)
    return said
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const heard = await hear(request)
    world.heard.push(heard)
    const wrong = manners.first?.[world.heard.length - 1]
    if (wrong === 'hang') return
    if (wrong === 'cut') return void response.destroy()
    const { status, body, headers } = wrong ?? reply(heard)
    const plain = typeof body === 'string'
    response.writeHead(status, { 'content-type': plain ? 'text/plain' : 'application/json', ...headers })
    response.end(plain ? body : JSON.stringify(body))
  }
  const server = createServer((request, response) => void serve(request, response))
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}${path}`, ...world, close: () => closed(server) }
}

async function hear(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString()
  const url = new URL(request.url ?? '/', 'http://loopback')
  return { method: request.method ?? '', url, headers: request.headers, text, body: objectIn(text) }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** What stands at the end of these names; undefined where there is nothing. */
export function within(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null
        ? Object.entries(inside).find(([key]) => key === name)?.[1]
        : undefined,
    value,
  )
}
