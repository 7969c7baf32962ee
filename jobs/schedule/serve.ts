/** The two pages of a scheduler. They tell, and change nothing. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Listen } from '../../src/config/index.js'
import { ConfigError } from '../../src/errors.js'

export interface Pages {
  readonly metrics: () => { readonly type: string; readonly text: string }
  readonly health: () => Promise<{ readonly ok: boolean }>
}

export interface Served {
  /** `127.0.0.1:9464`, the port that it got. */
  readonly address: string
  close(): void
}

/** @throws ConfigError when the address is taken, or is not of this machine */
export async function serve({ host, port }: Listen, pages: Pages): Promise<Served> {
  const server = createServer((request, response) => {
    answer(request.method ?? '', request.url ?? '', response, pages).catch(() => response.destroy())
  })
  server.listen(port, host)
  await listening(server, `${host}:${port}`)
  const bound = server.address()
  const got = typeof bound === 'object' && bound !== null ? bound.port : port
  return {
    address: host.includes(':') ? `[${host}]:${got}` : `${host}:${got}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function listening(server: Server, address: string): Promise<void> {
  await once(server, 'listening').catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(
      `Cannot listen on ${address} (${said}). Another scheduler? Set schedule.listen to another address, or to off.`,
      { cause, facts: { address } },
    )
  })
}

async function answer(method: string, url: string, response: ServerResponse, pages: Pages): Promise<void> {
  const path = url.replace(/[?#].*$/, '')
  const send = (status: number, type: string, text: string): void => {
    // Node closes a kept connection after 5 s; who asks at that moment, busy or every 5 s, would see it broken off.
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', connection: 'close' })
    response.end(method === 'HEAD' ? undefined : text)
  }
  if (!['GET', 'HEAD'].includes(method)) return send(405, 'text/plain', 'GET or HEAD.\n')
  if (path === '/metrics') {
    const { type, text } = pages.metrics()
    return send(200, type, text)
  }
  if (path === '/healthz') {
    const health = await pages.health()
    return send(health.ok ? 200 : 503, 'application/json', `${JSON.stringify(health, null, 2)}\n`)
  }
  return send(404, 'text/plain', 'Here are /metrics and /healthz.\n')
}
