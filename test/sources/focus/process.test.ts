/** The process that reads rests between two readings, and one that did not do well is not asked again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { text as textFrom } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { readingProcess, type ReadingProcess } from '../../../src/sources/focus/process.js'
import { startReading } from '../../../src/sources/focus/reading.js'
import { csv } from '../../support/focus.js'
import { folderWith } from './folder.js'

const asked = {
  feed: 'focus',
  currencies: ['USD'],
  roundDoubles: false,
  merge: false,
  threads: 1,
  memoryLimit: '300MB',
}

/** What a file holds, read in a process of its own choice. */
async function read(text: string): Promise<string> {
  const folder = folderWith({ 'bill.csv': text })
  const reading = await startReading(folder, () => undefined)
  try {
    await reading.survey({ ...asked, files: [{ path: `${folder}/bill.csv`, format: 'csv' }] })
    return await textFrom(Readable.from(reading.rows('lines', '7')))
  } finally {
    await reading.close()
  }
}

/** The process that the next reading would get; it is kept from the other tests. */
function next(): ReadingProcess {
  const one = readingProcess()
  onTestFinished(async () => one.end())
  return one
}

const runs = (pid: number | undefined): boolean => {
  try {
    return process.kill(pid ?? 0, 0)
  } catch {
    return false
  }
}

async function gone(pid: number | undefined): Promise<void> {
  while (runs(pid)) await sleep(10)
}

test('the next reading has the process of the one before, and nothing of what it read', async () => {
  const first = next()
  await first.rest()

  const one = await read(csv([{ ResourceId: 'i-1' }]))
  const other = await read(csv([{ ResourceId: 'i-2', Tags: '{"a":"b"}' }, { ResourceId: 'i-3' }]))

  expect(next().pid).toBe(first.pid)
  expect(one.match(/i-\d/g)).toEqual(['i-1'])
  expect(other.match(/i-\d/g)?.toSorted()).toEqual(['i-2', 'i-3'])
})

test('rows that are asked for while their reading is closed come to an end', async () => {
  const folder = folderWith({ 'bill.csv': csv([{ ResourceId: 'i-5' }]) })
  const reading = await startReading(folder, () => undefined)
  await reading.survey({ ...asked, files: [{ path: `${folder}/bill.csv`, format: 'csv' }] })

  const rows = textFrom(Readable.from(reading.rows('lines', '7')))
  await Promise.all([expect(rows).rejects.toThrow(/closed|ENOENT/), reading.close()])

  expect(await read(csv([{ ResourceId: 'i-6' }]))).toContain('i-6')
})

test('two readings at once have two processes', async () => {
  const [one, other] = [next(), next()]

  expect(one.pid).not.toBe(other.pid)
})

test('one that was killed while it rested is not asked', async () => {
  const killed = next()
  await killed.rest()

  process.kill(killed.pid ?? 0, 'SIGKILL')
  await gone(killed.pid)

  expect(await read(csv([{ ResourceId: 'i-4' }]))).toContain('i-4')
  expect(next().pid).not.toBe(killed.pid)
})

test('one whose file could not be read ends', async () => {
  const failed = next()
  await failed.rest()

  await expect(read('no,bill\n1,2\n')).rejects.toThrow(MalformedBill)

  await gone(failed.pid)
  expect(next().pid).not.toBe(failed.pid)
})

test('one that nobody asks any more ends', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const tired = next()
  await tired.rest()

  vi.advanceTimersByTime(3000)

  await gone(tired.pid)
  expect(next().pid).not.toBe(tired.pid)
})
