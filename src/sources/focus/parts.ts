import { basename, dirname, join } from 'node:path'
import { ConfigError } from '../../errors.js'
import { type ExportFile, grouped, type Listing, type PassedOver, type Verdict } from './export-set.js'

/** Where a name stands in a numbered series. */
interface Place {
  /** The name with # for the number. */
  readonly series: string
  readonly digits: string
  /** 0 or 1; null when either is met. */
  readonly first: 0 | 1 | null
}

const dataFile = /^(.+?)(?:\.(?:snappy|gz|zstd))?\.(?:csv(?:\.gz|\.zst)?|parquet)$/

/**
 * Numbered files without a manifest: a hole, a missing first, or a neighbour that was not named means that the set is a
 * part. A missing last cannot be seen. Numbers of 5 digits (AWS: `-00001`), of 9 and more (BigQuery shards: 12, from 0)
 * and Azure's pair (`part_0_0001`, `part_1_0001`); 6 and 8 digits are dates.
 */
export async function settleParts(files: readonly ExportFile[], listing: Listing): Promise<Verdict> {
  const gaps: PassedOver[] = []
  for (const [folder, own] of grouped(files, ({ path }) => dirname(path))) {
    refuseTwins(own)
    gaps.push(...gapsIn(folder, own, await listing(folder)))
  }
  return { files, passedOver: [], gaps, records: files.length === 0 ? 0 : null }
}

/** `gunzip --keep` leaves `focus.csv` beside `focus.csv.gz`. */
function refuseTwins(files: readonly ExportFile[]): void {
  const same = [...grouped(files, ({ path }) => stemOf(path)).values()].find((twins) => twins.length > 1)
  if (same === undefined) return
  throw new ConfigError(
    `These look like one file in two forms: ${same.map(({ path }) => path).join(', ')}. ` +
      'Loading both would count the same cost twice. Name one of them, or move the other away.',
    { facts: { first: same[0]?.path ?? null } },
  )
}

function gapsIn(folder: string, files: readonly ExportFile[], onDisk: readonly string[]): readonly PassedOver[] {
  const named = new Set(files.map(({ path }) => basename(path)))
  const places = grouped([...new Set([...named, ...onDisk])].flatMap(placesOf), (place) => place.series)
  // Without a zero in front it is another number, such as an account; the outer number of Azure has none.
  const isSeries = (series: string): boolean =>
    (places.get(series) ?? []).some(({ digits }) => digits.startsWith('0') || digits.length < 5)
  const touched = new Set([...named].flatMap(placesOf).map((place) => place.series))
  const series = [...touched].filter(isSeries)
  const stems = new Set([...named].map(stemOf))
  const beside = onDisk
    .filter((name) => !stems.has(stemOf(name)) && placesOf(name).some((place) => series.includes(place.series)))
    .map((name) => ({ path: join(folder, name), reason: 'another part of what was named, there but not named' }))
  return [...beside, ...series.flatMap((name) => holesIn(join(folder, name), places.get(name) ?? []))]
}

/** Two places for Azure's pair of numbers: that of the outer, and that of the inner within the outer. */
function placesOf(name: string): readonly Place[] {
  const [, outer, inner] = /^part_(\d+)_(\d{4})$/.exec(stemOf(name)) ?? []
  if (outer !== undefined && inner !== undefined) {
    return [
      { series: 'part_#', digits: outer, first: 0 },
      { series: `part_${outer}_#`, digits: inner, first: 1 },
    ]
  }
  const [, series, digits] = /^(.*[-_.])(\d{5}|\d{9,15})$/.exec(stemOf(name)) ?? []
  if (series === undefined || digits === undefined) return []
  return [{ series: `${series}#`, digits, first: digits.length > 5 ? 0 : null }]
}

function holesIn(series: string, members: readonly Place[]): readonly PassedOver[] {
  const numbers = new Set(members.map(({ digits }) => Number(digits)))
  const sorted = [...numbers].toSorted((a, b) => a - b)
  const [least = 0, most = least] = [sorted[0], sorted.at(-1)]
  const first = members[0]?.first ?? (least === 0 ? 0 : 1)
  const missing = most - first + 1 - numbers.size
  if (missing <= 0) return []
  const hole = sorted.findIndex((number, i) => number !== first + i) + first
  const width = Math.min(...members.map(({ digits }) => digits.length))
  const path = series.replace('#', String(hole).padStart(width, '0'))
  return [{ path, reason: missing === 1 ? 'a part that is not there' : `the first of ${missing} parts not there` }]
}

/** The name without what says how it is packed; of any other file its name. */
function stemOf(path: string): string {
  return dataFile.exec(basename(path))?.[1] ?? ''
}
