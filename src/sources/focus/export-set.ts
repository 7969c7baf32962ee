export interface ExportFile {
  /** Absolute, links resolved. */
  readonly path: string
  readonly format: 'csv' | 'parquet'
  readonly bytes: number
}

export interface PassedOver {
  readonly path: string
  readonly reason: string
}

export interface ExportSet {
  /** Sorted by path; a file named twice counts once. */
  readonly files: readonly ExportFile[]
  /** What the manifests say the files hold altogether; null when any file has no manifest that counts records. */
  readonly records: number | null
  /** What was found and is not read, each with its reason; with `partial` also what should be there and is not. */
  readonly passedOver: readonly PassedOver[]
}

/** What one kind of export says about the files it knows as its own. */
export interface Verdict {
  readonly files: readonly ExportFile[]
  readonly passedOver: readonly PassedOver[]
  /** What the snapshot lacks: without it the bill would be loaded short. */
  readonly gaps: readonly PassedOver[]
  readonly records: number | null
}

/** Names of the entries of a folder; none when there is no such folder. Each folder is read once. */
export type Listing = (folder: string) => Promise<readonly string[]>

export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path)
}

export function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, readonly V[]> {
  const groups = new Map<K, V[]>()
  for (const value of values) {
    const group = groups.get(keyOf(value))
    if (group === undefined) groups.set(keyOf(value), [value])
    else group.push(value)
  }
  return groups
}

/** The sum, unless one of them is not known. */
export function sumOfKnown(counts: readonly (number | null)[]): number | null {
  return counts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0)
}
