import { chart, type Sized } from './panel.js'
import { bills, fleet, kept, regions } from './points.js'
import { amount, BILLED, OF_PROVIDERS, sum } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')
const PER_BAR = words(
  'An hour a bar, or a day where more than 12 days are shown. A gap is what is not known.',
  '每柱一小时；超过 12 天时每柱一天。空缺表示未知。',
)
const PER_WEEK = words(
  'An hour a bar, a day where more than 12 days are shown, a week (Monday to Sunday) where more than 190 are. A gap is what is not known.',
  '每柱一小时；超过 12 天时每柱一天，超过 190 天时每柱一周（周一至周日）。空缺表示未知。',
)

const by = (column: string, from: string): string => `select begins as "time", ${column}, ${sum(COST)}::float8 as "${COST}"
from ${from}
group by 1, 2
order by 1`

export const overviewCharts: readonly Sized[] = [
  chart({
    id: 9,
    title: words('Cost by cloud', '按云的成本'),
    description: words(`What each cloud charged. ${PER_BAR.en}`, `各云的费用。${PER_BAR.zh}`),
    size: [12, 9],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.provider}',
    sql: by('provider', bills(`provider, ${COST}`, OF_PROVIDERS)),
    amounts: { cost: {} },
  }),
  chart({
    id: 10,
    title: words('Cost by model', '按模型的成本'),
    description: words(
      `What the versions of each model cost, with what the bill names for them. Money of no version is in "Where it went". ${PER_WEEK.en}`,
      `各模型所有版本的费用，含账单直接指明的。不属于任何版本的费用见“去向”。${PER_WEEK.zh}`,
    ),
    size: [12, 9],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.model}',
    sql: by('model', fleet(`model, ${COST}`, `${BILLED} and model is not null and ${OF_PROVIDERS}`)),
    amounts: { cost: {} },
  }),
  chart({
    id: 11,
    title: words('Where it went', '去向'),
    description: words(
      `All of the spend: serving, loaded with nothing to do (warm_idle), held by nobody (cold_idle), shared by a rule, and what no version got (unattributed). Together the bill. ${PER_BAR.en}`,
      `全部支出：服务（serving）、已加载而无请求（warm_idle）、无人占用（cold_idle）、按规则共享（shared）、没有归属（unattributed）。合计即账单。${PER_BAR.zh}`,
    ),
    size: [12, 9],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.kind}',
    sql: by('kind', bills(`kind, ${COST}`, OF_PROVIDERS)),
    amounts: { cost: {} },
  }),
  chart({
    id: 12,
    title: words('Cumulative cost', '累计成本'),
    description: words(
      'The spend added up from the start of the range. It ends where something is not known.',
      '从时段起点累加的支出。遇到未知即停止。',
    ),
    size: [12, 9],
    unit: 'short',
    sql: `select begins as "time", (case when bool_and(${COST} is not null) over upto then sum(${COST}) over upto end)::float8 as "${COST}"
from (
  select begins, ${sum(COST)} as ${COST}
  from ${bills(COST, OF_PROVIDERS)}
  group by 1
) hours
window upto as (order by begins)
order by 1`,
    amounts: { cost: { title: words('Cumulative', '累计') } },
  }),
  chart({
    id: 13,
    title: words('Cost rate', '每小时成本'),
    description: words(
      'The spend by the hour; of days that are over, the mean of their hours.',
      '每小时的支出；按天读取时为已结束各天的小时平均值。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select begins as "time", (${sum(COST)} / max(hours))::float8 as "${COST}"
from ${bills(COST, OF_PROVIDERS)}
where begins + hours * interval '1 hour' <= now()
group by 1
order by 1`,
    amounts: { cost: { title: words('per hour', '每小时') } },
  }),
  chart({
    id: 14,
    title: words('Cost per input and output tokens', '输入与输出词元单价'),
    description: words(
      'Machines of versions by the tokens they read (input) and generated (output), each by its weight, per 1M or 1K as chosen above.',
      '各版本机器的费用，按权重分摊到读入（输入）与生成（输出）的词元，按上方选择的每 1M 或 1K 计。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select begins as "time",
  (\${per} * ${sum(COST)} * ${sum('work_in', `kind = 'serving'`)} / nullif(${sum('work_in + work_out', `kind = 'serving'`)}, 0) / nullif(${sum('prompt_tokens', `kind = 'serving'`)}, 0))::float8 as "${amount('input')}",
  (\${per} * ${sum(COST)} * ${sum('work_out', `kind = 'serving'`)} / nullif(${sum('work_in + work_out', `kind = 'serving'`)}, 0) / nullif(${sum('generated_tokens', `kind = 'serving'`)}, 0))::float8 as "${amount('output')}"
from ${regions(`kind, ${COST}, work_in, work_out, prompt_tokens, generated_tokens`, `reason = '' and of_version and ${OF_PROVIDERS}`)}
group by 1
order by 1`,
    amounts: {
      input: { title: words('input', '输入'), decimals: 4 },
      output: { title: words('output', '输出'), decimals: 4 },
    },
  }),
  chart({
    id: 15,
    title: words('Requests by served name', '各对外名称请求速率'),
    description: words(
      'Requests a second of each name under which a model is served, finished ones: of an hour, of a day where more than 12 days are shown, of a week where more than 190 are.',
      '每个对外名称每秒完成的请求数：按小时；超过 12 天时按天，超过 190 天时按周。',
    ),
    size: [12, 8],
    unit: 'reqps',
    decimals: 2,
    name: '${__field.labels.name}',
    sql: `select begins as "time", name, (requests / hours / 3600)::float8 as requests
from ${kept('name, requests', `told_by = 'served_model'`, 'request')}
order by 1`,
  }),
  chart({
    id: 20,
    title: words('Requests by endpoint', '各端点请求速率'),
    description: words(
      'Requests a second of each endpoint, such as /v1/chat/completions, where engines tell them apart; of the others nothing stands here. Of an hour, of a day where more than 12 days are shown, of a week where more than 190 are.',
      '各端点（如 /v1/chat/completions）每秒的请求数，仅限引擎能区分时；其余不在此列。按小时；超过 12 天时按天，超过 190 天时按周。',
    ),
    size: [12, 8],
    unit: 'reqps',
    decimals: 2,
    name: '${__field.labels.endpoint}',
    sql: `select begins as "time", name as endpoint, (requests / hours / 3600)::float8 as requests
from ${kept('name, requests', `told_by = 'endpoint'`, 'request')}
order by 1`,
  }),
]
