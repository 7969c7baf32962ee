/** The bucket that a seeded world's export is delivered into: data first, then the manifest that lists them. */
import { createHash } from 'node:crypto'
import { type S3World, startS3 } from '../s3.js'
import type { AwsKey } from '../sigv4.js'
import { CUR_COLUMNS } from './aws-cur.js'
import { type Cells, deliveredAt, periodsOf, type Shape } from './aws-export.js'
import { FOCUS_COLUMNS } from './aws-focus.js'
import { type Posted, shownAt } from './charges.js'
import { csvFile, parquetFile } from './export-files.js'
import { utc } from './moments.js'

export const BUCKET = 'ledger-exports'

export function exportNamed({ table }: Shape): string {
  return `${table}-hourly`
}

/** Requests are signed by the clock of the machine, whatever time it is in the world. */
export async function startBucket(key: AwsKey): Promise<S3World> {
  return startS3({ bucket: BUCKET, keys: [key] })
}

/** Of a period: one in small worlds, and three in others. */
const MOST_FILES = 3
const FEWEST_ROWS = 50

/**
 * Puts there what was delivered since: over the delivery before, or beside it in a folder of its own with a copy of its
 * manifest, as the export was made.
 */
export class Deliverer {
  readonly #bucket: Pick<S3World, 'put'>
  readonly #periods: ReadonlyMap<string, readonly Posted<Cells>[]>
  readonly #shape: Shape
  readonly #done = new Map<string, number>()

  constructor(bucket: Pick<S3World, 'put'>, exported: readonly Posted<Cells>[], shape: Shape) {
    this.#bucket = bucket
    this.#periods = periodsOf(exported)
    this.#shape = shape
  }

  async catchUp(now: number): Promise<void> {
    for (const [period, posted] of this.#periods) {
      const at = deliveredAt(period, now)
      if (this.#done.get(period) === at) continue
      this.#done.set(period, at)
      const rows = shownAt(posted, at).map(({ row }) => row)
      if (rows.length > 0) await this.#put(period, at, rows)
    }
  }

  async #put(period: string, at: number, rows: readonly Cells[]): Promise<void> {
    const { table, format, isKept } = this.#shape
    const [name, partition, modified] = [exportNamed(this.#shape), `BILLING_PERIOD=${period}`, utc(at)]
    const execution = `${modified.replaceAll(/[-:]|00Z$/g, '')}-${uuidOf(`${period} ${modified}`)}`
    const columns = table === 'focus' ? FOCUS_COLUMNS : CUR_COLUMNS
    const bodies = await Promise.all(
      parted(rows).map((part) => (format === 'csv' ? csvFile(columns, part) : parquetFile(columns, part))),
    )
    const folder = `${name}/data/${partition}/${isKept ? `${execution}/` : ''}`
    const files = bodies.map((body, i) => ({ key: `${folder}${fileNamed(name, i + 1, format)}`, body }))
    const manifest = JSON.stringify({
      executionId: execution,
      columns: Object.keys(columns).map((column) => ({ name: column })),
      dataFiles: files.map(({ key }) => `s3://${BUCKET}/${key}`),
    })
    // Written first, so that nobody finds a half of it: what is put is put at once.
    const put = (key: string, body: string | Buffer): void =>
      this.#bucket.put(key, body, modified.replace('Z', '.000Z'))
    for (const { key, body } of files) put(key, body)
    const metadata = `${name}/metadata/${partition}/`
    if (isKept) put(`${metadata}${execution}/${name}-Manifest.json`, manifest)
    put(`${metadata}${name}-Manifest.json`, manifest)
  }
}

function fileNamed(name: string, number: number, format: Shape['format']): string {
  return `${name}-${String(number).padStart(5, '0')}.${format === 'csv' ? 'csv.gz' : 'snappy.parquet'}`
}

function parted(rows: readonly Cells[]): Cells[][] {
  const size = Math.max(FEWEST_ROWS, Math.ceil(rows.length / MOST_FILES))
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))
}

/** The same each time, so that a seed is the same world. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
