import { columns, type Sized, table } from './panel.js'
import { timeline } from './panel-states.js'
import { chosen } from './points.js'
import { modelName, state, versionName } from './shared.js'
import { span } from './span.js'
import { amount, inRange, OF_MODELS, OF_PROVIDERS_OR_NONE, STATUS, sum } from './sql.js'
import { inline, words } from './words.js'

const COST = amount('cost')
const machines = `reason = ''`
const works = `reason = '' and kind = 'serving'`
const cloud = { title: words('Cloud', '云') }
const share = (title: ReturnType<typeof words>) => ({ title, unit: 'percentunit', decimals: 1 })

export const versionTables: readonly Sized[] = [
  table({
    id: 18,
    title: words('Versions of the same models', '同模型的各版本'),
    description: words(
      'Every version of the chosen models side by side, other quantisations among them, chosen or not.',
      '所选模型的所有版本并列，包括其他量化版本，无论是否选中。',
    ),
    size: [24, 8],
    unit: 'short',
    sql: `select model, version, ${sum(COST, `reason in ('', 'named')`)}::float8 as "${COST}",
  (\${per} * ${sum(COST, machines)} / nullif(${sum('prompt_tokens + generated_tokens', works)}, 0))::float8 as "${amount('price')}",
  (${sum(COST, machines)} / nullif(${sum('requests', works)}, 0))::float8 as "${amount('request')}",
  (coalesce(${sum('gpu_seconds', works)}, 0) / nullif(${sum('gpu_seconds', machines)}, 0))::float8 as utilisation,
  (${sum('generated_tokens', works)} / nullif(${sum('gpu_seconds', machines)}, 0))::float8 as pace, ${STATUS} as state
from ${span(['kind', 'reason', 'status'], [COST, 'gpu_seconds', 'prompt_tokens', 'generated_tokens', 'requests'], `${OF_MODELS} and ${OF_PROVIDERS_OR_NONE}`)}
group by model, version
order by 3 desc nulls last`,
    fields: {
      model: modelName,
      version: versionName,
      utilisation: share(words('GPU utilisation', 'GPU 利用率')),
      pace: { title: words('Generated per GPU-second', '每 GPU 秒生成'), unit: 'short', decimals: 1 },
      state,
    },
    amounts: {
      cost: { title: words('Cost', '成本') },
      price: { title: words('per tokens', '词元单价'), decimals: 4 },
      request: { title: words('per request', '每请求'), decimals: 4 },
    },
  }),
  columns({
    id: 23,
    title: words('Price of tokens beside its siblings', '与同模型各版本的词元单价对比'),
    description: words(
      'What tokens cost on the machines of each version of the chosen models, chosen or not, the cheapest first, per 1M or 1K as chosen above.',
      '所选模型各版本（无论是否选中）机器上的词元单价，最便宜的在前，按上方选择的每 1M 或 1K 计。',
    ),
    size: [10, 8],
    unit: 'short',
    min: 0,
    sql: `select model || ' ' || version as name,
  (\${per} * ${sum(COST)} / nullif(${sum('prompt_tokens + generated_tokens', works)}, 0))::float8 as "${amount('price')}"
from ${span(['kind', 'reason'], [COST, 'prompt_tokens', 'generated_tokens'], `${OF_MODELS} and ${machines} and ${OF_PROVIDERS_OR_NONE}`)}
group by model, version
order by 2 nulls last
limit 25`,
    amounts: { price: { title: words('per tokens', '词元单价'), decimals: 4 } },
  }),
  timeline({
    id: 24,
    title: words('GPUs of its replicas', '各副本的 GPU'),
    description: words(
      'When each replica of the chosen versions ran, and how many GPUs it held: at most fifty replicas, those that ran last.',
      '所选版本的各副本何时运行、占用多少 GPU：最多五十个副本，取最近运行的。',
    ),
    size: [14, 8],
    unit: 'short',
    name: '${__field.labels.replica}',
    sql: `select moment as "time", replica, held_gpus::float8 as gpus
from (
  select replica, from_hour, to_hour, gpus, lead(from_hour) over (partition by source, replica order by from_hour) as next_hour,
    dense_rank() over (order by last_hour desc, source, replica) as nth
  from (
    select source, replica, from_hour::timestamptz as from_hour, to_hour::timestamptz as to_hour, gpus,
      max(to_hour) over (partition by source, replica) as last_hour
    from report.deployment
    where from_hour < $__timeTo()::timestamptz and to_hour > $__timeFrom()::timestamptz
      and coalesce(model, served_model) in (\${model:sqlstring}) and coalesce(nullif(version, ''), '(none)') in (\${version:sqlstring})
  ) ran
) held
cross join lateral (
  select greatest(from_hour, $__timeFrom()::timestamptz) as moment, gpus
  union all
  select to_hour, null where to_hour < coalesce(next_hour, $__timeTo()::timestamptz)
) steps (moment, held_gpus)
where nth <= 50
order by 1`,
  }),
  table({
    id: 19,
    title: words('Where it runs', '运行位置'),
    description: words(
      'Replicas of the range with the machine that each ran on and the GPUs it held, the newest first; who says so, and who says which version.',
      '时段内的副本、所在机器与占用的 GPU，最新的在前；以及机器与版本分别由谁说明。',
    ),
    size: [14, 8],
    unit: 'short',
    sql: `select coalesce(nullif(version, ''), '(none)') as version, replica, provider, resource_id, gpus::float8 as gpus, from_hour::timestamptz as since,
  nullif(to_hour, 'infinity') as until, matched_by, version_by
from report.deployment
where from_hour < $__timeTo()::timestamptz and to_hour > $__timeFrom()::timestamptz
  and coalesce(model, served_model) in (\${model:sqlstring}) and coalesce(nullif(version, ''), '(none)') in (\${version:sqlstring})
order by from_hour desc, replica
limit 200`,
    fields: {
      version: versionName,
      replica: { title: words('Replica', '副本') },
      provider: cloud,
      resource_id: { title: words('Machine', '机器') },
      gpus: { title: words('GPUs', 'GPU') },
      since: { title: words('Since', '自'), unit: 'dateTimeAsIso' },
      until: { title: words('Until', '至'), unit: 'dateTimeAsIso', noValue: inline(words('still', '仍在运行')) },
      matched_by: { title: words('Machine by', '机器依据') },
      version_by: { title: words('Version by', '版本依据') },
    },
  }),
  table({
    id: 20,
    title: words('By cloud and region', '按云与地域'),
    description: words(
      'What the chosen versions cost in each region, and an A100-hour of theirs there.',
      '所选版本在各地域的费用，以及每 A100 小时的费用。',
    ),
    size: [10, 8],
    unit: 'short',
    sql: `select provider, region_id as region, ${sum(COST)}::float8 as "${COST}",
  (3600 * ${sum(COST, machines)} / nullif(${sum('a100_seconds', machines)}, 0))::float8 as "${amount('a100')}", ${STATUS} as state
from ${chosen(`provider, region_id, reason, status, ${COST}, a100_seconds`, `reason in ('', 'named')`)}
group by provider, region_id
order by 3 desc nulls last`,
    fields: { provider: cloud, region: { title: words('Region', '地域') }, state },
    amounts: { cost: { title: words('Cost', '成本') }, a100: { title: words('per A100-hour', '每 A100 小时') } },
  }),
  table({
    id: 21,
    title: words('Restated', '重述'),
    description: words(
      'Hours of the chosen versions that a load moved after they had been told, by load and cause; the newest first.',
      '所选版本中公布后又被某次加载改动的小时，按加载与原因列出，最新的在前。',
    ),
    size: [24, 7],
    unit: 'short',
    sql: `select min(recorded_at) as recorded_at, cause, provider, coalesce(nullif(version, ''), '(none)') as version, count(distinct hour)::float8 as hours,
  min(hour)::timestamptz as first_hour, ${sum(`effective_${'${currency}'}_after - effective_${'${currency}'}_before`)}::float8 as "${amount('moved')}"
from report.model_restatement
where ${inRange('hour')} and model in (\${model:sqlstring}) and coalesce(nullif(version, ''), '(none)') in (\${version:sqlstring})
group by load_id, cause, provider, version
order by 1 desc
limit 100`,
    fields: {
      recorded_at: { title: words('When', '时间'), unit: 'dateTimeAsIso' },
      cause: { title: words('Cause', '原因') },
      provider: cloud,
      version: { title: words('Version', '版本') },
      hours: { title: words('Hours', '小时数'), decimals: 0 },
      first_hour: { title: words('From', '起'), unit: 'dateTimeAsIso' },
    },
    amounts: { moved: { title: words('Moved by', '变动') } },
  }),
  table({
    id: 22,
    title: words('Hour by hour', '逐小时'),
    description: words(
      'The hours themselves, the newest first: at most the last seven days of the range. Dollars and yuan both, whatever is chosen.',
      '逐小时的原始数据，最新的在前，最多为时段的最后七天。无论选择哪种币种，都同时给出美元与人民币。',
    ),
    size: [24, 10],
    unit: 'short',
    sql: `select hour::timestamptz as hour, model, coalesce(nullif(version, ''), '(none)') as version, status as state, cost_usd::float8 as "cost_usd",
  cost_cny::float8 as "cost_cny", prompt_tokens::float8 as prompt, cached_tokens::float8 as cached, generated_tokens::float8 as generated,
  requests::float8 as requests, utilisation::float8 as utilisation, cache_hit_ratio::float8 as cache_hits, p50_seconds, p95_seconds, p99_seconds,
  coverage::float8 as coverage
from report.kpi_hour
where ${inRange('hour')} and hour >= $__timeTo()::timestamptz - interval '7 days'
  and model in (\${model:sqlstring}) and coalesce(nullif(version, ''), '(none)') in (\${version:sqlstring})
order by hour desc, model, version
limit 2000`,
    fields: {
      hour: { title: words('Hour', '小时'), unit: 'dateTimeAsIso' },
      model: { title: words('Model', '模型') },
      version: { title: words('Version', '版本') },
      state,
      prompt: { title: words('Prompt tokens', '提示词词元'), unit: 'locale' },
      cached: { title: words('of them cached', '其中缓存'), unit: 'locale' },
      generated: { title: words('Generated', '生成'), unit: 'locale' },
      requests: { title: words('Requests', '请求'), unit: 'locale' },
      utilisation: share(words('GPU utilisation', 'GPU 利用率')),
      cache_hits: share(words('Cache hits', '缓存命中')),
      p50_seconds: { title: words('P50', 'P50'), unit: 's', decimals: 2 },
      p95_seconds: { title: words('P95', 'P95'), unit: 's', decimals: 2 },
      p99_seconds: { title: words('P99', 'P99'), unit: 's', decimals: 2 },
      coverage: share(words('Coverage', '遥测覆盖')),
    },
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
]
