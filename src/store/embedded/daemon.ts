import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, SourceDown } from '../../errors.js'
import type { Binaries } from './binaries.js'
import { ENVIRONMENT, identityOf } from './command.js'
import { codeOf } from './disk.js'
import { boundLog, lastLines, logFrom, logPath, logSize, openLog } from './log.js'
import { login } from './login.js'
import type { Site } from './place.js'
import { freePort } from './port.js'
import { isPostmaster, type PidFile, readPidFile } from './postmaster.js'
import { serverArguments } from './settings.js'

/** A server that let us in. */
export interface Running {
  readonly pid: number
  readonly port: number
  readonly version: string
}

/** What it takes to start one. */
export interface Launch {
  readonly site: Site
  readonly binaries: Binaries
  readonly password: string
  readonly settings: Readonly<Record<string, string>>
}

/** Replaying 4 GB of WAL (max_wal_size) after a crash takes one to four minutes. */
const READY_PATIENCE_MS = 300_000
/** Backends orphaned by a killed server end at their next wait; one that computes may take this long. */
const RETRY_PATIENCE_MS = 60_000
const RETRY_MS = 200
const POLL_MS = 20

/**
 * Starts the server of a place, or waits for the one that is starting or recovering, until it lets us in. Tries again
 * while what stands in the way passes by itself: a port just taken, or the backends of a killed server still attached.
 */
export async function launch(launching: Launch): Promise<Running> {
  const { site } = launching
  const until = Date.now() + RETRY_PATIENCE_MS
  for (;;) {
    const before = await readPidFile(site.dataFolder)
    const mine = before !== undefined && (await isPostmaster(site, before.pid))
    const attempt = mine ? adopt(site, before.pid) : await start(launching, before)
    const running = await awaitLogin(launching, attempt)
    if (running !== undefined) return running
    const said = await attempt.lastWords()
    if (!PASSING.some((reason) => said.includes(reason))) throw failed(site, said)
    if (Date.now() > until) throw inTheWay(site, said)
    await pause(RETRY_MS)
  }
}

/** A server process on its way up. */
interface Attempt {
  readonly pid: number
  isGone(): Promise<boolean>
  lastWords(): Promise<string>
}

function adopt(site: Site, pid: number): Attempt {
  return { pid, isGone: async () => !(await isPostmaster(site, pid)), lastWords: () => Promise.resolve(PASSING[0]) }
}

/**
 * A session of its own, so that neither Ctrl-C nor the end of the terminal reaches it. A pid file of someone else's
 * process is not deleted: PG_GRANDPARENT_PID makes PostgreSQL overlook that one pid (CreateLockFile in miscinit.c, meant
 * for pg_ctl) and still refuse when the old server's shared memory is in use.
 */
async function start({ site, binaries, settings }: Launch, stale: PidFile | undefined): Promise<Attempt> {
  await boundLog(site.home)
  const from = await logSize(site.home)
  const port = await freePort(site.home, site.port)
  const log = await openLog(site.home)
  const env = stale === undefined ? ENVIRONMENT : { ...ENVIRONMENT, PG_GRANDPARENT_PID: String(stale.pid) }
  const child = spawn(binaries.postgres, serverArguments(site.dataFolder, port, settings), {
    cwd: site.dataFolder,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env,
    ...identityOf(site.account),
  })
  let gone = false
  child.once('exit', () => (gone = true))
  await once(child, 'spawn')
    .catch((cause: unknown) => {
      throw new ConfigError(`Cannot run ${binaries.postgres} (${codeOf(cause)}). Is it on a noexec mount?`, { cause })
    })
    .finally(() => log.close())
  child.unref()
  const isGone = (): Promise<boolean> => Promise.resolve(gone)
  return { pid: child.pid ?? 0, isGone, lastWords: () => logFrom(site.home, from) }
}

/** Asks for a login only once the server calls itself ready: each one before that is a line in its log. */
async function awaitLogin({ site, password }: Launch, attempt: Attempt): Promise<Running | undefined> {
  const until = Date.now() + READY_PATIENCE_MS
  while (!(await attempt.isGone())) {
    const found = await readPidFile(site.dataFolder)
    if (found?.pid === attempt.pid && found.ready) {
      const answer = await login(found.port, password, site.dataFolder)
      if (answer.who === 'ours') return { pid: found.pid, port: found.port, version: answer.version }
      if (answer.who === 'stranger') throw shutOut(site, answer.why)
    }
    if (Date.now() > until) throw slow(site)
    await pause(POLL_MS)
  }
  return undefined
}

/** Reasons to stop that pass by themselves: a rival start, orphaned backends, a port taken since we looked. */
const PASSING = [
  'lock file "postmaster.pid" already exists',
  'pre-existing shared memory block',
  'could not create any TCP/IP sockets',
] as const

function failed({ home }: Site, said: string): ConfigError {
  const remedy = said.includes('No space left') ? ' Free space there and start again.' : ''
  return new ConfigError(
    `PostgreSQL stopped while starting.${remedy} The end of ${logPath(home)}:\n${lastLines(said)}`,
    { facts: { log: logPath(home) } },
  )
}

function inTheWay({ dataFolder }: Site, said: string): SourceDown {
  return new SourceDown(
    `PostgreSQL could not start on ${dataFolder} for ${RETRY_PATIENCE_MS / 1000} s. Usually a query of a killed server is still at work: end it, or wait, and try again. It said:\n${lastLines(said, 3)}`,
    { facts: { dataFolder } },
  )
}

function shutOut({ home, dataFolder }: Site, why: string): ConfigError {
  return new ConfigError(
    `The server of ${dataFolder} is up, but ${why}. Put the password it was made with back into ${home}/password.`,
    { facts: { dataFolder } },
  )
}

function slow({ home }: Site): SourceDown {
  return new SourceDown(
    `PostgreSQL is not ready after ${READY_PATIENCE_MS / 1000} s; it may be recovering (${logPath(home)}). It goes on: try again.`,
    { facts: { log: logPath(home) } },
  )
}
