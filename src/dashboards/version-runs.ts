/** On what types of machines versions ran, and what their prefix caches saved. */
import { chart, type Sized } from './panel.js'
import { timeline } from './panel-states.js'
import { chosen } from './points.js'
import { amount, daysTouched, OF_PROVIDERS_OR_NONE, OF_VERSIONS, sum } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')

/** GPU time by type of machine; a day on which a type held none has no row, so that its line ends there. */
const held = (by: '' | ', day'): string => `(
  select provider || ' ' || instance_type as type${by}, sum(gpu_seconds) as gpu_seconds
  from report.machine_day
  where ${daysTouched()} and ${OF_VERSIONS} and ${OF_PROVIDERS_OR_NONE} and instance_type <> ''
  group by provider, instance_type${by}
  having sum(gpu_seconds) > 0
) m`

export const versionRuns: readonly Sized[] = [
  timeline({
    id: 25,
    title: words('Types of machines over time', '机型变化'),
    description: words(
      'Each type of machine that the chosen versions ran on, by the day: how many GPUs of it they held, as a mean of the day. A charge that names no type is not here.',
      '所选版本每天使用的机型，以及当天平均占用的 GPU 数。没有写明机型的费用不在此列。',
    ),
    size: [24, 7],
    unit: 'short',
    decimals: 2,
    name: '${__field.labels.type}',
    sql: `select b.day_start as "time", t.type, (m.gpu_seconds / b.hours / 3600)::float8 as gpus
from report.business_day b
cross join (select type from ${held('')}) t
left join ${held(', day')} using (day, type)
where ${daysTouched('b.day')}
order by 1`,
  }),
  chart({
    id: 26,
    title: words('Saved by the prefix cache, estimated', '前缀缓存节省（估计）'),
    description: words(
      'What prompt tokens from a cache would have cost more had they been worked out: their number, times what an uncached token weighs more than a cached one (split.weights), at what a weighted token of the version cost. An estimate: the machines were paid for either way.',
      '来自缓存的提示词词元若要重新计算会多花多少：词元数 × 未命中与命中词元的权重之差（split.weights）× 该版本每加权词元的费用。仅为估计：机器费用无论如何都已支付。',
    ),
    size: [24, 8],
    unit: 'short',
    name: '${__field.labels.version}',
    sql: `select begins as "time", r.version,
  (${sum(COST)} * ${sum('cached_tokens', `kind = 'serving'`)} * (max(w.uncached) - max(w.cached)) * 1000 / nullif(${sum('work_in + work_out', `kind = 'serving'`)}, 0))::float8 as "${amount('saved')}"
from ${chosen(`model, version, kind, ${COST}, cached_tokens, work_in, work_out`, `reason = ''`)}
join report.token_weight w using (model)
group by begins, model, r.version
order by 1`,
    amounts: { saved: {} },
  }),
]
