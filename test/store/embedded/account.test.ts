import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { chooseAccount, mayEnter } from '../../../src/store/embedded/account.js'
import { serverState, startServer } from '../../../src/store/embedded/index.js'
import { aHome, aProcess, clearAll, endOf, query, started } from './given.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
afterEach(clearAll)

const PASSWD = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/bash
postgres:x:101:104::/var/lib/postgresql:/bin/bash
`
const isRoot = process.geteuid?.() === 0

test('root borrows the account postgres, and nobody where there is no postgres', () => {
  const withPostgres = chooseAccount({ uid: 0, named: true, passwd: PASSWD })
  const without = chooseAccount({ uid: 0, named: true, passwd: PASSWD.replace(/^postgres.*$/m, '') })

  expect(withPostgres).toEqual({ name: 'postgres', uid: 101, gid: 104 })
  expect(without).toEqual({ name: 'nobody', uid: 65_534, gid: 65_534 })
})

test("macOS's nobody, whose id is -2, is passed over for daemon", () => {
  const passwd =
    '##\n# User Database\n##\nnobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\ndaemon:*:1:1::/var/root:/usr/bin/false\n'

  expect(chooseAccount({ uid: 0, named: true, passwd })).toEqual({ name: 'daemon', uid: 1, gid: 1 })
})

test('an ordinary user runs the server as himself', () => {
  expect(chooseAccount({ uid: 1000, named: true, passwd: PASSWD })).toBeUndefined()
})

test('root without any account to borrow is told to use a database of its own', () => {
  const caller = { uid: 0, named: true, passwd: 'root:x:0:0::/root:/bin/sh\n' }

  expect(() => chooseAccount(caller)).toThrow(/DATABASE_URL/)
})

test('a user id without a name is refused with both remedies', () => {
  const caller = { uid: 54_321, named: false, passwd: PASSWD }

  expect(() => chooseAccount(caller)).toThrow(/user id 54321 has no name.*DATABASE_URL.*useradd --uid 54321/)
})

test('a process under such an id ends with that message, and makes no cluster', async () => {
  const home = await aHome(0o777)
  const compiled = fileURLToPath(new URL('../../../dist/src/store/embedded/account.js', import.meta.url))
  const whole = compiled.replace('account.js', 'index.js')
  // Root becomes 54321 only when everything is loaded: the program itself may lie where no stranger may look
  const refused = `const m = await import(${JSON.stringify(whole)});
    process.setgid(54321); process.setuid(54321); await m.startServer(${JSON.stringify(home)})`
  // Anyone else asks the deciding function, in a process as well
  const asked = `const m = await import(${JSON.stringify(compiled)}); m.chooseAccount({ uid: 54321, named: false, passwd: '' })`

  const child = aProcess(process.execPath, ['--input-type=module', '-e', isRoot ? refused : asked])
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await endOf(child)

  expect(said).toMatch(/ConfigError: The user id 54321 has no name.*DATABASE_URL/)
  expect((await serverState(home)).exists).toBe(false)
})

test('whether an account may enter hangs on every folder of the way', async () => {
  const home = await aHome()
  await mkdir(join(home, 'a', 'b'), { recursive: true })
  for (const folder of [home, join(home, 'a'), join(home, 'a', 'b')]) await chmod(folder, 0o711)
  const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 }
  const open = await mayEnter(join(home, 'a', 'b'), stranger)

  await chmod(join(home, 'a'), 0o700)

  const { uid, gid } = await stat(home)
  expect([open, await mayEnter(join(home, 'a', 'b'), stranger)]).toEqual([true, false])
  expect(await mayEnter(join(home, 'a', 'b'), { name: 'self', uid, gid })).toBe(true)
})

test("a home in a folder closed to others works: a user's cluster stays there, root's goes where its account may go", async () => {
  const home = await aHome(0o700)

  const server = await started(home)

  const { uid } = await stat(server.dataFolder)
  const inside = dirname(server.dataFolder) === home
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect({ inside, ownedByRoot: uid === 0, noted: server.note?.includes(dirname(server.dataFolder)) ?? false }).toEqual(
    {
      inside: !isRoot,
      ownedByRoot: false,
      noted: isRoot,
    },
  )
  expect(await started(home)).toEqual({ ...server, started: false })
})

test.each(['"', '`', '$', '\\'])('a home with %s in its path is refused before a shell sees it', async (sign) => {
  const home = `${await aHome()}${sign}x`

  const refused = startServer(home)

  await expect(refused).rejects.toThrow(/has a sign in its path that PostgreSQL's initdb cannot take/)
})
