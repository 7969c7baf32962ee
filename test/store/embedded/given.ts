import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { type EmbeddedServer, startServer, stopServer } from '../../../src/store/embedded/index.js'
import { lookAt } from '../../../src/store/embedded/processes.js'
import { findPlace } from '../../../src/store/embedded/record.js'

/** Small and careless about power cuts: a test's server lives for a second. */
const SETTINGS = { fsync: 'off', shared_buffers: '16MB' }
const COMPILED = fileURLToPath(new URL('../../../dist/src/store/embedded/index.js', import.meta.url))

const homes: string[] = []
const children: ChildProcess[] = []
const servers: number[] = []

/** A home that is not there yet, in a folder that any account may enter (or none but ours, with 0o700). */
export async function aHome(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'tokenledger-test-'))
  await chmod(folder, mode)
  homes.push(folder)
  return join(folder, 'home')
}

export async function started(home: string): Promise<EmbeddedServer> {
  const server = await startServer(home, { settings: SETTINGS })
  servers.push(server.pid)
  return server
}

/** A process that ends with the test. */
export function aProcess(program: string, args: readonly string[], options: Identity = {}): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
  const child = spawn(program, args, { stdio, detached: true, cwd: '/', ...options })
  child.on('error', () => undefined)
  children.push(child)
  return child
}

interface Identity {
  readonly uid?: number
  readonly gid?: number
}

/** Another Node process that starts the server of this home, in a session of its own, and then may stay. */
export function anotherStart(home: string, then = ''): ChildProcess {
  const call = `m.startServer(${JSON.stringify(home)}, { settings: ${JSON.stringify(SETTINGS)} })`
  const script = `const m = await import(${JSON.stringify(COMPILED)}); console.log(JSON.stringify(await ${call})); ${then}`
  return aProcess(process.execPath, ['--input-type=module', '-e', script])
}

/** The server a process printed; fails with what it said instead. */
export async function printedBy(child: ChildProcess): Promise<EmbeddedServer> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await until(() => Promise.resolve(output.includes('\n')))
  const server: EmbeddedServer = JSON.parse(output.split('\n')[0] ?? '')
  servers.push(server.pid)
  return server
}

export async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}

/** Asks again until it is so; a bound, not a wait: what is asked for comes within milliseconds. */
export async function until(holds: () => Promise<boolean>, bound = 30_000): Promise<void> {
  const end = Date.now() + bound
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it never came about')
    await pause(5)
  }
}

export async function isAlive(pid: number): Promise<boolean> {
  return (await lookAt(pid)) !== undefined
}

/** To be called after each test: ends what it started, removes what it made, also outside its home. */
export async function clearAll(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await endOf(child)
  }
  for (const folder of homes.splice(0)) {
    const place = await findPlace(join(folder, 'home'))
    await stopServer(join(folder, 'home')).catch(() => undefined)
    if (place !== undefined && place.folder !== place.home) await removeOutside(place.folder)
    for (const pid of servers) await killLeftover(pid, folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  servers.length = 0
}

async function removeOutside(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  if ((await stat('/var/lib/tokenledger').catch(() => undefined)) !== undefined) {
    await rmdir('/var/lib/tokenledger').catch(() => undefined) // other homes may be in it
  }
}

async function killLeftover(pid: number, folder: string): Promise<void> {
  if ((await lookAt(pid))?.command.includes(`-D ${folder}`)) process.kill(pid, 'SIGKILL')
}
