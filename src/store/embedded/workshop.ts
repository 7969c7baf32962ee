import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { absent } from './disk.js'
import { lives, ownSpace, ownStamp } from './processes.js'

/** Nothing made in a workshop takes a day. */
const LONG_MS = 86_400_000

/**
 * Gives `work` a folder of its own, for what will be renamed to its place beside it or is needed no longer, and clears it
 * away afterwards. A process killed half-way leaves only such a folder, which carries its name and goes with the next start.
 */
export async function withWorkshop<T>(folder: string, work: (workshop: string) => Promise<T>): Promise<T> {
  await sweep(folder)
  const maker = `${process.pid}-${await ownStamp()}-${await ownSpace()}`
  const workshop = join(folder, `making-${maker}-${randomUUID().slice(0, 8)}`)
  const leave = (): void => leaveBehind(workshop)
  await mkdir(workshop)
  process.once('exit', leave)
  try {
    return await work(workshop)
  } finally {
    process.off('exit', leave)
    await discard(workshop)
  }
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid = '', stamp = '', space] = /^making-(\d+)-([^-]+)-([^-]+)-/.exec(name) ?? []
    if (space === undefined) continue
    const path = join(folder, name)
    // Of a process in another container that shares the folder we see nothing: only its age tells that it is gone.
    const inUse = space === (await ownSpace()) ? await lives(Number(pid), stamp) : !(await isOld(path))
    if (!inUse) await discard(path)
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(absent)
  return found !== undefined && Date.now() - found.mtimeMs > LONG_MS
}

/** A killed starter's initdb may still be writing there for a moment: what cannot go now goes next time. */
async function discard(workshop: string): Promise<void> {
  await rm(workshop, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
}

/** The same on the way out, where nothing can be awaited any more. */
function leaveBehind(workshop: string): void {
  try {
    rmSync(workshop, { recursive: true, force: true })
  } catch {
    // the next start's sweep
  }
}
