import { chown, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { serverState, startServer, stopServer } from '../../../src/store/embedded/index.js'
import { lookAt } from '../../../src/store/embedded/processes.js'
import { aHome, anotherStart, aProcess, clearAll, endOf, isAlive, query, started, until } from './given.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
afterEach(clearAll)

test('after kill -9 of the server the next start recovers what was committed', async () => {
  const home = await aHome()
  const first = await started(home)
  await query(first.url, 'create table bill as select 42 as cents')
  process.kill(first.pid, 'SIGKILL')

  const second = await started(home)

  expect(second).toMatchObject({ started: true, url: first.url })
  expect(second.pid).not.toBe(first.pid)
  expect(await query(second.url, 'select cents from bill')).toEqual([{ cents: 42 }])
})

test('a start waits for a query that a killed server left at work', async () => {
  const home = await aHome()
  const { url, pid } = await started(home)
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ orphan: number }>('select pg_backend_pid() as orphan')
  const endless = client.query('select count(*) from generate_series(1, 1e12::bigint)').catch(() => undefined)
  const orphan = rows[0]?.orphan ?? 0
  await until(async () => (await lookAt(orphan))?.command.includes('SELECT') ?? false)
  process.kill(pid, 'SIGKILL')

  const starting = started(home)
  const log = join(home, 'postgres.log')
  await until(async () => (await readFile(log, 'utf8')).includes('pre-existing shared memory block'))
  process.kill(orphan, 'SIGKILL')

  expect(await query((await starting).url, 'select 1 as one')).toEqual([{ one: 1 }])
  await endless
})

test('a stale pid file that names another living process is neither believed nor followed', async () => {
  const home = await aHome()
  const { dataFolder, port } = await started(home)
  await stopServer(home)
  const { uid, gid } = await stat(dataFolder)
  const stranger = aProcess('sleep', ['600'], { uid, gid })
  const pid = stranger.pid ?? 0
  const file = join(dataFolder, 'postmaster.pid')
  await writeFile(file, `${pid}\n${dataFolder}\n1700000000\n${port}\n\n127.0.0.1\n  1111         2\nready   \n`)
  await chown(file, uid, gid)

  const state = await serverState(home)
  const stopped = await stopServer(home)
  const server = await started(home)

  expect([state.running, stopped, server.started]).toEqual([false, false, true])
  expect(server.pid).not.toBe(pid)
  expect(await isAlive(pid)).toBe(true)
})

test('a home copied from another starts a server of its own, though password and pid file came along', async () => {
  const [home, copy] = [await aHome(), await aHome()]
  await started(home)
  await stopServer(home)
  await mkdir(copy)
  const { uid, gid } = await stat(join(home, 'data-18'))
  await cp(home, copy, { recursive: true })
  const original = await started(home)
  await cp(join(home, 'data-18', 'postmaster.pid'), join(copy, 'data-18', 'postmaster.pid'))
  await owned(join(copy, 'data-18'), uid, gid)

  const other = await started(copy)

  expect(other).toMatchObject({ started: true, dataFolder: join(copy, 'data-18') })
  expect(other.port).not.toBe(original.port)
  expect(await stopServer(copy)).toBe(true)
  expect(await isAlive(original.pid)).toBe(true)
})

test('when another program took the port, the server moves to a free one', async () => {
  const home = await aHome()
  const { port } = await started(home)
  await stopServer(home)
  const squatter = createServer((socket) => socket.end('SSH-2.0-someone\r\n')).listen(port, '127.0.0.1')
  await once(squatter, 'listening')

  const server = await started(home)

  squatter.close()
  expect(server.port).not.toBe(port)
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a first start killed while initdb works leaves a home that starts', async () => {
  const home = await aHome()
  const child = anotherStart(home)
  await until(async () => (await readdir(home).catch(() => [])).some((name) => name.startsWith('pg-')))
  await until(async () => (await readdir(home)).some((name) => /^making-|^data-/.test(name)))
  process.kill(-(child.pid ?? 0), 'SIGKILL') // initdb with it
  await endOf(child)

  const server = await started(home)

  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await readdir(home)).filter((name) => name.startsWith('making-'))).toEqual([])
})

test('data of another major version are refused with the way out', async () => {
  const home = await aHome()
  await mkdir(join(home, 'data-17'), { recursive: true })

  const start = startServer(home)

  await expect(start).rejects.toMatchObject({ exitCode: 2, facts: { found: '17' } })
  await expect(start).rejects.toThrow(/data-17 is of PostgreSQL 17.*db export/)
})

test('a lost password file is said, not papered over with a new one', async () => {
  const home = await aHome()
  await started(home)
  await stopServer(home)
  await rm(join(home, 'password'))

  const start = startServer(home)

  await expect(start).rejects.toMatchObject({ exitCode: 2 })
  await expect(start).rejects.toThrow(/password is gone/)
})

test('a server whose connections are all taken is not started a second time', async () => {
  const home = await aHome()
  const few = { max_connections: '4', superuser_reserved_connections: '0', max_wal_senders: '0' }
  const { url, pid, port } = await startServer(home, { settings: few })
  const clients = [1, 2, 3, 4].map(() => new Client({ connectionString: url }))
  await Promise.all(clients.map((client) => client.connect()))

  const start = startServer(home)

  await expect(start).rejects.toMatchObject({ exitCode: 4 })
  await expect(start).rejects.toThrow(/All connections .* are taken/)
  expect(await serverState(home)).toMatchObject({ running: true, pid, port })
  await Promise.all(clients.map((client) => client.end()))
})

test('a server that stops while starting says why, in its own words', async () => {
  const home = await aHome()

  const start = startServer(home, { settings: { shared_buffers: 'plenty' } })

  await expect(start).rejects.toMatchObject({ exitCode: 2 })
  await expect(start).rejects.toThrow(/stopped while starting[^]*shared_buffers.*"plenty"/)
})

async function owned(folder: string, uid: number, gid: number): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) await chown(join(folder, name), uid, gid)
  await chown(folder, uid, gid)
}
