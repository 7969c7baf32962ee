import type { Hour } from '../units/hour.js'

/** Which version a served name stood for, from `from` up to and without `to`; `to` is null while it still does. */
export interface ServedVersion {
  /** The name that requests ask for, as telemetry labels it. */
  readonly servedModel: string
  readonly model: string
  readonly version: string
  readonly from: Hour
  readonly to: Hour | null
  /** The registry's own tags: quantisation, batch size, maximum of tokens. */
  readonly tags: Readonly<Record<string, string>>
  /** Where it is registered: a page that a person can open. */
  readonly source: string
}
