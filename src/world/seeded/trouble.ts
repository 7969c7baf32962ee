/** A proxy in front of a far end, as there is one in front of everything: it passes on, and now and then it does not. */
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import { closed, listening, page } from '../cfets.js'
import { type End, type Fault, type Plan, wordsOf } from './faults.js'

export interface Troubled {
  readonly url: string
  close(): Promise<void>
}

/** Long enough to be felt, and shorter than anybody's patience. */
const SLOW_MS = 150

/** @param target the far end; a path of it stays */
export async function troubled(end: End, target: string, plan: Plan): Promise<Troubled> {
  const { origin, pathname } = new URL(target)
  const server = createServer((request, response) => {
    passOn(end, origin, plan, request, response).catch(() => response.destroy())
  })
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`, close: () => closed(server) }
}

async function passOn(
  end: End,
  origin: string,
  plan: Plan,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bytesOf(request)
  const fault = plan(end)
  switch (fault) {
    case 'throttle':
    case 'expired':
    case 'error': {
      const words = wordsOf(end, fault)
      return void response.writeHead(words.status, { 'content-type': words.type }).end(words.body)
    }
    case 'html':
      return page(response, 502, 'The proxy is busy')
    case 'reset':
      return void request.socket.destroy()
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
      return answer(await askedOf(origin, request, body), response, undefined)
    case 'cut':
    case 'half':
    case undefined:
      return answer(await askedOf(origin, request, body), response, fault)
    default:
      throw new TypeError(`${String(fault satisfies never)} is no fault.`)
  }
}

interface Answered {
  readonly status: number
  readonly type: string
  /** What S3 tells beside a body. */
  readonly told: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** With every header as it came: what is signed stays signed. */
function askedOf(origin: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = ask(`${origin}${url ?? '/'}`, { method, headers }, (answered) => {
      const { statusCode: status = 502, headers: said } = answered
      bytesOf(answered).then(
        (all) => resolve({ status, type: said['content-type'] ?? 'text/plain', told: toldIn(said), body: all }),
        reject,
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function toldIn(headers: IncomingMessage['headers']): Record<string, string> {
  const names = ['etag', 'last-modified', 'content-range', 'content-length']
  return Object.fromEntries(names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])))
}

/** `cut` ends the connection in the middle; `half` says that it was all. */
function answer({ status, type, told, body }: Answered, response: ServerResponse, fault: Fault | undefined): void {
  const first = body.subarray(0, Math.floor(body.length / 2))
  if (fault === 'half') return void response.writeHead(status, { 'content-type': type }).end(first)
  // To HEAD there is a length and no body.
  response.writeHead(status, { 'content-length': body.length, ...told, 'content-type': type })
  if (fault === 'cut') response.write(first, () => response.destroy())
  else response.end(body)
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
