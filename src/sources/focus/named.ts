import type { Stats } from 'node:fs'
import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { ConfigError } from '../../errors.js'
import { byPath, type ExportFile, type PassedOver } from './export-set.js'
import { isManifestName } from './manifest.js'

export interface NamedFiles {
  readonly files: readonly ExportFile[]
  /** Paths of the manifests met in folders and globs, whatever their shape. */
  readonly manifests: readonly string[]
  readonly passedOver: readonly PassedOver[]
}

interface Finds {
  readonly files: Map<string, ExportFile>
  readonly manifests: Set<string>
  readonly passedOver: Map<string, string>
  /** Folders already walked: a link back to one of them would otherwise never end. */
  readonly folders: Set<string>
}

/** Lower case only: DuckDB 1.5 reads `X.CSV.GZ` as text without unpacking it, and was seen to find no line and no error. */
const endings = /\.(?:(csv(?:\.gz|\.zst)?)|parquet)$/

/** Every data file, manifest and other file under what was named, links followed, each once by its real path. */
export async function namedFiles(paths: readonly string[], cwd: string): Promise<NamedFiles> {
  const finds: Finds = { files: new Map(), manifests: new Set(), passedOver: new Map(), folders: new Set() }
  for (const path of paths) await take(path, cwd, finds)
  const passedOver = [...finds.passedOver].map(([path, reason]) => ({ path, reason }))
  return {
    files: [...finds.files.values()].toSorted(byPath),
    manifests: [...finds.manifests].toSorted(),
    passedOver: passedOver.filter(({ path }) => !finds.files.has(path)),
  }
}

/** The name as it stands comes first: `costs [2026].csv` is a file before it is a pattern. */
async function take(path: string, cwd: string, finds: Finds): Promise<void> {
  const place = resolve(cwd, path)
  if (path !== '' && (await isThere(place))) {
    const { real, stats } = await look(place)
    if (stats.isFile() && formatOf(real) === null) throw unknownEnding(place, real)
    if (!stats.isFile() && !stats.isDirectory()) throw unreadable(place, 'neither a file nor a folder')
    return meet(place, finds, true)
  }
  const matches = isDynamicPattern(path) ? await matchesOf(path, cwd) : []
  if (matches.length === 0) throw nothingAt(path, place, cwd)
  for (const match of matches) await meet(match, finds)
}

async function matchesOf(pattern: string, cwd: string): Promise<readonly string[]> {
  const matches = await glob(pattern, { cwd, absolute: true, onlyFiles: false, expandDirectories: false })
  return matches.map((match) => resolve(match)).toSorted()
}

async function meet(path: string, finds: Finds, named = false): Promise<void> {
  if (!named && basename(path).startsWith('.')) return void finds.passedOver.set(path, 'hidden')
  if (!(await isThere(path))) return void finds.passedOver.set(path, 'a link that leads nowhere')
  const { real, stats } = await look(path)
  if (stats.isDirectory()) return walk(real, finds)
  if (!stats.isFile()) return void finds.passedOver.set(path, 'neither a file nor a folder')
  const format = formatOf(real)
  if (format !== null) return void finds.files.set(real, await readable({ path: real, format, bytes: stats.size }))
  if (isManifestName(real)) finds.manifests.add(real)
  else finds.passedOver.set(real, 'not .csv, .csv.gz, .csv.zst or .parquet')
}

async function walk(folder: string, finds: Finds): Promise<void> {
  if (finds.folders.has(folder)) return
  finds.folders.add(folder)
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unreadable(folder, cause)
  })
  for (const name of names.toSorted()) await meet(join(folder, name), finds)
}

async function look(path: string): Promise<{ real: string; stats: Stats }> {
  try {
    const real = await realpath(path)
    return { real, stats: await stat(real) }
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

async function readable(file: ExportFile): Promise<ExportFile> {
  try {
    await access(file.path, constants.R_OK)
    return file
  } catch (cause) {
    throw unreadable(file.path, cause)
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(cause))) return false
    throw unreadable(path, cause)
  }
}

/** Of the real file, not of a link to it: DuckDB tells the compression by the name it is given. */
function formatOf(path: string): ExportFile['format'] | null {
  const ending = endings.exec(path)
  if (ending === null) return null
  return ending[1] === undefined ? 'parquet' : 'csv'
}

function unknownEnding(place: string, real: string): ConfigError {
  const file = place === real ? place : `${place} (that is ${real})`
  return new ConfigError(
    `${file} is not an export that can be read: its name must end in .csv, .csv.gz, .csv.zst or .parquet, in lower case. ` +
      (isManifestName(real)
        ? 'Name the folder of the manifest instead.'
        : 'Unpack or rename it, or name another file.'),
    { facts: { path: place } },
  )
}

function nothingAt(path: string, place: string, cwd: string): ConfigError {
  if (path === '') return new ConfigError('A path is empty: is a variable of the command line not set?')
  const remote = /^\w+:\/\//.test(path)
  const what = isDynamicPattern(path)
    ? `Nothing matches ${path}`
    : `There is no ${remote ? path : place} on this machine`
  return new ConfigError(
    `${what} (looked for from ${cwd}). Name an export file, a folder of them, or a glob in quotes.`,
    {
      facts: { path, cwd },
    },
  )
}

export function unreadable(path: string, cause: unknown): ConfigError {
  const why = typeof cause === 'string' ? cause : codeOf(cause)
  return new ConfigError(
    `Cannot read ${path} (${why}). Mend the link or the disk, or give the user who runs this permission to read it.`,
    { cause, facts: { path } },
  )
}

export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
