import { basename, dirname, join, relative } from 'node:path'
import { ConfigError } from '../../errors.js'
import { type ExportFile, grouped, type Listing, type Verdict } from './export-set.js'
import { type DeliveryManifest, deliveryManifest, isManifestName } from './manifest.js'

/** CUR 2.0 writes BILLING_PERIOD=, FOCUS exports were also seen with billing_period=. */
const periodIn = /^(.*\/billing_period=\d{4}-\d{2})(?:\/|$)/i

/**
 * AWS Data Exports: `<export>/data/BILLING_PERIOD=2026-08/...` beside
 * `<export>/metadata/BILLING_PERIOD=2026-08/<export>-Manifest.json`, which is delivered after all data files. What it
 * does not list is of an older execution: with "create new" each one writes the month again, into a folder of its own.
 * Files of periods without a manifest are handed back.
 */
export async function settleExecutions(
  files: readonly ExportFile[],
  manifests: readonly string[],
  listing: Listing,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly others: readonly ExportFile[] }> {
  const filesOf = grouped(files, ({ path }) => placeOf(dirname(path)))
  const places = new Set([...filesOf.keys(), ...(await Promise.all(manifests.map((path) => dataPlace(path, listing))))])
  const verdicts: Verdict[] = []
  const others: ExportFile[] = []
  for (const place of places) {
    const own = filesOf.get(place) ?? []
    const manifest = await manifestOf(place, listing)
    if (manifest !== null) verdicts.push(await settlePeriod(place, own, manifest, listing))
    else others.push(...withoutTwins(place, own))
  }
  return { verdicts, others }
}

/** The folder of a billing period, or of the file when the folders were flattened on the way here. */
function placeOf(folder: string): string {
  return periodIn.exec(folder)?.[1] ?? folder
}

/** Where the files of a manifest are: across from `metadata`, or where the manifest itself is. */
async function dataPlace(manifest: string, listing: Listing): Promise<string> {
  const place = placeOf(dirname(manifest))
  if (basename(dirname(place)).toLowerCase() !== 'metadata') return place
  return (await acrossTo('data', place, listing)) ?? join(dirname(dirname(place)), 'data', basename(place))
}

async function acrossTo(name: 'data' | 'metadata', place: string, listing: Listing): Promise<string | null> {
  const folder = join(dirname(dirname(place)), name)
  const same = (await listing(folder)).find((entry) => entry.toLowerCase() === basename(place).toLowerCase())
  return same === undefined ? null : join(folder, same)
}

/** Only the manifest of the period itself: the copies in folders of executions are those of older ones, too. */
async function manifestOf(place: string, listing: Listing): Promise<DeliveryManifest | null> {
  const folders = [place, periodIn.test(place) ? await acrossTo('metadata', place, listing) : null]
  const paths = await Promise.all(
    folders
      .filter((folder) => folder !== null)
      .map(async (folder) => (await listing(folder)).filter(isManifestName).map((name) => join(folder, name))),
  )
  const read = await Promise.all(paths.flat().map((path) => deliveryManifest(path)))
  const [only = null, ...more] = read.filter((manifest) => manifest !== null)
  if (only === null || more.length === 0) return only
  throw new ConfigError(
    `${place} has ${more.length + 1} manifests: ${[only, ...more].map(({ path }) => path).join(', ')}. ` +
      'AWS writes one a billing period. Delete the stray copy.',
    { facts: { place, manifests: more.length + 1 } },
  )
}

async function settlePeriod(
  place: string,
  files: readonly ExportFile[],
  manifest: DeliveryManifest,
  listing: Listing,
): Promise<Verdict> {
  const listed = new Set(manifest.files.map((url) => localPath(place, url)))
  const named = new Set(files.map(({ path }) => path))
  const name = basename(manifest.path)
  const missing = [...listed].filter((path) => !named.has(path))
  const gaps = missing.map(async (path) => {
    const onDisk = (await listing(dirname(path))).includes(basename(path))
    return { path, reason: onDisk ? `listed in ${name} and there, but not named` : `listed in ${name}, but not there` }
  })
  const strange = files.filter(({ path }) => !listed.has(path))
  return {
    files: files.filter(({ path }) => listed.has(path)),
    passedOver: strange.map(({ path }) => ({ path, reason: `not listed in ${name}: of an older execution` })),
    gaps: await Promise.all(gaps),
    records: null, // AWS does not count them
  }
}

/** What follows the period in the url, so that two executions with equal file names stay apart. */
function localPath(place: string, url: string): string {
  const period = periodIn.exec(url)?.[1]
  const tail = period === undefined || !periodIn.test(place) ? basename(url) : url.slice(period.length + 1)
  return join(place, tail)
}

/** Without a manifest the same file name in two folders of a period is the same month twice, and neither is newer. */
function withoutTwins(place: string, files: readonly ExportFile[]): readonly ExportFile[] {
  if (!periodIn.test(place)) return files
  const folderOf = ({ path }: ExportFile): string => relative(place, dirname(path))
  const twins = [...grouped(files, ({ path }) => basename(path)).values()].find(
    (same) => same.length > 1 && same.every((file) => !folderOf(file).includes('=')),
  )
  if (twins === undefined) return files
  throw new ConfigError(
    `These are of several executions of one billing period:\n  ${twins.map(({ path }) => path).join('\n  ')}\n` +
      'Each holds the whole month. Fetch the metadata folder too, whose manifest names the newest, or name one folder.',
    { facts: { place, executions: twins.length } },
  )
}
