/** The command as people run it, a process of its own: watched step by step, and ended at a moment of our choice. */
import { execFile, spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { until } from '../store/embedded/given.js'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** The phases of a load, as `--verbose` tells them. */
export const phases = [
  'files',
  'survey',
  'lock',
  'copy',
  'compare',
  'write',
  'fold',
  'check',
  'split', // who held the machines
  'report', // what versions' hours and days came to
  'commit',
] as const
export type Phase = (typeof phases)[number]

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** The phases that began, each with its moment. */
  readonly begun: ReadonlyMap<string, number>
  /** The last of them. */
  readonly phase: string | undefined
}

export interface Running {
  readonly pid: number
  /** Resolves when the phase begins, or when the process ends without it. */
  reached(phase: Phase): Promise<void>
  readonly ended: Promise<Ended>
}

export interface Surroundings {
  readonly home: string
  /** None: the embedded server of the home. */
  readonly database?: string | undefined
  readonly cwd: string
}

/** `tokenledger --verbose ...` in a process group of its own, as a shell starts it. */
export function tokenledger(
  args: readonly string[],
  { home, database = '', cwd }: Surroundings,
  { close }: { readonly close?: 'stdout' | 'stderr' } = {},
): Running {
  const env = { ...process.env, TOKENLEDGER_HOME: home, TOKENLEDGER_CONFIG: '', DATABASE_URL: database }
  const child = spawn(process.execPath, [main, '--verbose', ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (close !== undefined) child[close].destroy()
  const begun = new Map<string, number>()
  const waiting = new Map<string, () => void>()
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.stderr += `${line}\n`
    const { step } = logged(line)
    if (step === undefined) return
    begun.set(step, performance.now())
    waiting.get(step)?.()
  })
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...said, begun, phase: [...begun.keys()].at(-1) })
      for (const wake of waiting.values()) wake()
    }),
  )
  const reached = async (phase: Phase): Promise<void> =>
    begun.has(phase) || child.exitCode !== null ? undefined : new Promise((resolve) => waiting.set(phase, resolve))
  return { pid: child.pid ?? 0, reached, ended }
}

/** What a command came to that had to succeed. */
export function wellEnded(ended: Ended): Ended {
  const { code, signal, stderr } = ended
  if (code !== 0) throw new Error(`the command ended with ${code ?? signal}:\n${stderr}`)
  return ended
}

/** Ends the command with SIGKILL that long after the phase began, unless it was faster. */
export async function killedAt(running: Running, phase: Phase, delay: number): Promise<Ended> {
  await running.reached(phase)
  if (delay >= 1) await pause(delay)
  send(running.pid, 'SIGKILL')
  return running.ended
}

/** To one process, or with a minus to a group; that it is gone already is no fault. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
}

/** Waits until no process of the command is left: neither itself nor what it started. */
export async function nothingLeft({ pid }: Running): Promise<void> {
  await until(async () => (await membersOf(pid)).length === 0)
}

/** How long each phase lasted, in milliseconds. */
export function lengths({ begun }: Ended): ReadonlyMap<string, number> {
  const steps = [...begun]
  return new Map(steps.map(([phase, at], i) => [phase, (steps[i + 1]?.[1] ?? at + 10) - at]))
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32
  }
}

function logged(line: string): { step?: string } {
  return line.startsWith('{"level":"debug"') ? JSON.parse(line) : {}
}

/** The living processes of a group; a zombie, which a container's first process may never reap, does not live. */
export async function membersOf(group: number): Promise<number[]> {
  const found = process.platform === 'linux' ? await inProc() : await inPs()
  return found.flatMap(({ pid, pgid, state }) => (pgid === group && state !== 'Z' && state !== 'X' ? [pid] : []))
}

interface Member {
  readonly pid: number
  readonly pgid: number
  readonly state: string
}

async function inProc(): Promise<Member[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return stats.map((stat) => {
    const [state = 'X', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid: Number.parseInt(stat, 10), pgid: Number(group), state }
  })
}

async function inPs(): Promise<Member[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,pgid=,state='])
  return stdout.split('\n').map((line) => {
    const [pid, pgid, state = 'X'] = line.trim().split(/\s+/)
    return { pid: Number(pid), pgid: Number(pgid), state: state.slice(0, 1) }
  })
}
