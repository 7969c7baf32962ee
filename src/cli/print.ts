/** What people read: tables and amounts. Machines get --json, one document and nothing else on standard output. */
import Table from 'cli-table3'
import { CURRENCIES } from '../units/currency.js'
import { displayMoney, parseMoney } from '../units/money.js'

export { count, several } from '../words.js'

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** A table without rules between the rows: numbers under each other, Chinese as wide as it is. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align = 'left' }) => align),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: bare,
  })
  made.push(...rows.map((row) => [...row]))
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

// prettier-ignore
const bare = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '',
}

/** An exact amount as a person reads it, rounded to cents; what is not known is said so, never shown as 0. */
export function amount(text: string | null | undefined, currency: string): string {
  const known = CURRENCIES.find((code) => code === currency)
  if (text === null || text === undefined) return 'unknown'
  return known === undefined ? `${text} ${currency}` : displayMoney(parseMoney(text, known), 2)
}

export function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** JSON for machines; integers beyond 2^53 stay exact as text. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field), 2))
}

/** Whether the terminal speaks Chinese, by the variable that POSIX lets win. */
export function inChinese(env: NodeJS.ProcessEnv): boolean {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return locale?.toLowerCase().startsWith('zh') === true
}
