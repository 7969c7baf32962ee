/** Stands between a reader and its server for one run and keeps what was asked, so that it can be asked again. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface Recorder {
  readonly url: string
  readonly asked: readonly Asked[]
  /** How many questions were open at once, at most. */
  atOnce(): number
  stop(): void
}

export async function record(target: string): Promise<Recorder> {
  const asked: Asked[] = []
  let [open, most] = [0, 0]
  const server = createServer((incoming, outgoing) => {
    most = Math.max(most, (open += 1))
    outgoing.once('close', () => (open -= 1))
    void passOn(target, incoming, outgoing).then((one) => asked.push(one))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, asked, atOnce: () => most, stop: () => void server.close() }
}

async function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<Asked> {
  let body = ''
  for await (const chunk of incoming) body += String(chunk)
  const one = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers, body }
  ask(target, one, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers)
    response.pipe(outgoing)
  })
  return one
}

/** Asks as it was asked. Bytes are left as they come: unpacking them is the reader's work, not the server's. */
export function ask(target: string, asked: Asked, answered: (response: IncomingMessage) => void): void {
  const { host: _, ...headers } = asked.headers
  const sent = request(new URL(asked.path, target), { method: asked.method, headers }, answered)
  sent.end(asked.body)
}
