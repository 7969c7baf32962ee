/**
 * The manifests of an export, one a billing period: delivered after all the data files that it lists, so it alone says that
 * a delivery is whole. Files that it does not list are of an older delivery, or of one that is not done.
 */
import { z } from 'zod'
import { ConfigError, MalformedBill } from '../../../errors.js'
import type { Stored } from './bucket.js'
import type { ExportSettings } from './settings.js'

export interface Delivered {
  /** `2026-08`. */
  readonly period: string
  readonly manifest: Stored
  /** Changes with each delivery, also with one that writes the same again. */
  readonly identity: string
}

export function baseOf({ prefix, exportName }: Pick<ExportSettings, 'prefix' | 'exportName'>): string {
  const inside = prefix.replaceAll(/^\/+|\/+$/g, '')
  return `${inside === '' ? '' : `${inside}/`}${exportName}`
}

/**
 * By period, oldest first. `BILLING_PERIOD=` was seen in both cases; copies in folders of executions are older ones.
 * @throws ConfigError when a period has two
 */
export function deliveredOf(listed: readonly Stored[], settings: ExportSettings): Delivered[] {
  const periods = new Map<string, Delivered>()
  for (const manifest of listed) {
    const rest = manifest.key.slice(`${baseOf(settings)}/metadata/`.length)
    const [, period, name] = /^billing_period=(\d{4}-\d{2})\/([^/]+)$/i.exec(rest) ?? []
    if (period === undefined || name?.toLowerCase() !== `${settings.exportName}-manifest.json`.toLowerCase()) continue
    const twin = periods.get(period)
    if (twin !== undefined) {
      throw new ConfigError(
        `The export ${settings.exportName} has two manifests of ${period}: ${twin.manifest.key} and ${manifest.key}. Delete the stray one.`,
      )
    }
    periods.set(period, { period, manifest, identity: `${manifest.etag} ${manifest.modified}` })
  }
  return [...periods.values()].toSorted((a, b) => (a.period < b.period ? -1 : 1))
}

/** AWS documents that the manifest lists the files and not under which name; real ones have `dataFiles`, as texts or objects. */
const shape = z.object({ dataFiles: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).min(1) })
const DATA_FILE = /\.(?:csv|csv\.gz|gz|parquet)$/

/** Keys of the data files. @throws MalformedBill when it is not known what it lists, or where */
export function filesOf(text: string, { manifest, period }: Delivered, settings: ExportSettings): string[] {
  const strange = (what: string): MalformedBill =>
    new MalformedBill(`The manifest ${manifest.key} ${what}. Nothing of ${period} was loaded.`, {
      facts: { key: manifest.key },
    })
  const read = shape.safeParse(jsonOf(text))
  if (!read.success) throw strange('lists no data files that are understood')
  const keys = read.data.dataFiles.map((entry) => {
    const url =
      typeof entry === 'string'
        ? entry
        : Object.values(entry).find((value) => typeof value === 'string' && DATA_FILE.test(value))
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(url)) ?? [undefined, settings.bucket, url]
    if (typeof key !== 'string' || !DATA_FILE.test(key))
      throw strange(`lists ${JSON.stringify(entry)}, which is no data file`)
    if (bucket !== settings.bucket) throw strange(`lists a file of another bucket: ${bucket}`)
    const inside = key.startsWith(`${baseOf(settings)}/data/`) ? key.slice(`${baseOf(settings)}/data/`.length) : ''
    if (!new RegExp(`^billing_period=${period}/[^/]`, 'i').test(inside) || inside.split('/').includes('..')) {
      throw strange(`lists ${key}, which is not among the data of its period`)
    }
    return key
  })
  if (new Set(keys).size < keys.length) throw strange('lists a file twice')
  return keys
}

/** Undefined: it is no JSON, cut off perhaps. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
