import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { ConfigError } from '../../errors.js'
import type { ExportFile } from './export-set.js'

/** The sha256 of each file in hex, in the order given; read once through, 1 MiB at a time. */
export async function sha256OfFiles(files: readonly Pick<ExportFile, 'path'>[]): Promise<readonly string[]> {
  const hashes: string[] = []
  for (const { path } of files) hashes.push(await sha256Of(path))
  return hashes
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk)
  } catch (cause) {
    throw new ConfigError(
      `Cannot read ${path} to its end. Fetch it again, or give the user who runs this permission.`,
      {
        cause,
        facts: { path },
      },
    )
  }
  return hash.digest('hex')
}

/**
 * One hash for a snapshot and how it is read: the same files in another order or place are the same content, another
 * parser, grouping or feed is another. JSON keeps neighbours apart: ('ab', 'c') is not ('a', 'bc').
 */
export function contentOf(hashes: readonly string[], ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([hashes.toSorted(), parts]))
    .digest('hex')
}
