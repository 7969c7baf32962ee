/** Where the demo lives: a home of its own, which no other command opens and which can be deleted without a thought. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { configFile, type ConfigOptions, homeFolder } from '../config/index.js'
import { ConfigError } from '../errors.js'
import { codeOf, isThere } from '../store/embedded/disk.js'
import { serverState, stopServer } from '../store/embedded/index.js'

const MARK = 'made-by-tokenledger-demo'

export function demoHome(options: ConfigOptions): string {
  return join(homeFolder(options), 'demo')
}

/** Makes it. @throws ConfigError when there is a folder of that name that the demo did not make */
export async function openDemoHome(home: string): Promise<void> {
  if (await isThere(join(home, MARK))) return
  const found = await readdir(home).catch(() => [])
  if (found.length > 0) throw notOurs(home)
  try {
    await mkdir(home, { recursive: true, mode: process.geteuid?.() === 0 ? 0o711 : 0o700 })
    await writeFile(join(home, MARK), 'Everything in this folder is made up. tokenledger demo --reset deletes it.\n')
  } catch (cause) {
    throw new ConfigError(
      `Cannot write to ${home} (${codeOf(cause)}). Set TOKENLEDGER_HOME to a folder you may write to.`,
      { cause, facts: { home } },
    )
  }
}

/** Stops its server and deletes what it made. False: there was nothing. */
export async function deleteDemoHome(home: string): Promise<boolean> {
  if (!(await isThere(home))) return false
  if (!(await isThere(join(home, MARK)))) throw notOurs(home)
  await stopServer(home)
  const { dataFolder } = await serverState(home)
  const elsewhere = dirname(dataFolder)
  // Where root's home is closed to the account that PostgreSQL runs as, the data are in a folder like 1a2b3c4d-Xy12Zw.
  if (/^[0-9a-f]{8}-\w{6}$/.test(basename(elsewhere))) await rm(elsewhere, { recursive: true, force: true })
  await rm(home, { recursive: true, force: true })
  return true
}

/** How this program was called, and how it has to be called to look into the demo's home. */
export interface Calls {
  readonly plain: string
  readonly inDemo: (command: string) => string
}

export function callsOf(home: string, options: ConfigOptions): Calls {
  const called = process.argv[1] ?? 'tokenledger'
  const inside = relative(options.cwd, called)
  const script = inside.startsWith('..') ? called : inside
  const plain = basename(called).startsWith('tokenledger') ? 'tokenledger' : `node ${quoted(script)}`
  // What would lead elsewhere is switched off for the one command.
  const database = (options.env['DATABASE_URL'] ?? '') === '' ? '' : 'DATABASE_URL= '
  const config = configFile(options) === undefined ? '' : ` --config ${devNull}`
  return { plain, inDemo: (command) => `${database}TOKENLEDGER_HOME=${quoted(home)} ${plain} ${command}${config}` }
}

function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}

function notOurs(home: string): ConfigError {
  return new ConfigError(
    `${home} is there and was not made by the demo, so it is left alone. Set TOKENLEDGER_HOME to another folder.`,
    { facts: { home } },
  )
}
