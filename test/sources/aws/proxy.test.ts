/** TLS through a proxy: it sees the host it is asked for and its own login, and nothing of the request. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer, request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { SourceDown } from '../../../src/errors.js'
import { TunnelAgent } from '../../../src/sources/aws/proxy.js'
import { closed, listening } from '../../../src/world/cfets.js'
import { type Certificates, makeCertificates } from '../../conformance/certificates.js'

const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
let certificates: Certificates

beforeAll(() => {
  certificates = makeCertificates(folder, 'localhost')
  return () => rmSync(folder, { recursive: true, force: true })
})

async function aServer(): Promise<number> {
  const { key, certificate } = certificates
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) =>
    response.end('billed'),
  )
  const port = await listening(server)
  onTestFinished(() => closed(server))
  return port
}

async function aProxy(status: 200 | 407) {
  const asked: { readonly target: string | undefined; readonly login: string | undefined }[] = []
  const proxy = createServer((_, response) => response.end('not a tunnel'))
  proxy.on('connect', (incoming, socket) => {
    asked.push({ target: incoming.url, login: incoming.headers['proxy-authorization'] })
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const onward = connect(Number(incoming.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket)
      socket.pipe(onward)
    })
    socket.on('error', () => onward.destroy())
    onward.on('error', () => socket.destroy())
    return undefined
  })
  const port = await listening(proxy)
  onTestFinished(() => closed(proxy))
  return { port, asked }
}

async function through(proxy: string, port: number): Promise<string> {
  const agent = new TunnelAgent(new URL(proxy))
  onTestFinished(() => agent.destroy())
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port, agent, ca: readFileSync(certificates.authority) }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve(text))
    })
    sent.on('error', reject)
    sent.end()
  })
}

test('what is asked for goes through the tunnel, with the login of the proxy outside', async () => {
  const port = await aServer()
  const proxy = await aProxy(200)

  const answer = await through(`http://user:p%40ss@127.0.0.1:${proxy.port}`, port)

  expect(answer).toBe('billed')
  // user:p@ss
  expect(proxy.asked).toEqual([{ target: `localhost:${port}`, login: 'Basic dXNlcjpwQHNz' }])
})

test('a proxy that refuses is down, and its login is not told', async () => {
  const port = await aServer()
  const proxy = await aProxy(407)

  const failed = through(`http://user:marked@127.0.0.1:${proxy.port}`, port)

  await expect(failed).rejects.toBeInstanceOf(SourceDown)
  await expect(failed).rejects.toThrow('HTTP 407')
  await expect(failed).rejects.not.toThrow('marked')
})
