/** Each lever that has a price, and all of them with what they would save. */
import { ASSUMPTIONS, LEVER_NAMES, UNKNOWNS, WARNINGS } from '../words-levers.js'
import type { Field } from './fields.js'
import { type Sized, table } from './panel.js'
import { modelName, state, versionName } from './shared.js'
import { amount, month, OF_PROVIDERS } from './sql.js'
import { words } from './words.js'

const MONEY = `${month('cost')}::float8 as "${amount('cost')}", ${month('then')}::float8 as "${amount('after')}",
  ${month('saving')}::float8 as "${amount('saving')}"`
const LARGEST = `order by ${month('saving')} desc nulls last, model, version`
const amounts = {
  cost: { title: words('A month now', '现在每月') },
  after: { title: words('A month then', '采用之后每月'), noValue: '-' },
  saving: { title: words('saved a month', '每月可省') },
}
const wide = { width: 320 }
const fields = {
  model: modelName,
  version: versionName,
  provider: { title: words('Cloud', '云') },
  region: { title: words('Region', '地域') },
  assumption: { title: words('Assumption', '假设'), texts: ASSUMPTIONS, custom: wide },
  unknown: { title: words('Unknown because', '未知原因'), texts: UNKNOWNS, noValue: '-' },
  warning: { title: words('Warning', '警告'), texts: WARNINGS, noValue: '-' },
  price_from: { title: words('Price from', '价格来源'), noValue: '-' },
  coverage: { title: words('Coverage', '遥测覆盖'), unit: 'percentunit', decimals: 1 },
  state,
} as const satisfies Readonly<Record<string, Field>>
const share = (en: string, zh: string): Field => ({ title: words(en, zh), unit: 'percentunit', decimals: 1 })
const gib = (en: string, zh: string): Field => ({ title: words(en, zh), decimals: 1 })

export const leversMoney: readonly Sized[] = [
  table({
    id: 10,
    title: words('All levers', '全部手段'),
    description: words(
      'Each with what a mean month (30.4375 days) like the last seven whole days costs now and then, its assumption, and why a saving is not known. Levers of one version overlap: the one that saves most is counted above.',
      '各手段按与最近七个整天相同的平均月（30.4375 天）计算现在与采用之后的费用，并列出假设与未知原因。同一版本的手段会重叠，上方只计节省最多的一项。',
    ),
    size: [24, 10],
    unit: 'short',
    sql: `select lever, model, version, provider, coalesce(now_is, '') as now_is, coalesce(then_is, '') as then_is,
  ${MONEY},
  assumption, warning, unknown, case when counted then 'yes' else 'no' end as counted, coverage::float8 as coverage, status as state
from report.lever
order by ${month('saving')} desc nulls last, lever, model, version
limit 200`,
    fields: {
      lever: { title: words('Lever', '手段'), texts: LEVER_NAMES },
      ...fields,
      now_is: { title: words('Now', '现状') },
      then_is: { title: words('Then', '建议') },
      counted: { title: words('Counted', '计入合计'), texts: { yes: words('yes', '是'), no: words('no', '否') } },
    },
    amounts,
  }),
  table({
    id: 5,
    title: words('Right-size: a cheaper type that holds the model', '调整规格：放得下的更便宜机型'),
    description: words(
      'The cheapest type of the same region that holds in nine tenths of a GPU what the version needs, with as many GPUs as a replica has and fast enough to work at most 60 % of the time. What it needs: its weights and the fullest KV cache, for engines such as vLLM reserve memory that they do not use; else the most that was taken. Where none holds it, the next cheaper one stands here with a warning.',
      '同一地域中，显存九成之内放得下该版本、GPU 数不少于一个副本、且工作时间不超过 60 % 的最便宜机型。所需显存为权重加 KV 缓存峰值（vLLM 等引擎会预留用不到的显存），否则为占用峰值。都放不下时列出次便宜的机型并警告。',
    ),
    size: [24, 9],
    unit: 'short',
    sql: `select model, version, provider, region_id as region, now_type, then_type, memory_gb::float8 as memory, then_memory_gb::float8 as then_memory,
  need_gb::float8 as need, utilisation::float8 as utilisation, busy_then::float8 as busy_then,
  ${MONEY},
  assumption, warning, unknown, price_from, coverage::float8 as coverage, status as state
from report.right_size
where ${OF_PROVIDERS}
${LARGEST}`,
    fields: {
      ...fields,
      now_type: { title: words('Type now', '现用机型') },
      then_type: { title: words('Type then', '建议机型'), noValue: '-' },
      memory: gib('GiB now', '现有显存 GiB'),
      then_memory: gib('GiB then', '建议机型显存 GiB'),
      need: gib('GiB needed', '所需显存 GiB'),
      utilisation: share('Utilisation', '利用率'),
      busy_then: share('Utilisation then', '届时利用率'),
    },
    amounts,
  }),
  table({
    id: 11,
    title: words('Spot against on demand', '抢占式与按需'),
    description: words(
      'Machines on demand whose type costs less as spot, or has no price of spot.',
      '按需机器中抢占式更便宜的，或没有抢占式价格的。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select model, version, provider, region_id as region, instance_type as type,
  ${MONEY},
  unknown, price_from, status as state
from report.spot
where ${OF_PROVIDERS}
${LARGEST}`,
    fields: { ...fields, type: { title: words('Type', '机型') } },
    amounts,
  }),
  table({
    id: 12,
    title: words('Siblings in another quantisation', '其他量化版本'),
    description: words(
      'Versions of which a sibling of the same family and size made its tokens for less, by what both were measured to cost. Whether its answers are good enough is for you to see.',
      '同系列、同参数量的另一量化版本实测 token 成本更低的版本。质量是否足够需自行确认。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select model, version, quantisation, sibling, usd_per_1m_tokens::float8 as "per_usd", sibling_usd_per_1m_tokens::float8 as "sibling_per_usd",
  ${MONEY},
  unknown, coverage::float8 as coverage, status as state
from report.quantisation
where ${OF_PROVIDERS}
${LARGEST}`,
    fields: {
      ...fields,
      quantisation: { title: words('Quantisation', '量化') },
      sibling: { title: words('Sibling', '另一版本') },
    },
    amounts: {
      per: { title: words('per 1M tokens', '每百万 token') },
      sibling_per: { title: words('of the sibling', '另一版本') },
      ...amounts,
    },
  }),
  table({
    id: 13,
    title: words('Our machines against bought tokens', '自建与购买 token'),
    description: words(
      'What the cheapest seller in the price files would ask for the same tokens. Below 0: our own machines are cheaper.',
      '按价格文件中要价最低的卖方计算同样 token 的费用。小于 0 表示自建更便宜。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select model, version, provider, seller,
  ${MONEY},
  unknown, coverage::float8 as coverage, status as state
from report.token_price
where ${OF_PROVIDERS}
${LARGEST}`,
    fields: { ...fields, seller: { title: words('Seller', '卖方') } },
    amounts,
  }),
  table({
    id: 14,
    title: words('Types without a price', '没有价格的机型'),
    description: words(
      'Types that versions ran on in the last seven whole days, and that neither a bill nor a file has a price on demand for.',
      '最近七个整天有版本使用、而账单和文件都没有按需价格的机型。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select provider, region_id as region, instance_type as type, gpu_hours::float8 as gpu_hours, ${amount('cost')}::float8 as "${amount('week')}"
from report.price_missing
where ${OF_PROVIDERS}
order by gpu_hours desc nulls last, provider, type`,
    fields: {
      provider: fields.provider,
      region: fields.region,
      type: { title: words('Type', '机型') },
      gpu_hours: { title: words('GPU-hours', 'GPU 小时'), decimals: 1 },
    },
    amounts: { week: { title: words('Last 7 days', '近 7 天') } },
  }),
]
