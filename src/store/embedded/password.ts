import { randomBytes, randomUUID } from 'node:crypto'
import { link, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, textOf } from './disk.js'

/** The password of the role `tokenledger`, undefined when there is none yet. */
export async function readPassword(home: string): Promise<string | undefined> {
  return (await textOf(join(home, 'password')))?.trim()
}

/** The password there is, or a new one of 192 bits in a file only its owner can read. The first writer's stays. */
export async function ensurePassword(home: string): Promise<string> {
  const known = await readPassword(home)
  if (known !== undefined) return known
  const draft = join(home, `password.${randomUUID()}`)
  try {
    await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
    await link(draft, join(home, 'password')).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw cause
    })
  } finally {
    await rm(draft, { force: true })
  }
  return await ensurePassword(home)
}
