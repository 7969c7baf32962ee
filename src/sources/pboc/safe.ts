/**
 * The same central parity from the State Administration of Foreign Exchange, as a page of HTML: per 100 of every currency,
 * under Chinese names. It is the second source, and says so on every row. https://www.safe.gov.cn/safe/rmbhlzjj/
 */
import { setTimeout } from 'node:timers/promises'
import { MalformedBill, SourceRefused } from '../../errors.js'
import { ask } from '../../http.js'
import type { Fixing, FxRate, RateAnswer } from '../../records/fx-rate.js'
import type { Asking } from './cfets.js'
import { type Days, inOrder, parseFixedOn, windowsOf } from './days.js'
import { hundredth, type Pair, parsePairs, parseQuote } from './quote.js'

const BETWEEN_REQUESTS_MS = 1000
const TIMEOUT_MS = 30_000
const WAY_OUT = 'Ask the other source (tokenledger rates --source cfets), or import a file (--file rates.csv).'

/** The pair as CFETS writes it. All are quoted per 100 here: of the currency, or of yuan where the yuan stands first. */
const labelOf: ReadonlyMap<string, string> = new Map(
  `美元 USD/CNY, 欧元 EUR/CNY, 日元 100JPY/CNY, 港元 HKD/CNY, 英镑 GBP/CNY, 澳元 AUD/CNY, 新西兰元 NZD/CNY,
   新加坡元 SGD/CNY, 瑞士法郎 CHF/CNY, 加元 CAD/CNY, 澳门元 CNY/MOP, 林吉特 CNY/MYR, 卢布 CNY/RUB, 兰特 CNY/ZAR,
   韩元 CNY/KRW, 迪拉姆 CNY/AED, 里亚尔 CNY/SAR, 福林 CNY/HUF, 兹罗提 CNY/PLN, 丹麦克朗 CNY/DKK, 瑞典克朗 CNY/SEK,
   挪威克朗 CNY/NOK, 里拉 CNY/TRY, 比索 CNY/MXN, 泰铢 CNY/THB`
    .split(',')
    .map((entry) => entry.trim().split(' '))
    .map(([name = '', label = '']) => [name, label]),
)

/** @throws SourceRefused, SourceDown and MalformedBill as CFETS does */
export async function safeRates(asking: Asking): Promise<RateAnswer> {
  const { pause = setTimeout } = asking
  const fixings: Fixing[] = []
  for (const [i, days] of windowsOf(asking.days).entries()) {
    if (i > 0) await pause(BETWEEN_REQUESTS_MS)
    fixings.push(...fixingsIn(await pageOf({ ...asking, days }), days))
  }
  return { source: 'safe', fixings: inOrder('SAFE', fixings), files: [] }
}

function pageOf({ url, days, patience }: Asking): Promise<string> {
  const body = new URLSearchParams({ startDate: days.from.date, endDate: days.upTo.date, queryYN: 'true' }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'tokenledger' }
  const call = { who: 'SAFE', url: new URL(url), method: 'POST', headers, body, timeoutMs: TIMEOUT_MS } as const
  return ask({ ...call, ...(patience === undefined ? {} : { patience }) }, async (response) => {
    const text = await response.text()
    if (response.status === 200) return text
    throw new SourceRefused(`SAFE refuses to tell its rates: it answers HTTP ${response.status}. ${WAY_OUT}`)
  })
}

/** The table of the page, which is the only thing on it that is read. */
function fixingsIn(page: string, days: Days): Fixing[] {
  const table = /<table\b[^>]*\bid\s*=\s*["']?InfoTable\b[^>]*>([^]*?)<\/table>/i.exec(page)?.[1]
  if (table === undefined) {
    throw new SourceRefused(`SAFE answers with a page that has no table of rates. ${WAY_OUT}`)
  }
  const [head = [], ...rows] = [...table.matchAll(/<tr\b[^>]*>([^]*?)<\/tr>/gi)].map(([, row = '']) => cellsOf(row))
  try {
    const pairs = parsePairs(labelsOf(head))
    return rows.map((cells) => fixingOf(cells, pairs, days))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new MalformedBill(
      `The answer of SAFE for ${days.from.date} to ${days.upTo.date} cannot be understood: ${error.message} Nothing was loaded. ${WAY_OUT}`,
      { cause: error, facts: { source: 'safe', from: days.from.date, upTo: days.upTo.date } },
    )
  }
}

function labelsOf([date, ...names]: readonly string[]): string[] {
  if (date !== '日期') throw new RangeError(`The first column is ${JSON.stringify(date ?? '')}, not 日期.`)
  return names.map((name) => {
    const label = labelOf.get(name)
    if (label === undefined) throw new RangeError(`There is a column ${JSON.stringify(name)} that nobody knows.`)
    return label
  })
}

function fixingOf([date = '', ...values]: readonly string[], pairs: readonly Pair[], days: Days): Fixing {
  const fixedOn = parseFixedOn(date, days)
  if (values.length !== pairs.length) throw new RangeError(`${date} has ${values.length} values, not ${pairs.length}.`)
  const rates: FxRate[] = []
  const notQuoted: string[] = []
  for (const [i, pair] of pairs.entries()) {
    const said = values[i] === '' || values[i] === undefined ? '---' : values[i]
    const rate = parseQuote(pair, pair.units === 100 ? said : hundredth(said))
    if (rate === undefined) notQuoted.push(pair.label)
    else rates.push(rate)
  }
  return { fixedOn, rates, notQuoted }
}

function cellsOf(row: string): string[] {
  return [...row.matchAll(/<t[hd]\b[^>]*>([^]*?)<\/t[hd]>/gi)].map(([, cell = '']) =>
    cell.replaceAll(/<[^>]*>/g, '').replaceAll(/&nbsp;|\s/g, ''),
  )
}
