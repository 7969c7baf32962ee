/** What is given of an export: where AWS delivers it, and what its files hold. */
import type { AwsAccess } from '../settings.js'

export interface ExportSettings extends AwsAccess {
  readonly name: string
  readonly bucket: string
  /** Of the bucket. */
  readonly region: string
  /** As the export was given it; '' where it has none. */
  readonly prefix: string
  readonly exportName: string
  /** FOCUS 1.0 and 1.2 are read as they are; Cost and Usage Report 2.0 is put into FOCUS's columns first. */
  readonly table: 'focus' | 'cur'
  /** The first billing period to load, `2026-01`. */
  readonly from: string
  /** Of DuckDB while it translates, `300MB`. */
  readonly memoryLimit: string
  /** Bucket in the path and not in the host: for stores that only speak like S3. */
  readonly pathStyle: boolean
}
