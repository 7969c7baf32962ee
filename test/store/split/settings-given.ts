/** Settings for tests as a person writes them in tokenledger.yaml, in force with the price list that ships. */
import { foldAgain, type Folded, putInForce, type SplitBy } from '../../../jobs/fold.js'
import { split as schema } from '../../../src/config/schema-split.js'
import { splitOf } from '../../../src/config/split.js'
import type { SettingsApplied } from '../../../src/store/split/index.js'
import type { Ledger } from '../../support/ledger.js'

/** Outside `split:` there are the time zone and the files of instance types. */
export interface Beside {
  readonly zone?: string
  readonly pricing?: readonly string[]
}

export function settings(said: Readonly<Record<string, unknown>> = {}, beside: Beside = {}): SplitBy {
  const { zone = 'Asia/Shanghai', pricing = [] } = beside
  return { settings: splitOf(schema.parse(said), zone), pricing }
}

/** What becomes of charges from now on. */
export async function inForce(ledger: Ledger, by: SplitBy = settings()): Promise<SettingsApplied | undefined> {
  return putInForce(ledger.store, by)
}

export async function fold(
  ledger: Ledger,
  by: SplitBy = settings(),
  options: Partial<Parameters<typeof foldAgain>[1]> = {},
): Promise<Folded> {
  return foldAgain(ledger.store, {
    ...by,
    from: undefined,
    to: undefined,
    dryRun: false,
    onStep: () => undefined,
    ...options,
  })
}

/** The settings name one rule. */
export function rule(match: unknown, goes: Readonly<Record<string, unknown>>, name = 'ours'): SplitBy {
  return settings({ rules: [{ name, match, ...goes }] })
}
