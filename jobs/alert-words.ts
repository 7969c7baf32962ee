/** An event as a message: what each rule is called and what its number means, in both languages. */
import type { AlertRule } from '../src/config/index.js'
import { type Fact, type Message, same, type Words } from '../src/notify/index.js'
import type { AlertEvent } from '../src/store/alerts.js'
import { displayMoney, parseMoney } from '../src/units/money.js'

interface RuleWords {
  readonly severity: Message['severity']
  /** What is the matter, without whose. */
  readonly what: Words
  readonly unit: Words
  /** What now_usd and now_cny are. */
  readonly money: Words
  /** What usual_usd and usual_cny are, when no mean. */
  readonly usual?: Words
}

const PERCENT: Words = same('%')
const HOURS: Words = { en: ' hours', zh: ' 小时' }
const TODAY: Words = { en: 'That day', zh: '当日' }
const SPENT: Words = { en: 'Cost', zh: '成本' }

const WORDS: Readonly<Record<AlertRule, RuleWords>> = {
  day_over_mean: {
    severity: 'warning',
    what: { en: 'cost of a day against its mean', zh: '单日成本相对均值' },
    unit: PERCENT,
    money: TODAY,
  },
  rolling_over_mean: {
    severity: 'warning',
    what: { en: 'cost of 24 hours against their mean', zh: '24 小时成本相对均值' },
    unit: PERCENT,
    money: { en: '24 hours', zh: '24 小时' },
  },
  new_version: {
    severity: 'info',
    what: { en: 'a new version costs money', zh: '新版本开始产生费用' },
    unit: { en: ' dollars', zh: ' 美元' },
    money: SPENT,
  },
  telemetry_stale: {
    severity: 'critical',
    what: { en: 'telemetry is old', zh: '遥测已滞后' },
    unit: HOURS,
    money: SPENT,
  },
  bill_stale: { severity: 'warning', what: { en: 'the bill is old', zh: '账单已滞后' }, unit: HOURS, money: SPENT },
  unattributed: {
    severity: 'warning',
    what: { en: 'share of cost that no version got', zh: '未归属到任何版本的成本占比' },
    unit: PERCENT,
    money: { en: 'Of it', zh: '未归属' },
  },
  reconciliation_gap: {
    severity: 'critical',
    what: { en: 'lines differ from the invoice', zh: '明细与发票金额不符' },
    unit: PERCENT,
    money: SPENT,
  },
  rate_missing: {
    severity: 'critical',
    what: { en: 'hours without a rate', zh: '缺少汇率的小时' },
    unit: { en: ' resource-hours', zh: ' 资源小时' },
    money: SPENT,
  },
  price_missing: {
    severity: 'info',
    what: { en: 'a type of machine without a price', zh: '机型缺少价格' },
    unit: { en: ' GPU-hours', zh: ' GPU 小时' },
    money: { en: 'Cost of 7 days', zh: '近 7 天成本' },
  },
  low_utilisation: {
    severity: 'info',
    what: { en: 'GPU utilisation is low', zh: 'GPU 利用率偏低' },
    unit: PERCENT,
    money: { en: 'Cost of 24 hours', zh: '24 小时成本' },
  },
  low_batch_efficiency: {
    severity: 'info',
    what: { en: 'batch efficiency is low', zh: '批处理效率偏低' },
    unit: PERCENT,
    money: TODAY,
  },
  idle_version: {
    severity: 'warning',
    what: { en: 'no requests, and it costs money', zh: '没有请求却仍在产生费用' },
    unit: { en: ' days', zh: ' 天' },
    money: { en: 'Cost of 7 days', zh: '7 天成本' },
  },
  budget_forecast: {
    severity: 'warning',
    what: { en: 'month-end forecast against the budget', zh: '月末预测成本占预算' },
    unit: PERCENT,
    money: { en: 'Forecast', zh: '月末预测' },
    usual: { en: 'Budget', zh: '预算' },
  },
}

export function isAlertRule(rule: string): rule is AlertRule {
  return rule in WORDS
}

export function whatOf(rule: AlertRule): Words {
  return WORDS[rule].what
}

/** For those who tell a rule elsewhere. */
export function wordsOf(rule: AlertRule): Pick<RuleWords, 'severity' | 'what' | 'unit'> {
  const { severity, what, unit } = WORDS[rule]
  return { severity, what, unit }
}

/** As it fires, or as it ends. `link`: the panel of the version, where a Grafana is set. */
export function messageOf(event: AlertEvent, state: 'firing' | 'resolved', panels: string | undefined): Message {
  const { rule, subject, value, threshold, since } = event
  if (!isAlertRule(rule)) throw new RangeError(`There is no rule ${rule}.`)
  const { severity, what, unit } = WORDS[rule]
  const whose = nameOf(event)
  const number = (text: string): Words => ({ en: trimmed(text) + unit.en, zh: trimmed(text) + unit.zh })
  const [said, limit] = [number(value), number(threshold)]
  return {
    state,
    severity,
    key: `${rule}:${subject}`,
    title: { en: `${whose}: ${what.en}, ${said.en}`, zh: `${whose}：${what.zh} ${said.zh}` },
    facts: [
      ...named(event),
      { label: { en: 'Threshold', zh: '阈值' }, value: limit },
      ...moneyOf(WORDS[rule].money, event.now_usd, event.now_cny),
      ...moneyOf(WORDS[rule].usual ?? { en: 'Mean of 7 days', zh: '7 日均值' }, event.usual_usd, event.usual_cny),
    ],
    since: new Date(since),
    link: panels === undefined ? undefined : linkOf(panels, event),
  }
}

export function nameOf({ rule, model, version, provider, subject }: AlertEvent): string {
  const whose = [model, version].filter((word) => word !== '').join(' ')
  if (rule === 'budget_forecast' || rule === 'price_missing') return subject
  return whose !== '' ? whose : provider !== '' ? provider : subject
}

function named({ model, version, provider }: AlertEvent): Fact[] {
  return [
    { label: { en: 'Model', zh: '模型' }, value: same(model) },
    { label: { en: 'Version', zh: '版本' }, value: same(version) },
    { label: { en: 'Provider', zh: '来源' }, value: same(provider) },
  ].filter(({ value }) => value.en !== '')
}

/** Both currencies, or the one that is known. */
function moneyOf(label: Words, usd: string | null, cny: string | null): Fact[] {
  const amounts = [
    ...(cny === null ? [] : [displayMoney(parseMoney(cny, 'CNY'), 2)]),
    ...(usd === null ? [] : [displayMoney(parseMoney(usd, 'USD'), 2)]),
  ]
  return amounts.length === 0 ? [] : [{ label, value: same(amounts.join(' / ')) }]
}

function linkOf(panels: string, { model, version, provider }: AlertEvent): string {
  const url = new URL(panels)
  for (const [name, value] of Object.entries({ model, version, provider })) {
    if (value !== '') url.searchParams.set(`var-${name}`, value)
  }
  return url.href
}

/** `150.00` as 150, `37.50` as 37.5. */
function trimmed(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number
}
