/**
 * The process that reads. To start Node and DuckDB takes as long as to read a small file does, and who loads one often loads the next:
 * so a process that has done well rests for a moment, and whoever starts a reading meanwhile gets that one. It never keeps ours from
 * ending, and ends with it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { ConfigError, MalformedBill, SourceDown } from '../../errors.js'
import { shipped } from '../../shipped.js'
import type { ChildEvent, ChildOrder } from './protocol.js'

/** What it tells beside that it is done. */
export type Told = Exclude<ChildEvent, { event: 'done' | 'failed' }>

export interface ReadingProcess {
  /** By which the system knows it; undefined: it could not be started. */
  readonly pid: number | undefined
  /** One order after the other. @throws ReadingDied, ReadingTooLarge, MalformedBill */
  give(order: ChildOrder, hear: (told: Told) => void): Promise<void>
  /** Lets it rest for the next reading; one that failed or is at work ends. */
  rest(): Promise<void>
  end(): Promise<void>
}

/** How long one rests, in milliseconds: long enough for the next file of a job. */
const REST_MS = 3000

/** Of those that rest the last one is taken first, so that the others end. */
const resting: { readonly wake: () => ReadingProcess | undefined }[] = []

/** One that rests, or a new one. */
export function readingProcess(): ReadingProcess {
  for (let last = resting.pop(); last !== undefined; last = resting.pop()) {
    const woken = last.wake()
    if (woken !== undefined) return woken
  }
  return started()
}

interface Waiting {
  readonly hear: (told: Told) => void
  readonly done: () => void
  readonly failed: (error: Error) => void
}

function started(): ReadingProcess {
  const child = spawn(process.execPath, [childFile()], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
  let waiting: Waiting | undefined
  let fit = true
  const settle = (how: (one: Waiting) => void): void => {
    const one = waiting
    waiting = undefined
    if (one !== undefined) how(one)
  }
  listen(child, (event) => {
    if (event.event === 'done') settle(({ done }) => done())
    else if (event.event === 'failed') {
      fit = false
      settle(({ failed }) => failed(meaningOf(event.message)))
    } else waiting?.hear(event)
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.prependOnceListener('exit', kill)
  let over: Error | undefined
  const ended = (async () => {
    const error = await lastWords(child)
    process.off('exit', kill)
    over = error
    settle(({ failed }) => failed(error))
  })()
  const end = async (): Promise<void> => {
    child.stdin?.end()
    kill()
    await ended
  }

  const one: ReadingProcess = {
    pid: child.pid,
    give: async (order, hear) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(over) // it ended between two orders, when nobody listened
        if (waiting !== undefined) return reject(new Error('The reading process has not done its last order.'))
        waiting = { hear, done: resolve, failed: reject }
        child.stdin?.write(`${JSON.stringify(order)}\n`)
      }),
    rest: async () => {
      if (!fit || over !== undefined || waiting !== undefined) return end()
      try {
        await one.give({ do: 'forget' }, () => undefined)
      } catch {
        return end()
      }
      hold(child, false)
      const tired = setTimeout(() => {
        resting.splice(resting.indexOf(place), 1)
        void end()
      }, REST_MS).unref()
      const place = {
        wake: (): ReadingProcess | undefined => {
          clearTimeout(tired)
          hold(child, true)
          return over === undefined ? one : undefined
        },
      }
      resting.push(place)
    },
    end,
  }
  return one
}

/** Whether the process keeps ours from ending. */
function hold(child: ChildProcess, holds: boolean): void {
  for (const part of [child, ...child.stdio]) {
    if (part !== child && !(part instanceof Socket)) continue
    if (holds) part.ref()
    else part.unref()
  }
}

/** The process is always the compiled one: Node 20 runs no TypeScript. */
function childFile(): string {
  return shipped('dist/src/sources/focus/child.js')
}

function listen(child: ChildProcess, hear: (event: ChildEvent) => void): void {
  const events = child.stdio[3]
  if (!(events instanceof Readable)) throw new TypeError('the reading process has no event stream')
  createInterface({ input: events }).on('line', (text) => hear(JSON.parse(text)))
  child.stdin?.on('error', () => undefined)
}

async function lastWords(child: ChildProcess): Promise<Error> {
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)))
  return new Promise((resolve) => {
    child.on('error', (cause) =>
      resolve(new ConfigError(`Cannot start the reading process: ${cause.message}.`, { cause })),
    )
    child.on('exit', (code, signal) => resolve(new ReadingDied(code, signal, words)))
  })
}

/** The process ended before it said it was done: killed, or a fault of DuckDB. Nothing was loaded; trying again is safe. */
export class ReadingDied extends SourceDown {
  constructor(code: number | null, signal: string | null, words: string) {
    const how = signal === null ? `with code ${code}` : `by ${signal}`
    const said = words.trim().split('\n').at(-1) ?? ''
    super(
      `The process that reads the files ended ${how}; nothing was loaded. ${said} ` +
        'If it was killed for its memory, lower bills.focus.memory_limit or give the machine more. Then run it again.',
    )
  }
}

/** DuckDB ran out of the memory it may use: the same reading on one thread needs half. */
export class ReadingTooLarge extends ConfigError {}

function meaningOf(message: string): Error {
  if (message.startsWith('Out of Memory Error')) {
    return new ReadingTooLarge(
      `The files do not fit the memory that reading may use. Raise bills.focus.memory_limit.`,
      { cause: new Error(message) },
    )
  }
  return new MalformedBill(`The files cannot be read: ${gistOf(message)}`, { cause: new Error(message) })
}

/** DuckDB tells what, then how to look away, then all its settings; the file is among the settings. */
function gistOf(message: string): string {
  if (message.startsWith('Out of Range Error'))
    return 'an amount, or a sum of amounts, has more than 20 digits before the point.'
  const what = message.split(/\n(?:Possible fixes|The search space used was):|\n\n/)[0] ?? message
  const file = /\n  file = (.+)/.exec(message)?.[1]
  return file === undefined || what.includes(file) ? what : `${file}: ${what}`
}
