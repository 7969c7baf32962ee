import type { Config } from '../src/config/index.js'
import type { ReplaceOptions } from '../src/store/index.js'

/** Which feed counts for which account, as the settings say. */
export function declaredOf({ sourcesOfRecord }: Pick<Config, 'sourcesOfRecord'>): ReplaceOptions['declared'] {
  return sourcesOfRecord.map(({ billingAccount: billingAccountId, ...one }) => ({ ...one, billingAccountId }))
}
