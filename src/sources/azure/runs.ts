/**
 * Which runs of an export there are. Each run holds the month again up to its day, under a GUID of its own unless it overwrites
 * the one before: only the newest of a month counts (microsoft/finops-toolkit#320, #566, #966). A run is what its manifest
 * says, which is written after its parts; a folder without one is not complete yet.
 */
import { posix } from 'node:path'
import { z } from 'zod'
import { ConfigError, MalformedBill } from '../../errors.js'
import type { Blob } from './client.js'

export interface Run {
  /** `2026-08` */
  readonly period: string
  /** Of which export, comparable between runs. */
  readonly exportId: string
  readonly manifest: Blob
  /** Comparable as text. */
  readonly submitted: string
  /** Its parts as listed; undefined where one is not there yet. */
  readonly parts: readonly (Blob | undefined)[]
}

const text = z.string().min(1)
/** Fields as in a real manifest of a FOCUS export: microsoft/finops-toolkit#527; others are not looked at. */
const manifestOf = z.object({
  exportConfig: z.object({ exportName: text, resourceId: text.nullish(), type: text.nullish() }),
  runInfo: z.object({ submittedTime: text, startDate: text, endDate: text.nullish() }),
  blobs: z.array(z.object({ blobName: text, byteCount: z.int().nonnegative().nullish() })),
})

export function isManifest({ name }: Blob): boolean {
  return /(^|\/)_?manifest\.json$/i.test(name)
}

/** Null for what is no export of FOCUS: other exports may lie below the same prefix. @throws MalformedBill */
export function runOf(manifest: Blob, written: string, blobs: ReadonlyMap<string, Blob>): Run | null {
  const read = manifestOf.safeParse(jsonOf(written))
  if (!read.success) throw malformed(manifest, read.error.issues[0]?.path.join('.') ?? 'it is no JSON')
  const { exportConfig, runInfo, blobs: listed } = read.data
  if (exportConfig.type != null && !/focus/i.test(exportConfig.type)) return null
  const [, period] = /^(\d{4}-\d{2})-01(T|$)/.exec(runInfo.startDate) ?? []
  if (period === undefined) throw malformed(manifest, `it begins on ${runInfo.startDate}, and not with a month`)
  return {
    period,
    exportId: (exportConfig.resourceId ?? exportConfig.exportName).toLowerCase(),
    manifest,
    submitted: momentOf(runInfo.submittedTime, manifest),
    parts: listed.map(({ blobName, byteCount }) => partOf(manifest, blobName, byteCount ?? undefined, blobs)),
  }
}

/** The newest of each month, oldest month first. @throws ConfigError when two exports hold the same month */
export function newestOf(runs: readonly Run[]): readonly Run[] {
  const newest = new Map<string, Run>()
  for (const run of runs) {
    const known = newest.get(run.period)
    if (known !== undefined && known.exportId !== run.exportId) throw twoExports(known, run)
    if (known !== undefined && known.submitted === run.submitted) throw alike(known, run)
    if (known === undefined || run.submitted > known.submitted) newest.set(run.period, run)
  }
  return [...newest.values()].toSorted((a, b) => (a.period < b.period ? -1 : 1))
}

/** Changes when the run is another one, or was written anew in its place. */
export function contentOf({ manifest, parts }: Run): string {
  return [manifest.name, manifest.etag, ...parts.map((part) => part?.etag ?? '')].join(' ')
}

/** It lies beside its manifest, whatever the container was called when it was written. */
function partOf(manifest: Blob, name: string, bytes: number | undefined, blobs: ReadonlyMap<string, Blob>) {
  const part = blobs.get(posix.join(posix.dirname(manifest.name), posix.basename(name)))
  return part === undefined || (bytes !== undefined && part.bytes !== bytes) ? undefined : part
}

/** Seven decimals and a Z in what Microsoft shows; a time without a zone is UTC there. Another zone is not guessed. */
function momentOf(time: string, manifest: Blob): string {
  const [, seconds, decimals = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z?$/.exec(time) ?? []
  if (seconds === undefined) throw malformed(manifest, `submittedTime ${time} is not a time in UTC`)
  return `${seconds}.${decimals.padEnd(9, '0')}`
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

function malformed({ name }: Blob, why: string): MalformedBill {
  return new MalformedBill(
    `The manifest ${name} of an Azure export cannot be understood: ${why}. Narrow prefix to the export of FOCUS costs.`,
    { facts: { manifest: name } },
  )
}

function twoExports(one: Run, other: Run): ConfigError {
  return new ConfigError(
    `Two exports hold ${one.period}: ${one.exportId} and ${other.exportId}. Both would count. Narrow prefix to one of them.`,
    { facts: { period: one.period, one: one.exportId, other: other.exportId } },
  )
}

function alike(one: Run, other: Run): ConfigError {
  return new ConfigError(
    `Two runs hold ${one.period} and say that they are equally new: ${one.manifest.name} and ${other.manifest.name}. Delete one.`,
    { facts: { period: one.period, one: one.manifest.name, other: other.manifest.name } },
  )
}
