/** How machines were bought, and how much of them was at work, over time. */
import { chart, type Sized } from './panel.js'
import { fleet } from './points.js'
import { amount, daysInRange, OF_PROVIDERS, sum } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')
const works = `kind = 'serving'`

export const leversCharts: readonly Sized[] = [
  chart({
    id: 15,
    title: words('How machines were bought', '机器的购买方式'),
    description: words(
      'What the machines of versions cost a day, on demand, spot or reserved, as bills say. Several ways in one day are mixed; where a bill does not say, it is unknown.',
      '各版本的机器每天的费用，按账单所写分为按需、抢占式与预留。同一天多种方式为 mixed；账单没有写明的为 unknown。',
    ),
    size: [24, 8],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.purchase}',
    sql: `select b.day_start as "time", coalesce(nullif(m.purchase, ''), 'unknown') as purchase, ${sum(`m.${amount('effective')}`)}::float8 as "${COST}"
from report.machine_day m
join report.business_day b using (day)
where ${daysInRange()} and ${OF_PROVIDERS}
group by 1, 2
order by 1`,
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  chart({
    id: 9,
    title: words('GPU utilisation by model', '各模型的 GPU 利用率'),
    description: words(
      'Of the GPU time that the versions of a model held, the part in which they had requests: by the hour, by the day where more than 12 days are shown, by the week where more than 190 are.',
      '各模型版本所占 GPU 时间中有请求在处理的部分：按小时；超过 12 天时按天，超过 190 天时按周。',
    ),
    size: [24, 8],
    unit: 'percentunit',
    min: 0,
    max: 1,
    thresholds: [
      [null, 'red'],
      [0.4, 'green'],
    ],
    name: '${__field.labels.model}',
    custom: { thresholdsStyle: { mode: 'dashed' } },
    sql: `select begins as "time", model, (coalesce(sum(gpu_seconds) filter (where ${works}), 0) / nullif(${sum('gpu_seconds')}, 0))::float8 as utilisation
from ${fleet('model, kind, gpu_seconds', `reason = '' and model is not null and ${OF_PROVIDERS}`)}
group by 1, 2
order by 1`,
  }),
]
