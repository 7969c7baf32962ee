/** What could cost less: each lever with its money, what it assumes, and why a saving is not known. */
import { type LedgerReport, type Lever, LEVERS as KINDS } from '../records/report.js'
import { CURRENCIES } from '../units/currency.js'
import { add, formatMoney, parseMoney } from '../units/money.js'
import { ASSUMPTIONS, UNKNOWNS, WARNINGS } from '../words-levers.js'
import { money, percent, shownMoney, unknown } from './figures.js'
import { type Block, type Both, type Cell, same, type Section } from './page.js'
import { LEVERS, TRIPS, WORDS } from './words.js'

export function levers({ levers: { from, last, all }, currency }: LedgerReport): Section {
  const blocks = KINDS.flatMap((kind): Block[] => {
    const rows = all.filter(({ lever }) => lever === kind)
    return rows.length === 0 ? [] : tableOf(kind, rows, currency)
  })
  const intro: Block[] =
    all.length === 0
      ? [{ is: 'note', text: WORDS.noLevers }]
      : [
          { is: 'note', text: WORDS.leversNote(from, last) },
          { is: 'note', text: WORDS.leversTotal(shownMoney(together(all, currency), currency)) },
        ]
  return { id: 'levers', title: WORDS.levers, blocks: [...intro, ...blocks] }
}

function tableOf(kind: Lever['lever'], rows: readonly Lever[], currency: string): Block[] {
  const { version, provider, stands, monthNow, monthThen, month } = WORDS
  const assumptions = [...new Set(rows.map(({ assumption }) => assumption))]
  return [
    { is: 'heading', text: LEVERS[kind] },
    ...assumptions.map((code): Block => ({ is: 'note', text: assumes(said(ASSUMPTIONS, code)) })),
    {
      is: 'table',
      columns: [
        { title: kind === 'cold_idle' ? provider : version },
        { title: stands },
        { title: monthNow, right: true },
        { title: monthThen, right: true },
        { title: month, right: true },
      ],
      rows: rows.map((lever) => ({
        cells: [
          { shown: same(nameOf(lever)) },
          why(lever),
          moneyOf(lever.cost, lever, currency),
          moneyOf(lever.after, lever, currency),
          moneyOf(lever.saving, lever, currency),
        ],
      })),
    },
  ]
}

function nameOf({ model, version, provider }: Lever): string {
  return [model, version].filter((part) => part !== null).join(' ') || (provider ?? '')
}

/** `coverage 100.0%`, or `p5.4xlarge → g6e.xlarge`, with the warning there is. */
function why({ lever, figure, now_is: now, then_is: then, warning }: Lever): Cell {
  const trips = TRIPS[lever]
  const change = [now, then].filter((one) => one !== null).join(' → ')
  const shown =
    trips === undefined || figure === null
      ? same(change)
      : { en: `${trips.en} ${percent(figure)}`, zh: `${trips.zh} ${percent(figure)}` }
  return {
    shown,
    ...(figure === null || trips === undefined ? {} : { exact: figure }),
    ...(warning === null ? {} : { tone: 'warning', below: said(WARNINGS, warning) }),
  }
}

function moneyOf(amount: string | null, lever: Lever, currency: string): Cell {
  if (amount !== null) return money(amount, currency)
  return unknown(lever.unknown === null ? WORDS.noRate : said(UNKNOWNS, lever.unknown))
}

function assumes({ en, zh }: Both): Both {
  return { en: `Assumes: ${en}.`, zh: `假设：${zh}。` }
}

/** A code without words is shown as it is. */
function said(words: Readonly<Record<string, Both>>, code: string): Both {
  return words[code] ?? same(code)
}

/** What the levers that count would save; what is not known is left out. */
function together(all: readonly Lever[], currency: string): string {
  const code = CURRENCIES.find((one) => one === currency) ?? 'USD'
  const zero = parseMoney('0', code)
  const savings = all.flatMap(({ counted, saving }) => (counted && saving !== null ? [parseMoney(saving, code)] : []))
  return formatMoney(savings.reduce((sum, one) => add(sum, one), zero))
}
