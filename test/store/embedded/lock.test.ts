import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { withLock } from '../../../src/store/embedded/lock.js'
import { lives, lookAt, ownStamp, parsePs } from '../../../src/store/embedded/processes.js'
import { aHome, aProcess, clearAll, endOf, until } from './given.js'

afterEach(clearAll)

test('whoever holds the lock works alone', async () => {
  const { folder, path } = await aLock()
  const inside: string[] = []
  const work = async (name: string): Promise<void> => {
    inside.push(`${name} in`)
    await readdir(folder) // lets the others run
    inside.push(`${name} out`)
  }

  await Promise.all(['a', 'b', 'c'].map((name) => withLock(path, () => work(name))))

  for (const turn of [0, 2, 4]) {
    const name = inside[turn]?.[0]
    expect(inside.slice(turn, turn + 2)).toEqual([`${name} in`, `${name} out`])
  }
  expect(await readdir(folder)).toEqual([])
})

test('work that fails gives the lock back', async () => {
  const { path } = await aLock()
  const failing = withLock(path, () => Promise.reject(new Error('disk full')))

  await expect(failing).rejects.toThrow('disk full')

  expect(await withLock(path, () => Promise.resolve('next'))).toBe('next')
})

test('the lock of a process that was killed is taken over', async () => {
  const { folder, path } = await aLock()
  const holder = aProcess('sleep', ['600'])
  const pid = holder.pid ?? 0
  await writeFile(path, `${pid} ${(await lookAt(pid))?.stamp} token\n`)
  holder.kill('SIGKILL')
  await endOf(holder)

  const done = await withLock(path, () => readFile(path, 'utf8'))

  expect(done).toContain(`${process.pid} ${await ownStamp()} `)
  expect(await readdir(folder)).toEqual([])
})

test('a lock whose process id was given to another process is taken over', async () => {
  const { path } = await aLock()
  await writeFile(path, `${process.pid} 0123456789ab token\n`) // we live, but did not write this

  expect(await withLock(path, () => Promise.resolve('done'))).toBe('done')
})

test('a lock emptied by a power cut is taken over', async () => {
  const { path } = await aLock()
  await writeFile(path, '')

  expect(await withLock(path, () => Promise.resolve('done'))).toBe('done')
})

test('a living holder is waited for', async () => {
  const { path } = await aLock()
  const holder = aProcess('sleep', ['600'])
  const pid = holder.pid ?? 0
  await until(async () => (await lookAt(pid))?.command === 'sleep 600')
  await writeFile(path, `${pid} ${(await lookAt(pid))?.stamp} token\n`)
  let entered = false
  const waiting = withLock(path, () => Promise.resolve((entered = true)))
  await until(async () => (await readdir(join(path, '..'))).length === 2) // its draft stands beside the lock
  const before = entered

  holder.kill('SIGKILL')
  await waiting

  expect([before, entered]).toEqual([false, true])
})

test('a dead process that no one has buried counts as gone', async () => {
  const parent = aProcess('sh', ['-c', 'sleep 601 & echo $!; exec sleep 600'])
  let said = ''
  parent.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until(() => Promise.resolve(said.includes('\n')))
  const zombie = Number(said)
  // Once its parent is no shell any more, which may bury it.
  await until(async () => (await lookAt(parent.pid ?? 0))?.command === 'sleep 600')

  process.kill(zombie, 'SIGKILL')
  await until(async () => (await lookAt(zombie)) === undefined)

  expect(process.kill(zombie, 0)).toBe(true) // the plain question still finds it
  expect(await lives(process.pid, await ownStamp())).toBe(true)
})

test('a line of ps, as macOS prints it, gives the command and a stamp of the start', () => {
  const line =
    'Ss   Sat Nov  1 09:05:03 2025     /Users/li/.tokenledger/pg-18/bin/postgres -D /Users/li/x y/data-18 -c port=1\n'

  const read = parsePs(line)

  expect(read?.command).toBe('/Users/li/.tokenledger/pg-18/bin/postgres -D /Users/li/x y/data-18 -c port=1')
  expect(read?.stamp).toMatch(/^[0-9a-f]{12}$/)
  expect(parsePs(line.replace('09:05:03', '09:05:04'))?.stamp).not.toBe(read?.stamp)
  expect([parsePs(line.replace('Ss', 'Z+')), parsePs('')]).toEqual([undefined, undefined])
})

async function aLock(): Promise<{ folder: string; path: string }> {
  const folder = await aHome()
  await mkdir(folder)
  return { folder, path: join(folder, 'start.lock') }
}
