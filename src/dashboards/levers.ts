/** What could be saved, and on what assumption. */
import { dashboard } from './dashboard.js'
import type { Field } from './fields.js'
import type { Dashboard } from './grafana.js'
import { leversCharts } from './levers-charts.js'
import { leversDone } from './levers-done.js'
import { leversMoney } from './levers-money.js'
import { bars, type Sized, stat, table } from './panel.js'
import { squares } from './panel-states.js'
import { bills } from './points.js'
import { modelName, state, versionName } from './shared.js'
import { span } from './span.js'
import { amount, daysTouched, inRange, OF_PROVIDERS, sum } from './sql.js'
import { currency, datasource, per, provider } from './variables.js'
import { words } from './words.js'

const COST = amount('cost')
const SAVING = `saving_${'${currency}'}_month`
const works = `kind = 'serving'`
const share = (en: string, zh: string): Field => ({ title: words(en, zh), unit: 'percentunit', decimals: 1 })
const clouds: Field = { title: words('Clouds', '云') }

export function levers(timeZone: string): Dashboard {
  return dashboard({
    uid: 'tokenledger-levers',
    title: words('tokenledger: optimisation levers', 'tokenledger：优化手段'),
    description: words(
      'What could be saved, by which lever, and on what assumption. Savings are of a mean month of 30.4375 days like the last seven whole ones.',
      '能省多少、靠什么手段、基于什么假设。节省额按与最近七个整天相同的平均月（30.4375 天）计。',
    ),
    timeZone,
    from: 'now-7d/d',
    variables: [datasource, currency, per, provider],
    panels,
  })
}

const panels: readonly Sized[] = [
  stat({
    id: 1,
    title: words('Could be saved a month', '每月可省'),
    description: words(
      'By the lever that saves most of each version, so that no money is counted twice; savings that are not known are left out and counted beside it. Each stands below with its assumption.',
      '每个版本只计节省最多的一项，钱不会重复计算；未知的节省额不计入，其数量列在旁边。各项及其假设见下表。',
    ),
    size: [12, 5],
    unit: 'short',
    sql: `select coalesce(sum(${SAVING}) filter (where counted), 0)::float8 as "${amount('saving')}",
  count(*) filter (where unknown is not null)::float8 as unknown
from report.lever`,
    fields: { unknown: { title: words('not known', '未知项'), decimals: 0 } },
    amounts: { saving: { title: words('saved', '可省'), decimals: 2 } },
  }),
  stat({
    id: 2,
    title: words('Idle in range', '时段内空闲'),
    description: words(
      'What GPUs cost while loaded with nothing to do (warm), and while nobody held them (cold), with and without a version.',
      'GPU 已加载而无请求（热空闲）与无人占用（冷空闲）时的费用，无论是否属于某个版本。',
    ),
    size: [12, 5],
    unit: 'short',
    sql: `select ${sum(COST, `kind = 'warm_idle'`)}::float8 as "${amount('warm')}", ${sum(COST, `kind = 'cold_idle'`)}::float8 as "${amount('cold')}"
from ${bills(`kind, ${COST}`, `kind in ('warm_idle', 'cold_idle') and reason = '' and ${OF_PROVIDERS}`)}`,
    amounts: {
      warm: { title: words('warm idle', '热空闲'), decimals: 2 },
      cold: { title: words('cold idle', '冷空闲'), decimals: 2 },
    },
  }),
  ...leversMoney.slice(0, 1),
  table({
    id: 3,
    title: words('Prune: no request for seven days', '停用：七天没有请求'),
    description: words(
      'Versions that cost money and had no request on any of the last seven whole days, though telemetry told of more than 90 % of their time. Assumption: without them their machines go, too.',
      '最近七个整天花了钱却没有请求、且遥测覆盖率超过 90 % 的版本。假设：停用后其机器随之释放。',
    ),
    size: [24, 8],
    unit: 'short',
    sql: `select model, version, providers, last_request_day::text as last_request, days_without::float8 as days_without, ${COST}::float8 as "${COST}",
  ${SAVING}::float8 as "${amount('saving')}", coverage::float8 as coverage, status as state
from report.prune_list
order by ${SAVING} desc nulls last`,
    fields: {
      model: modelName,
      version: versionName,
      providers: clouds,
      last_request: { title: words('Last request', '最近请求'), noValue: '> 90 d' },
      days_without: { title: words('Days without', '无请求天数'), decimals: 0, noValue: '> 90' },
      coverage: share('Coverage', '遥测覆盖'),
      state,
    },
    amounts: {
      cost: { title: words('Last 7 days', '近 7 天') },
      saving: { title: words('saved a month', '每月可省') },
    },
  }),
  table({
    id: 4,
    title: words('Shrink: at work less than 40 %', '缩减：工作时间不足 40 %'),
    description: words(
      'Versions that had requests and worked less than 40 % of the GPU time that they held in the last seven whole days, coverage above 90 %. Assumption: fewer or smaller replicas that work for 60 % of their time.',
      '最近七个整天有请求、但工作时间不足所占 GPU 时间 40 % 的版本，覆盖率超过 90 %。假设：减少或缩小副本，使其 60 % 的时间在工作。',
    ),
    size: [24, 8],
    unit: 'short',
    sql: `select model, version, providers, ${COST}::float8 as "${COST}", utilisation::float8 as utilisation, ${SAVING}::float8 as "${amount('saving')}",
  requests::float8 as requests, coverage::float8 as coverage, status as state
from report.low_utilisation
order by ${SAVING} desc nulls last`,
    fields: {
      model: modelName,
      version: versionName,
      providers: clouds,
      utilisation: share('GPU utilisation', 'GPU 利用率'),
      requests: { title: words('Requests', '请求'), unit: 'locale' },
      coverage: share('Coverage', '遥测覆盖'),
      state,
    },
    amounts: {
      cost: { title: words('Last 7 days', '近 7 天') },
      saving: { title: words('saved a month', '每月可省') },
    },
  }),
  ...leversMoney.slice(1),
  bars({
    id: 6,
    title: words('Batch efficiency', '批处理效率'),
    description: words(
      'Tokens that each version generated over what the best hours of its model on the same GPUs in 30 days would have, the least first; of the last seven days that the range touches. Below 0.4: let more requests come together.',
      '各版本生成的词元与同模型同型号 GPU 30 天内最佳小时可生成的词元之比，最低的在前；按时段所及的最后七天。低于 0.4 时应让更多请求凑成批。',
    ),
    size: [12, 9],
    unit: 'percentunit',
    min: 0,
    max: 1,
    thresholds: [
      [null, 'red'],
      [0.4, 'yellow'],
      [0.7, 'green'],
    ],
    sql: `select v.model || ' ' || v.version as name,
  (sum(p.generated_tokens) / nullif(sum(p.gpu_seconds * b.generated_per_gpu_second), 0))::float8 as efficiency
from report.pace_day p
join report.version v using (version_id)
join report.best_pace b on b.model = v.model and b.gpu_model = p.gpu_model and b.day = p.day
where ${daysTouched('p.day')} and p.day > (select (($__timeTo()::timestamptz - interval '1 microsecond') at time zone business_time_zone)::date - 7 from report.calendar)
group by v.version_id, v.model, v.version
order by 2 nulls last
limit 25`,
    fields: { efficiency: { title: words('of the best', '与最佳之比') } },
  }),
  squares({
    id: 7,
    title: words('Idle by hour of the day', '一天中各小时的空闲'),
    description: words(
      'Of what machines of versions cost, the part that was warm or cold idle: a square for each hour of each day in the business time zone, of the last 31 days of the range. A line that is red day after day is an hour at which replicas may sleep.',
      '各版本机器费用中热空闲与冷空闲的比例：业务时区每天每小时一格，按时段的最后 31 天。天天都红的一行，就是可以让副本休眠的时刻。',
    ),
    size: [12, 10],
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    thresholds: [
      [null, 'green'],
      [0.3, 'yellow'],
      [0.6, 'red'],
    ],
    name: '${__field.labels.hour_of_day}',
    sql: `select date_trunc('day', hour::timestamptz at time zone business_time_zone) at time zone business_time_zone as "time",
  to_char(hour::timestamptz at time zone business_time_zone, 'HH24:00') as hour_of_day,
  (sum(idle) / nullif(${sum('total')}, 0))::float8 as idle
from (
  select hour, coalesce(${sum(COST, `kind in ('warm_idle', 'cold_idle')`)}, 0) as idle, ${sum(COST)} as total
  from report.spend_hour
  where ${inRange('hour')} and hour >= $__timeTo()::timestamptz - interval '31 days' and kind in ('serving', 'warm_idle', 'cold_idle') and reason = '' and ${OF_PROVIDERS}
  group by hour
) hours
cross join report.calendar
group by 1, 2
order by 1`,
  }),
  table({
    id: 8,
    title: words('Cache hits and price', '缓存命中与单价'),
    description: words(
      'Versions by the share of their prompt tokens that came from a cache, beside the price of a million or thousand tokens: a cache that is not used is money on the table.',
      '各版本提示词词元的缓存命中率与词元单价：没有用上的缓存就是白花的钱。',
    ),
    size: [12, 10],
    unit: 'short',
    sql: `select model, version, (${sum('cached_tokens', works)} / nullif(${sum('prompt_tokens', works)}, 0))::float8 as cache_hits,
  (\${per} * ${sum(COST)} / nullif(${sum('prompt_tokens + generated_tokens', works)}, 0))::float8 as "${amount('price')}", ${sum('prompt_tokens', works)}::float8 as prompt
from ${span(['kind'], [COST, 'prompt_tokens', 'cached_tokens', 'generated_tokens'], `reason = '' and version_id <> 0 and ${OF_PROVIDERS}`)}
group by model, version
order by 3 nulls last, 5 desc nulls last`,
    fields: {
      model: modelName,
      version: versionName,
      cache_hits: share('Cache hits', '缓存命中'),
      prompt: { title: words('Prompt tokens', '提示词词元'), unit: 'locale' },
    },
    amounts: { price: { title: words('per tokens', '词元单价'), decimals: 4 } },
  }),
  ...leversCharts,
  ...leversDone,
]
