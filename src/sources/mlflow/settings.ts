import type { MlflowConfig } from '../../config/index.js'
import type { Patience } from '../../http.js'

/** An entry of `versions.mlflow`. */
export type MlflowSettings = MlflowConfig & {
  /** How long a server that does not answer is waited for; only tests wait otherwise. */
  readonly patience?: Patience
}
