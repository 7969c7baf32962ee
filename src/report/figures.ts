/** Figures as cells: exact texts rounded for the eye, without a float, and what is not known said with its reason. */
import type { ReportStatus } from '../records/report.js'
import { CURRENCIES } from '../units/currency.js'
import { attoOf, divideHalfEven, ONE } from '../units/decimal.js'
import { displayMoney, parseMoney } from '../units/money.js'
import { count } from '../words.js'
import { type Both, type Cell, same } from './page.js'
import { STATUSES, WORDS } from './words.js'

/** Why an amount is not known: how many resource-hours, by what they lack. */
export interface Lacking {
  readonly unknown: string
  readonly unconverted: string
  readonly unbilled: string
}

export function money(text: string, currency: string, decimals = 2): Cell {
  return { shown: same(shownMoney(text, currency, decimals)), exact: text, ...(isZero(text) ? { tone: 'quiet' } : {}) }
}

/** To so many decimals; what is less than half of the last is not shown as nothing. */
export function shownMoney(text: string, currency: string, decimals = 2): string {
  const code = CURRENCIES.find((one) => one === currency)
  if (code === undefined) return `${text} ${currency}`
  const shown = displayMoney(parseMoney(text, code), decimals)
  const vanished = !/[1-9]/.test(shown) && !isZero(text)
  return vanished
    ? `${text.startsWith('-') ? '>-' : '<'}${displayMoney(parseMoney(`1e-${decimals}`, code), decimals)}`
    : shown
}

export function moneyOrWhy(text: string | null, currency: string, lacking: Lacking, decimals = 2): Cell {
  return text === null ? { ...unknown(whyOf(lacking)), below: whyOf(lacking) } : money(text, currency, decimals)
}

export function unknown(why: Both): Cell {
  return { shown: WORDS.unknown, tone: 'unknown', exact: '', below: why }
}

export function whyOf({ unknown: open, unconverted, unbilled }: Lacking): Both {
  if (unconverted !== '0') return WORDS.noRate
  if (open !== '0') return WORDS.costOpen
  return unbilled === '0' ? WORDS.notTold : WORDS.notBilled(unbilled)
}

/** A share from 0 to 1 as per cent. */
export function share(text: string | null, why: Both): Cell {
  return text === null ? unknown(why) : { shown: same(percent(text)), exact: text }
}

export function percent(text: string): string {
  const tenths = divideHalfEven(attoOf(text) * 1000n, ONE)
    .toString()
    .padStart(2, '0')
  return `${tenths.slice(0, -1)}.${tenths.slice(-1)}%`
}

export function whole(text: string | null, why: Both): Cell {
  return text === null ? unknown(why) : { shown: same(count(text)), exact: text }
}

export function status(of: ReportStatus): Cell {
  return of === null ? unknown(WORDS.notTold) : { shown: STATUSES[of], tone: of === 'final' ? 'good' : 'quiet' }
}

export function isZero(text: string): boolean {
  return /^-?0(\.0*)?$/.test(text)
}

export function less(left: string, right: string): boolean {
  return attoOf(left) < attoOf(right)
}
