import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import { ConfigError } from '../../../src/errors.js'
import { exportFiles } from '../../../src/sources/focus/files.js'

/** A folder with these files in it, gone when the test is over; its real path. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenledger-focus-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** What the set holds, with paths as seen from the folder. */
export async function setOf(cwd: string, paths: readonly string[], options: { partial?: boolean } = {}) {
  const set = await exportFiles(paths, { cwd, partial: options.partial ?? false })
  return {
    files: set.files.map(({ path }) => relative(cwd, path)),
    records: set.records,
    passedOver: Object.fromEntries(set.passedOver.map(({ path, reason }) => [relative(cwd, path), reason])),
  }
}

/** The message with which a set is refused. */
export async function refusalOf(cwd: string, paths: readonly string[], options: { partial?: boolean } = {}) {
  try {
    await exportFiles(paths, { cwd, partial: options.partial ?? false })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('The set was not refused.')
}
