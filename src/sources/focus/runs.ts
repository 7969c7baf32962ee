import { basename, dirname, join } from 'node:path'
import { ConfigError } from '../../errors.js'
import { type ExportFile, grouped, type Listing, type PassedOver, sumOfKnown, type Verdict } from './export-set.js'
import { type ListedPart, type RunManifest, runManifest } from './manifest.js'
import { settleParts } from './parts.js'

/** One execution of an Azure Cost Management export, which holds the whole month up to its day. */
interface Run {
  readonly folder: string
  /** `.../exports/focus/20260801-20260831`; null when the folders were renamed on the way here. */
  readonly range: string | null
  readonly time: string | null
  readonly manifest: RunManifest | null
  readonly files: readonly ExportFile[]
}

const always = ['00000000', '99999999'] as const

const runFolder = /^(.*\/\d{8}-\d{8})\/(?:(\d{12,14})\/)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * Of several runs of one export and month only the newest: each run writes the month again under a new GUID when
 * overwriting is off (microsoft/finops-toolkit#320, #566, #966). Files that belong to no run are handed back.
 */
export async function settleRuns(
  files: readonly ExportFile[],
  manifests: readonly string[],
  listing: Listing,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly others: readonly ExportFile[] }> {
  const filesOf = grouped(files, ({ path }) => dirname(path))
  const folders = new Set([...filesOf.keys(), ...manifests.map((path) => dirname(path))])
  const found = await Promise.all([...folders].map((folder) => runAt(folder, filesOf.get(folder) ?? [], listing)))
  const runs = found.filter((run) => run !== null)
  const groups = groupsOf(runs)
  const newest = groups.map(newestOf)
  refuseOverlaps(newest, exportsOf(runs))
  const verdicts = await Promise.all(newest.map((run, i) => settleGroup(run, groups[i] ?? [], listing)))
  const claimed = new Set(runs.map((run) => run.folder))
  return { verdicts, others: files.filter(({ path }) => !claimed.has(dirname(path))) }
}

async function runAt(folder: string, files: readonly ExportFile[], listing: Listing): Promise<Run | null> {
  const names = (await listing(folder))
    .filter((name) => /^_?manifest\.json$/i.test(name))
    .toSorted()
    .toReversed()
  const read = await Promise.all(names.map((name) => runManifest(join(folder, name))))
  const manifest = read.find((one) => one !== null) ?? null
  const layout = runFolder.exec(folder)
  if (manifest === null && layout === null) return null
  return { folder, range: layout?.[1] ?? null, time: layout?.[2] ?? null, manifest, files }
}

/** The export of a run: as its manifest says, or that of another run in the same export folder, or the folder itself. */
function exportsOf(runs: readonly Run[]): (run: Run) => string {
  const idOfFolder = new Map<string, string>()
  for (const { range, manifest } of runs) {
    if (range !== null && manifest?.exportId != null) idOfFolder.set(dirname(range), manifest.exportId)
  }
  return ({ folder, range, manifest }) => {
    const exportFolder = range === null ? folder : dirname(range)
    return manifest?.exportId ?? idOfFolder.get(exportFolder) ?? exportFolder
  }
}

/** First and last day. A run in renamed folders is known by its first day only: its last one moves on with each run. */
function daysOf({ range, manifest }: Run): readonly [from: string, to: string] | null {
  if (range !== null) return [basename(range).slice(0, 8), basename(range).slice(9)]
  const from = manifest?.from?.replaceAll('-', '')
  return from === undefined ? null : [from, from]
}

function groupsOf(runs: readonly Run[]): readonly (readonly Run[])[] {
  const exportOf = exportsOf(runs)
  return [...grouped(runs, (run) => [exportOf(run), ...(daysOf(run) ?? [run.folder])].join('\n')).values()]
}

/** Selected days beside the month they are taken from hold the same lines; days that are not known may be any. */
function refuseOverlaps(newest: readonly Run[], exportOf: (run: Run) => string): void {
  for (const group of grouped(newest, exportOf).values()) {
    const spans = group.map((run) => ({ run, days: daysOf(run) ?? always }))
    const sorted = spans.toSorted((a, b) => (a.days[0] < b.days[0] ? -1 : 1))
    for (const [i, { run, days }] of sorted.entries()) {
      const before = sorted[i - 1]
      if (before === undefined || days[0] > before.days[1]) continue
      throw alike('runs of one export whose days overlap', [before.run, run])
    }
  }
}

function newestOf(group: readonly Run[]): Run {
  for (const order of [(run: Run) => run.manifest?.submitted ?? null, (run: Run) => run.time]) {
    const times = group.map(order)
    const last = times
      .filter((time) => time !== null)
      .toSorted()
      .at(-1)
    const newest = group.filter((run) => order(run) === (last ?? null))
    const [only] = newest
    if (only !== undefined && (group.length === 1 || (!times.includes(null) && newest.length === 1))) return only
  }
  throw alike('runs of the same export and month, and nothing says which is the newest', group)
}

function alike(what: string, runs: readonly Run[]): ConfigError {
  const folders = runs.map((run) => run.folder).toSorted()
  return new ConfigError(
    `These are ${what}:\n  ${folders.join('\n  ')}\nLoading both would count the same cost twice. Name the folder of one.`,
    { facts: { runs: folders.length, first: folders[0] ?? null } },
  )
}

async function settleGroup(newest: Run, group: readonly Run[], listing: Listing): Promise<Verdict> {
  const older = group.filter((run) => run !== newest).flatMap((run) => run.files)
  const passedOver = older.map(({ path }) => ({ path, reason: 'an older run of the same month' }))
  const verdict = await settleRun(newest, listing)
  // The manifest comes last: a run that lacks it beside runs that have it was still being written, or copied.
  const unfinished = newest.manifest === null && group.some((run) => run.manifest !== null)
  const gap = { path: newest.folder, reason: 'the newest run, but without the manifest.json that says it is complete' }
  return {
    ...verdict,
    passedOver: [...verdict.passedOver, ...passedOver],
    gaps: unfinished ? [...verdict.gaps, gap] : verdict.gaps,
  }
}

async function settleRun({ folder, manifest, files }: Run, listing: Listing): Promise<Verdict> {
  if (manifest === null) return settleParts(files, listing)
  const names = await listing(folder)
  const sizes = new Map(files.map((file) => [basename(file.path), file.bytes]))
  const listed = new Map(manifest.parts.map((part) => [part.name, part]))
  const gaps = manifest.parts.flatMap((part): PassedOver[] => {
    const reason = wrongWith(part, sizes.get(part.name), names.includes(part.name), basename(manifest.path))
    return reason === null ? [] : [{ path: join(folder, part.name), reason }]
  })
  const [present, strange] = [true, false].map((is) => files.filter(({ path }) => listed.has(basename(path)) === is))
  return {
    files: present ?? [],
    passedOver: (strange ?? []).map(({ path }) => ({ path, reason: 'not in the manifest of its run' })),
    gaps,
    records: gaps.length > 0 ? null : sumOfKnown(manifest.parts.map((part) => part.records)),
  }
}

function wrongWith(part: ListedPart, bytes: number | undefined, onDisk: boolean, manifest: string): string | null {
  if (bytes === undefined) {
    return onDisk ? `listed in ${manifest} and there, but not named` : `listed in ${manifest}, but not there`
  }
  if (part.bytes === null || part.bytes === bytes) return null
  return `${bytes} bytes here, ${part.bytes} in ${manifest}`
}
