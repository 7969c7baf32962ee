/** The dashboards, as they stand in `dashboards/*.json`. */
import type { Dashboard } from './grafana.js'
import { clouds } from './clouds.js'
import { fxAndPricing } from './fx.js'
import { levers } from './levers.js'
import { overview } from './overview.js'
import { reconciliation } from './reconciliation.js'
import { modelVersion } from './version.js'

export type { Dashboard } from './grafana.js'
export { providerFile, sourceFile, sourceOf, type SourceSaid, UID } from './provisioning.js'
export { contactPoint, contactPointFile, OURS, ruleGroup, rulesFile, type RuleSaid } from './rules.js'

/** Of whose days the dashboards in `dashboards/` tell, as business_time_zone does when nobody says otherwise. */
export const USUAL_ZONE = 'Asia/Shanghai'

/** All of them, for days of an IANA zone. */
export function dashboards(timeZone: string = USUAL_ZONE): Dashboard[] {
  return [overview, modelVersion, reconciliation, fxAndPricing, levers, clouds].map((make) => make(timeZone))
}

/** Where a dashboard stands in its folder. */
export function fileOf({ uid }: Dashboard): string {
  return `${uid.replace('tokenledger-', '')}.json`
}

export function textOf(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
