/**
 * Whether packed files are there to their end. DuckDB reads one that broke off as far as it goes: where the cut falls inside
 * the last column it says nothing (15 of 39 cuts of a gzip, 16 of 19 of a zstd), and the month would be loaded short.
 */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { MalformedBill } from '../../errors.js'

/** @throws MalformedBill that names the first file whose end is missing or damaged */
export async function demandWhole(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      if (path.endsWith('.gz')) await unpack(path)
      else if (path.endsWith('.zst')) await walk(path)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new MalformedBill(`${path} is damaged or broke off (${why}); nothing was loaded. Fetch it again.`, {
        cause,
        facts: { path },
      })
    }
  }
}

/** Only at its end does a gzip say how long it is and what its checksum is. */
async function unpack(path: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), createGunzip({ chunkSize: 1 << 18 }), nowhere)
}

/** From block to block of each frame (RFC 8878) without unpacking any: Node 20 has no zstd. */
async function walk(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    let at = 0
    while (at < size) at = await endOfFrame(file, at)
    if (at > size || size === 0) throw new Error('unexpected end of file')
  } finally {
    await file.close()
  }
}

async function endOfFrame(file: FileHandle, start: number): Promise<number> {
  const magic = (await bytes(file, start, 4)).readUInt32LE()
  if (magic >>> 4 === 0x184d2a5) return start + 8 + (await bytes(file, start + 4, 4)).readUInt32LE() // to be skipped
  if (magic !== 0xfd2fb528) throw new Error('no zstd frame')
  const descriptor = (await bytes(file, start + 4, 1)).readUInt8()
  const isSingle = (descriptor & 32) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0
  const contentSize = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  let at = start + 5 + (isSingle ? 0 : 1) + dictionary + contentSize
  for (let isLast = false; !isLast;) {
    const header = (await bytes(file, at, 3)).readUIntLE(0, 3)
    const isRepeated = ((header >> 1) & 3) === 1
    at += 3 + (isRepeated ? 1 : header >> 3)
    isLast = (header & 1) === 1
  }
  return at + ((descriptor & 4) === 0 ? 0 : 4)
}

async function bytes(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
  if (bytesRead < length) throw new Error('unexpected end of file')
  return buffer
}
