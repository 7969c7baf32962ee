/** A named pipe that another process writes and we read. */
import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { ConfigError } from '../../errors.js'

/**
 * What `send` has written into a pipe at this path, to the end; `send` says when that is, and its failure is thrown after what
 * came. The path may vanish as soon as `send` is asked: nothing waits for it to be opened at the other end.
 */
export async function* receivedBy(path: string, send: (path: string) => Promise<void>): AsyncGenerator<Uint8Array> {
  await makePipe(path)
  const { reader, writer } = await openBoth(path)
  const sent = send(path).finally(() => writer.close())
  sent.catch(() => undefined) // it may fail while we read, and is waited for below
  try {
    const received: AsyncIterable<Buffer> = reader.createReadStream({ highWaterMark: 1 << 18 })
    for await (const chunk of received) yield chunk
    await sent
  } finally {
    await sent.catch(() => undefined)
    await rm(path, { force: true })
  }
}

/**
 * Opening one end of a pipe waits for the other, for ever when the process that should open it has died. So both are opened here,
 * with the help of an end that does not wait; the writer keeps the reader from an end before the other process has come.
 */
async function openBoth(path: string): Promise<{ readonly reader: FileHandle; readonly writer: FileHandle }> {
  const helper = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const writer = await open(path, constants.O_WRONLY)
    const reader = await open(path, constants.O_RDONLY).catch(async (error: unknown) => {
      await writer.close()
      throw error
    })
    return { reader, writer }
  } finally {
    await helper.close()
  }
}

async function makePipe(path: string): Promise<void> {
  const maker = spawn('mkfifo', ['-m', '600', path], { stdio: 'ignore' })
  const code = await new Promise<number | null>((resolve, reject) => maker.on('error', reject).on('exit', resolve))
  if (code !== 0)
    throw new ConfigError(
      `Cannot make the named pipe ${path} (mkfifo ended with ${code}). Put TOKENLEDGER_HOME on a local disk.`,
    )
}
