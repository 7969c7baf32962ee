/** The first section: what was spent, how sure that is, and where it went, by provider, kind and day. */
import type { LedgerReport, Spend } from '../records/report.js'
import { CURRENCIES } from '../units/currency.js'
import { add, formatMoney, parseMoney } from '../units/money.js'
import { stackedDays } from './charts.js'
import { isZero, money, moneyOrWhy, shownMoney, status, whyOf } from './figures.js'
import { type Block, type Cell, type Row, same, type Section } from './page.js'
import { KINDS, WORDS } from './words.js'

export function overview(report: LedgerReport): Section {
  const all = report.spend.find(({ of }) => of === 'all')
  return {
    id: 'overview',
    title: WORDS.overview,
    blocks: all === undefined ? [] : [tiles(all, report), ...notes(all, report), chart(report), ...tables(report, all)],
  }
}

function tiles(all: Spend, report: LedgerReport): Block {
  const { spend, currency } = report
  const sum = (kinds: readonly string[]): Cell => sumOf(spend, kinds, currency)
  return {
    is: 'tiles',
    tiles: [
      { label: WORDS.spend, cell: withKnown(all, currency) },
      { label: WORDS.servingShare, cell: sum(['serving']) },
      { label: WORDS.idle, cell: sum(['warm_idle', 'cold_idle']) },
      { label: WORDS.noVersion, cell: sum(['shared', 'unattributed']) },
      { label: WORDS.state, cell: status(all.status) },
    ],
  }
}

/** Exact: sums of exact texts are exact. Unknown when one of them is. */
function sumOf(spend: readonly Spend[], kinds: readonly string[], currency: LedgerReport['currency']): Cell {
  const parts = spend.filter(({ of, kind }) => of === 'kind' && kind !== null && kinds.includes(kind))
  const open = parts.find(lacksMoney) ?? (parts.every(({ cost }) => cost === null) ? parts[0] : undefined)
  if (open !== undefined) return moneyOrWhy(null, currency, open)
  return money(total(parts, currency), currency)
}

/** What is not billed yet adds nothing to a sum that holds other money: it is told apart. */
function lacksMoney({ cost, unknown, unconverted, unbilled }: Spend): boolean {
  return cost === null && (unknown !== '0' || unconverted !== '0' || unbilled === '0')
}

function total(parts: readonly Spend[], currency: LedgerReport['currency']): string {
  const code = CURRENCIES.find((one) => one === currency) ?? currency
  const zero = parseMoney<typeof code>('0', code)
  return formatMoney(parts.reduce((sum, { known }) => add(sum, parseMoney(known, code)), zero))
}

function withKnown(spend: Spend, currency: string): Cell {
  const cell = moneyOrWhy(spend.cost, currency, spend)
  if (spend.cost !== null || isZero(spend.known)) return cell
  const [why, rest] = [whyOf(spend), WORDS.known(shownMoney(spend.known, currency))]
  return { ...cell, below: { en: `${why.en}; ${rest.en}`, zh: `${why.zh}；${rest.zh}` } }
}

function notes(all: Spend, { range }: LedgerReport): Block[] {
  const state = {
    estimated: WORDS.unbilledNote(all.unbilled),
    preliminary: WORDS.preliminaryNote,
    final: WORDS.finalNote,
  }
  return [
    ...(all.status === null ? [] : [note(state[all.status], all.status === 'final' ? 'good' : 'warning')]),
    ...(all.provisional === '0' ? [] : [note(WORDS.provisionalNote, 'warning')]),
    ...(range.unfinished ? [note(WORDS.unfinished, 'warning')] : []),
  ]
}

function note(text: (typeof WORDS)['finalNote'], tone: 'warning' | 'good'): Block {
  return { is: 'note', text, tone }
}

function chart({ spend, currency, range }: LedgerReport): Block {
  const kinds = Object.keys(KINDS).filter((kind) => spend.some((one) => one.of === 'kind' && one.kind === kind))
  const parts = spend.flatMap(({ of, day, kind, known }) =>
    of === 'day_kind' && day !== null && kind !== null ? [{ day, kind, amount: Number(known), exact: known }] : [],
  )
  return {
    is: 'chart',
    title: WORDS.byDay,
    svg: stackedDays(parts, kinds, range, currency),
    legend: kinds.map((kind) => ({ kind, label: KINDS[kind] ?? same(kind) })),
  }
}

function tables(report: LedgerReport, all: Spend): Block[] {
  const { spend, currency } = report
  const kinds = Object.keys(KINDS).filter((kind) => spend.some((one) => one.of === 'kind' && one.kind === kind))
  const titles = kinds.map((kind) => ({ title: KINDS[kind] ?? same(kind), right: true }) as const)
  const cellOf = (one: Spend | undefined): Cell =>
    one === undefined ? { shown: WORDS.nothing, tone: 'quiet' } : moneyOrWhy(one.cost, currency, one)
  const rowOf = (name: Cell, one: Spend, part: (kind: string) => Spend | undefined): Row => ({
    cells: [name, ...kinds.map((kind) => cellOf(part(kind))), withKnown(one, currency), status(one.status)],
  })
  const byKind = (kind: string) => spend.find((one) => one.of === 'kind' && one.kind === kind)
  const last = { ...rowOf({ shown: WORDS.total }, all, byKind), total: true } as const
  const rows = (of: 'provider' | 'day', within: 'provider_kind' | 'day_kind'): Row[] =>
    spend
      .filter((one) => one.of === of)
      .map((one) =>
        rowOf({ shown: same(one[of] ?? '') }, one, (kind) =>
          spend.find((part) => part.of === within && part[of] === one[of] && part.kind === kind),
        ),
      )
  const columns = (title: (typeof WORDS)['day']) => [
    { title },
    ...titles,
    { title: WORDS.total, right: true } as const,
    { title: WORDS.state },
  ]
  return [
    { is: 'heading', text: WORDS.byProvider },
    { is: 'table', columns: columns(WORDS.provider), rows: [...rows('provider', 'provider_kind'), last] },
    { is: 'heading', text: WORDS.byDay },
    { is: 'table', columns: columns(WORDS.day), rows: [...rows('day', 'day_kind'), last] },
  ]
}
