import { constants } from 'node:fs'
import { copyFile, type FileHandle, lstat, open, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { absent } from './disk.js'

/** Two files of this size at most, give or take what is written between two commands. */
const BOUND = 4 * 1024 * 1024

export function logPath(home: string): string {
  return join(home, 'postgres.log')
}

/** Opens the log to append to. Never through a link: root may be writing in a folder that is someone else's. */
export async function openLog(home: string): Promise<FileHandle> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
  const file = await open(logPath(home), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600)
  if (process.geteuid?.() === 0) {
    const { uid, gid } = await stat(home) // root in a user's home must not leave a log its owner cannot open
    await file.chown(uid, gid)
  }
  return file
}

/**
 * Keeps the log small, at every start and every time a running server is asked for (each hourly job does). The server
 * holds the file open, so it is copied and cut, not renamed: after a rename it would go on writing to the old one.
 */
export async function boundLog(home: string, bound: number = BOUND): Promise<void> {
  const path = logPath(home)
  const found = await lstat(path).catch(absent)
  if (found === undefined || !found.isFile() || found.size <= bound) return
  await copyFile(path, `${path}.1`)
  await truncate(path)
}

/** How long the log is now, to read later what came after. */
export async function logSize(home: string): Promise<number> {
  return (await lstat(logPath(home)).catch(absent))?.size ?? 0
}

/** What was logged from that size on, 64 KB at most. */
export async function logFrom(home: string, from: number): Promise<string> {
  const file = await open(logPath(home), 'r')
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(65_536), position: from })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The end of a program's output: its last words say why it stopped. */
export function lastLines(output: string, count: number = 12): string {
  return output.trimEnd().split('\n').slice(-count).join('\n')
}
