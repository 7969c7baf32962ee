/**
 * Files of tests lie in memory where there is plenty: every test clones a database of 900 files, which a disk makes in
 * 250 ms and memory in 70 (measured beside other work on two cores), and every server of a test writes what nobody reads
 * again. Elsewhere they lie in the folder for temporary files as ever.
 */
import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
const GIB = 2 ** 30

/** A suite took 1 GB at most; the rest is for the servers and the tests themselves. */
const PLENTY = { files: 2 * GIB, memory: 6 * GIB }

/** The workers inherit TMPDIR, so that `os.tmpdir()` says the folder everywhere. A TMPDIR that is set is obeyed. */
export async function setup(): Promise<() => Promise<void>> {
  if (process.env['TMPDIR'] !== undefined || !isPlenty()) return () => Promise.resolve()
  for (const left of leftBehind()) await rm(left, { recursive: true, force: true, maxRetries: 5 })
  const folder = await mkdtemp(join(MEMORY, `tokenledger-${process.pid}-`))
  await chmod(folder, 0o755) // as root servers run as somebody else, who has to get there
  process.env['TMPDIR'] = folder
  return async () => {
    delete process.env['TMPDIR']
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Folders of suites that were killed; a server that lost its folder ends within a minute. */
function leftBehind(): string[] {
  return readdirSync(MEMORY).flatMap((name) => {
    const [, pid] = /^tokenledger-(\d+)-/.exec(name) ?? []
    return pid === undefined || lives(Number(pid)) ? [] : [join(MEMORY, name)]
  })
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

function isPlenty(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY)
    return type === TMPFS && bavail * bsize >= PLENTY.files && available() >= PLENTY.memory && mayRunPrograms()
  } catch {
    return false // not a Linux, or one without it
  }
}

const TMPFS = 0x01_02_19_94

/** `process.availableMemory` is younger than the oldest Node we promise. */
function available(): number {
  const [, kib = '0'] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? []
  return Number(kib) * 1024
}

/** Containers mount it noexec, and the servers run from their own folders. */
function mayRunPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  const options = mounts.map((line) => line.split(' ')).findLast(([, where]) => where === MEMORY)?.[3]
  return options !== undefined && !options.split(',').includes('noexec')
}
