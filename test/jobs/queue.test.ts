/** What waits for its turn in a scheduler. */
import { expect, test } from 'vitest'
import { type Due, Queue } from '../../jobs/schedule/queue.js'

type Name = 'rates' | 'bills' | 'usage'
const order: readonly Name[] = ['rates', 'bills', 'usage']
const at = (hour: number): Date => new Date(Date.UTC(2026, 7, 1, hour))

/** A queue whose jobs end one after the other when they are told to. */
function watched(): { queue: Queue<Name>; began: Due<Name>[]; finish: () => Promise<void> } {
  const began: Due<Name>[] = []
  let end = (): void => undefined
  const queue = new Queue<Name>(order, (due) => {
    began.push(due)
    return new Promise((resolve) => (end = resolve))
  })
  const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const finish = async (): Promise<void> => {
    await turn()
    end()
    await turn()
  }
  return { queue, began, finish }
}

test('what falls due in the same minute runs one after the other, rates first', async () => {
  const { queue, began, finish } = watched()

  for (const job of ['usage', 'bills', 'rates'] as const) queue.add({ job, at: at(1) })
  await finish()
  const first = began.map(({ job }) => job)
  await finish()
  await finish()

  expect(first).toEqual(['rates', 'bills'])
  expect(began.map(({ job }) => job)).toEqual(['rates', 'bills', 'usage'])
})

test('a job that is late by several moments runs once, for the last of them', async () => {
  const { queue, began, finish } = watched()
  queue.add({ job: 'bills', at: at(1) })
  await new Promise((resolve) => setImmediate(resolve))

  for (const hour of [2, 3, 4]) queue.add({ job: 'usage', at: at(hour) })
  queue.add({ job: 'usage', at: undefined })
  await finish()
  await finish()

  expect(began).toEqual([
    { job: 'bills', at: at(1) },
    { job: 'usage', at: at(4) },
  ])
})

test('a closed queue lets the running job end, forgets what waits, and takes nothing more', async () => {
  const { queue, began, finish } = watched()
  queue.add({ job: 'bills', at: at(1) })
  queue.add({ job: 'usage', at: at(1) })
  await new Promise((resolve) => setImmediate(resolve))

  let closed = false
  const closing = queue.close().then(() => (closed = true))
  const before = closed
  queue.add({ job: 'rates', at: at(2) })
  await finish()
  await closing

  expect(before).toBe(false)
  expect(began.map(({ job }) => job)).toEqual(['bills'])
})
