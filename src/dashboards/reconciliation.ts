/** Whether the bills add up, what no version got, and how fresh and whole the data are. */
import { dashboard } from './dashboard.js'
import type { Dashboard } from './grafana.js'
import { chart, type Sized, stat } from './panel.js'
import { squares, timeline } from './panel-states.js'
import { bills, fleet } from './points.js'
import { reconciliationGaps } from './reconciliation-gaps.js'
import { reconciliationTables } from './reconciliation-tables.js'
import { ages } from './shared.js'
import { amount, daysInRange, OF_PROVIDERS, PERIODS, sum } from './sql.js'
import { currency, datasource, per, provider } from './variables.js'
import { words } from './words.js'

const COST = amount('cost')
const [whereTo, ...rest] = reconciliationTables

export function reconciliation(timeZone: string): Dashboard {
  return dashboard({
    uid: 'tokenledger-reconciliation',
    title: words('tokenledger: reconciliation and freshness', 'tokenledger：对账与时效'),
    description: words(
      'Whether the bills add up, what no version got and why, and how fresh and whole the data are.',
      '账单是否对得上、哪些费用没有归属及原因、数据是否新、是否完整。',
    ),
    timeZone,
    variables: [datasource, currency, per, provider],
    panels: [...figures, ...(whereTo === undefined ? [] : [whereTo]), ...charts, ages(8, [12, 9]), ...rest, ...reconciliationGaps],
  })
}

const figures: readonly Sized[] = [
  stat({
    id: 1,
    title: words('Bills that do not add up', '对不上的账单'),
    description: words(
      'Bills and bases of the range whose lines come to something else than where they went. Always 0: tokenledger writes nothing that breaks this.',
      '时段内各账单、各口径中，明细合计与去向合计不相等的个数。恒为 0：tokenledger 不会写入打破这一点的数据。',
    ),
    size: [6, 4],
    unit: 'none',
    decimals: 0,
    thresholds: [
      [null, 'green'],
      [1, 'red'],
    ],
    sql: `select count(*) filter (where difference <> 0)::float8 as broken from report.reconciliation where ${PERIODS} and ${OF_PROVIDERS}`,
  }),
  stat({
    id: 2,
    title: words('Unallocated', '未归属'),
    description: words(
      'What no version got, of all that the bills charge for the range.',
      '没有归属任何版本的费用，占该时段账单全部费用的比例。',
    ),
    size: [6, 4],
    unit: 'percentunit',
    decimals: 1,
    thresholds: [
      [null, 'green'],
      [0.05, 'yellow'],
      [0.1, 'red'],
    ],
    sql: `select (coalesce(${sum(COST, `kind = 'unattributed'`)}, 0) / nullif(${sum(COST)}, 0))::float8 as unallocated
from ${bills(`kind, ${COST}`, OF_PROVIDERS)}`,
  }),
  stat({
    id: 3,
    title: words('Invoices that differ', '与发票不符'),
    description: words(
      'Bills of the range for which the provider says another total than its lines. Of an open month that is news, of a closed one a question to the provider.',
      '时段内厂商给出的总额与明细合计不同的账单数。未结月份属正常变动，已结月份应向厂商查询。',
    ),
    size: [6, 4],
    unit: 'none',
    decimals: 0,
    thresholds: [
      [null, 'green'],
      [1, 'orange'],
    ],
    sql: `select count(*) filter (where provider_difference <> 0)::float8 as differ from report.invoice where ${PERIODS} and ${OF_PROVIDERS}`,
  }),
  stat({
    id: 4,
    title: words('Lines rejected', '被拒的明细'),
    description: words(
      'Lines of bills that broke a rule: they count nowhere until they are mended. Of loads in the range.',
      '违反规则的账单明细：修复之前不计入任何数字。按时段内的加载统计。',
    ),
    size: [6, 4],
    unit: 'none',
    decimals: 0,
    thresholds: [
      [null, 'green'],
      [1, 'red'],
    ],
    sql: `select count(distinct (file, record))::float8 as rejected
from report.rejected_line
where loaded_at >= $__timeFrom()::timestamptz and loaded_at < $__timeTo()::timestamptz`,
  }),
]

const charts: readonly Sized[] = [
  chart({
    id: 6,
    title: words('Unallocated by cloud', '各云未归属比例'),
    description: words(
      'The part of each cloud that no version got, an hour or, where more than 12 days are shown, a day.',
      '各云没有归属任何版本的费用比例，按小时；超过 12 天时按天。',
    ),
    size: [12, 8],
    unit: 'percentunit',
    min: 0,
    thresholds: [
      [null, 'green'],
      [0.02, 'yellow'],
      [0.1, 'red'],
    ],
    name: '${__field.labels.provider}',
    custom: { thresholdsStyle: { mode: 'dashed' } },
    sql: `select begins as "time", provider, (coalesce(${sum(COST, `kind = 'unattributed'`)}, 0) / nullif(${sum(COST)}, 0))::float8 as unallocated
from ${bills(`provider, kind, ${COST}`, OF_PROVIDERS)}
group by 1, 2
order by 1`,
  }),
  squares({
    id: 7,
    title: words('Telemetry: hours that are whole', '遥测：完整的小时'),
    description: words(
      'Of the hours of each day, those that a source was read for without a warning: a square a day, green when it is whole. What was not read has no version.',
      '每天各来源无警告读取的小时占当天小时数的比例：一天一格，完整为绿色。没有读到的小时无法归属版本。',
    ),
    size: [12, 8],
    unit: 'percentunit',
    min: 0,
    max: 1,
    thresholds: [
      [null, 'red'],
      [0.5, 'orange'],
      [0.9, 'yellow'],
      [1, 'green'],
    ],
    name: '${__field.labels.source}',
    sql: `select day_start as "time", source, complete_share::float8 as complete
from report.telemetry_day
where ${daysInRange()}
order by 1`,
  }),
  timeline({
    id: 17,
    title: words('How sure each day is', '每天的可信度'),
    description: words(
      'Each cloud and each source of telemetry, day by day. A cloud is as sure as the least sure of its rows; a source that was read before and not on a day for which others tell is missing. error: since that day every run of its job failed (Jobs that fail).',
      '各云与各遥测来源，逐日显示。云取其各行中最不确定的状态；此前读取过、而当天只有其他来源有数据的来源为缺失。错误表示自那天起其任务每次都失败（见“失败的任务”）。',
    ),
    size: [24, 8],
    unit: 'none',
    states: [
      [-1, words('error', '错误'), 'dark-red'],
      [0, words('missing', '缺失'), 'red'],
      [1, words('in part', '部分'), 'orange'],
      [2, words('estimated', '估计'), 'yellow'],
      [3, words('preliminary', '暂定'), 'blue'],
      [4, words('final, whole', '终稿或完整'), 'green'],
    ],
    name: '${__field.labels.source}',
    sql: `select "time", source, min(state)::float8 as state
from (
  select day_start as "time", provider as source, array_position(array['estimated', 'preliminary', 'final'], status) + 1 as state
  from report.cost_by_region_day
  where ${daysInRange()} and ${OF_PROVIDERS}
  union all
  select b.day_start, s.source, case when t.complete_share is null then 0 when t.complete_share < 1 then 1 else 4 end
  from report.business_day b
  join (select source, min(day) as first_day from report.telemetry_day group by source) s on b.day >= s.first_day
  left join report.telemetry_day t using (day, source)
  where ${daysInRange('b.day')}
  union all
  select day::timestamp at time zone business_time_zone, source, -1
  from report.failing_job
  cross join report.calendar
  cross join lateral generate_series(
    greatest((since at time zone business_time_zone)::date, ($__timeFrom()::timestamptz at time zone business_time_zone)::date),
    least(today, ($__timeTo()::timestamptz at time zone business_time_zone)::date), interval '1 day') as day
  where source <> '' and (job like 'usage:%' or source in (\${provider:sqlstring}))
    and day::timestamp at time zone business_time_zone >= $__timeFrom()::timestamptz
    and day::timestamp at time zone business_time_zone < $__timeTo()::timestamptz
) told
group by "time", source
order by 1`,
  }),
  chart({
    id: 9,
    title: words('Work without a bill', '尚无账单的工作'),
    description: words(
      'Hours of replicas whose machines no bill tells of yet: estimated. What stays here after the bill came runs on machines that nobody knows.',
      '机器尚未出现在账单中的副本小时：估计。账单到后仍留在这里的，运行在无人知晓的机器上。',
    ),
    size: [12, 9],
    unit: 'h',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.model}',
    sql: `select begins as "time", model, sum(replica_hours)::float8 as replica_hours
from ${fleet('model, replica_hours', `reason = 'unbilled'`)}
group by 1, 2
order by 1`,
  }),
]
