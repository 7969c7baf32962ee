/** Units as Alibaba writes them in the language of the account: one thing, one word. What is not here stays as it came. */
import { attoOf, ONE } from '../../units/decimal.js'
import { epochSeconds, instantAt, type Instant } from '../../units/instant.js'
import { type Day, plusMonths, startOf } from './calendar.js'

/** Seen: 秒 and Seconds (documentation), Second (typings), `Hour` with a line break (sample), 月 (a peer's test). */
const SYNONYMS: readonly (readonly [unit: string, spellings: string])[] = [
  ['Seconds', '秒 s sec secs second seconds'],
  ['Minutes', '分 分钟 min mins minute minutes'],
  ['Hours', '时 小时 个小时 h hr hrs hour hours'],
  ['Days', '日 天 day days'],
  ['Weeks', '周 星期 week weeks'],
  ['Months', '月 个月 mo month months'],
  ['Years', '年 year years'],
]
const unitOf = new Map(SYNONYMS.flatMap(([unit, spellings]) => spellings.split(' ').map((one) => [one, unit] as const)))
const SECONDS: ReadonlyMap<string, bigint> = new Map([
  ['Seconds', 1n],
  ['Minutes', 60n],
  ['Hours', 3600n],
  ['Days', 86_400n],
  ['Weeks', 604_800n],
])
const MONTHS: ReadonlyMap<string, number> = new Map([
  ['Months', 1],
  ['Years', 12],
])

export function unitNamed(written: string): string {
  return unitOf.get(written.trim().toLowerCase()) ?? written.trim()
}

/** Whether a unit is one of time: only then a length of service says how long something ran. */
export function isOfTime(unit: string): boolean {
  return SECONDS.has(unit) || MONTHS.has(unit)
}

/**
 * When a service bought on a day ends. It begins with the day, because a row does not say the hour.
 * @throws RangeError for a unit that is not of time, and for a length that is not whole seconds or whole months
 */
export function serviceEnd(day: Day, period: string, unit: string): Instant {
  const atto = attoOf(period)
  const months = MONTHS.get(unit)
  if (months !== undefined) return startOf(plusMonths(day, whole(atto, period, unit) * months))
  const seconds = SECONDS.get(unit)
  if (seconds === undefined) throw new RangeError(`is in ${JSON.stringify(unit)}, which is no unit of time`)
  return instantAt(epochSeconds(startOf(day)) + whole(atto * seconds, period, unit))
}

function whole(atto: bigint, period: string, unit: string): number {
  if (atto % ONE !== 0n) throw new RangeError(`of ${period} ${unit} does not end on a second or a month`)
  return Number(atto / ONE)
}
