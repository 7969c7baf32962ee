/** The command line as a process of its own, in a folder without a configuration and with nothing of our environment. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { stopServer } from '../../src/store/embedded/index.js'

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs tokenledger to its end. `cwd` is where it looks for tokenledger.yaml. */
export async function tokenledger(
  args: readonly string[],
  { cwd = '/', ...env }: Readonly<Record<string, string>>,
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nowhere', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code]: unknown[] = await closed
  return { code: typeof code === 'number' ? code : null, out, err }
}

/** A home for an embedded server that any account may walk to; the server and the folder end with the test. */
export async function aHome(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'tokenledger-cli-'))
  await chmod(folder, 0o755)
  const home = join(folder, 'home')
  onTestFinished(async () => {
    for (const one of [home, join(home, 'demo')]) await stopServer(one)
    await rm(folder, { recursive: true, force: true })
  })
  return home
}

/** What --json printed: one document, or the parser throws. */
export function json({ out }: Ended): unknown {
  return JSON.parse(out)
}

/** Columns of a printed table: what stands two blanks or more apart. */
export function cells(line: string): string[] {
  return line.trim().split(/ {2,}/)
}
