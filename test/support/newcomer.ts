/** A folder in which somebody new types what the pages say: `tokenledger` in the path, the examples, a home of its own. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { shipped } from '../../src/shipped.js'
import { stopServer } from '../../src/store/embedded/index.js'

export interface Newcomer {
  readonly folder: string
  /** Runs lines of a shell. @throws with all that was said, when one of them fails */
  type(lines: string): Promise<string>
  /** Runs SQL statements one by one in the ledger, as any client would. */
  query(statements: string): Promise<void>
  leave(): Promise<void>
}

export async function aNewcomer(): Promise<Newcomer> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'tokenledger-docs-'))
  await chmod(folder, 0o755) // root's server runs as somebody else, who has to get to its home
  const bin = join(folder, '.bin')
  await mkdir(bin)
  await symlink(shipped('dist/src/cli/main.js'), join(bin, 'linked-tokenledger'))
  const call = `exec '${process.execPath}' '${join(bin, 'linked-tokenledger')}' "$@"`
  await writeFile(join(bin, 'tokenledger'), `#!/bin/sh\n${call}\n`, { mode: 0o755 })
  await symlink(shipped('examples'), join(folder, 'examples'))
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TOKENLEDGER_HOME: join(folder, 'home'),
    LC_ALL: 'C',
    ...(process.env['TZ'] === undefined ? {} : { TZ: process.env['TZ'] }),
  }
  const type = async (lines: string): Promise<string> => {
    const run = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', lines], { cwd: folder, env })
    return run.then(
      ({ stdout }) => stdout,
      (cause: unknown) => {
        throw new Error(`${lines}\n${said(cause)}`, { cause })
      },
    )
  }
  return {
    folder,
    type,
    query: async (statements) => {
      const client = new pg.Client({ connectionString: (await type('tokenledger sql --show-password')).trim() })
      await client.connect()
      try {
        for (const statement of statements.split(/;\n?/).filter((text) => text.trim() !== ''))
          await client.query(statement)
      } finally {
        await client.end()
      }
    },
    leave: async () => {
      for (const name of await readdir(folder)) await stopServer(join(folder, name)).catch(() => false)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function said(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const [stdout, stderr] = ['stdout', 'stderr'].map((name) =>
    String(Object.entries(cause).find(([key]) => key === name)?.[1] ?? ''),
  )
  return `${stdout}${stderr}`
}
