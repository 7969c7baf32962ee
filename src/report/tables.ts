/** The other sections: versions, bills, and what hangs in the air. */
import { type LedgerReport, PARTS_OF_NO_VERSION, type PartOfBill } from '../records/report.js'
import type { ReportedBill, ReportedVersion } from '../records/report.js'
import { CURRENCIES } from '../units/currency.js'
import { add, formatMoney, parseMoney } from '../units/money.js'
import { count } from '../words.js'
import { spark } from './charts.js'
import { isZero, less, money, moneyOrWhy, share, shownMoney, status, unknown, whole, whyOf } from './figures.js'
import { type Block, type Both, type Cell, type Column, type Row, same, type Section } from './page.js'
import { BASES, KINDS, LACKS, PARTS, WORDS } from './words.js'

const right = (title: Both): Column => ({ title, right: true })
const left = (title: Both): Column => ({ title })
const text = (said: string): Cell => ({ shown: same(said) })

export function versions({ versions: all, currency }: LedgerReport): Section {
  const { version, cost, trend, per1k, per1m, tokens, utilisation, p99, cache, batch, coverage, provisional } = WORDS
  const columns = [
    left(version),
    right(cost),
    left(trend),
    ...[per1k, per1m, tokens, utilisation, p99, cache, batch, coverage, provisional].map(right),
    left(WORDS.state),
  ]
  const blocks: Block[] =
    all.length === 0
      ? [{ is: 'note', text: WORDS.noVersions }]
      : [
          { is: 'note', text: WORDS.versionsNote },
          { is: 'table', columns, rows: all.map((one) => versionRow(one, currency)) },
        ]
  return { id: 'versions', title: WORDS.versions, blocks }
}

function versionRow(one: ReportedVersion, currency: string): Row {
  const per = (amount: string | null, decimals: number): Cell =>
    amount === null ? unknown(whyNoRatio(one)) : money(amount, currency, decimals)
  const tokens = whole(one.tokens, one.unbilled === '0' ? WORDS.noTokens : WORDS.notBilledYet)
  return {
    cells: [
      { shown: same(one.version === '' ? one.model : `${one.model} ${one.version}`) },
      moneyOrWhy(one.cost, currency, one),
      { shown: same(''), picture: spark(one.days.map(({ cost }) => Number(cost))) },
      per(one.per_1k_tokens, 6),
      per(one.per_1m_tokens, 2),
      one.not_exact !== '0' && one.tokens !== null
        ? { ...tokens, shown: same(`≥${count(one.tokens)}`), below: WORDS.lowerBound }
        : tokens,
      coloured(share(one.utilisation, WORDS.noGpus), one.utilisation),
      seconds(one),
      share(one.cache_hit_ratio, WORDS.noCache),
      coloured(share(one.batch_efficiency, WORDS.noPace), one.batch_efficiency),
      share(one.coverage, WORDS.noCoverage),
      one.provisional === '0'
        ? { shown: WORDS.none, exact: '0', tone: 'quiet' }
        : { shown: WORDS.some, exact: one.provisional, tone: 'warning' },
      status(one.status),
    ],
  }
}

function whyNoRatio(one: ReportedVersion): Both {
  if (one.tokens === '0') return WORDS.noTokensAtAll
  if (one.tokens === null) return one.unbilled === '0' ? WORDS.noTokens : WORDS.notBilledYet
  return whyOf(one)
}

function coloured(cell: Cell, ratio: string | null): Cell {
  return ratio !== null && less(ratio, '0.4') ? { ...cell, tone: 'warning' } : cell
}

function seconds({ p99_seconds: p99, saturated }: ReportedVersion): Cell {
  if (p99 === null) return unknown(WORDS.noLatency)
  const shown = /^(\d+)\.(\d\d)/.exec(p99)
  return { shown: same(`${saturated ? '≥' : ''}${shown?.[0] ?? p99} s`), exact: p99 }
}

export function bills({ bills: all }: LedgerReport): Section {
  if (all.length === 0)
    return { id: 'bills', title: WORDS.reconciliation, blocks: [{ is: 'note', text: WORDS.noBills }] }
  const balanced = all.every(({ difference }) => isZero(difference))
  const columns = [
    left(WORDS.account),
    left(WORDS.period),
    right(WORDS.bill),
    right(KINDS['serving'] ?? same('serving')),
    right(WORDS.idleShort),
    right(KINDS['shared'] ?? same('shared')),
    right(KINDS['unattributed'] ?? same('unattributed')),
    right(WORDS.deferred),
    right(WORDS.difference),
  ]
  const blocks = Object.entries(BASES).flatMap(([basis, title]): Block[] => [
    { is: 'heading', text: title },
    { is: 'table', columns, rows: all.filter((bill) => bill.basis === basis).map(billRow) },
  ])
  const said: Block = balanced
    ? { is: 'note', text: WORDS.balanced, tone: 'good' }
    : { is: 'note', text: WORDS.unbalanced, tone: 'warning' }
  return { id: 'bills', title: WORDS.reconciliation, blocks: [said, ...blocks] }
}

function billRow(bill: ReportedBill): Row {
  const currency = bill.billing_currency
  const sum = (...parts: readonly PartOfBill[]): Cell => money(sumOf(bill, parts), currency)
  const reasons = PARTS_OF_NO_VERSION.filter((part) => !isZero(bill[part])).map((part) => ({
    name: PARTS[part] ?? same(part),
    shown: shownMoney(bill[part], currency),
  }))
  const below = {
    en: reasons.map(({ name, shown }) => `${name.en} ${shown}`).join(', '),
    zh: reasons.map(({ name, shown }) => `${name.zh} ${shown}`).join('、'),
  }
  const zero = isZero(bill.difference)
  return {
    cells: [
      text(`${bill.provider} ${bill.billing_account_id}`),
      text(bill.billing_period.slice(0, 7)),
      {
        ...money(bill.bill, currency),
        ...(bill.unknown === '0' ? {} : { below: WORDS.openHours(count(bill.unknown)) }),
      },
      sum('serving'),
      sum('warm_idle', 'cold_idle'),
      sum('shared'),
      { ...sum(...PARTS_OF_NO_VERSION), ...(reasons.length === 0 ? {} : { below }) },
      sum('deferred'),
      { shown: same(zero ? '0' : bill.difference), exact: bill.difference, tone: zero ? 'good' : 'warning' },
    ],
  }
}

function sumOf(bill: ReportedBill, parts: readonly PartOfBill[]): string {
  const code = CURRENCIES.find((one) => one === bill.billing_currency) ?? 'USD'
  const zero = parseMoney<typeof code>('0', code)
  return formatMoney(parts.reduce((sum, part) => add(sum, parseMoney(bill[part], code)), zero))
}

export function loose({ loose_usage: usage, loose_money: sums }: LedgerReport): Section {
  const { replica, served, lacks, since, last, hours, tokens } = WORDS
  const time = (at: string): Cell => text(at.slice(0, 16).replace('T', ' '))
  const hanging: Block[] = [
    { is: 'note', text: WORDS.looseNote },
    {
      is: 'table',
      columns: [left(replica), left(served), left(lacks), left(since), left(last), right(hours), right(tokens)],
      rows: usage.map((one) => ({
        cells: [
          text(`${one.source}: ${one.replica}`),
          text(one.served_model),
          { shown: LACKS[one.lacks] ?? same(one.lacks), tone: 'warning' },
          time(one.since),
          time(one.last),
          whole(one.hours, WORDS.notTold),
          whole(one.tokens, WORDS.noTokens),
        ],
      })),
    },
  ]
  const unexplained: Block[] = [
    { is: 'heading', text: WORDS.looseMoney },
    {
      is: 'table',
      columns: [
        left(WORDS.provider),
        left(WORDS.period),
        left(WORDS.service),
        left(WORDS.reason),
        right(WORDS.resources),
        right(WORDS.billed),
      ],
      rows: sums.map((one) => ({
        cells: [
          text(one.provider),
          text(one.billing_period.slice(0, 7)),
          one.service_name === null ? unknown(WORDS.notTold) : text(one.service_name),
          { shown: PARTS[one.reason] ?? same(one.reason) },
          whole(one.resources, WORDS.notTold),
          money(one.billed_cost, one.billing_currency),
        ],
      })),
    },
  ]
  return {
    id: 'loose',
    title: WORDS.loose,
    blocks: [
      ...(usage.length === 0 ? [{ is: 'note', text: WORDS.noLoose, tone: 'good' } as const] : hanging),
      ...(sums.length === 0 ? [] : unexplained),
    ],
  }
}
