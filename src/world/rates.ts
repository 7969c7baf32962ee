/** Made-up central parities for the demo: no fixing was ever like these, and their round steps say so. */
import type { Published } from './cfets.js'

const FIRST = Date.UTC(2026, 6, 1)
const DAY = 86_400_000

const head = ['USD/CNY', 'EUR/CNY', '100JPY/CNY', 'HKD/CNY', 'GBP/CNY', 'CNY/KRW', 'CNY/THB'] as const

/** A fixing a weekday from 1 July 2026 up to and with `last`, `2026-08-19`; none at weekends, as the real ones. */
export function madeUpRates(last: string): Published {
  const count = (Date.parse(`${last}T00:00:00Z`) - FIRST) / DAY + 1
  const days = Array.from({ length: count }, (_, index) => FIRST + index * DAY).filter((at) => !isWeekend(at))
  return { head, days: days.map((at) => ({ date: new Date(at).toISOString().slice(0, 10), values: valuesOn(at) })) }
}

/** A wave of two weeks around round numbers, a thousandth of a yuan a day. */
function valuesOn(at: number): string[] {
  const step = Math.abs(((at / DAY) % 14) - 7)
  return [
    (7 + step / 1000).toFixed(4),
    (8 + step / 1000).toFixed(4),
    (4.7 + step / 2000).toFixed(4),
    (0.9 + step / 10_000).toFixed(5),
    (9.3 + step / 1000).toFixed(4),
    (196 + step / 10).toFixed(2),
    (4.6 + step / 1000).toFixed(4),
  ]
}

/** 1 January 1970 was a Thursday. */
function isWeekend(at: number): boolean {
  return [0, 6].includes((at / DAY + 4) % 7)
}
