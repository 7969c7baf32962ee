/** Where the money goes, whether that is normal, and how far the numbers can be trusted. */
import { dashboard } from './dashboard.js'
import type { Dashboard } from './grafana.js'
import { overviewCharts } from './overview-charts.js'
import { overviewTables } from './overview-tables.js'
import { overviewTeams } from './overview-teams.js'
import { bars, gauge, type Sized, stat } from './panel.js'
import { bills, regions } from './points.js'
import { ages } from './shared.js'
import { amount, BILLED, OF_PROVIDERS, OF_PROVIDERS_OR_NONE, sum } from './sql.js'
import { currency, datasource, env, per, provider, team } from './variables.js'
import { words } from './words.js'

const COST = amount('cost')
const spent = `${BILLED} and ${OF_PROVIDERS}`

export function overview(timeZone: string): Dashboard {
  return dashboard({
    uid: 'tokenledger-overview',
    title: words('tokenledger: overview', 'tokenledger：总览'),
    description: words(
      'Where the money goes, whether that is normal, and how far the numbers can be trusted. Costs are effective (commitments amortised). Ranges of more than 12 days are read by whole days.',
      '钱花在哪里、是否正常、数字有多可信。成本为有效成本（承诺折扣已摊销）。超过 12 天的时段按整天读取。',
    ),
    timeZone,
    variables: [datasource, currency, per, provider, team, env],
    panels: [...figures, ...overviewCharts, ...overviewTeams, ...overviewTables, ages(18, [12, 8]), budgets],
  })
}

const figures: readonly Sized[] = [
  stat({
    id: 1,
    title: words('Spend in range', '时段支出'),
    description: words(
      'All that the bills charge for the range, with and without a version: effective cost. Unknown as soon as a part of it is.',
      '该时段账单的全部费用，无论是否归属某个版本：有效成本。只要其中一部分未知，合计即为未知。',
    ),
    size: [5, 5],
    unit: 'short',
    sql: `select ${sum(COST)}::float8 as "${COST}" from ${bills(COST, OF_PROVIDERS)}`,
    amounts: { cost: { title: words('Spend', '支出'), decimals: 2 } },
  }),
  stat({
    id: 2,
    title: words('This month, last month', '本月与上月'),
    description: words(
      'The whole days of this month so far, beside the same days of the month before.',
      '本月已过的整天，与上月同期相比。',
    ),
    size: [6, 5],
    unit: 'short',
    sql: `select ${sum(COST)}::float8 as "${COST}", ${sum(amount('before'))}::float8 as "${amount('before')}"
from report.month_to_date
where ${OF_PROVIDERS}`,
    amounts: {
      cost: { title: words('This month', '本月'), decimals: 2 },
      before: { title: words('Same days of last month', '上月同期'), decimals: 2 },
    },
  }),
  stat({
    id: 3,
    title: words('Month end forecast', '月末预测'),
    description: words(
      'What this month comes to if the rest of it costs a day what the last seven whole days did. A bill that is late makes it too low: see the age of data.',
      '假设本月余下每天的费用等于最近七个整天的平均值，全月合计多少。账单晚到会使它偏低：见数据时效。',
    ),
    size: [4, 5],
    unit: 'short',
    sql: `select ${sum(amount('forecast'))}::float8 as "${amount('forecast')}" from report.month_to_date where ${OF_PROVIDERS}`,
    amounts: { forecast: { title: words('Forecast', '预测'), decimals: 2 } },
  }),
  stat({
    id: 4,
    title: words('Cost per tokens', '词元单价'),
    description: words(
      'What machines of versions cost by the tokens they read and generated, per 1M or 1K as chosen above. Tokens on machines without a bill yet are left out.',
      '各版本机器的费用除以读入与生成的词元，按上方选择的每 1M 或 1K 计。尚无账单的机器上的词元不计入。',
    ),
    size: [4, 5],
    unit: 'short',
    sql: `select (\${per} * ${sum(COST)} / nullif(${sum('prompt_tokens + generated_tokens', `kind = 'serving'`)}, 0))::float8 as "${amount('price')}"
from ${regions(`kind, ${COST}, prompt_tokens, generated_tokens`, `reason = '' and of_version and ${OF_PROVIDERS}`)}`,
    amounts: { price: { title: words('per tokens', '单价'), decimals: 4 } },
  }),
  gauge({
    id: 5,
    title: words('GPU money at work', 'GPU 费用利用率'),
    description: words(
      'Of what GPUs cost, the part during which they worked: serving, by serving, warm idle (loaded, nothing to do) and cold idle (held by nobody).',
      'GPU 费用中真正在工作的部分：服务费用除以服务、热空闲（已加载但无请求）与冷空闲（无人占用）之和。',
    ),
    size: [5, 5],
    unit: 'percentunit',
    decimals: 1,
    min: 0,
    max: 1,
    thresholds: [
      [null, 'red'],
      [0.4, 'yellow'],
      [0.6, 'green'],
    ],
    sql: `select (coalesce(${sum(COST, `kind = 'serving'`)}, 0) / nullif(${sum(COST)}, 0))::float8 as at_work
from ${bills(`kind, ${COST}`, `kind in ('serving', 'warm_idle', 'cold_idle') and reason = '' and ${OF_PROVIDERS}`)}`,
    fields: { at_work: { title: words('at work', '工作') } },
  }),
  stat({
    id: 6,
    title: words('Unallocated', '未归属'),
    description: words(
      'The part of the spend that no version got: money without a resource, machines that nobody knows, hours without telemetry. What rules call shared is not in it.',
      '没有归属任何版本的费用占比：没有资源的费用、无人知晓的机器、没有遥测的小时。规则定为共享的不计入。',
    ),
    size: [5, 4],
    unit: 'percentunit',
    decimals: 1,
    thresholds: [
      [null, 'green'],
      [0.05, 'yellow'],
      [0.1, 'red'],
    ],
    sql: `select (coalesce(${sum(COST, `kind = 'unattributed'`)}, 0) / nullif(${sum(COST)}, 0))::float8 as unallocated
from ${bills(`kind, ${COST}`, OF_PROVIDERS)}`,
    fields: { unallocated: { title: words('of the spend', '占支出') } },
  }),
  stat({
    id: 7,
    title: words('How sure', '可信度'),
    description: words(
      'The part of the spend whose bills are final; the rest is preliminary and may be restated.',
      '支出中账单已终稿的部分；其余为暂定，可能被重述。',
    ),
    size: [5, 4],
    unit: 'percentunit',
    decimals: 1,
    sql: `select (coalesce(${sum(COST, `status = 'final'`)}, 0) / nullif(${sum(COST)}, 0))::float8 as final
from ${regions(`status, ${COST}`, spent)}`,
    fields: { final: { title: words('final', '终稿') } },
  }),
  stat({
    id: 8,
    title: words('Not known', '未知'),
    description: words(
      'Resource-hours whose cost a bill leaves open, or that have no rate; hours of replicas whose machines have no bill yet (estimated); and resource-hours at a provisional rate.',
      '账单未给出费用或没有汇率的资源小时；机器尚无账单的副本小时（估计）；以及按临时汇率换算的资源小时。',
    ),
    size: [14, 4],
    unit: 'locale',
    thresholds: [
      [null, 'green'],
      [1, 'orange'],
    ],
    sql: `select coalesce(sum(cost_unknown) filter (where ${BILLED}), 0)::float8 as cost_unknown,
  coalesce(sum(${amount('unconverted')}), 0)::float8 as no_rate,
  coalesce(sum(replica_hours) filter (where reason = 'unbilled'), 0)::float8 as not_billed,
  coalesce(sum(rates_provisional), 0)::float8 as provisional
from ${regions(`reason, cost_unknown, ${amount('unconverted')}, replica_hours, rates_provisional`, OF_PROVIDERS_OR_NONE)}`,
    fields: {
      cost_unknown: { title: words('cost not told', '费用未知') },
      no_rate: { title: words('no rate', '无汇率') },
      not_billed: { title: words('estimated', '尚无账单') },
      provisional: { title: words('provisional rate', '临时汇率') },
    },
  }),
]

const budgets = bars({
  id: 21,
  title: words('Month end against budget', '月末预测与预算'),
  description: words(
    'What this month comes to at its end by the pace of the last seven days, as a part of each budget of alerts.budgets, whichever currency that is in. Above 100 % it is overrun.',
    '按最近七天的速度预测本月总额，与 alerts.budgets 中各预算（以预算自己的币种）之比。超过 100 % 即超支。',
  ),
  size: [12, 8],
  unit: 'percentunit',
  decimals: 1,
  min: 0,
  thresholds: [
    [null, 'green'],
    [0.8, 'yellow'],
    [1, 'red'],
  ],
  sql: `select subject || ': ' || coalesce(round(coalesce(now_usd, now_cny), 2)::text, '?') || ' / ' || round(coalesce(usual_usd, usual_cny), 2)::text ||
  case when usual_usd is null then ' CNY' else ' USD' end as name, (value / 100)::float8 as share
from report.alert_budget_forecast
order by value desc nulls last, subject`,
  fields: { share: { title: words('of the budget', '占预算') } },
})
