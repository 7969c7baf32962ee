import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lives, ownStamp } from './processes.js'

/**
 * Gives `work` a folder of its own beside the place its result will be renamed to, and clears it away afterwards. A
 * process killed half-way leaves only such a folder, which carries its name and goes with the next start.
 */
export async function withWorkshop<T>(folder: string, work: (workshop: string) => Promise<T>): Promise<T> {
  await sweep(folder)
  const workshop = join(folder, `making-${process.pid}-${await ownStamp()}-${randomUUID().slice(0, 8)}`)
  await mkdir(workshop)
  try {
    return await work(workshop)
  } finally {
    await discard(workshop)
  }
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, stamp] = /^making-(\d+)-([^-]+)-/.exec(name) ?? []
    if (pid === undefined || stamp === undefined || (await lives(Number(pid), stamp))) continue
    await discard(join(folder, name))
  }
}

/** A killed starter's initdb may still be writing there for a moment: what cannot go now goes next time. */
async function discard(workshop: string): Promise<void> {
  await rm(workshop, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
}
