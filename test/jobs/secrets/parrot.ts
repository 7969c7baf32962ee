/** A far end that says back what it was sent: the worst that a service, a proxy or a login page can put into its words. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { closed, listening } from '../../../src/world/cfets.js'
import { type Mark, sentAs } from './marks.js'

export interface Words {
  readonly status: number
  readonly type: 'application/json' | 'application/xml' | 'text/html' | 'text/plain'
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** Promises more than it sends, and is gone. */
  readonly cut?: true
}

/** What it says when it is told this: words, silence, or the end of the connection. */
export type Says = (quote: string) => Words | 'hang' | 'reset'

export interface Parrot {
  readonly url: string
  /** Whatever let one in: signatures, tokens, passwords as they were sent. */
  readonly heard: Mark[]
  readonly requests: () => number
  /** What it says from now on, and how its quotes begin: with the n-th thing that lets one in. */
  teach(says: Says, first?: number): void
}

/** By its name it is another host than by its number, which is how clients tell where a token may go. */
export async function aParrot(host = '127.0.0.1'): Promise<Parrot> {
  let [says, first, requests]: [Says, number, number] = [() => 'reset', 0, 0]
  const heard: Mark[] = []
  const hear = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    requests += 1
    const keys = keysOf(request, body)
    for (const { key } of keys) {
      if (!heard.some(({ value }) => value === key)) heard.push(sentAs('as it was sent', key))
    }
    const head = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`)
    const begin = keys[first % Math.max(keys.length, 1)]?.quoted
    const quote = [begin, request.url, ...head, body, ...keys.map(({ quoted }) => quoted)].join(' ')
    answer(says(quote.replaceAll(/\s+/g, ' ')), request, response)
  }
  const server = createServer((request, response) => {
    void whole(request).then((body) => hear(request, response, body))
  })
  server.on('connect', (request, socket) => {
    requests += 1
    socket.end(`HTTP/1.1 407 ${String(request.headers['proxy-authorization'])}\r\ncontent-length: 0\r\n\r\n`)
  })
  const port = await listening(server)
  onTestFinished(() => closed(server))
  return {
    url: `http://${host}:${port}`,
    heard,
    requests: () => requests,
    teach: (what, start = 0) => {
      says = what
      first = start
    },
  }
}

async function whole(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

interface Key {
  readonly key: string
  readonly quoted: string
}

/**
 * What opens the door of a service, wherever in a request that stands. What opens it for ever is quoted bare; a signature
 * of one request, which nobody knows by itself, as it was sent.
 */
function keysOf({ headers, url = '' }: IncomingMessage, body: string): Key[] {
  const parameters = [...new URL(url, 'http://parrot').searchParams, ...new URLSearchParams(body)]
  const named = parameters.flatMap(([name, key]) => {
    if (name === 'Signature') return { key, quoted: `Signature=${encodeURIComponent(key)}` }
    return /^(sig|securitytoken)$/i.test(name) ? { key, quoted: key } : []
  })
  const { authorization = '' } = headers
  const [, bare = ''] = /^(?:Bearer|Basic) (.+)$/.exec(authorization) ?? []
  const [, signed = ''] = /(?:Signature=|^SharedKey \w+:)(\S+)$/.exec(authorization) ?? []
  const tokens = [headers['x-amz-security-token'], headers['x-tc-token']].map((value) => String(value ?? ''))
  const sent = [
    ...[...tokens, bare].map((key) => ({ key, quoted: key })),
    { key: signed, quoted: `authorization: ${authorization}` },
    ...named,
  ]
  return sent.filter(({ key }) => key !== '')
}

function answer(said: ReturnType<Says>, request: IncomingMessage, response: ServerResponse): void {
  if (said === 'hang') return
  if (said === 'reset') return void request.socket.destroy()
  const { status, type, body, headers = {}, cut } = said
  const bytes = Buffer.from(body)
  const length = { 'content-length': cut === true ? bytes.length * 2 : bytes.length }
  response.writeHead(status, { 'content-type': type, ...length, ...headers })
  if (cut === true) response.write(bytes, () => request.socket.destroy())
  else response.end(bytes)
}
