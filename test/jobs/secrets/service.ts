import type { JobName } from '../../../src/config/index.js'
import type { Mark } from './marks.js'
import type { Words } from './parrot.js'

/** A service as it is configured with marked secrets, and what it says no with. */
export interface Service {
  readonly name: string
  readonly job: JobName
  /** The lines of tokenledger.yaml for an address. */
  readonly yaml: (url: string) => string
  readonly env: Readonly<Record<string, string>>
  readonly marks: readonly Mark[]
  /** Codes that it answers with, each with its status, the words being another's. */
  readonly noes: readonly (readonly [status: number, code: string])[]
  readonly no: (status: number, code: string, words: string) => Words
  /** An answer as it should be, but that words stand where figures should. */
  readonly odd: (words: string) => unknown
}
