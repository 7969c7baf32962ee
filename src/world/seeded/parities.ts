/** Central parities of the world: a fixing a weekday at a quarter past nine in Beijing, never like a real one twice. */
import type { Published } from '../cfets.js'
import type { Dice } from './dice.js'
import { beijingDay, beijingStart, DAY, HOUR, type Span } from './moments.js'

export interface Fixing {
  /** Beijing's day. */
  readonly date: string
  /** Seconds since 1970. */
  readonly published: number
  /** Yuan for a dollar, four decimals. */
  readonly usd: string
}

/** From two weeks before the world begins, so that there is one to carry over a holiday. */
export function fixingsOf(dice: Dice, { from, to }: Span): Fixing[] {
  const found: Fixing[] = []
  let parity = 70_000 + dice.within(0, 3000)
  for (let day = beijingStart(from) - 15 * DAY; day < to + 40 * DAY; day += DAY) {
    parity += dice.within(-90, 90)
    // 1 January 1970 was a Thursday.
    const weekday = (Math.floor((day + 8 * HOUR) / DAY) + 4) % 7
    if (weekday === 0 || weekday === 6) continue
    const usd = `${Math.floor(parity / 10_000)}.${String(parity % 10_000).padStart(4, '0')}`
    found.push({ date: beijingDay(day), published: day + 9 * HOUR + 900, usd })
  }
  return found
}

export function publishedAt(fixings: readonly Fixing[], now: number): Published {
  const days = fixings.filter(({ published }) => published <= now)
  return { head: ['USD/CNY'], days: days.map(({ date, usd }) => ({ date, values: [usd] })) }
}
