/**
 * Our end of the reading process: starts it, tells it what to do, and hands its rows on as streams. A stream ends well only
 * after the process said that all was sent; a process that died otherwise looks like an empty, successful answer.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { ConfigError, MalformedBill, SourceDown } from '../../errors.js'
import { shipped } from '../../shipped.js'
import { receivedBy } from './pipe.js'
import type { ChildEvent, ChildOrder, ReadRequest, TextRow } from './protocol.js'

export interface Reading {
  survey(request: Omit<ReadRequest, 'spillFolder'>): Promise<readonly TextRow[]>
  rows(order: 'lines' | 'rejected', loadId: string): AsyncIterable<Uint8Array>
  rejectedTotals(): readonly TextRow[]
  close(): Promise<void>
}

interface Waiting {
  readonly done: () => void
  readonly failed: (error: Error) => void
}

/** Starts the process. `folder` is where it may spill; the pipes lie there too. Progress is told in percent of a scan. */
export async function startReading(folder: string, onProgress: (percent: number) => void): Promise<Reading> {
  const place = await mkdtemp(join(folder, 'reading-'))
  const child = spawn(process.execPath, [childFile()], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
  const answers: { surveyed: readonly TextRow[]; rejectedTotals: readonly TextRow[] } = {
    surveyed: [],
    rejectedTotals: [],
  }
  let waiting: Waiting | undefined
  listen(child, (event) => {
    if (event.event === 'progress') onProgress(event.percent)
    else if (event.event === 'done') waiting?.done()
    else if (event.event === 'failed') waiting?.failed(meaningOf(event.message))
    else answers[event.event] = event.rows
  })
  const ended = lastWords(child)
  let over: Error | undefined
  void ended.then((error) => {
    over = error
    return waiting?.failed(error)
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.prependOnceListener('exit', kill)

  const give = async (order: ChildOrder): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting = { done: resolve, failed: reject }
      if (over === undefined) child.stdin?.write(`${JSON.stringify(order)}\n`)
      else reject(over) // it ended between two orders, when nobody listened
    })
  return {
    survey: async (request) => {
      await give({ do: 'survey', request: { ...request, spillFolder: join(place, 'spill') } })
      return answers.surveyed
    },
    rows: (order, loadId) => receivedBy(join(place, order), (pipe) => give({ do: order, pipe, loadId })),
    rejectedTotals: () => answers.rejectedTotals,
    close: async () => {
      child.stdin?.end()
      kill()
      await ended
      process.off('exit', kill)
      await rm(place, { recursive: true, force: true })
    },
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
