import { spawn } from 'node:child_process'
import type { Account } from './account.js'

/** How a program ended, and all it said. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** Nothing of our own environment goes along: a daemon that lives for weeks must not carry cloud keys in /proc. */
export const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }

/** The identity for `spawn`, which also drops root's other groups. */
export function identityOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid }
}

/** Runs a program to its end as the account, with `input` on its stdin. Rejects when it cannot be started at all. */
export async function run(
  command: readonly [string, ...string[]],
  options: { account: Account | undefined; cwd: string; input?: string },
): Promise<Outcome> {
  const [program, ...args] = command
  const child = spawn(program, args, { cwd: options.cwd, env: ENVIRONMENT, ...identityOf(options.account) })
  let output = ''
  const collect = (chunk: Buffer): void => void (output += chunk.toString())
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.stdin.on('error', () => undefined) // it may end without reading
  child.stdin.end(options.input ?? '')
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}
