/** The relay: Grafana posts its webhook to /NAME, and the channel of that name hears it, signed as Grafana cannot. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import type { AlertSettings } from '../config/index.js'
import { ConfigError } from '../errors.js'
import type { Channel, Delivered, Undelivered } from './channel.js'
import { messagesOf } from './grafana.js'
import { objectOf } from './receiver.js'
import { isSigned, SIGNATURE, TIMESTAMP } from './signature.js'

/** A thousand alerts with their labels take less. */
const MOST_BYTES = 1024 * 1024
/** For a whole request, its body included. */
const SLOWEST_MS = 10_000
/** Requests that are worked on at a time; the next ones are asked to come again. */
const MOST_AT_ONCE = 16

export interface RelayOptions {
  readonly relay: AlertSettings['relay']
  readonly channels: readonly Channel[]
  readonly now: () => number
  /** What Grafana sent and a channel did not take; it is told to Grafana, too. */
  readonly onUndelivered: (undelivered: readonly Undelivered[]) => Promise<void>
  readonly onDelivered: (delivered: Delivered) => void
}

export interface Relay {
  /** `127.0.0.1:9465`, the port that it got. */
  readonly address: string
  close(): void
}

interface Said {
  readonly status: number
  readonly says: string
}

/** @throws ConfigError without a secret, and when the address is taken */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { listen, secret } = options.relay
  if (secret === undefined) {
    throw new ConfigError(
      'Whoever reaches the relay could write to your channels: set alerts.relay.secret, and the same in hmacConfig of the contact point.',
    )
  }
  let working = 0
  const server = createServer((request, response) => {
    const tell = ({ status, says }: Said): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      response.end(`${says}\n`)
    }
    if (working >= MOST_AT_ONCE) return tell({ status: 503, says: 'Busy. Come again.' })
    working += 1
    answer(request, options, secret.reveal())
      .then(tell)
      .catch(() => response.destroy())
      .finally(() => void (working -= 1))
  })
  server.requestTimeout = SLOWEST_MS
  server.headersTimeout = SLOWEST_MS
  server.listen(listen.port, listen.host)
  await listening(server, `${listen.host}:${listen.port}`)
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port
  return {
    address: listen.host.includes(':') ? `[${listen.host}]:${port}` : `${listen.host}:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(request: IncomingMessage, options: RelayOptions, secret: string): Promise<Said> {
  if (request.method !== 'POST') return { status: 405, says: 'POST what Grafana says to /NAME of a channel.' }
  const body = await bodyOf(request)
  if (body === undefined) return { status: 413, says: `At most ${MOST_BYTES} bytes.` }
  const [timestamp, signature] = [TIMESTAMP, SIGNATURE].map((name) => [request.headers[name] ?? []].flat()[0])
  // Before the name is looked at: who does not know the secret learns nothing, not even which channels there are.
  if (!isSigned({ timestamp, signature, body }, secret, new Date(options.now()))) {
    return {
      status: 401,
      says: `Not signed with the secret of alerts.relay. hmacConfig needs timestampHeader: ${TIMESTAMP}`,
    }
  }
  const name = (request.url ?? '/').replace(/[?#].*$/, '').slice(1)
  const channel = options.channels.find((one) => one.name === name)
  if (channel === undefined) return { status: 404, says: `There is no channel ${JSON.stringify(name)}.` }
  const messages = messagesOf(objectOf(body.toString()))
  if (messages === undefined) return { status: 400, says: 'This is not what the webhook of Grafana says by default.' }
  const delivered = await channel.send(messages)
  options.onDelivered(delivered)
  if (delivered.undelivered.length === 0) return { status: 200, says: `${delivered.alerts} told` }
  await options.onUndelivered(delivered.undelivered)
  return { status: 502, says: delivered.undelivered.map(({ error }) => error).join('\n') }
}

/** Undefined: it is too long; what follows is not read. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  // A request that is destroyed takes the connection along, and with it the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > MOST_BYTES) return undefined
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

async function listening(server: Server, address: string): Promise<void> {
  await once(server, 'listening').catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`Cannot listen on ${address} (${said}). Set alerts.relay.listen to another address.`, {
      cause,
      facts: { address },
    })
  })
}
