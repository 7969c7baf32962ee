/** What Alibaba itself says a month comes to: QueryBillOverview, where the rounding discount stands that no row has. */
import type { BillPage, ProviderTotal } from '../../records/bill-source.js'
import { monthStart } from '../../units/billing-day.js'
import type { Currency } from '../../units/currency.js'
import { attoOf, decimalOf } from '../../units/decimal.js'
import { malformed, overviewAnswer, type Row } from './answers.js'
import type { Ask } from './ask.js'
import { cycleOf, type Day } from './calendar.js'
import { Cells, Unread } from './cells.js'
import { demandAccount } from './day.js'
import type { AlibabaSettings } from './settings.js'

/**
 * A total for each currency: sum of PretaxAmount, to which the lines come less the rounding discount (ledger.md 8). Lines
 * have more digits than an invoice, which is rounded down.
 */
export async function overviewPage(settings: AlibabaSettings, ask: Ask, day: Day): Promise<BillPage> {
  const cycle = cycleOf(day)
  const what = `QueryBillOverview ${cycle}`
  const question = { BillingCycle: cycle, BillOwnerId: settings.billOwnerId }
  const answer = overviewAnswer(what, await ask('QueryBillOverview', question))
  if (answer.cycle !== cycle) throw malformed(what, `is of ${answer.cycle}`)
  demandAccount(settings, answer.accountId)
  const account = settings.billOwnerId ?? answer.accountId
  const totals = [...sums(what, answer.rows)].map(([billingCurrency, { billed, roundedDown }]): ProviderTotal => ({
    provider: 'alibaba',
    billingAccountId: account,
    billingPeriod: monthStart(day).date,
    billingCurrency,
    invoiceId: '',
    total: decimalOf(billed),
    notInLines: decimalOf(-roundedDown),
    source: 'QueryBillOverview',
  }))
  return { name: what, lines: [], refused: [], totals }
}

interface Sum {
  billed: bigint
  roundedDown: bigint
}

function sums(what: string, rows: readonly Row[]): Map<Currency, Sum> {
  const found = new Map<Currency, Sum>()
  for (const row of rows) {
    try {
      const cells = new Cells(row)
      const currency = cells.currency('Currency')
      const sum = found.get(currency) ?? { billed: 0n, roundedDown: 0n }
      sum.billed += attoOf(cells.mustAmount('PretaxAmount'))
      sum.roundedDown += attoOf(cells.amount('RoundDownDiscount') ?? '0') // a row without one has none
      found.set(currency, sum)
    } catch (error) {
      if (!(error instanceof Unread)) throw error
      throw malformed(what, `has ${error.column} ${JSON.stringify(error.value.slice(0, 60))}, which ${error.reason}`)
    }
  }
  return found
}
