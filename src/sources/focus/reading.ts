/**
 * Our end of the reading process: starts it, tells it what to do, and hands its rows on as streams. A stream ends well only
 * after the process said that all was sent; a process that died otherwise looks like an empty, successful answer.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants, createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { ConfigError, MalformedBill } from '../../errors.js'
import { shipped } from '../../shipped.js'
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
  void ended.then((error) => waiting?.failed(error))

  const give = async (order: ChildOrder): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting = { done: resolve, failed: reject }
      child.stdin?.write(`${JSON.stringify(order)}\n`)
    })
  return {
    survey: async (request) => {
      await give({ do: 'survey', request: { ...request, spillFolder: join(place, 'spill') } })
      return answers.surveyed
    },
    rows: (order, loadId) => pipeRows(join(place, order), (pipe) => give({ do: order, pipe, loadId })),
    rejectedTotals: () => answers.rejectedTotals,
    close: async () => {
      child.stdin?.end()
      child.kill('SIGKILL')
      await ended
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

/** The process ended before it said it was done: killed, out of memory, or a fault of DuckDB. Trying again is safe. */
export class ReadingDied extends ConfigError {
  constructor(code: number | null, signal: string | null, words: string) {
    const how = signal === null ? `with code ${code}` : `by ${signal}`
    super(
      `The process that reads the files ended ${how}; nothing was loaded. ${lastLine(words)} If it was killed for its memory, lower bills.focus.memory_limit or give the machine more.`,
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
  return new MalformedBill(`The files cannot be read: ${message.split('\n\n')[0] ?? message}`, {
    cause: new Error(message),
  })
}

async function* pipeRows(pipe: string, send: (pipe: string) => Promise<void>): AsyncGenerator<Uint8Array> {
  await makePipe(pipe)
  const sent = send(pipe)
  // A process that fails before it opens the pipe would leave our own opening waiting for ever.
  sent.catch(() => release(pipe))
  try {
    for await (const chunk of createReadStream(pipe, { highWaterMark: 1 << 18 })) yield chunk
    await sent
  } finally {
    await sent.catch(() => undefined)
    await rm(pipe, { force: true })
  }
}

async function release(pipe: string): Promise<void> {
  const writer = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined)
  await writer?.close()
}

async function makePipe(path: string): Promise<void> {
  const maker = spawn('mkfifo', ['-m', '600', path], { stdio: 'ignore' })
  const code = await new Promise<number | null>((resolve, reject) => maker.on('error', reject).on('exit', resolve))
  if (code !== 0)
    throw new ConfigError(
      `Cannot make the named pipe ${path} (mkfifo ended with ${code}). Put TOKENLEDGER_HOME on a local disk.`,
    )
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
