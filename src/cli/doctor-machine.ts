/** The doctor's look at the machine: Node, the system, the home and its disk, the reading process. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, mkdtemp, readFile, rm, stat, statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { caller, chooseAccount } from '../store/embedded/account.js'
import { packageFor, thisHost } from '../store/embedded/binaries.js'
import { failure, type Finding, finding, ok, warn } from './findings.js'

const require = createRequire(import.meta.url)
const GB = 1e9

/** `embedded`: no database is configured, so PostgreSQL is to run here. */
export async function lookAtMachine(home: string, embedded: boolean): Promise<Finding[]> {
  return [
    await finding('Node', lookAtNode),
    await finding('System', () => lookAtSystem(embedded)),
    await finding('Home', () => lookAtHome(home)),
    await finding('Disk', () => lookAtDisk(home, embedded)),
    await finding('Named pipes', () => lookAtPipes(home)),
    await finding('Reader', lookAtReader),
  ]
}

function lookAtNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return ok('Node', process.version)
  return failure('Node', `${process.version} is too old.`, 'Install Node 20.19 or later (https://nodejs.org).')
}

async function lookAtSystem(embedded: boolean): Promise<Finding> {
  const host = thisHost()
  const system = `${host.platform}-${host.arch}${host.glibc === undefined ? '' : `, glibc ${host.glibc}`}`
  if (!embedded) return ok('System', `${system}; PostgreSQL runs elsewhere.`)
  const name = packageFor(host) // says itself when there is none
  try {
    require.resolve(name)
  } catch {
    const remedy = `npm install ${name} (without --omit=optional), or set DATABASE_URL to a PostgreSQL 15 to 18.`
    return failure('System', `${system}, but ${name} is not installed.`, remedy)
  }
  const account = chooseAccount(await caller())
  const as = account === undefined ? '' : `; PostgreSQL runs as ${account.name}, because it refuses root`
  return ok('System', `${system}, PostgreSQL of ${name}${as}`)
}

async function lookAtHome(home: string): Promise<Finding> {
  const folder = await nearest(home)
  try {
    await access(folder, constants.W_OK | constants.X_OK)
  } catch {
    return failure('Home', `${home} is not writable.`, 'Set TOKENLEDGER_HOME to a folder you may write to.')
  }
  return ok('Home', folder === home ? home : `${home} (will be made)`)
}

// A database on a network file system may lose what it was told is safe; one in memory is gone after the next start.
const RISKY: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'a FUSE file system'],
  [0x01021994, 'memory (tmpfs)'],
])

async function lookAtDisk(home: string, embedded: boolean): Promise<Finding> {
  const folder = await nearest(home)
  const { bavail, bsize, type } = await statfs(folder)
  const free = (bavail * bsize) / GB
  const says = `${free.toFixed(1)} GB free on ${await mountOf(folder)}`
  if (free < 0.3) return failure('Disk', says, 'Make room, or set TOKENLEDGER_HOME to a folder on another disk.')
  const risky = RISKY.get(type)
  if (embedded && risky !== undefined)
    return warn('Disk', `${says}, which is ${risky}`, 'Set TOKENLEDGER_HOME to a folder on a local disk.')
  if (free < 2) return warn('Disk', says, 'A month of a large bill takes 1 to 2 GB while it is loaded. Make room.')
  return ok('Disk', says)
}

async function lookAtPipes(home: string): Promise<Finding> {
  const folder = await mkdtemp(join(await nearest(home), '.doctor-'))
  try {
    const maker = spawn('mkfifo', ['-m', '600', join(folder, 'pipe')], { stdio: 'ignore' })
    const [code]: unknown[] = await once(maker, 'close')
    if (code === 0) return ok('Named pipes', 'can be made in the home')
    return failure('Named pipes', `mkfifo ended with ${String(code)}.`, 'Put TOKENLEDGER_HOME on a local disk.')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** DuckDB reads the files in a process of its own, so a library that does not load on this machine shows there. */
async function lookAtReader(): Promise<Finding> {
  const duck = pathToFileURL(require.resolve('@duckdb/node-api')).href
  const script = `const duck = await import(${JSON.stringify(duck)})
    const { DuckDBInstance, version } = duck.default ?? duck
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const answer = await connection.runAndReadAll('select 1')
    if (answer.getRows()[0][0] === 1) process.stdout.write(version())`
  try {
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { timeout: 60_000 })
    return ok('Reader', `DuckDB ${stdout} starts in a process of its own`)
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? lastLine(String(error.stderr)) : String(error)
    return failure(
      'Reader',
      `DuckDB does not start: ${said}`,
      'Run npm install again on this machine; musl has no DuckDB.',
    )
  }
}

/** The folder itself, or the first above it that exists. */
async function nearest(folder: string): Promise<string> {
  const there = await stat(folder).catch(() => undefined)
  return there !== undefined || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

/** The mount a folder is on, as /proc tells it; elsewhere the folder. */
async function mountOf(folder: string): Promise<string> {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '')
  const points = mounts.split('\n').flatMap((line) => line.split(' ')[1] ?? [])
  const around = points.filter((point) => `${folder}/`.startsWith(point === '/' ? '/' : `${point}/`))
  return around.toSorted((a, b) => b.length - a.length)[0] ?? folder
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .find((line) => line.includes('Error')) ?? text.trim().slice(0, 200)
  )
}
