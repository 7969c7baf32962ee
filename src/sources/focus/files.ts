import { readdir } from 'node:fs/promises'
import { ConfigError } from '../../errors.js'
import { settleExecutions } from './executions.js'
import { byPath, type ExportSet, type Listing, type PassedOver, sumOfKnown, type Verdict } from './export-set.js'
import { deliveryManifest, runManifest } from './manifest.js'
import { codeOf, type NamedFiles, namedFiles, unreadable } from './named.js'
import { settleParts } from './parts.js'
import { settleRuns } from './runs.js'

export type { ExportFile, ExportSet, PassedOver } from './export-set.js'

/**
 * From what a user names (files, folders, globs) to the files that are the snapshot: of several month-to-date runs only
 * the newest, of a delivery only what its manifest lists, of numbered parts only all of them. Loading an older run too
 * doubles the bill (microsoft/finops-toolkit#320); a missing part shortens it. Both look like a plausible month.
 *
 * @throws ConfigError when nothing is found, when the set covers the month only partly and `partial` does not allow it,
 *   and when two runs cannot be told apart. The time a file was written is never asked: copying changes it.
 */
export async function exportFiles(
  paths: readonly string[],
  { cwd, partial }: { cwd: string; partial: boolean },
): Promise<ExportSet> {
  const named = await namedFiles(paths, cwd)
  const verdicts = await settle(named)
  const gaps = verdicts.flatMap((verdict) => verdict.gaps)
  if (gaps.length > 0 && !partial) throw partlyThere(gaps)
  const files = verdicts.flatMap((verdict) => verdict.files).toSorted(byPath)
  const notes = await Promise.all(named.manifests.map(manifestNote))
  const passedOver = [...named.passedOver, ...notes, ...verdicts.flatMap((verdict) => verdict.passedOver), ...gaps]
  if (files.length === 0) throw nothingThere(paths, cwd, passedOver)
  const counts = verdicts.filter((verdict) => verdict.files.length > 0).map((verdict) => verdict.records)
  return { files, records: sumOfKnown(counts), passedOver: passedOver.toSorted(byPath) }
}

async function settle({ files, manifests }: NamedFiles): Promise<readonly Verdict[]> {
  const listing = listingOnce()
  const runs = await settleRuns(files, manifests, listing)
  const executions = await settleExecutions(runs.others, manifests, listing)
  return [...runs.verdicts, ...executions.verdicts, await settleParts(executions.others, listing)]
}

async function manifestNote(path: string): Promise<PassedOver> {
  const known = (await runManifest(path)) ?? (await deliveryManifest(path))
  return { path, reason: known === null ? 'a manifest of a shape that is not understood' : 'a manifest' }
}

function listingOnce(): Listing {
  const known = new Map<string, Promise<readonly string[]>>()
  return (folder) => {
    const names = known.get(folder) ?? readdir(folder).catch((cause: unknown) => noneOf(folder, cause))
    known.set(folder, names)
    return names
  }
}

/** A folder that may not be listed could hide the manifest that calls its neighbours old. */
function noneOf(folder: string, cause: unknown): readonly string[] {
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(cause))) return []
  throw unreadable(folder, cause)
}

function partlyThere(gaps: readonly PassedOver[]): ConfigError {
  return new ConfigError(
    `The files named are only a part of the export:\n${lines(gaps)}\n` +
      'Fetch what is missing and name the whole folder, or ask for a partial load if a part is what you mean.',
    { facts: { gaps: gaps.length, first: gaps[0]?.path ?? null } },
  )
}

function nothingThere(paths: readonly string[], cwd: string, passedOver: readonly PassedOver[]): ConfigError {
  const seen = passedOver.length === 0 ? '' : ` What is there was passed over:\n${lines(passedOver)}`
  return new ConfigError(
    `There is no export file at ${paths.join(', ') || '(no path given)'}, looked for from ${cwd}. ` +
      `Name files that end in .csv, .csv.gz, .csv.zst or .parquet, or a folder or glob with such files.${seen}`,
    { facts: { paths: paths.join(', '), cwd } },
  )
}

/** Ten are enough to understand; a failed download of a large month would otherwise print thousands of lines. */
function lines(entries: readonly PassedOver[]): string {
  const shown = entries.slice(0, 10).map(({ path, reason }) => `  ${path}: ${reason}`)
  return [...shown, ...(entries.length > 10 ? [`  and ${entries.length - 10} more`] : [])].join('\n')
}
