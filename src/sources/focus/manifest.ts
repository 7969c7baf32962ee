/**
 * What the providers write beside their exports. Both shapes are read tolerantly: a manifest that is not understood is
 * passed over, and its files are judged by their names.
 */
import { readFile } from 'node:fs/promises'
import { basename, posix } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../errors.js'

/** A part as a manifest lists it; null where the manifest does not say. */
export interface ListedPart {
  readonly name: string
  readonly bytes: number | null
  readonly records: number | null
}

export interface RunManifest {
  readonly path: string
  /** Which export of which scope this is, comparable between runs; null when the manifest does not say. */
  readonly exportId: string | null
  /** The first day of the data, `2026-08-01`. */
  readonly from: string | null
  /** Comparable as text: `2026-08-21T06:49:06.575605100`. */
  readonly submitted: string | null
  readonly parts: readonly ListedPart[]
}

export interface DeliveryManifest {
  readonly path: string
  /** As listed: `s3://bucket/prefix/name/data/BILLING_PERIOD=2026-08/name-00001.csv.gz`, or only a key. */
  readonly files: readonly string[]
}

export function isManifestName(path: string): boolean {
  return /(?:^|[-_])manifest\.json$/i.test(basename(path))
}

const count = z.int().nonnegative().nullish().catch(null)
const text = z.string().min(1).nullish().catch(null)

/** Fields as in a real manifest of a FOCUS export: microsoft/finops-toolkit#527; others are not looked at. */
const runShape = z.object({
  exportConfig: z.object({ exportName: text, resourceId: text }).nullish().catch(null),
  runInfo: z.object({ submittedTime: text, startDate: text }).nullish().catch(null),
  blobs: z.array(z.object({ blobName: z.string().min(1), byteCount: count, dataRowCount: count })),
})

/** `manifest.json` of one run of an Azure Cost Management export; null when it is something else. */
export async function runManifest(path: string): Promise<RunManifest | null> {
  const read = runShape.safeParse(await jsonOf(path))
  if (!read.success) return null
  const { exportConfig, runInfo, blobs } = read.data
  return {
    path,
    exportId: (exportConfig?.resourceId ?? exportConfig?.exportName)?.toLowerCase() ?? null,
    from: /^\d{4}-\d\d-\d\d/.exec(runInfo?.startDate ?? '')?.[0] ?? null,
    submitted: instantOf(runInfo?.submittedTime ?? ''),
    parts: blobs.map(({ blobName, byteCount, dataRowCount }) => ({
      name: posix.basename(blobName),
      bytes: byteCount ?? null,
      records: dataRowCount ?? null,
    })),
  }
}

/** Seven decimals and a Z in what Microsoft shows; a time without a zone is UTC there. Another zone is not guessed. */
function instantOf(time: string): string | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z?$/.exec(time)
  return parts === null ? null : `${parts[1] ?? ''}.${(parts[2] ?? '').padEnd(9, '0')}`
}

/**
 * AWS documents that the manifest lists the files, not under which field. Readers of real ones take `dataFiles` (a list
 * of s3:// urls, or of objects that hold one), and `reportKeys` in the legacy report.
 */
const listed = z.array(z.union([z.string(), z.record(z.string(), z.unknown())]))
const deliveryShape = z.union([z.object({ dataFiles: listed }), z.object({ reportKeys: listed })])

/** `<export>-Manifest.json` of one billing period of an AWS data export; null when it lists no data file. */
export async function deliveryManifest(path: string): Promise<DeliveryManifest | null> {
  const read = deliveryShape.safeParse(await jsonOf(path))
  if (!read.success) return null
  const entries = 'dataFiles' in read.data ? read.data.dataFiles : read.data.reportKeys
  const files = entries.map((entry) => (typeof entry === 'string' ? entry : Object.values(entry).find(isDataFile)))
  const known = files.filter((file) => typeof file === 'string')
  return known.length === 0 || known.length < files.length ? null : { path, files: known }
}

function isDataFile(value: unknown): value is string {
  return typeof value === 'string' && /\.(?:csv|gz|zst|parquet)$/.test(value)
}

/** Undefined when it is not JSON, such as a download that broke off. */
async function jsonOf(path: string): Promise<unknown> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(`Cannot read the manifest ${path}. Give the user who runs this permission to read it.`, {
      cause,
      facts: { path },
    })
  })
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
