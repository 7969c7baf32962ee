import type { PrometheusConfig } from '../../config/index.js'
import type { Patience } from '../../http.js'

/** An entry of `usage.prometheus`. */
export type PrometheusSettings = PrometheusConfig & {
  /** How long a server that does not answer is waited for; only tests wait otherwise. */
  readonly patience?: Patience
}
