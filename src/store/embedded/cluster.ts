import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConfigError } from '../../errors.js'
import type { Binaries } from './binaries.js'
import { type Outcome, run } from './command.js'
import { codeOf, textOf } from './disk.js'
import { lastLines } from './log.js'
import { ensurePassword, readPassword } from './password.js'
import type { Site } from './place.js'
import { clusterExists } from './record.js'
import { MAJOR, VERSION } from './release.js'
import { initArguments, serverArguments } from './settings.js'
import { withWorkshop } from './workshop.js'

/**
 * Makes the cluster if there is none, with role and database `tokenledger`, and returns the password. Measured: initdb
 * 0.5 s, the database 0.06 s. Throws ConfigError when the data are another major version's, or initdb fails.
 */
export async function ensureCluster(site: Site, binaries: Binaries): Promise<string> {
  const found = (await textOf(join(site.dataFolder, 'PG_VERSION')))?.trim()
  if (found === MAJOR) return (await readPassword(site.home)) ?? forgotten(site)
  if (found !== undefined) throw otherMajor(site.dataFolder, found)
  await refuseOtherMajor(site.folder)
  const password = await ensurePassword(site.home)
  await withWorkshop(site.folder, async (workshop) => {
    const made = await prepare(site, workshop, password)
    await make(site, binaries, workshop)
    await moveIn(made, site.dataFolder)
  })
  return password
}

/** The workshop stays root's, so the borrowed account can swap nothing in it; only its two entries become the account's. */
async function prepare({ account }: Site, workshop: string, password: string): Promise<string> {
  const data = join(workshop, 'data')
  const secret = join(workshop, 'password')
  await writeFile(secret, `${password}\n`, { flag: 'wx', mode: 0o600 }) // initdb reads it: never an argument, `ps` shows those
  await mkdir(data, { mode: 0o700 })
  await chmod(workshop, account === undefined ? 0o700 : 0o711)
  if (account === undefined) return data
  await chown(secret, account.uid, account.gid)
  await chown(data, account.uid, account.gid)
  return data
}

async function make({ account }: Site, binaries: Binaries, workshop: string): Promise<void> {
  const [data, secret] = [join(workshop, 'data'), join(workshop, 'password')]
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['--username=tokenledger', '--auth=scram-sha-256', `--pwfile=${secret}`]
  const initdb = [binaries.initdb, '-D', data, '--no-instructions', ...locale, ...access, ...initArguments()] as const
  await step('initdb', initdb, { account, cwd: workshop })
  await rm(secret)
  // In single-user mode before the rename: whoever finds a cluster finds the database in it
  const single = [binaries.postgres, '--single', ...serverArguments(data, 5432), 'postgres'] as const
  await step('creating the database', single, { account, cwd: workshop, input: 'create database tokenledger\n' })
}

async function step(
  name: string,
  command: readonly [string, ...string[]],
  options: Parameters<typeof run>[1],
): Promise<void> {
  const outcome: Outcome = await run(command, options).catch((cause: unknown) => {
    const who = options.account?.name ?? 'this user'
    throw new ConfigError(
      `Cannot run ${command[0]} as ${who} (${codeOf(cause)}): a folder mounted noexec, or a container without the right to change users. Set TOKENLEDGER_HOME elsewhere, or DATABASE_URL to a PostgreSQL 15 to 18.`,
      { cause },
    )
  })
  // The single-user server ends with 0 even when its statement failed
  if (outcome.code === 0 && !/ERROR:|FATAL:|PANIC:/.test(outcome.output)) return
  const remedy = outcome.output.includes('No space left') ? 'Free 150 MB there' : 'Mend that'
  throw new ConfigError(
    `Making the database in ${dirname(options.cwd)} failed (${name}). ${remedy} and start again, or set DATABASE_URL. It said:\n${lastLines(outcome.output)}`,
    { facts: { step: name, code: outcome.code } },
  )
}

async function moveIn(made: string, dataFolder: string): Promise<void> {
  await rename(made, dataFolder).catch(async (cause: unknown) => {
    if (await clusterExists(dataFolder)) return // another process was first, with the same password
    throw new ConfigError(`${dataFolder} is in the way (${codeOf(cause)}) and holds no cluster. Move it elsewhere.`, {
      cause,
      facts: { dataFolder },
    })
  })
}

async function refuseOtherMajor(folder: string): Promise<void> {
  const majors = (await readdir(folder)).flatMap((name) => /^data-(\d+)$/.exec(name)?.[1] ?? [])
  const other = majors.find((major) => major !== MAJOR)
  if (other !== undefined) throw otherMajor(join(folder, `data-${other}`), other)
}

function otherMajor(dataFolder: string, found: string): ConfigError {
  return new ConfigError(
    `${dataFolder} is of PostgreSQL ${found}, and this tokenledger brings ${VERSION}. Export it with the tokenledger that made it (tokenledger db export), move the folder away, start, and import.`,
    { facts: { dataFolder, found, ours: VERSION } },
  )
}

function forgotten({ home, dataFolder }: Site): never {
  throw new ConfigError(
    `${join(home, 'password')} is gone, and without it no one can log in to ${dataFolder}. Bring it back, or delete the data folder to begin anew.`,
    { facts: { home, dataFolder } },
  )
}
