import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, SourceDown } from '../../errors.js'
import { textOf } from './disk.js'
import { lookAt } from './processes.js'
import type { Place } from './record.js'

/** What the server wrote into its lock file. After a crash, or in a copied folder, it may be about no one. */
export interface PidFile {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** The last checkpoint of a fast shutdown writes at most shared_buffers: seconds, on a slow disk a minute. */
const STOP_PATIENCE_MS = 120_000

/** Reads `postmaster.pid`: line 1 the pid, 4 the port, 8 the status (PostgreSQL, src/include/utils/pidfile.h). */
export async function readPidFile(dataFolder: string): Promise<PidFile | undefined> {
  const lines = (await textOf(join(dataFolder, 'postmaster.pid')))?.split('\n') ?? []
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined
  return { pid, port: Number.isSafeInteger(port) ? port : 0, ready: lines[7]?.trim() === 'ready' }
}

/** Whether that process is the server of this place, by the command it was started with. Needed before any signal. */
export async function isPostmaster(place: Place, pid: number): Promise<boolean> {
  const command = (await lookAt(pid))?.command ?? ''
  return command.startsWith(join(place.folder, 'pg-')) && command.includes(`/bin/postgres -D ${place.dataFolder} -c `)
}

/** Stops the server of this place and waits until it is gone (fast shutdown: clients are cut off, data are safe). */
export async function stopPostmaster(place: Place): Promise<boolean> {
  const found = await readPidFile(place.dataFolder)
  if (found === undefined || !(await isPostmaster(place, found.pid))) return false
  process.kill(found.pid, 'SIGINT')
  const until = Date.now() + STOP_PATIENCE_MS
  while (await isPostmaster(place, found.pid)) {
    if (Date.now() > until) throw stillStopping(place, found.pid)
    await pause(20)
  }
  return true
}

/** It answers, yet no process here is it: shared folder and network of two containers, or a folder moved under it. */
export function outOfReach(place: Place, port: number): ConfigError {
  return new ConfigError(
    `A server of ${place.dataFolder} answers at port ${port}, but its process is not visible from here. Stop it in the container that started it.`,
    { facts: { dataFolder: place.dataFolder, port } },
  )
}

function stillStopping(place: Place, pid: number): SourceDown {
  return new SourceDown(
    `PostgreSQL (process ${pid}) is still stopping after ${STOP_PATIENCE_MS / 1000} s; it writes ${place.dataFolder} to disk. Try again.`,
    { facts: { pid } },
  )
}
