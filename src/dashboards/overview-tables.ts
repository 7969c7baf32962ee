import { bars, type Sized, table } from './panel.js'
import { modelName, state, versionName } from './shared.js'
import { span } from './span.js'
import { amount, OF_PROVIDERS, OF_PROVIDERS_OR_NONE, STATUS, sum } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')
const ofVersions = `version_id <> 0 and reason in ('', 'named', 'unbilled') and ${OF_PROVIDERS_OR_NONE}`
const billed = `reason in ('', 'named')`
const machines = `reason = ''`
const works = `reason = '' and kind = 'serving'`

export const overviewTables: readonly Sized[] = [
  bars({
    id: 16,
    title: words('Most expensive versions', '最贵的版本'),
    description: words('The ten versions that cost most in the range.', '该时段费用最高的十个版本。'),
    size: [10, 9],
    unit: 'short',
    min: 0,
    sql: `select model || ' ' || version as name, ${sum(COST)}::float8 as "${COST}"
from ${span([], [COST], `version_id <> 0 and ${billed} and ${OF_PROVIDERS}`)}
group by model, version
order by 2 desc nulls last
limit 10`,
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  table({
    id: 17,
    title: words('Top movers', '变化最大'),
    description: words(
      'The last seven whole days beside the seven before them, whatever the range.',
      '最近七个整天与此前七天相比，与所选时段无关。',
    ),
    size: [14, 9],
    unit: 'short',
    sql: `select model, version, now_cost::float8 as "${amount('now')}", before_cost::float8 as "${amount('before')}",
  (now_cost - before_cost)::float8 as "${amount('change')}", ((now_cost - before_cost) / nullif(before_cost, 0))::float8 as change
from (
  select d.model, d.version, coalesce(${sum(COST, 'day >= today - 7')}, case when count(*) filter (where day >= today - 7) = 0 then 0 end) as now_cost,
    coalesce(${sum(COST, 'day < today - 7')}, case when count(*) filter (where day < today - 7) = 0 then 0 end) as before_cost
  from report.cost_day d
  cross join report.calendar
  where day >= (select today - 14 from report.calendar) and day < (select today from report.calendar) and model is not null and ${billed} and ${OF_PROVIDERS}
  group by d.model, d.version
) weeks
order by abs(now_cost - before_cost) desc nulls last
limit 20`,
    fields: {
      model: modelName,
      version: versionName,
      change: {
        title: words('Change', '变化率'),
        unit: 'percentunit',
        decimals: 1,
        thresholds: [
          [null, 'green'],
          [0.000001, 'yellow'],
          [0.2, 'red'],
        ],
        custom: { cellOptions: { type: 'color-text' } },
      },
    },
    amounts: {
      now: { title: words('Last 7 days', '近 7 天') },
      before: { title: words('7 days before', '此前 7 天') },
      change: { title: words('Change', '变化额') },
    },
  }),
  table({
    id: 22,
    title: words('Alerts that are open', '未解除的告警'),
    description: words(
      'What rules of alerts found and is not over, whatever the range: looked at after each job, as it was when it fired. Empty, too, where no channel is configured.',
      '告警规则发现而尚未解除的事项，与所选时段无关：每个作业之后检查，数字为触发时所见。没有配置渠道时也为空。',
    ),
    size: [24, 6],
    unit: 'short',
    sql: `select rule, provider, model, version, value::float8 as value, threshold::float8 as threshold, ${amount('now')}::float8 as "${amount('now')}",
  ${amount('usual')}::float8 as "${amount('usual')}", since, fired_at
from report.alert_open
where provider is null or ${OF_PROVIDERS}
order by fired_at desc, rule`,
    fields: {
      rule: { title: words('Rule', '规则') },
      provider: { title: words('Cloud', '云'), noValue: '–' },
      model: { ...modelName, noValue: '–' },
      version: { ...versionName, noValue: '–' },
      value: { title: words('Measured', '测得') },
      threshold: { title: words('Threshold', '阈值') },
      since: { title: words('Since', '自'), unit: 'dateTimeAsIso' },
      fired_at: { title: words('Seen', '发现时间'), unit: 'dateTimeAsIso' },
    },
    amounts: { now: { title: words('Now', '当前') }, usual: { title: words('Usual', '通常') } },
  }),
  table({
    id: 19,
    title: words('All versions', '全部版本'),
    description: words(
      'Each version of the range: what it cost, what a token cost, how long it worked of the GPU time it held, how much of its prompts came from a cache, how far telemetry told of it, and how sure its bills are. estimated: some of its machines have no bill yet.',
      '时段内的每个版本：成本、词元单价、所占 GPU 时间中工作的部分、提示词的缓存命中率、遥测覆盖率，以及账单的可信度。estimated 表示其部分机器尚无账单。',
    ),
    size: [24, 11],
    unit: 'short',
    sql: `select model, version, ${sum(COST, billed)}::float8 as "${COST}",
  (\${per} * ${sum(COST, machines)} / nullif(${sum('prompt_tokens + generated_tokens', works)}, 0))::float8 as "${amount('price')}",
  (coalesce(${sum('gpu_seconds', works)}, 0) / nullif(${sum('gpu_seconds', machines)}, 0))::float8 as utilisation,
  (${sum('cached_tokens', works)} / nullif(${sum('prompt_tokens', works)}, 0))::float8 as cache_hits,
  ${sum('requests', works)}::float8 as requests, max(last_request) as last_request,
  (sum(seen_hours) / nullif(sum(replica_hours), 0))::float8 as coverage, ${STATUS} as state
from ${span(['kind', 'reason', 'status'], [COST, 'gpu_seconds', 'prompt_tokens', 'cached_tokens', 'generated_tokens', 'requests', 'last_request', 'seen_hours', 'replica_hours'], ofVersions)}
group by model, version
order by 3 desc nulls last`,
    fields: {
      model: modelName,
      version: versionName,
      utilisation: {
        title: words('GPU utilisation', 'GPU 利用率'),
        unit: 'percentunit',
        decimals: 1,
        min: 0,
        max: 1,
        thresholds: [
          [null, 'red'],
          [0.4, 'yellow'],
          [0.6, 'green'],
        ],
        custom: { cellOptions: { type: 'gauge', mode: 'basic' } },
      },
      cache_hits: { title: words('Cache hits', '缓存命中'), unit: 'percentunit', decimals: 1 },
      requests: { title: words('Requests', '请求'), unit: 'locale', decimals: 0 },
      last_request: { title: words('Last request', '最近请求'), unit: 'dateTimeAsIso', noValue: '–' },
      coverage: { title: words('Coverage', '遥测覆盖'), unit: 'percentunit', decimals: 1 },
      state,
    },
    amounts: { cost: { title: words('Cost', '成本') }, price: { title: words('per tokens', '词元单价'), decimals: 4 } },
  }),
]
