/** Devices at the edge: who told of itself, what they did, and what they cost. */
import { chart, type Sized, table } from './panel.js'
import { devices, kept } from './points.js'
import { PERIODS, sum } from './sql.js'
import { words } from './words.js'

export const edgePanels: readonly Sized[] = [
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
from ${devices('device, node, hours, last_hour, busy_ms, busy_of_ms, energy_mj', `exporter = 'jetson'`)}
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
  table({
    id: 8,
    title: words('Edge: what devices cost', '边缘：设备费用'),
    description: words(
      "Months of which the range shows a part, by what they are for: wear of the devices, energy, transfer, and what was written off. In the bill's own currency.",
      '时段所涉各月的费用及用途：设备折旧、电费、流量与核销，按账单自身的币种。',
    ),
    size: [24, 7],
    unit: 'short',
    decimals: 2,
    sql: `select billing_period::text as period, billing_account_id as account, billing_currency as currency, devices::float8 as devices, billed_cost::float8 as billed,
  device::float8 as device, energy::float8 as energy, transfer::float8 as transfer, write_off::float8 as write_off
from report.edge_cost
where ${PERIODS}
order by billing_period desc, billing_account_id, billing_currency`,
    fields: {
      period: { title: words('Month', '月份') },
      account: { title: words('Account', '账号') },
      currency: { title: words('Currency', '币种') },
      devices: { title: words('Devices', '设备数'), decimals: 0 },
      billed: { title: words('Together', '合计') },
      device: { title: words('Wear', '折旧') },
      energy: { title: words('Energy', '电费') },
      transfer: { title: words('Transfer', '流量') },
      write_off: { title: words('Written off', '核销') },
    },
  }),
]
