import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below 32768, where Linux takes ports for outgoing connections: one of those would block a restart now and then. */
const FIRST = 15_432
const COUNT = 10_000
const TRIES = 50

/**
 * A port on 127.0.0.1 nobody listens on: the one the server had last, or else one that follows from the home's path, so
 * that two homes seldom meet. Grafana and people's notes hold the port: it changes only when someone else took it.
 */
export async function freePort(home: string, last: number | undefined): Promise<number> {
  const start = createHash('sha256').update(home).digest().readUInt32BE()
  const candidates = Array.from({ length: TRIES }, (_, step) => FIRST + ((start + step) % COUNT))
  for (const port of last === undefined ? candidates : [last, ...candidates]) {
    if (await isFree(port)) return port
  }
  return await isFree(0)
}

/** The port it could listen on, or 0. */
async function isFree(port: number): Promise<number> {
  const server = createServer()
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true })
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  } catch {
    return 0
  } finally {
    server.close()
  }
}
