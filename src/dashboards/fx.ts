/** Rates of exchange, what they do to the bills, and what a GPU-hour costs in each cloud. */
import { dashboard } from './dashboard.js'
import type { Dashboard } from './grafana.js'
import { fxPrices } from './fx-prices.js'
import { fxTables } from './fx-tables.js'
import { chart, type Sized, stat, table } from './panel.js'
import { regions } from './points.js'
import { state } from './shared.js'
import { amount, BILLED, daysInRange, HOURS_UP_TO, inRange, OF_PROVIDERS, OF_PROVIDERS_OR_NONE, OF_REGIONS, STATUS, sum } from './sql.js'
import { currency, datasource, provider, region } from './variables.js'
import { words } from './words.js'

const COST = amount('cost')
/** Rates are of Beijing days, whatever the zone of the panels. */
const DAY = `day::timestamp at time zone 'Asia/Shanghai'`
const BEIJING = `day >= $__timeFrom()::timestamptz at time zone 'Asia/Shanghai' and day < $__timeTo()::timestamptz at time zone 'Asia/Shanghai'`
const machines = `reason = '' and kind in ('serving', 'warm_idle', 'cold_idle') and ${OF_PROVIDERS} and ${OF_REGIONS}`
const points = { drawStyle: 'points', pointSize: 5 }
const PER_A100 = `3600 * ${sum(COST)} / nullif(${sum('a100_seconds')}, 0)`

/** What is told of each account, an hour of a short range or a day of a long one. */
const accounts = `(
  select provider, billing_account_id, billing_currency, effective_known, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny
  from report.account_hour
  where $__interval_ms < ${HOURS_UP_TO} and ${inRange('hour')}
  union all
  select provider, billing_account_id, billing_currency, effective_known, effective_usd, effective_cny, effective_unknown, unconverted_usd, unconverted_cny
  from report.account_day
  where $__interval_ms >= ${HOURS_UP_TO} and ${daysInRange()}
) told`

export function fxAndPricing(timeZone: string): Dashboard {
  return dashboard({
    uid: 'tokenledger-fx',
    title: words('tokenledger: FX and pricing', 'tokenledger：汇率与价格'),
    description: words(
      'The rates by which bills are converted and what they do to the spend; discounts; and what an A100-hour costs in each cloud.',
      '账单折算所用的汇率及其对支出的影响、折扣，以及各云每 A100 小时的价格。',
    ),
    timeZone,
    variables: [datasource, currency, provider, region],
    panels,
  })
}

const panels: readonly Sized[] = [
  chart({
    id: 1,
    title: words('Yuan for a dollar', '美元兑人民币'),
    description: words(
      'The central parity of each Beijing day: its own fixing, carried from an earlier one, or provisional, which gives way to the fixing.',
      '每个北京日的中间价：当日公布、沿用前一日，或临时（公布后即被替换）。',
    ),
    size: [14, 9],
    unit: 'currency:¥',
    decimals: 4,
    look: 'steps',
    sql: `select ${DAY} as "time", cny_per_usd::float8 as rate, case when not carried and not provisional then cny_per_usd end::float8 as fixed,
  case when carried and not provisional then cny_per_usd end::float8 as carried, case when provisional then cny_per_usd end::float8 as provisional
from report.rate_of_day
where currency = 'USD' and ${BEIJING}
order by 1`,
    fields: {
      rate: { title: words('rate', '汇率') },
      fixed: { title: words('own fixing', '当日公布'), custom: points },
      carried: { title: words('carried', '沿用'), custom: points },
      provisional: { title: words('provisional', '临时'), custom: points },
    },
  }),
  stat({
    id: 2,
    title: words('Age of the last fixing', '最近公布的距今时间'),
    description: words(
      'How long ago the day of the last fixing ended. Weekends and holidays have none: after a week off eleven days are usual.',
      '最近一次公布之日结束至今多久。周末与节假日没有公布，长假之后十一天也属正常。',
    ),
    size: [5, 9],
    unit: 's',
    decimals: 0,
    thresholds: [
      [null, 'green'],
      [4 * 86_400, 'yellow'],
      [12 * 86_400, 'red'],
    ],
    sql: `select age_seconds::float8 as age from report.data_age where kind = 'rate' and source = 'USD/CNY'`,
  }),
  stat({
    id: 3,
    title: words('Without a rate', '无汇率'),
    description: words(
      'Resource-hours of the range that no rate converts, and those at a provisional one.',
      '时段内没有汇率可折算的资源小时，以及按临时汇率折算的。',
    ),
    size: [5, 9],
    unit: 'locale',
    thresholds: [
      [null, 'green'],
      [1, 'orange'],
    ],
    sql: `select coalesce(sum(unconverted_usd), 0)::float8 as no_dollars, coalesce(sum(unconverted_cny), 0)::float8 as no_yuan,
  coalesce(sum(rates_provisional), 0)::float8 as provisional
from ${regions('unconverted_usd, unconverted_cny, rates_provisional', OF_PROVIDERS_OR_NONE)}`,
    fields: {
      no_dollars: { title: words('no dollars', '无美元') },
      no_yuan: { title: words('no yuan', '无人民币') },
      provisional: { title: words('provisional', '临时') },
    },
  }),
  table({
    id: 4,
    title: words('As billed, in dollars, in yuan', '原币、美元与人民币'),
    description: words(
      'What each account charged for the hours of the range in the currency of its bill, effective, beside dollars and yuan at the rate of each day, and the mean rate that this comes to. Of what is told and converted.',
      '各账号在该时段按账单币种的有效成本，以及按每日汇率折算的美元与人民币，和由此得出的平均汇率。只含已知且已折算的部分。',
    ),
    size: [24, 7],
    unit: 'short',
    decimals: 2,
    sql: `select provider, billing_account_id as account, billing_currency as currency, sum(effective_known)::float8 as own, sum(effective_usd)::float8 as "cost_usd",
  sum(effective_cny)::float8 as "cost_cny", (sum(effective_cny) / nullif(sum(effective_usd), 0))::float8 as rate, sum(effective_unknown)::float8 as unknown,
  sum(unconverted_usd)::float8 as unconverted
from ${accounts}
where ${OF_PROVIDERS}
group by provider, billing_account_id, billing_currency
order by 5 desc`,
    fields: {
      provider: { title: words('Cloud', '云') },
      account: { title: words('Account', '账号') },
      currency: { title: words('Currency', '币种') },
      own: { title: words('As billed', '原币') },
      rate: { title: words('Yuan for a dollar', '平均汇率'), unit: 'currency:¥', decimals: 4 },
      unknown: { title: words('Unknown', '未知'), decimals: 0 },
      unconverted: { title: words('No rate', '无汇率'), decimals: 0 },
    },
    amounts: { cost: {} },
  }),
  chart({
    id: 5,
    title: words('What the rate did', '汇率的影响'),
    description: words(
      'Of bills in dollars, how many yuan more or less each hour cost than at the rate of the first of them that is shown. Bills in yuan move in dollars instead, and are not in it. By the hour: at most the last 31 days of the range.',
      '以美元计的账单，每小时折合人民币比按所示第一个小时的汇率多或少了多少。人民币账单不受影响，不计入。按小时读取，最多为时段的最后 31 天。',
    ),
    size: [12, 8],
    unit: 'currency:¥',
    look: 'bars',
    sql: `select hour::timestamptz as "time", (sum(effective_cny) - sum(effective_usd) * first_value(sum(effective_cny) / nullif(sum(effective_usd), 0)) over (order by hour))::float8 as effect
from report.account_hour
where ${inRange('hour')} and hour >= $__timeTo()::timestamptz - interval '31 days' and billing_currency = 'USD' and unconverted_cny = 0 and ${OF_PROVIDERS}
group by hour
order by 1`,
    fields: { effect: { title: words('because of the rate', '汇率引起') } },
  }),
  chart({
    id: 6,
    title: words('Discount on list prices', '目录价折扣'),
    description: words(
      'What the use cost less than at list prices: commitments, negotiated prices and credits together. Purchases of commitments have no list price.',
      '相对目录价节省的比例：承诺折扣、协议价与抵扣合计。承诺的购买本身没有目录价。',
    ),
    size: [12, 8],
    unit: 'percentunit',
    name: '${__field.labels.provider}',
    sql: `select begins as "time", provider, (1 - ${sum(COST)} / nullif(${sum(amount('list'))}, 0))::float8 as discount
from ${regions(`provider, ${COST}, ${amount('list')}`, `${BILLED} and ${OF_PROVIDERS}`)}
group by 1, 2
order by 1`,
  }),
  chart({
    id: 7,
    title: words('Price of an A100-hour', '每 A100 小时价格'),
    description: words(
      'What GPUs cost by their hours, each type counted in A100s as the price list says; a part of a card counts as that part. Held or idle, in the chosen regions.',
      'GPU 费用除以其小时数，各型号按价目表折合 A100，部分卡按其比例计。含占用与空闲，限所选地域。',
    ),
    size: [12, 9],
    unit: 'short',
    name: '${__field.labels.provider}',
    sql: `select begins as "time", provider, (${PER_A100})::float8 as "${amount('hour')}"
from ${regions(`provider, ${COST}, a100_seconds`, machines)}
group by 1, 2
order by 1`,
    amounts: { hour: { decimals: 2 } },
  }),
  table({
    id: 8,
    title: words('A100-hours by cloud and region', '各云各地域的 A100 小时'),
    description: words(
      'A100-hours of the range and of the chosen regions, and what one of them cost, in the currency above.',
      '时段内所选地域的 A100 小时数，以及每小时的费用（按上方币种）。',
    ),
    size: [12, 9],
    unit: 'short',
    sql: `select provider, region_id as region, (${sum('a100_seconds')} / 3600)::float8 as a100_hours, (${PER_A100})::float8 as "${amount('hour')}",
  ${sum(COST)}::float8 as "${COST}", ${STATUS} as state
from ${regions(`provider, region_id, status, ${COST}, a100_seconds`, machines)}
group by provider, region_id
order by 4 nulls last`,
    fields: {
      provider: { title: words('Cloud', '云') },
      region: { title: words('Region', '地域') },
      a100_hours: { title: words('A100-hours', 'A100 小时'), decimals: 1 },
      state,
    },
    amounts: { hour: { title: words('an A100-hour', '每 A100 小时') }, cost: { title: words('Cost', '成本') } },
  }),
  ...fxTables,
  ...fxPrices,
]
