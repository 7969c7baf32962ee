import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { boundLog, openLog } from '../../../src/store/embedded/log.js'
import { login } from '../../../src/store/embedded/login.js'
import { aHome, clearAll } from './given.js'

afterEach(clearAll)

/** `R` messages of the PostgreSQL protocol: 3 asks for the password in clear, 0 lets in; `Z` is ready for a query. */
const ASKS_IN_CLEAR = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])
const LETS_IN = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

test('a program at our port that asks for the password in clear does not get it', async () => {
  const { server, port, heard } = await aListener(ASKS_IN_CLEAR)

  const answer = await login(port, 'secret-of-ours', '/data')

  server.close()
  expect(answer).toEqual({ who: 'stranger', why: 'it wants the password in clear' })
  expect(heard()).toContain('tokenledger') // the name it was told
  expect(heard()).not.toContain('secret-of-ours')
})

test('a program at our port that lets everyone in is not taken for ours', async () => {
  const { server, port } = await aListener(LETS_IN)

  const answer = await login(port, 'secret-of-ours', '/data')

  server.close()
  expect(answer).toEqual({ who: 'stranger', why: 'it let us in without a password' })
})

test('where no one listens, no one answers', async () => {
  const { server, port } = await aListener(LETS_IN)
  server.close()
  await once(server, 'close')

  expect(await login(port, 'secret-of-ours', '/data')).toEqual({ who: 'no one' })
})

test('the log is cut when it outgrows its bound, while the server goes on writing to it', async () => {
  const home = await aHome()
  await mkdir(home)
  const server = await openLog(home)
  await server.write('0123456789\n')

  await boundLog(home, 10)
  await server.write('later\n')

  await server.close()
  expect(await readFile(join(home, 'postgres.log'), 'utf8')).toBe('later\n')
  expect(await readFile(join(home, 'postgres.log.1'), 'utf8')).toBe('0123456789\n')
})

test('a log within its bound is left alone', async () => {
  const home = await aHome()
  await mkdir(home)
  await writeFile(join(home, 'postgres.log'), '0123456789')

  await boundLog(home, 10)

  expect(await readFile(join(home, 'postgres.log'), 'utf8')).toBe('0123456789')
})

async function aListener(answer: Buffer): Promise<{ server: Server; port: number; heard: () => string }> {
  let heard = ''
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.write(answer))
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0, heard: () => heard }
}
