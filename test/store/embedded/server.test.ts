import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { serverState, serverUrl, startServer, stopServer } from '../../../src/store/embedded/index.js'
import { aHome, anotherStart, clearAll, endOf, isAlive, printedBy, query, started } from './given.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
afterEach(clearAll)

test('the first start makes a cluster in which the role and the database tokenledger are ready to use', async () => {
  const home = await aHome()

  const server = await startServer(home)

  const facts = `select current_user as role, current_database() as name, pg_encoding_to_char(encoding) as encoding,
    datlocprovider as provider, datlocale as locale, current_setting('data_checksums') as checksums
    from pg_database where datname = current_database()`
  expect(server).toMatchObject({ started: true, version: '18.4', dataFolder: join(home, 'data-18') })
  expect(await query(server.url, facts)).toEqual([
    { role: 'tokenledger', name: 'tokenledger', encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', checksums: 'on' },
  ])
})

test('the server is safe against a power cut, reachable from this machine only, and sized for two cores and 4 GB', async () => {
  const { url, port } = await startServer(await aHome())

  const named = EXPECTED.map((setting) => setting.split('=')[0]).join()
  const settings = await query(
    url,
    `select string_agg(name || '=' || current_setting(name), ' ' order by place) as text
     from unnest('{${named}}'::text[]) with ordinality as asked (name, place)`,
  )

  expect(settings).toEqual([{ text: EXPECTED.join(' ') }])
  expect(await query(url, 'show port')).toEqual([{ port: String(port) }])
})

const EXPECTED =
  `fsync=on full_page_writes=on wal_compression=pglz shared_buffers=256MB max_wal_size=4GB checkpoint_timeout=15min
  max_connections=40 jit=off TimeZone=UTC log_timezone=UTC lc_messages=C password_encryption=scram-sha-256
  listen_addresses=127.0.0.1 unix_socket_directories= dynamic_shared_memory_type=mmap`.split(/\s+/)

test('a start in a second process finds the server of the first', async () => {
  const home = await aHome()
  const first = await started(home)

  const second = await printedBy(anotherStart(home))

  expect(second).toEqual({ ...JSON.parse(JSON.stringify(first)), started: false })
})

test('four first starts at once, in four processes, end with one server', async () => {
  const home = await aHome()

  const servers = await Promise.all([1, 2, 3, 4].map(() => printedBy(anotherStart(home))))

  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1)
  expect(new Set(servers.map(({ url }) => url)).size).toBe(1)
  expect(servers.filter((server) => server.started)).toHaveLength(1)
  expect(await query(servers[0]?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
  const left = (await readdir(home)).toSorted().map((name) => name.replace(/^pg-.*/, 'pg')) // no draft, workshop or lock
  expect(left).toEqual(['data-18', 'password', 'pg', 'postgres.log', 'server.json'])
})

test('the end of the process that started it does not stop the server, nor does a Ctrl-C there', async () => {
  const [quiet, interrupted] = [await aHome(), await aHome()]
  const ends = anotherStart(quiet)
  const stays = anotherStart(interrupted, 'setInterval(() => {}, 1000)')
  const servers = [await printedBy(ends), await printedBy(stays)]

  process.kill(-(stays.pid ?? 0), 'SIGINT') // what a terminal does: to the whole process group
  await Promise.all([endOf(ends), endOf(stays)])

  expect(stays.signalCode).toBe('SIGINT')
  for (const { url } of servers) expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('stop waits until the server is gone, and says false when there was none', async () => {
  const home = await aHome()
  const before = await stopServer(home)
  const { pid } = await started(home)

  const stopped = await stopServer(home)

  expect([before, stopped, await isAlive(pid), await stopServer(home)]).toEqual([false, true, false, false])
})

test('a stopped server starts again at the same address with its data', async () => {
  const home = await aHome()
  const first = await started(home)
  await query(first.url, 'create table bill as select 42 as cents')
  await stopServer(home)

  const second = await started(home)

  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select cents from bill')).toEqual([{ cents: 42 }])
})

test('state and address tell what there is, before, during and after', async () => {
  const home = await aHome()
  const dataFolder = join(home, 'data-18')
  const none = { state: await serverState(home), url: await serverUrl(home) }
  const server = await started(home)
  const up = { state: await serverState(home), url: await serverUrl(home) }

  await stopServer(home)

  const still = { dataFolder, version: '18.4' }
  const { pid, port, url } = server
  expect(none).toEqual({ state: { running: false, exists: false, ...still }, url: undefined })
  expect(up).toEqual({ state: { running: true, exists: true, pid, port, ...still }, url })
  expect(await serverState(home)).toEqual({ running: false, exists: true, ...still })
  expect(await serverUrl(home)).toBe(url)
})

test('the password is in a file for its owner only, and in no command line, environment or log', async () => {
  const home = await aHome()
  const seen: string[] = []
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) seen.push(await everyProcess())
  })()

  const { url } = await started(home)
  await query(url, `alter role tokenledger password null; select 1/0`).catch(() => undefined)

  over.abort()
  await watching
  const password = new URL(url).password
  seen.push(await everyProcess(), await readFile(join(home, 'postgres.log'), 'utf8'))
  expect((await stat(join(home, 'password'))).mode & 0o777).toBe(0o600)
  expect((await readFile(join(home, 'password'), 'utf8')).trim()).toBe(password)
  expect(password).toMatch(/^[\w-]{32}$/)
  expect(seen.join('\n')).toContain('-c listen_addresses=127.0.0.1')
  expect(seen.join('\n')).not.toContain(password)
})

/** Command lines of all processes, and on Linux their environments. */
async function everyProcess(): Promise<string> {
  if (process.platform !== 'linux') return (await promisify(execFile)('ps', ['-axww', '-o', 'command='])).stdout
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const files = ids.flatMap((id) => [`/proc/${id}/cmdline`, `/proc/${id}/environ`])
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  return texts.join('\n').replaceAll('\0', ' ')
}
