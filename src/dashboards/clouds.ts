/** The same work in several clouds and at the edge, side by side: what bills and telemetry can tell of it today. */
import { dashboard } from './dashboard.js'
import type { Dashboard } from './grafana.js'
import { bars, chart, type Sized, table } from './panel.js'
import { modelName, versionName } from './shared.js'
import { amount, BILLED, daysTouched, fleet, kept, OF_PROVIDERS, span, sum } from './sql.js'
import { currency, datasource, per, provider } from './variables.js'
import { words } from './words.js'

const COST = amount('cost')
const spent = `${BILLED} and ${OF_PROVIDERS}`
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
    variables: [datasource, currency, per, provider],
    panels,
  })
}

const panels: readonly Sized[] = [
  bars({
    id: 1,
    title: words('Cost by region', '各地域成本'),
    description: words('What each region of each cloud charged, the most first.', '各云各地域的费用，最多的在前。'),
    size: [8, 10],
    unit: 'short',
    min: 0,
    sql: `select provider || ' ' || region_id as region, ${sum(COST)}::float8 as "${COST}"
from ${fleet(`provider, region_id, ${COST}`, spent)}
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
from ${span('model, version, provider, kind', [COST, 'prompt_tokens', 'generated_tokens', 'a100_seconds'], `reason = '' and model is not null and ${OF_PROVIDERS}`)}
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
      'What bills name a model for (bought by the token, or an endpoint of the cloud), beside what machines of versions cost.',
      '账单直接指明模型的费用（按词元购买或云端点），与各版本机器的费用。',
    ),
    size: [24, 8],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.way}',
    sql: `select begins as "time", case reason when 'named' then 'bought' else 'served' end as way, ${sum(COST)}::float8 as "${COST}"
from ${fleet(`reason, ${COST}`, `model is not null and reason in ('', 'named') and ${OF_PROVIDERS}`)}
group by 1, 2
order by 1`,
    amounts: { cost: {} },
  }),
  chart({
    id: 4,
    title: words('Edge: devices that told of themselves', '边缘：上报的设备'),
    description: words(
      'Jetson devices that telemetry saw in each hour, or in each day where more than 12 are shown.',
      '遥测每小时看到的 Jetson 设备数；超过 12 天时为每天。',
    ),
    size: [8, 8],
    unit: 'none',
    decimals: 0,
    min: 0,
    name: '${__field.labels.source}',
    sql: `select begins as "time", source, devices::float8 as devices
from ${kept('source, devices', `exporter = 'jetson'`, 'gpu_fleet')}
order by 1`,
  }),
  chart({
    id: 5,
    title: words('Energy of GPUs', 'GPU 耗电'),
    description: words(
      'Kilowatt-hours that cards told of, by the hour or, where more than 12 days are shown, by the day; cards in clouds and at the edge apart. A gap: a card does not tell.',
      '各卡上报的千瓦时，按小时；超过 12 天时按天；云上与边缘分列。空缺表示有卡未上报。',
    ),
    size: [8, 8],
    unit: 'suffix: kWh',
    decimals: 2,
    min: 0,
    name: '${__field.labels.exporter}',
    sql: `select begins as "time", exporter, (${sum('energy_mj')} / 3600000000)::float8 as energy
from ${kept('exporter, energy_mj', 'true', 'gpu_fleet')}
group by begins, exporter
order by 1`,
  }),
  table({
    id: 6,
    title: words('Edge: each device', '边缘：各设备'),
    description: words(
      'What each Jetson did in the days that the range touches: when it was seen, how busy it was, what energy it took.',
      '各 Jetson 在时段所涉各天内：看到的小时、忙碌程度、耗电量。',
    ),
    size: [8, 8],
    unit: 'short',
    sql: `select device, max(node) as node, sum(hours)::float8 as hours, max(last_hour)::timestamptz as last,
  (sum(busy_ms) / nullif(sum(busy_of_ms), 0))::float8 as busy, (${sum('energy_mj')} / 3600000000)::float8 as energy
from report.gpu_device_day
where ${daysTouched()} and exporter = 'jetson'
group by device
order by 4 desc
limit 200`,
    fields: {
      device: { title: words('Device', '设备') },
      node: { title: words('Node', '节点') },
      hours: { title: words('Hours', '小时数'), decimals: 0 },
      last: { title: words('Last seen', '最近'), unit: 'dateTimeAsIso' },
      busy: { title: words('Busy', '忙碌'), unit: 'percentunit', decimals: 1 },
      energy: { title: words('Energy', '耗电'), unit: 'suffix: kWh', decimals: 2 },
    },
  }),
]
