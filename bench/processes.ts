/** Commands as people run them: wall time, and the peak of their memory and their children's. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Measured {
  readonly seconds: number
  /** The most that the process and its children of one moment ever held, each at its peak; 0 where /proc is not there. */
  readonly peakMegabytes: number
  /** Seconds from the start of the command to the start of a step that it logs. */
  secondsTo(step: string): number
}

/** @throws when the command fails */
export async function measure(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Measured> {
  const [began, clock] = [process.hrtime.bigint(), Date.now()]
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, heldBy(child.pid))), 50)
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const code = await ended(child)
  clearInterval(watch)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${words.slice(-2000)}`)
  return {
    seconds: Number(process.hrtime.bigint() - began) / 1e9,
    peakMegabytes: Math.round(peak / 1024),
    secondsTo: (step) => {
      const line = words.split('\n').find((text) => text.includes(`"step":"${step}"`))
      return line === undefined ? Number.NaN : (Date.parse(JSON.parse(line).time) - clock) / 1000
    },
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
}

/** What a process and its children hold at their peaks, in kilobytes. */
export function heldBy(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    const own = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.reduce((all, one) => all + heldBy(Number(one)), Number(own ?? 0))
  } catch {
    return 0 // it ended between two looks
  }
}
