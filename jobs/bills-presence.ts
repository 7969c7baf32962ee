/** When resources ran, as a provider's usage API tells it beside its bill. */
import type { BillSource, PresenceDay } from '../src/records/bill-source.js'
import { replacePresence, type UsageApiHours } from '../src/store/bills/index.js'
import { type Store, withClient } from '../src/store/index.js'
import { hoursOfDay, parseDay } from '../src/units/billing-day.js'

/** A usage API lacks the hours that have just been, so a day counts as told once it has been over for this long. */
const TOLD_AFTER_MS = 2 * 3_600_000

/**
 * Before the lines of those days, in a transaction of its own: whoever is killed behind it has not read the piece, and reads
 * it again. Answers with how many resource-hours that were held already were spread again.
 */
export async function spreadByPresence(
  store: Store,
  { feed, account, zone = 'UTC' }: BillSource,
  told: readonly PresenceDay[],
  now: Date,
): Promise<number> {
  const whole = told
    .map(({ date, hours }) => ({ ...hoursOfDay(parseDay(date, zone)), hours }))
    .filter(({ to }) => Date.parse(to) + TOLD_AFTER_MS <= now.getTime())
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
  let folded = 0
  for (const said of stretchesOf(`${feed}/${account}`, whole)) {
    folded += (await withClient(store.pool, (client) => replacePresence(client, said))).folded
  }
  return folded
}

/** Days that follow each other are told in one; a day may be told in parts, a table of usage each. */
function stretchesOf(
  source: string,
  days: readonly Pick<UsageApiHours, 'from' | 'to' | 'hours'>[],
): readonly UsageApiHours[] {
  const stretches: UsageApiHours[] = []
  for (const { from, to, hours } of days) {
    const last = stretches.at(-1)
    if (last === undefined || last.to < from) stretches.push({ source, from, to, days: [from], hours })
    else {
      const known = last.days.includes(from) ? last.days : [...last.days, from]
      stretches[stretches.length - 1] = { ...last, to, days: known, hours: [...last.hours, ...hours] }
    }
  }
  return stretches
}
