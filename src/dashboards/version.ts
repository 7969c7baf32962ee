/** One model version: what it costs, what it does for that, and how well. */
import { dashboard } from './dashboard.js'
import type { Dashboard } from './grafana.js'
import { gauge, type Sized, stat } from './panel.js'
import { chosen } from './points.js'
import { amount, STATUS, sum } from './sql.js'
import { currency, datasource, model, per, provider, version } from './variables.js'
import { latencyRows, versionCharts } from './version-charts.js'
import { versionRuns } from './version-runs.js'
import { versionTables } from './version-tables.js'
import { words } from './words.js'

const COST = amount('cost')
const machines = `reason = ''`
const works = `reason = '' and kind = 'serving'`

export function modelVersion(timeZone: string): Dashboard {
  return dashboard({
    uid: 'tokenledger-version',
    title: words('tokenledger: model version', 'tokenledger：模型版本'),
    description: words(
      'What the chosen versions cost, what they did for it, and how well. Several versions are taken together, except where they are told apart.',
      '所选版本花了多少钱、做了多少事、做得怎样。选多个版本时合并计算，分列处除外。',
    ),
    timeZone,
    variables: [datasource, currency, per, provider, model, version],
    panels: [...figures, ...versionCharts, ...versionTables, ...versionRuns],
  })
}

const figures: readonly Sized[] = [
  stat({
    id: 1,
    title: words('Cost', '成本'),
    description: words(
      'Serving and warm idle, and what the bill names for it: effective cost. Unknown as soon as a part of it is.',
      '服务与热空闲，以及账单直接指明的费用：有效成本。只要其中一部分未知即为未知。',
    ),
    size: [4, 5],
    unit: 'short',
    sql: `select ${sum(COST, `reason in ('', 'named')`)}::float8 as "${COST}" from ${chosen(`reason, ${COST}`)}`,
    amounts: { cost: { decimals: 2 } },
  }),
  stat({
    id: 3,
    title: words('Cost per tokens', '词元单价'),
    description: words(
      'Cost of its machines by the tokens it read and generated on them, per 1M or 1K as chosen above.',
      '机器费用除以在其上读入与生成的词元，按上方选择的每 1M 或 1K 计。',
    ),
    size: [4, 5],
    unit: 'short',
    sql: `select (\${per} * ${sum(COST)} / nullif(${sum('prompt_tokens + generated_tokens', `kind = 'serving'`)}, 0))::float8 as "${amount('price')}"
from ${chosen(`kind, ${COST}, prompt_tokens, generated_tokens`, machines)}`,
    amounts: { price: { decimals: 4 } },
  }),
  stat({
    id: 4,
    title: words('Cost per request', '每请求成本'),
    description: words('Cost of its machines by the requests finished on them.', '机器费用除以在其上完成的请求数。'),
    size: [4, 5],
    unit: 'short',
    sql: `select (${sum(COST)} / nullif(${sum('requests', `kind = 'serving'`)}, 0))::float8 as "${amount('request')}"
from ${chosen(`kind, ${COST}, requests`, machines)}`,
    amounts: { request: { decimals: 4 } },
  }),
  gauge({
    id: 5,
    title: words('GPU utilisation', 'GPU 利用率'),
    description: words(
      'Of the GPU time that it held, the part in which it had requests.',
      '所占 GPU 时间中有请求在处理的部分。',
    ),
    size: [4, 5],
    unit: 'percentunit',
    decimals: 1,
    min: 0,
    max: 1,
    thresholds: [
      [null, 'red'],
      [0.4, 'yellow'],
      [0.6, 'green'],
    ],
    sql: `select (coalesce(${sum('gpu_seconds', `kind = 'serving'`)}, 0) / nullif(${sum('gpu_seconds')}, 0))::float8 as utilisation
from ${chosen('kind, gpu_seconds', machines)}`,
  }),
  stat({
    id: 6,
    title: words('Worst P99', '最差 P99'),
    description: words(
      'The longest P99 of the hours, or of the days where more than 12 are shown, from arrival to end. Percentiles are taken from added buckets and never averaged.',
      '各小时（超过 12 天时为各天）P99 的最大值，从到达到结束。分位数由合并后的桶计算，从不取平均。',
    ),
    size: [4, 5],
    unit: 's',
    decimals: 2,
    sql: `select max(p99_seconds)::float8 as p99
from ${latencyRows}
where metric = 'e2e'`,
  }),
  stat({
    id: 7,
    title: words('Cache hits, coverage', '缓存命中与覆盖率'),
    description: words(
      'Prompt tokens that came from a cache; and of the scrapes expected while its replicas ran, those that were seen.',
      '来自缓存的提示词词元占比；副本运行期间应有的抓取中实际看到的占比。',
    ),
    size: [4, 5],
    unit: 'percentunit',
    decimals: 1,
    sql: `select (${sum('cached_tokens', works)} / nullif(${sum('prompt_tokens', works)}, 0))::float8 as cache_hits,
  (sum(coverage * replica_hours) / nullif(sum(replica_hours), 0))::float8 as coverage
from ${chosen('reason, kind, cached_tokens, prompt_tokens, coverage, replica_hours')}`,
    fields: {
      cache_hits: { title: words('cache hits', '缓存命中') },
      coverage: {
        title: words('coverage', '遥测覆盖'),
        thresholds: [
          [null, 'red'],
          [0.9, 'green'],
        ],
      },
    },
  }),
  stat({
    id: 8,
    title: words('How sure', '可信度'),
    description: words(
      'The least sure of its rows: estimated, some work has no bill yet; preliminary, a bill may still change; final.',
      '其中最不确定的一行：estimated 表示有的工作尚无账单；preliminary 表示账单可能还会变；final 为终稿。',
    ),
    size: [24, 3],
    unit: 'none',
    sql: `select ${STATUS} as state,
  coalesce(sum(replica_hours) filter (where reason = 'unbilled'), 0)::text || ' h' as unbilled,
  coalesce(sum(rates_provisional), 0)::text || ' h' as provisional
from ${chosen('reason, status, replica_hours, rates_provisional')}`,
    fields: {
      state: { title: words('state', '状态') },
      unbilled: { title: words('replica-hours without a bill', '尚无账单的副本小时') },
      provisional: { title: words('resource-hours at a provisional rate', '按临时汇率的资源小时') },
    },
    text: true,
  }),
]
