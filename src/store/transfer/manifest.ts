/** What an exported ledger says of itself: `manifest.json`, by which an import knows that nothing is missing or changed. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../errors.js'

const digits = z.string().regex(/^-?\d+$/)
const tableName = z.string().regex(/^[a-z_0-9]+\.[a-z_0-9]+$/)

const manifest = z.object({
  format: z.literal(1),
  tokenledger: z.string(),
  createdAt: z.string(),
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  sequences: z.array(z.object({ sequence: tableName, value: digits, called: z.boolean() })),
  tables: z.array(
    z.object({
      table: tableName,
      // Only ever `<table>.csv.gz`: a path that leads out of the folder is no export of ours.
      file: z.string().regex(/^[a-z_0-9]+\.[a-z_0-9]+\.csv\.gz$/),
      columns: z.array(z.string()),
      rows: z.int().min(0),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
export type Manifest = z.infer<typeof manifest>
export type ExportedTable = Manifest['tables'][number]

export const MANIFEST = 'manifest.json'

/** @throws ConfigError when the folder is no export, or its manifest is damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(
      `${folder} is not an exported ledger: ${path} cannot be read. Name a folder that tokenledger db export made.`,
      { cause, facts: { folder } },
    )
  })
  const read = manifest.safeParse(json(text))
  if (read.success) return read.data
  const first = read.error.issues[0]
  const where = first === undefined || first.path.length === 0 ? '' : ` at ${first.path.join('.')}`
  throw new ConfigError(
    `${path} is damaged${where}, or was written by a later tokenledger. Copy the export again, or install the version that made it.`,
    { facts: { file: path } },
  )
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
