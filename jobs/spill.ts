import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../src/errors.js'

/** Where reading may spill to disk. @throws ConfigError when nobody may write there */
export async function spillFolder(home: string): Promise<string> {
  const folder = join(home, 'tmp')
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new ConfigError(
      `Cannot write to ${folder}. Set TOKENLEDGER_HOME to a folder on a local disk that you may write to.`,
      { cause },
    )
  })
  return folder
}
