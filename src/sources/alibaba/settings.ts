import type { AlibabaConfig } from '../../config/schema-bills-alibaba.js'
import type { Patience } from '../../http.js'

/**
 * An entry of `bills.alibaba`. An account is of one site, aliyun.com or alibabacloud.com, and the other's endpoint refuses it.
 * `accountId` is whose the keys must be, `billOwnerId` a member whose rows alone are read.
 */
export type AlibabaSettings = AlibabaConfig & {
  /** How long a far end that is down is waited for; only tests wait otherwise. */
  readonly patience?: Patience
}

/** By site: all cn-* regions and Hong Kong are billed in China. */
const ENDPOINTS = {
  china: 'https://business.aliyuncs.com',
  international: 'https://business.ap-southeast-1.aliyuncs.com',
} as const

export function endpointOf({ site, endpoint }: Pick<AlibabaSettings, 'site' | 'endpoint'>): string {
  return endpoint ?? ENDPOINTS[site]
}

/** Who is asked, for messages. */
export function whoOf({ name }: AlibabaSettings): string {
  return name === 'alibaba' ? 'Alibaba' : `Alibaba (${name})`
}
