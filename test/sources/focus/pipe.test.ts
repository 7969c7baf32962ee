/** Rows come through a named pipe, from a process that may die before it has opened it. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textFrom } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { receivedBy } from '../../../src/sources/focus/pipe.js'

async function aPipe(): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-pipe-'))
  return { folder, path: join(folder, 'lines') }
}

test('what is written comes whole, and the end when the writer says so', async () => {
  const { folder, path } = await aPipe()
  const text = 'a row\n'.repeat(100_000)

  // Two that open it one after the other are one stream.
  const received = textFrom(
    receivedBy(path, async (pipe) => {
      await writeFile(pipe, text)
      await writeFile(pipe, 'the last\n')
    }),
  )

  expect(await received).toBe(`${text}the last\n`)
  await rm(folder, { recursive: true })
})

test.for(['before', 'after'])(
  'a writer that dies %s it opened the pipe is told, though the folder is gone',
  async (when) => {
    const { folder, path } = await aPipe()

    const received = textFrom(
      receivedBy(path, async (pipe) => {
        if (when === 'after') await writeFile(pipe, 'half a r')
        await rm(folder, { recursive: true })
        throw new Error('killed')
      }),
    )

    await expect(received).rejects.toThrow('killed')
  },
)

test('a reader that leaves early ends the writer', async () => {
  const { folder, path } = await aPipe()
  const endless = function* (): Generator<Buffer> {
    for (;;) yield Buffer.alloc(1 << 16)
  }
  let ended: unknown

  for await (const chunk of receivedBy(path, async (pipe) => {
    ended = await pipeline(endless, createWriteStream(pipe)).catch((error: unknown) => error)
  })) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }

  expect(ended).toMatchObject({ code: 'EPIPE' })
  await rm(folder, { recursive: true })
})
