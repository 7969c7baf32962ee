import type { Field, Fields } from './fields.js'
import { type Sized, table } from './panel.js'
import { state } from './shared.js'
import { amount, daysTouched, inRange, OF_PROVIDERS, PERIODS, sum } from './sql.js'
import { words } from './words.js'

const time = (en: string, zh: string): Field => ({ title: words(en, zh), unit: 'dateTimeAsIso' })
const money = (en: string, zh: string): Field => ({ title: words(en, zh), unit: 'short', decimals: 2 })
const bill = {
  provider: { title: words('Cloud', '云') },
  account: { title: words('Account', '账号') },
  period: { title: words('Period', '账期') },
  currency: { title: words('Currency', '币种') },
} satisfies Fields
const COST = amount('cost')
const OWN = words("In the bill's own currency.", '按账单自身的币种。')

export const reconciliationTables: readonly Sized[] = [
  table({
    id: 5,
    title: words('Where each bill went', '每份账单的去向'),
    description: words(
      `Effective cost: the lines of the bill, and where they went; the difference is 0. unknown: resource-hours of which a bill leaves the cost open. ${OWN.en}`,
      `有效成本：账单明细合计及其去向，差额为 0。unknown 为账单未给出费用的资源小时数。${OWN.zh}`,
    ),
    size: [24, 8],
    unit: 'short',
    decimals: 2,
    sql: `select provider, billing_account_id as account, billing_period::text as period, billing_currency as currency, bill::float8 as bill,
  serving::float8 as serving, warm_idle::float8 as warm_idle, cold_idle::float8 as cold_idle, shared::float8 as shared,
  no_telemetry::float8 as no_telemetry, unmapped::float8 as unmapped,
  (unused_commitment + purchase + tax + credit + support + rounding + out_of_scope + no_resource)::float8 as other, deferred::float8 as deferred,
  difference::float8 as difference, unknown::float8 as unknown
from report.reconciliation
where basis = 'effective' and ${PERIODS} and ${OF_PROVIDERS}
order by billing_period desc, provider, billing_account_id`,
    fields: {
      ...bill,
      bill: money('Bill', '账单'),
      serving: money('Serving', '服务'),
      warm_idle: money('Warm idle', '热空闲'),
      cold_idle: money('Cold idle', '冷空闲'),
      shared: money('Shared', '共享'),
      no_telemetry: money('No telemetry', '无遥测'),
      unmapped: money('Unmapped', '未映射'),
      other: money('Tax, credits, others', '税、抵扣及其他'),
      deferred: money('Deferred', '递延'),
      difference: { ...money('Difference', '差额'), thresholds: [[null, 'red'], [0, 'green'], [1e-18, 'red']], custom: { cellOptions: { type: 'color-text' } } },
      unknown: { title: words('Unknown', '未知'), decimals: 0 },
    },
  }),
  table({
    id: 10,
    title: words('Nobody says what it is for', '无人说明用途'),
    description: words(
      "What no version got in the days that the range touches because nobody says what it is for, by service, the most first: a rule in split.rules or an entry of usage.deployments says it. By month and in the bill's own currency: report.unmapped_money.",
      '时段所及各天中因无人说明用途而没有归属任何版本的费用，按服务列出，最多的在前；用 split.rules 的规则或 usage.deployments 的条目说明。按月、按账单自身币种：report.unmapped_money。',
    ),
    size: [12, 9],
    unit: 'short',
    sql: `select provider, service_name as service, reason, ${sum(COST)}::float8 as "${COST}"
from report.unattributed_spend_day
where reason in ('no_resource', 'unmapped') and ${daysTouched()} and ${OF_PROVIDERS}
group by provider, service_name, reason
order by 4 desc nulls last, 1, 2, 3
limit 100`,
    fields: {
      provider: bill.provider,
      service: { title: words('Service', '服务') },
      reason: { title: words('Reason', '原因') },
    },
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  table({
    id: 11,
    title: words('Bills loaded', '已加载的账单'),
    description: words('How far each bill reaches, and whether it is complete and final.', '每份账单到什么时候为止、是否完整、是否终稿。'),
    size: [12, 9],
    unit: 'short',
    sql: `select provider, billing_account_id as account, billing_period::text as period, feed, last_charge, loaded_at, line_count::float8 as lines,
  case when not complete then 'incomplete' when partial then 'partial' when final then 'final' else 'preliminary' end as state
from report.bill_window
where ${PERIODS} and ${OF_PROVIDERS}
order by billing_period desc, provider, billing_account_id, feed`,
    fields: {
      provider: bill.provider,
      account: bill.account,
      period: bill.period,
      feed: { title: words('Feed', '来源') },
      last_charge: time('Last charge', '最后费用'),
      loaded_at: time('Loaded', '加载'),
      lines: { title: words('Lines', '行数'), unit: 'locale' },
      state,
    },
  }),
  table({
    id: 12,
    title: words('Restated after it was told', '公布后的重述'),
    description: words(
      'What loads of the range changed after it had been told: by a bill, in its own currency; by a rate or by telemetry, in dollars and yuan.',
      '时段内的加载对已公布数字的改动：由账单引起的按其自身币种，由汇率或遥测引起的按美元与人民币。',
    ),
    size: [12, 9],
    unit: 'short',
    sql: `select min(recorded_at) as recorded_at, cause, provider, billing_account_id as account, billing_period::text as period, billing_currency as currency,
  count(distinct resource_id)::float8 as resources, ${sum('effective_cost_change')}::float8 as moved, ${sum('effective_usd_change')}::float8 as moved_usd,
  ${sum('effective_cny_change')}::float8 as moved_cny
from report.restatement
where recorded_at >= $__timeFrom()::timestamptz and recorded_at < $__timeTo()::timestamptz and ${OF_PROVIDERS}
group by load_id, cause, provider, billing_account_id, billing_period, billing_currency
order by 1 desc
limit 200`,
    fields: {
      ...bill,
      recorded_at: time('When', '时间'),
      cause: { title: words('Cause', '原因') },
      resources: { title: words('Resources', '资源数'), decimals: 0 },
      moved: money('Moved by', '变动'),
      moved_usd: { ...money('in dollars', '美元变动'), unit: 'currencyUSD', noValue: '–' },
      moved_cny: { ...money('in yuan', '人民币变动'), unit: 'currency:¥', noValue: '–' },
    },
  }),
  table({
    id: 13,
    title: words('Job runs', '任务运行'),
    description: words('What ran in the range, the newest first, and what it came to.', '时段内运行的任务及结果，最新的在前。'),
    size: [12, 9],
    unit: 'short',
    sql: `select started_at, job, seconds::float8 as seconds, outcome as state, coalesce(error, says) as says
from report.job_run
where started_at >= $__timeFrom()::timestamptz and started_at < $__timeTo()::timestamptz
order by started_at desc
limit 200`,
    fields: {
      started_at: time('Started', '开始'),
      job: { title: words('Job', '任务') },
      seconds: { title: words('Took', '用时'), unit: 's', decimals: 1 },
      state,
      says: { title: words('What it says', '说明') },
    },
  }),
  table({
    id: 14,
    title: words('Invoices', '发票'),
    description: words(
      `What each invoice comes to by its lines, beside the total that the provider says. ${OWN.en}`,
      `每张发票按明细的合计与厂商给出的总额。${OWN.zh}`,
    ),
    size: [12, 9],
    unit: 'short',
    sql: `select provider, billing_account_id as account, billing_period::text as period, billing_currency as currency, invoice_id as invoice,
  billed::float8 as billed, provider_total::float8 as total, provider_difference::float8 as difference, source
from report.invoice
where ${PERIODS} and ${OF_PROVIDERS}
order by billing_period desc, provider, billing_account_id, invoice_id`,
    fields: {
      ...bill,
      invoice: { title: words('Invoice', '发票') },
      billed: money('By its lines', '明细合计'),
      total: { ...money('The provider says', '厂商总额'), noValue: '–' },
      difference: { ...money('Difference', '差额'), noValue: '–' },
      source: { title: words('Told by', '出处'), noValue: '–' },
    },
  }),
  table({
    id: 15,
    title: words('Replicas that nothing matches', '无法匹配的副本'),
    description: words(
      'Replicas of the last 35 days that served and lack a machine or a version, the most tokens first: tokenledger usage unmatched tells what to do.',
      '最近 35 天提供过服务而缺机器或版本的副本，词元最多的在前。',
    ),
    size: [12, 9],
    unit: 'short',
    sql: `select source, replica, served_model as model, lacks, hours::float8 as hours, tokens::float8 as tokens, last::timestamptz as last
from report.usage_unmatched
order by tokens desc nulls last
limit 200`,
    fields: {
      source: { title: words('Source', '来源') },
      replica: { title: words('Replica', '副本') },
      model: { title: words('Served as', '对外名称') },
      lacks: { title: words('Lacks', '缺少') },
      hours: { title: words('Hours', '小时数'), decimals: 0 },
      tokens: { title: words('Tokens', '词元'), unit: 'locale' },
      last: time('Last', '最近'),
    },
  }),
  table({
    id: 16,
    title: words('Hours with warnings', '有警告的小时'),
    description: words(
      'Hours of telemetry that came with a warning: never final, and read again.',
      '读取时带警告的遥测小时：不视为终稿，会重新读取。',
    ),
    size: [24, 7],
    unit: 'short',
    sql: `select hour::timestamptz as hour, source, array_to_string(warnings, '; ') as warnings, read_at
from report.telemetry_hour
where ${inRange('hour')} and not complete
order by hour desc
limit 200`,
    fields: {
      hour: time('Hour', '小时'),
      source: { title: words('Source', '来源') },
      warnings: { title: words('Warnings', '警告') },
      read_at: time('Read', '读取'),
    },
  }),
]
