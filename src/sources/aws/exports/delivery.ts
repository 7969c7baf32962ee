/** Brings one delivery of a period to this machine: as it lies in the bucket, and only if it is one delivery to the end. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Bucket, Replaced, type Stored } from './bucket.js'
import { translated } from './cur.js'
import { baseOf, type Delivered } from './manifests.js'
import type { ExportSettings } from './settings.js'

export interface Delivery {
  readonly delivery: Delivered
  readonly manifestContent: string
  /** The data files, as they were before the first was read. */
  readonly stored: readonly Stored[]
  readonly folder: string
  readonly settings: ExportSettings
  readonly bucket: Bucket
}

/**
 * FOCUS files with their manifest, in the folders of the bucket, which is how the reader of files knows them; or what the
 * Cost and Usage Report says, as one FOCUS file.
 * @throws Replaced when anything of it was delivered anew meanwhile
 */
export async function bringPeriod({
  delivery,
  manifestContent,
  stored,
  folder,
  settings,
  bucket,
}: Delivery): Promise<string[]> {
  const home = join(folder, settings.exportName)
  await rm(home, { recursive: true, force: true })
  const paths: string[] = []
  for (const file of stored) {
    const path = join(home, file.key.slice(baseOf(settings).length + 1))
    await mkdir(dirname(path), { recursive: true })
    await bucket.download(file, path)
    paths.push(path)
  }
  await demandSame([delivery.manifest, ...stored], bucket)
  if (settings.table === 'cur') {
    const to = join(home, 'focus', `BILLING_PERIOD=${delivery.period}`, `${settings.exportName}-focus.csv.gz`)
    await translated(paths, to, settings)
    await rm(join(home, 'data'), { recursive: true, force: true })
    return [to]
  }
  const manifest = join(home, 'metadata', basename(dirname(delivery.manifest.key)), basename(delivery.manifest.key))
  await mkdir(dirname(manifest), { recursive: true })
  await writeFile(manifest, manifestContent)
  return paths
}

/** Each file was asked for by its ETag; this finds what came between two of them, a new manifest above all. */
async function demandSame(files: readonly Stored[], bucket: Bucket): Promise<void> {
  for (const file of files) {
    const now = await bucket.look(file.key)
    if (now?.etag !== file.etag || now.modified !== file.modified) throw new Replaced(file.key)
  }
}
