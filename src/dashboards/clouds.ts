/** The same work in several clouds and at the edge, side by side: what bills and telemetry can tell of it today. */
import { breakEven } from './clouds-break-even.js'
import { edgePanels } from './clouds-edge.js'
import { dashboard } from './dashboard.js'
import type { Dashboard } from './grafana.js'
import { bars, chart, type Sized, table } from './panel.js'
import { regions } from './points.js'
import { modelName, versionName } from './shared.js'
import { span } from './span.js'
import { amount, BILLED, OF_PROVIDERS, OF_REGIONS, sum } from './sql.js'
import { currency, datasource, per, provider, region } from './variables.js'
import { words } from './words.js'

const COST = amount('cost')
const spent = `${BILLED} and ${OF_PROVIDERS} and ${OF_REGIONS}`
const works = `kind = 'serving'`

export function clouds(timeZone: string): Dashboard {
  return dashboard({
    uid: 'tokenledger-clouds',
    title: words('tokenledger: clouds and edge', 'tokenledger：多云与边缘'),
    description: words(
      'The same work in several clouds, bought by the token or served on our own machines, and GPUs at the edge.',
      '同样的工作在各云、按词元购买或自有机器服务、以及边缘 GPU 上的对比。',
    ),
    timeZone,
    variables: [datasource, currency, per, provider, region],
    panels,
  })
}

const panels: readonly Sized[] = [
  bars({
    id: 1,
    title: words('Cost by region', '各地域成本'),
    description: words('What each of the chosen regions charged, the most first.', '所选各地域的费用，最多的在前。'),
    size: [8, 10],
    unit: 'short',
    min: 0,
    sql: `select provider || ' ' || region_id as region, ${sum(COST)}::float8 as "${COST}"
from ${regions(`provider, region_id, ${COST}`, spent)}
group by provider, region_id
order by 2 desc nulls last
limit 20`,
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  table({
    id: 2,
    title: words('Models in each cloud', '各云中的模型'),
    description: words(
      'Each version in each cloud: what it cost there, what a token cost, and an A100-hour.',
      '每个版本在每个云中的费用、词元单价与每 A100 小时费用。',
    ),
    size: [16, 10],
    unit: 'short',
    sql: `select model, version, provider, ${sum(COST)}::float8 as "${COST}",
  (\${per} * ${sum(COST)} / nullif(${sum('prompt_tokens + generated_tokens', works)}, 0))::float8 as "${amount('price')}",
  (3600 * ${sum(COST)} / nullif(${sum('a100_seconds')}, 0))::float8 as "${amount('hour')}"
from ${span(['provider', 'kind'], [COST, 'prompt_tokens', 'generated_tokens', 'a100_seconds'], `reason = '' and version_id <> 0 and ${OF_PROVIDERS}`)}
group by model, version, provider
order by model, version, 4 desc nulls last`,
    fields: { model: modelName, version: versionName, provider: { title: words('Cloud', '云') } },
    amounts: {
      cost: { title: words('Cost', '成本') },
      price: { title: words('per tokens', '词元单价'), decimals: 4 },
      hour: { title: words('an A100-hour', '每 A100 小时') },
    },
  }),
  chart({
    id: 3,
    title: words('Bought by the token, or served', '按词元购买与自行服务'),
    description: words(
      'What bills name a model for (bought by the token, or an endpoint of the cloud), beside what machines of versions cost; in the chosen regions.',
      '账单直接指明模型的费用（按词元购买或云端点），与各版本机器的费用；限所选地域。',
    ),
    size: [24, 8],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.way}',
    sql: `select begins as "time", case reason when 'named' then 'bought' else 'served' end as way, ${sum(COST)}::float8 as "${COST}"
from ${regions(`reason, ${COST}`, `of_version and reason in ('', 'named') and ${OF_PROVIDERS} and ${OF_REGIONS}`)}
group by 1, 2
order by 1`,
    amounts: { cost: {} },
  }),
  breakEven,
  ...edgePanels,
]
