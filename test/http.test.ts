/** What is asked again, what is not, and what is told. */
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError, SourceDown, SourceRefused } from '../src/errors.js'
import { type Answer, ask, type Call } from '../src/http.js'
import { closed, listening } from '../src/world/cfets.js'

/** A server that answers with these statuses, one a request, and with 200 when they are used up. */
async function aServer(statuses: readonly number[], headers: Readonly<Record<string, string>> = {}) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.writeHead(statuses[seen.length - 1] ?? 200, headers)
    response.end('a body')
  })
  const port = await listening(server)
  onTestFinished(() => closed(server))
  return { port, seen }
}

const call = (port: number, retries: number): Call => ({
  who: 'The far end',
  url: new URL(`http://127.0.0.1:${port}/rates?api_key=hunter2`),
  method: 'GET',
  headers: { authorization: 'Bearer hunter2' },
  timeoutMs: 20_000,
  patience: { retries, firstWaitMs: 1 },
})

const body = (answer: Answer): Promise<string> => answer.text()

test('a service that is overloaded twice and then answers has answered', async () => {
  const { port, seen } = await aServer([503, 429], { 'retry-after': '0' })

  const answer = await ask(call(port, 2), body)

  expect(answer).toBe('a body')
  expect(seen).toHaveLength(3)
})

test('a service that stays down is told by its host and its last words, without the secrets of the address', async () => {
  const { port, seen } = await aServer([500, 500, 502])

  const failed = ask(call(port, 2), body)

  const error: unknown = await failed.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SourceDown)
  expect(String(error)).toContain(`The far end does not answer at 127.0.0.1:${port}: HTTP 502.`)
  expect(JSON.stringify([String(error), error])).not.toContain('hunter2')
  expect(seen).toHaveLength(3)
})

test('a Retry-After that nobody will wait for is not waited for', async () => {
  const { port, seen } = await aServer([503], { 'retry-after': '30' })

  const failed = ask(call(port, 0), body)

  await expect(failed).rejects.toBeInstanceOf(SourceDown)
  expect(seen).toHaveLength(1)
})

test('a service that says nothing is not waited for longer than its time, and told to be silent', async () => {
  const server = createServer(() => undefined)
  const port = await listening(server)
  onTestFinished(() => closed(server))

  const failed = ask({ ...call(port, 1), timeoutMs: 50 }, body)

  await expect(failed).rejects.toBeInstanceOf(SourceDown)
  await expect(failed).rejects.toThrow(/^The far end does not answer at 127\.0\.0\.1:\d+: no answer in time\./)
})

test('a port where nobody listens is told with the reason', async () => {
  const server = createServer()
  const port = await listening(server)
  await closed(server)

  const failed = ask(call(port, 1), body)

  await expect(failed).rejects.toThrow(/^The far end does not answer at 127\.0\.0\.1:\d+: connect ECONNREFUSED/)
})

test('what a reader refuses is not asked again, and thrown as it is', async () => {
  const { port, seen } = await aServer([403])
  const refusal = new SourceRefused('No.')

  const failed = ask(call(port, 5), () => Promise.reject(refusal))

  await expect(failed).rejects.toBe(refusal)
  expect(seen).toHaveLength(1)
})

test('a fault of ours in a reader is neither asked again nor taken for the network', async () => {
  const { port, seen } = await aServer([])
  const fault = new TypeError('x is not a function')

  const failed = ask(call(port, 5), () => Promise.reject(fault))

  const error: unknown = await failed.catch((reason: unknown) => reason)
  expect(seen).toHaveLength(1)
  expect(error).toBe(fault)
})

test('a redirect is not followed, for it would take the token along', async () => {
  const { port, seen } = await aServer([302], { location: '/login' })

  const failed = ask(call(port, 3), body)

  await expect(failed).rejects.toBeInstanceOf(SourceRefused)
  expect(seen).toEqual(['GET /rates?api_key=hunter2'])
})

test('a secret that cannot stand in a header is not repeated', async () => {
  const { port, seen } = await aServer([])
  const broken = { ...call(port, 0), headers: { authorization: 'Bearer first\nhunter2' } }

  const error: unknown = await ask(broken, body).catch((reason: unknown) => reason)

  expect(error).toBeInstanceOf(ConfigError)
  expect(String(error)).toContain('The header authorization')
  expect(JSON.stringify([String(error), error instanceof Error ? error.cause : ''])).not.toContain('hunter2')
  expect(seen).toEqual([])
})
