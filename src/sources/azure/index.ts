/**
 * FOCUS exports of Azure Cost Management in Blob storage: which months have a new run, and their files, fetched into a folder
 * where the reader of FOCUS files finds them as they were written. What it means: docs/azure.md.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MalformedBill } from '../../errors.js'
import type { Finding } from '../../records/bill-source.js'
import { type Blob, type Container, containerOf } from './client.js'
import { probe } from './probe.js'
import { Changed } from './refusals.js'
import { contentOf, isManifest, newestOf, type Run, runOf } from './runs.js'
import type { AzureSettings } from './settings.js'

export type { AzureSettings } from './settings.js'

export interface ExportPeriod {
  /** `2026-08` */
  readonly name: string
  /** What `changed` compares with next time: which run it is, and how it stands. */
  readonly content: string
  readonly bytes: number
  readonly files: number
}

export interface Fetched {
  /** Absolute paths of the data files; the manifest lies beside them. */
  readonly files: readonly string[]
  /** The manifest as it was written. */
  readonly manifestContent: string
}

export interface ExportSource {
  readonly feed: string
  readonly account: string
  /** Periods whose newest run is not what is known of them, oldest first. `known` holds a content for each period's name. */
  changed(known: ReadonlyMap<string, string>): Promise<readonly ExportPeriod[]>
  /**
   * The newest run of a period, as `changed` told it last, in a folder of its own.
   * @throws SourceDown when it was written anew meanwhile
   */
  fetch(period: ExportPeriod, folder: string): Promise<Fetched>
  probe(): Promise<readonly Finding[]>
}

export function azureExports(settings: AzureSettings): ExportSource {
  const container = containerOf(settings)
  const runs = new Map<string, Run>()
  return {
    feed: 'azure-focus',
    account: settings.name,
    changed: async (known) => {
      for (const run of newestOf(await runsIn(container, settings))) runs.set(run.period, run)
      const changed = [...runs.values()].filter((run) => known.get(run.period) !== contentOf(run))
      return changed.map((run) => periodOf(run)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    },
    fetch: async (period, folder) => {
      const run = runs.get(period.name)
      if (run === undefined || contentOf(run) !== period.content) throw another(settings, period.name)
      return fetched(container, run, folder, settings)
    },
    probe: () => probe(container, settings, () => runsIn(container, settings)),
  }
}

async function runsIn(container: Container, { prefix, from }: AzureSettings): Promise<readonly Run[]> {
  const blobs = new Map((await container.list(prefix)).map((blob) => [demandPlain(blob).name, blob]))
  const runs: Run[] = []
  for (const blob of blobs.values()) {
    if (!isManifest(blob)) continue
    const run = runOf(blob, await container.text(blob), blobs)
    // A month without a part has nothing to tell, and nothing to replace.
    if (run !== null && run.parts.length > 0 && (from === undefined || run.period >= from.slice(0, 7))) runs.push(run)
  }
  return runs
}

function periodOf(run: Run): ExportPeriod {
  const bytes = run.parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0)
  return { name: run.period, content: contentOf(run), bytes, files: run.parts.length }
}

async function fetched(container: Container, run: Run, folder: string, settings: AzureSettings): Promise<Fetched> {
  const parts = run.parts.filter((part) => part !== undefined)
  if (parts.length < run.parts.length) throw another(settings, run.period)
  const manifestContent = await container.text(run.manifest)
  const files: string[] = []
  for (const part of parts) {
    const file = await placeOf(part, folder)
    await container.download(part, file)
    files.push(file)
  }
  await writeFile(await placeOf(run.manifest, folder), manifestContent)
  // Each blob was read as it was listed; a manifest that is another one says that the parts belong to two runs.
  if ((await container.etagOf(run.manifest.name)) !== run.manifest.etag) throw another(settings, run.period)
  return { files, manifestContent }
}

/** @throws MalformedBill for a name that would lead out of the folder that it is written to */
function demandPlain(blob: Blob): Blob {
  if (!blob.name.split(/[\\/]/).includes('..')) return blob
  throw new MalformedBill(`The blob ${blob.name} would be written outside of its folder. It is no part of an export.`, {
    facts: { blob: blob.name },
  })
}

/** Below the folder by the same path as in the container. */
async function placeOf({ name }: Blob, folder: string): Promise<string> {
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  return file
}

function another({ name }: AzureSettings, period: string): Changed {
  return new Changed(`The export of ${period} of ${name} is being written. Nothing of it was loaded. Run it again.`, {
    facts: { account: name, period },
  })
}
