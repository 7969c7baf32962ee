/** The line that shows a bill's sum beside its hours' sum, and the difference, which is 0. */
import type { LawLine } from '../store/law.js'
import { CURRENCIES } from '../units/currency.js'
import { formatMoney, parseMoney } from '../units/money.js'
import { count, table } from './print.js'

export interface LawTitles {
  readonly account: string
  readonly period: string
  readonly lines: string
  readonly bill: string
  readonly hours: string
  readonly difference: string
}

const english: LawTitles = {
  account: 'Account',
  period: 'Period',
  lines: 'Lines',
  bill: 'Billed, by lines',
  hours: 'Billed, by hours',
  difference: 'Difference',
}

/** Every digit is shown: a law that holds to the cent only does not hold. */
export function lawTable(lines: readonly LawLine[], titles: LawTitles = english): string {
  return table(
    [
      { title: titles.account },
      { title: titles.period },
      { title: titles.lines, align: 'right' },
      { title: titles.bill, align: 'right' },
      { title: titles.hours, align: 'right' },
      { title: titles.difference, align: 'right' },
    ],
    lines.map((line) => [
      `${line.provider} ${line.billing_account_id}`,
      line.billing_period.slice(0, 7),
      count(line.line_count ?? '0'),
      exact(line.billed_lines, line.billing_currency),
      exact(line.billed_hours, line.billing_currency),
      differenceOf(line),
    ]),
  )
}

/** `0` when lines and hours agree in number and on every basis; else what differs. */
function differenceOf(line: LawLine): string {
  const differences = {
    lines: line.line_difference,
    list: line.list_difference,
    contracted: line.contracted_difference,
    billed: line.billed_difference,
    effective: line.effective_difference,
  }
  const wrong = Object.entries(differences).filter(([, value]) => !isZero(value))
  return wrong.length === 0 ? '0' : wrong.map(([name, value]) => `${name} ${value}`).join(', ')
}

export function holds(line: LawLine): boolean {
  return differenceOf(line) === '0'
}

function isZero(value: string | null): boolean {
  return value !== null && /^-?0(\.0*)?$/.test(value)
}

function exact(value: string | null, currency: string): string {
  const known = CURRENCIES.find((code) => code === currency)
  if (value === null) return 'none'
  return `${known === undefined ? value : formatMoney(parseMoney(value, known))} ${currency}`
}
