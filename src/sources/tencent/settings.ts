/** What one Tencent Cloud account is read with. */
import type { TencentConfig } from '../../config/schema-bills-tencent.js'
import type { Patience } from '../../http.js'

/** An entry of `bills.tencent`. */
export type TencentSettings = TencentConfig & {
  readonly patience?: Patience
  /** Milliseconds by any clock that does not run backwards, for the rate of requests. */
  readonly clock?: () => number
}
