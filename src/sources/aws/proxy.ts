import { request } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { type Duplex, PassThrough } from 'node:stream'
import { connect, type ConnectionOptions } from 'node:tls'
import { SourceDown } from '../../errors.js'

/** TLS through the CONNECT of an HTTP proxy: the proxy sees the host and nothing of the request. */
export class TunnelAgent extends TlsAgent {
  readonly #proxy: URL

  constructor(proxy: URL) {
    super({ keepAlive: true })
    this.#proxy = proxy
  }

  override createConnection(
    options: ConnectionOptions & { readonly port?: number | string | null },
    callback?: (error: Error | null, stream: Duplex) => void,
  ): null {
    const { hostname, port, username, password } = this.#proxy
    const target = `${options.host}:${options.port ?? 443}`
    const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
    const headers = { host: target, ...(username === '' ? {} : { 'proxy-authorization': `Basic ${login}` }) }
    const asking = request({
      host: hostname,
      port: port === '' ? 80 : port,
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
    })
    const failed = (error: Error): void => callback?.(error, new PassThrough())
    asking.once('error', failed)
    asking.once('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy()
        return failed(
          new SourceDown(
            `The proxy ${hostname} does not let us through to ${target} (HTTP ${answer.statusCode}). Ask who runs it.`,
          ),
        )
      }
      const secured = connect({
        ...options,
        port: undefined,
        socket,
        servername: options.servername ?? options.host ?? '',
      })
      callback?.(null, secured)
    })
    asking.end()
    return null
  }
}
