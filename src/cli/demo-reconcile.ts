/** The demo's proof: what each bill holds, where it went, and the difference, which is 0. */
import type { Reconciled } from '../store/split/index.js'
import { CURRENCIES } from '../units/currency.js'
import { add, displayMoney, type Money, parseMoney } from '../units/money.js'
import type { DemoWords } from './demo-words.js'
import { table } from './print.js'
import { REASONS } from './reconcile.js'

export function billsTable(bills: readonly Reconciled[], words: DemoWords): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  return table(
    [
      { title: words.account },
      right(words.bill),
      right(words.serving),
      right(words.idle),
      right(words.shared),
      right(words.unattributed),
      right(words.difference),
    ],
    bills
      .filter(({ basis }) => basis === 'effective')
      .map((bill) => [
        `${bill.provider} ${bill.billing_account_id}`,
        sumOf(bill, ['bill']),
        sumOf(bill, ['serving']),
        sumOf(bill, ['warm_idle', 'cold_idle']),
        sumOf(bill, ['shared']),
        sumOf(bill, UNATTRIBUTED),
        bill.difference.replace(/\.0+$/, ''),
      ]),
  )
}

type Part = Exclude<keyof Reconciled, 'provider' | 'basis' | 'unknown' | `billing_${string}`>

const UNATTRIBUTED: readonly Part[] = [...REASONS, 'deferred']

function sumOf(bill: Reconciled, parts: readonly Part[]): string {
  const currency = CURRENCIES.find((code) => code === bill.billing_currency) ?? 'USD'
  const zero: Money<typeof currency> = parseMoney('0', currency)
  return displayMoney(
    parts.reduce((sum, part) => add(sum, parseMoney(bill[part], currency)), zero),
    2,
  )
}
