import { randomUUID } from 'node:crypto'
import { link, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { SourceDown } from '../../errors.js'
import { codeOf, textOf } from './disk.js'
import { lives, ownStamp } from './processes.js'

/** A little longer than a server may take to recover, because that is the longest a holder works. */
const PATIENCE_MS = 330_000
const POLL_MS = 40

/**
 * Runs `work` while no other process works under the same lock file. Node has no flock, so the file names its holder
 * (id and stamp); the file of a holder that no longer lives is taken over.
 *
 * The lock saves work (ten first starts make one cluster, not ten); the safety of the data does not hang on it: folders
 * appear by rename only, and PostgreSQL's own lock file and shared memory keep a second server off the data.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const claim = `${process.pid} ${await ownStamp()} ${randomUUID()}\n`
  await take(path, claim)
  try {
    return await work()
  } finally {
    if ((await textOf(path)) === claim) await rm(path, { force: true })
  }
}

async function take(path: string, claim: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, claim, { flag: 'wx' })
  try {
    const until = Date.now() + PATIENCE_MS
    while (!(await linked(draft, path))) {
      const held = await textOf(path)
      if (held !== undefined && !(await holderLives(held))) await clear(path, held)
      else if (Date.now() > until) throw tooLong(path, held ?? '')
      else await pause(POLL_MS)
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** A hard link appears whole or not at all, and never over another: no one ever reads half a claim. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw cause
  }
}

/** After a power cut the file may be empty: then no one holds it. */
async function holderLives(held: string): Promise<boolean> {
  const [pid, stamp] = held.split(' ')
  return pid !== undefined && stamp !== undefined && (await lives(Number(pid), stamp))
}

/** Moves a dead claim away. If a living one came in between, what we moved is that one, and it goes back. */
async function clear(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return
    throw cause
  }
  if ((await textOf(aside)) !== dead) await linked(aside, path)
  await rm(aside, { force: true })
}

function tooLong(path: string, held: string): SourceDown {
  const pid = held.split(' ')[0] ?? ''
  return new SourceDown(
    `Process ${pid} has been starting or stopping the embedded PostgreSQL for ${PATIENCE_MS / 1000} s (${path}). Wait for it or end it, then try again.`,
    { facts: { path, pid } },
  )
}
