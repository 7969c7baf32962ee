import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

/** A living process, as its operating system shows it. `stamp` differs between two processes that had the same id. */
export interface LivingProcess {
  readonly stamp: string
  readonly command: string
}

/**
 * What runs under this id, or undefined when nothing does. Ids are used again (a container gives the same ones at every
 * start), so whoever writes an id down writes the stamp beside it. A zombie counts as gone: in a container whose first
 * process does not reap, a dead postmaster keeps its id for ever and `kill(pid, 0)` goes on calling it alive.
 */
export async function lookAt(pid: number): Promise<LivingProcess | undefined> {
  return process.platform === 'linux' ? await inProc(pid) : parsePs(await psLine(pid))
}

/** True when the very process that had this stamp still lives. */
export async function lives(pid: number, stamp: string): Promise<boolean> {
  return (await lookAt(pid))?.stamp === stamp
}

/** The stamp of the process we are. */
export async function ownStamp(): Promise<string> {
  return (await lookAt(process.pid))?.stamp ?? 'unknown'
}

/** Where ids of processes mean the same: two containers that share a folder do not see each other's. */
export async function ownSpace(): Promise<string> {
  return digest(`${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`)
}

/** Reads one line of `ps -ww -o state=,lstart=,command=`; `lstart` is 24 characters wide under LC_ALL=C. */
export function parsePs(line: string): LivingProcess | undefined {
  const [, state, started, command] =
    /^\s*(\S+)\s+(\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})\s+(.*)$/.exec(line.trimEnd()) ?? []
  if (state === undefined || started === undefined || command === undefined || state.startsWith('Z')) return undefined
  return { stamp: digest(started), command }
}

/** Field 3 of /proc/pid/stat is the state, field 22 the start in ticks since boot (proc(5)); ids of boots tell boots apart. */
async function inProc(pid: number): Promise<LivingProcess | undefined> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ])
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return { stamp: digest(`${boot} ${fields[19] ?? ''}`), command: command.split('\0').join(' ').trimEnd() }
  } catch {
    return undefined // ENOENT and ESRCH: it is gone
  }
}

async function psLine(pid: number): Promise<string> {
  const args = ['-ww', '-o', 'state=,lstart=,command=', '-p', String(pid)]
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }
  return await promisify(execFile)('ps', args, { env }).then(
    ({ stdout }) => stdout,
    () => '', // ps answers 1 when there is no such process
  )
}

/** Short, and free of blanks, because stamps become part of folder names. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
