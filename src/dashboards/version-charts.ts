import { chart, type Sized } from './panel.js'
import { chosen, kept } from './points.js'
import { amount, daysInRange, HOURS_UP_TO, inRange, OF_VERSIONS, sum, VERSIONS } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')
const machines = `reason = ''`
const serving = `kind = 'serving'`
const LAST_31 = `hour >= $__timeTo()::timestamptz - interval '31 days'`
const BY_HOUR = words(
  'By the hour, whatever the range: at most its last 31 days.',
  '无论时段多长都按小时读取，最多为时段的最后 31 天。',
)

/** Percentiles of the chosen versions by hours of a short range, by days of a long one; version by version, as their index is. */
export const latencyRows = `(
  select hour::timestamptz as begins, told.*
  from (${VERSIONS}) chosen
  cross join lateral (
    select hour, version_id, metric, p50_seconds, p95_seconds, p99_seconds
    from report.latency_by_version_hour h
    where $__interval_ms < ${HOURS_UP_TO} and ${inRange('hour')} and h.version_id = chosen.version_id
    offset 0
  ) told
  union all
  select day::timestamp at time zone (select business_time_zone from report.calendar), null, version_id, metric, p50_seconds, p95_seconds, p99_seconds
  from report.latency_by_version_day
  where $__interval_ms >= ${HOURS_UP_TO} and ${daysInRange()} and ${OF_VERSIONS}
) l`

export const versionCharts: readonly Sized[] = [
  chart({
    id: 2,
    title: words('Daily cost against its mean', '日成本与均值'),
    description: words(
      'Each day, the mean of the seven days before it and 120 % of that: a day above the upper line is remarkable. Today is the day so far. Days whose bills are final are darker.',
      '每天的成本、此前七天的均值及其 120 %：高于上方线的一天值得留意。今天为截至目前。账单已终稿的日子颜色更深。',
    ),
    size: [24, 9],
    unit: 'short',
    sql: `select day_start as "time", ${sum(COST, `status = 'final'`)}::float8 as "${amount('final')}",
  ${sum(COST, `status <> 'final'`)}::float8 as "${amount('preliminary')}",
  ${sum(amount('mean'))}::float8 as "${amount('mean')}", ${sum(amount('limit'))}::float8 as "${amount('limit')}"
from report.day_over_mean
where ${daysInRange()} and ${OF_VERSIONS}
group by 1
order by 1`,
    amounts: {
      final: { title: words('final', '终稿'), custom: bar(90) },
      preliminary: { title: words('preliminary', '暂定'), custom: bar(35) },
      mean: { title: words('mean of 7 days', '7 日均值') },
      limit: { title: words('120 % of it', '其 120 %'), custom: { lineStyle: { dash: [8, 6], fill: 'dash' } } },
    },
  }),
  chart({
    id: 9,
    title: words('Cost per input and output tokens', '输入与输出词元单价'),
    description: words(
      'Its machines by the tokens it read (input) and generated (output), each by its weight, per 1M or 1K as chosen above.',
      '机器费用按权重分摊到读入（输入）与生成（输出）的词元，按上方选择的每 1M 或 1K 计。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select begins as "time",
  (\${per} * ${sum(COST)} * ${sum('work_in', serving)} / nullif(${sum('work_in + work_out', serving)}, 0) / nullif(${sum('prompt_tokens', serving)}, 0))::float8 as "${amount('input')}",
  (\${per} * ${sum(COST)} * ${sum('work_out', serving)} / nullif(${sum('work_in + work_out', serving)}, 0) / nullif(${sum('generated_tokens', serving)}, 0))::float8 as "${amount('output')}"
from ${chosen(`kind, ${COST}, work_in, work_out, prompt_tokens, generated_tokens`, machines)}
group by 1
order by 1`,
    amounts: {
      input: { title: words('input', '输入'), decimals: 4 },
      output: { title: words('output', '输出'), decimals: 4 },
    },
  }),
  chart({
    id: 10,
    title: words('Tokens an hour', '每小时词元'),
    description: words(
      'Prompt tokens that were worked out, prompt tokens from a cache, tokens generated; work without a bill yet included.',
      '实际计算的提示词词元、来自缓存的提示词词元、生成的词元；含尚无账单的工作。',
    ),
    size: [12, 8],
    unit: 'short',
    stacked: true,
    sql: `select begins as "time", (${sum('prompt_tokens - cached_tokens')} / max(hours))::float8 as worked_out,
  (${sum('cached_tokens')} / max(hours))::float8 as cached, (${sum('generated_tokens')} / max(hours))::float8 as generated
from ${chosen('prompt_tokens, cached_tokens, generated_tokens', `${serving} and reason in ('', 'unbilled')`)}
group by 1
order by 1`,
    fields: {
      worked_out: { title: words('prompt', '提示词') },
      cached: { title: words('prompt, cached', '提示词（缓存）') },
      generated: { title: words('generated', '生成') },
    },
  }),
  chart({
    id: 11,
    title: words('Requests a second', '每秒请求'),
    description: words('Requests finished, by version.', '完成的请求，按版本。'),
    size: [12, 8],
    unit: 'reqps',
    decimals: 2,
    name: '${__field.labels.version}',
    sql: `select begins as "time", version, (${sum('requests')} / max(hours) / 3600)::float8 as requests
from ${chosen('version, requests', `${serving} and reason in ('', 'unbilled')`)}
group by 1, 2
order by 1`,
  }),
  chart({
    id: 12,
    title: words('Cost per request', '每请求成本'),
    description: words('Cost of its machines by the requests finished on them.', '机器费用除以在其上完成的请求数。'),
    size: [12, 8],
    unit: 'short',
    name: '${__field.labels.version}',
    sql: `select begins as "time", version, (${sum(COST)} / nullif(${sum('requests', serving)}, 0))::float8 as "${COST}"
from ${chosen(`version, kind, ${COST}, requests`, machines)}
group by 1, 2
order by 1`,
    amounts: { cost: { decimals: 4 } },
  }),
  chart({
    id: 13,
    title: words('Latency', '延迟'),
    description: words(
      'P50, P95 and P99 from arrival to end, and P99 to the first token. Taken from added buckets, never averaged; beyond the last bound it is at least what is said.',
      '从到达到结束的 P50、P95、P99，以及首词元的 P99。由合并后的桶计算，从不取平均；超出最后一个桶边界时至少为所示值。',
    ),
    size: [12, 8],
    unit: 's',
    decimals: 2,
    name: '${__field.labels.version} ${__field.name}',
    sql: `select begins as "time", (select version from report.version v where v.version_id = l.version_id) as version, max(p50_seconds) filter (where metric = 'e2e')::float8 as p50,
  max(p95_seconds) filter (where metric = 'e2e')::float8 as p95, max(p99_seconds) filter (where metric = 'e2e')::float8 as p99,
  max(p99_seconds) filter (where metric = 'ttft')::float8 as first_token_p99
from ${latencyRows}
where metric in ('e2e', 'ttft')
group by begins, l.version_id
order by 1`,
  }),
  chart({
    id: 14,
    title: words('GPUs', 'GPU'),
    description: words(
      `How busy its GPUs say they were, and how full the memory of the fullest of them was: both NULL where their exporter does not tell, or it shares them. Below half of the memory a smaller type may do. Of an hour, or of a day where more than 12 days are shown.`,
      `GPU 自报的忙碌程度，以及其中显存最满者的占用：exporter 未提供或与他人共用时未知。显存低于一半时可考虑更小的机型。按小时；超过 12 天时按天。`,
    ),
    size: [12, 8],
    unit: 'percentunit',
    min: 0,
    max: 1,
    name: '${__field.labels.version} ${__field.name}',
    sql: `select begins as "time", v.version, (busy_seconds / nullif(seen_seconds, 0))::float8 as busy, memory_peak_share::float8 as memory_peak
from ${kept('version_id, busy_seconds, seen_seconds, memory_peak_share', OF_VERSIONS, 'version_gpu')}
join report.version v using (version_id)
order by 1`,
  }),
  chart({
    id: 15,
    title: words('Cache hits', '缓存命中'),
    description: words('Prompt tokens that came from a cache, by version.', '来自缓存的提示词词元占比，按版本。'),
    size: [12, 8],
    unit: 'percentunit',
    min: 0,
    max: 1,
    name: '${__field.labels.version}',
    sql: `select begins as "time", version, (${sum('cached_tokens')} / nullif(${sum('prompt_tokens')}, 0))::float8 as hits
from ${chosen('version, cached_tokens, prompt_tokens', `${serving} and reason in ('', 'unbilled')`)}
group by 1, 2
order by 1`,
  }),
  chart({
    id: 16,
    title: words('Working and idle', '工作与闲置'),
    description: words(
      'What its machines cost while it worked, and while it was loaded with nothing to do. An hour a bar, or a day where more than 12 days are shown.',
      '机器在工作时与已加载而无请求时的费用。每柱一小时；超过 12 天时每柱一天。',
    ),
    size: [12, 8],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.kind}',
    sql: `select begins as "time", kind, ${sum(COST)}::float8 as "${COST}"
from ${chosen(`kind, ${COST}`, machines)}
group by 1, 2
order by 1`,
    amounts: { cost: {} },
  }),
  chart({
    id: 17,
    title: words('Batch efficiency', '批处理效率'),
    description: words(
      `Tokens generated per GPU-second against the best hours of the model on the same GPUs in 30 days; below 0.4 requests do not come together. ${BY_HOUR.en}`,
      `每 GPU 秒生成的词元与同模型同型号 GPU 30 天内最佳小时之比；低于 0.4 说明请求没有凑成批。${BY_HOUR.zh}`,
    ),
    size: [12, 8],
    unit: 'percentunit',
    min: 0,
    name: '${__field.labels.version} ${__field.labels.gpu}',
    thresholds: [
      [null, 'red'],
      [0.4, 'green'],
    ],
    sql: `select hour::timestamptz as "time", coalesce(nullif(version, ''), '(none)') as version, gpu_model as gpu, batch_efficiency::float8 as efficiency
from report.batch_efficiency
where ${inRange('hour')} and ${LAST_31} and model in (\${model:sqlstring}) and coalesce(nullif(version, ''), '(none)') in (\${version:sqlstring})
order by 1`,
  }),
]

function bar(fillOpacity: number): Readonly<Record<string, unknown>> {
  return { drawStyle: 'bars', fillOpacity, stacking: { group: 'days', mode: 'normal' } }
}
