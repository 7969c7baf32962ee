/** A PostgreSQL of the system's own packages, started for the length of a suite as a user without rights. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { type Account, caller, chooseAccount } from '../../src/store/embedded/account.js'
import { freePort } from '../../src/store/embedded/port.js'
import { FORGETFUL } from '../support/server.js'
import type { Certificates } from './certificates.js'

export const USER = 'conformance'
export const PASSWORD = 'a password with / and @'

/** The programs to run: those of CONFORMANCE_POSTGRES, else the oldest that Debian's packages have, 15 before 18. */
export function programs(): string {
  const told = process.env['CONFORMANCE_POSTGRES']
  if (told !== undefined) return told
  const [oldest] = globSync('/usr/lib/postgresql/1[5-8]/bin/initdb', { absolute: true }).toSorted()
  if (oldest !== undefined) return dirname(oldest)
  throw new Error(
    'No PostgreSQL 15 to 18 to conform to: there is no /usr/lib/postgresql/15/bin/initdb (nor of 16, 17, 18). ' +
      'Install the package postgresql, or set CONFORMANCE_POSTGRES to the folder that holds initdb and postgres.',
  )
}

/** A folder that the server's account can walk to. */
export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'tokenledger-conformance-'))
  await chmod(folder, 0o755)
  return folder
}

/** Makes a cluster whose server speaks TLS with this certificate and starts it; answers with its port and its end. */
export async function startPostgres(
  folder: string,
  name: string,
  tls: Certificates,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const account = chooseAccount(await caller())
  const place = join(folder, name)
  await mkdir(place)
  await own(place, account)
  const secret = await owned(place, 'password', (path) => writeFile(path, PASSWORD), account)
  const key = await owned(place, 'key.pem', (path) => copyFile(tls.key, path), account)
  const certificate = await owned(place, 'server.pem', (path) => copyFile(tls.certificate, path), account)
  const data = join(place, 'data')
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid }
  const access = ['-U', USER, `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8']
  execFileSync(join(programs(), 'initdb'), ['-D', data, '-N', ...access], { ...identity, cwd: place, stdio: 'pipe' })
  const port = await freePort(place, undefined)
  const settings = {
    listen_addresses: 'localhost',
    port: String(port),
    unix_socket_directories: '',
    ...FORGETFUL,
    max_connections: '100',
    ssl: 'on',
    ssl_cert_file: certificate,
    ssl_key_file: key,
  }
  const args = Object.entries(settings).flatMap(([setting, value]) => ['-c', `${setting}=${value}`])
  const server = spawn(join(programs(), 'postgres'), ['-D', data, ...args], {
    ...identity,
    cwd: place,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await readyToAccept(server)
  return { port, stop: () => stopped(server) }
}

async function owned(
  place: string,
  name: string,
  write: (path: string) => Promise<void>,
  account: Account | undefined,
): Promise<string> {
  const path = join(place, name)
  await write(path)
  await chmod(path, 0o600) // PostgreSQL refuses a key that others may read
  await own(path, account)
  return path
}

async function own(path: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid)
}

async function readyToAccept(server: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)))
    server.once('error', reject)
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000)
      if (said.includes('ready to accept connections')) resolve()
    })
  })
}

async function stopped(server: ChildProcess): Promise<void> {
  server.removeAllListeners('exit')
  const gone = once(server, 'exit')
  server.kill('SIGINT')
  await gone
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
